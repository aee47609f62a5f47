"""The orchard sampled in stages: what grows there leaves the country once every stage conforms, and not before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.catalogue.terms import Channel, Condition, Confidence, Direction
from guomen.consignments.queries import lines_meeting
from guomen.consignments.terms import Declaration
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import SubjectRef, Text
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import SamplingScheme
from guomen.laboratory.terms import Hand, SchemeFacts, StageAsked, StageFacts
from guomen.targeting.assigning.staging import all_schemes
from guomen.targeting.models import Assignment
from guomen.targeting.operations import lodge_and_assign
from guomen.targeting.queries import replay
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.terms import Decision, LineDecision
from tests.targeting.test_two_evaluators import as_rows
from tests.targeting.world import (
    DAY,
    SECRET,
    declaration,
    drawn_for,
    frame,
    item,
    never,
    parties,
    requirement,
    rulebook,
)

KIWI = "0810500000101"
ORCHARD = "4300GY0018"
DONE = StageFacts(1, Text("幼果期", "young fruit"), date(2018, 6, 1), date(2018, 6, 20), True, True, True, "A1")
WAITED = StageFacts(2, Text("采收前", "before harvest"), date(2018, 9, 1), date(2018, 9, 20))
WANTED = requirement(
    "staged_sampling", "staged", Condition(Direction.EXPORT, ("081050",), destinations=frozenset({"HK"})), stages=2
)


def scheme(*stages: StageFacts, goods: str = "081050", season: int = 2018) -> SchemeFacts:
    return SchemeFacts(7, f"registration:{ORCHARD}", goods, season, stages)


def fruit(goods: str = KIWI, **more: Any) -> Declaration:
    head = {name: more.pop(name) for name in ("direction", "departure_country") if name in more}
    line = item(goods=goods, **({"producer": ORCHARD, "origin": "CN"} | more))
    return declaration(line, **({"direction": "export", "departure_country": "HK"} | head))


def decided(one: Declaration, *schemes: SchemeFacts, book: Rulebook | None = None) -> Decision:
    docket = Docket(book or rulebook(), parties(), {}, schemes={ORCHARD: schemes} if schemes else {})
    return decide(docket, one, DAY, never, "")


def gates(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.lines[0].reasons if reason.code.startswith(("gate", "laboratory"))]


@pytest.mark.parametrize(
    ("second", "channel", "codes"),
    [
        (replace(WAITED, drawn=True, reported=True, conform=True), Channel.RELEASE, ["gate.staged.eligible"]),
        (WAITED, Channel.HOLD, ["gate.staged.running", "laboratory.stage_waited"]),
        (replace(WAITED, drawn=True), Channel.HOLD, ["gate.staged.running", "laboratory.stage_drawn"]),
        (
            replace(WAITED, drawn=True, reported=True),
            Channel.HOLD,
            ["gate.staged.running", "laboratory.stage_inconclusive"],
        ),
        (
            replace(WAITED, to_on=date(2018, 9, 2)),
            Channel.REFUSE,
            ["gate.staged.barred", "laboratory.stage_missed"],
        ),
        (
            replace(WAITED, drawn=True, reported=True, conform=False),
            Channel.REFUSE,
            ["gate.staged.barred", "laboratory.stage_nonconform"],
        ),
        (
            replace(WAITED, drawn=True, reported=True, conform=False, verified=False),
            Channel.HOLD,
            ["gate.staged.barred", "laboratory.stage_nonconform"],
        ),
    ],
)
def test_fruit_leaves_once_every_stage_conforms_waits_while_one_is_open_and_stays_where_one_bars_it(
    second: StageFacts, channel: Channel, codes: list[str]
) -> None:
    decision = decided(fruit(), scheme(DONE, second))
    assert decision.channel is channel
    assert gates(decision) == codes


def test_the_trader_reads_which_stage_is_open_and_neither_scheme_nor_sample() -> None:
    decision = decided(fruit(), scheme(DONE, replace(WAITED, drawn=True, sample="B2")))
    head, stage = (one for one in decision.lines[0].reasons if one.code.startswith(("gate", "laboratory")))
    assert "scheme 7" in head.text.en
    assert "B2" in stage.text.en
    assert head.public is not None
    assert stage.public is not None
    assert "scheme" not in head.public.en
    assert "B2" not in stage.public.en
    assert "before harvest" in stage.public.en
    assert "采收前" in stage.public.zh


@pytest.mark.parametrize(
    ("one", "held"),
    [
        (fruit(direction="import"), False),
        (fruit("0805100000101"), False),
        (fruit(producer="4300GY0019"), False),
        (fruit(produced_on=date(2017, 10, 1)), False),
        (fruit(produced_on=date(2018, 8, 20)), True),
    ],
)
def test_imports_other_goods_other_orchards_and_other_seasons_are_not_meant(one: Declaration, held: bool) -> None:
    assert (decided(one, scheme(DONE, WAITED)).channel is Channel.HOLD) is held


def test_of_a_code_too_short_to_tell_the_documents_are_checked() -> None:
    decision = decided(fruit("081050"), scheme(DONE, WAITED, goods="0810500000"))
    assert decision.channel is Channel.DOCUMENT
    assert gates(decision) == ["gate.staged.code_too_short"]


@pytest.mark.parametrize(
    ("schemes", "more", "code"),
    [
        ((), {}, "gate.staged.missing"),
        ((), {"producer": ""}, "gate.staged.not_stated"),
        ((scheme(DONE),), {}, "gate.staged.too_few"),
        ((scheme(DONE, DONE),), {}, ""),
        ((), {"departure_country": "JP"}, ""),
    ],
)
def test_goods_that_must_be_sampled_in_stages_do_not_leave_without_a_scheme(
    schemes: tuple[SchemeFacts, ...], more: dict[str, Any], code: str
) -> None:
    decision = decided(fruit(**more), *schemes, book=rulebook(requirements=[WANTED]))
    assert decision.channel is (Channel.REFUSE if code else Channel.RELEASE)
    assert not code or code in gates(decision)


def test_an_unverified_requirement_of_staged_sampling_holds_and_does_not_refuse() -> None:
    book = rulebook(requirements=[replace(WANTED, confidence=Confidence.MEDIUM)])
    assert decided(fruit(), book=book).channel is Channel.HOLD


def test_a_decision_keeps_what_it_read_and_gives_it_back() -> None:
    (line,) = decided(fruit(), scheme(DONE, WAITED)).lines
    assert line.schemes == (scheme(DONE, WAITED),)
    assert LineDecision.from_json(line.as_json()) == line
    (other,) = decided(fruit()).lines
    assert "schemes" not in other.as_json()


STAGES = st.lists(
    st.sampled_from([DONE, WAITED, replace(WAITED, drawn=True, reported=True, conform=False)]), min_size=1, max_size=3
)
FRUIT = st.builds(
    fruit,
    st.sampled_from([KIWI, "0810500000", "081050", "0810", "0805100000101"]),
    producer=st.sampled_from([ORCHARD, "X", ""]),
    direction=st.sampled_from(["export", "import"]),
    departure_country=st.sampled_from(["HK", "JP", ""]),
    produced_on=st.sampled_from([None, date(2017, 9, 1), date(2018, 8, 1)]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(FRUIT, min_size=1, max_size=6), STAGES, st.sampled_from(["", "0810", "0810500000"]))
def test_alone_and_in_bulk_the_gate_says_the_same(
    batch: list[Declaration], stages: list[StageFacts], goods: str
) -> None:
    named = [replaced(one, f"R-{number}") for number, one in enumerate(batch)]
    docket = Docket(rulebook(requirements=[WANTED]), parties(), {}, schemes={ORCHARD: (scheme(*stages, goods=goods),)})
    alone = [row for one in named for row in as_rows(decide(docket, one, DAY, drawn_for(one), ""), one)]
    assert Screen(docket, DAY, SECRET)(frame(named)).to_dicts() == alone


def replaced(one: Declaration, reference: str, **more: Any) -> Declaration:
    fields = {name: getattr(one, name) for name in one.__struct_fields__}
    return Declaration(**(fields | {"reference": reference} | more))


USCC = "913502006122601645"
AT = datetime(2018, 9, 3, 4, 0, tzinfo=UTC)


@pytest.fixture
def officer(person: Callable[..., Actor], branch: Office) -> Actor:
    return person("orchard", "port_officer", branch)


@pytest.fixture
def followed(officer: Actor, branch: Office) -> SamplingScheme:
    stages = [
        StageAsked(Text("采收前", "before harvest"), date(2018, 9, 1), date(2018, 9, 20), ("cadmium",)),
        StageAsked(Text("复抽", "once more"), date(2018, 9, 21), date(2018, 9, 30), ("cadmium",)),
    ]
    return laboratory.open_scheme(
        actor=officer, at=AT, subject=SubjectRef("registration", ORCHARD), office=branch, laboratory=branch,
        title=Text("果园", "orchard"), season=2018, stages=stages, goods_code="081050", destination="HK",
    )  # fmt: skip


def lodged(branch: Office, reference: str) -> Assignment:
    one = replaced(fruit(), reference, office=branch.code, port="120101", importer=USCC)
    (answer,) = lodge_and_assign(actor=None, at=AT, declarations=[one])
    assert answer.assignment is not None, answer.lodged.faults
    return answer.assignment


@pytest.mark.django_db
def test_the_decision_replays_after_the_scheme_went_on(
    followed: SamplingScheme, officer: Actor, branch: Office
) -> None:
    before = lodged(branch, "E-1")
    assert before.channel == "hold"
    assert "scheme:" + str(followed.pk) in before.sources
    stage = followed.stages.get(position=1)
    noon = timezone.make_aware(datetime.combine(date(2018, 9, 4), time(12)))
    laboratory.draw_stage(actor=officer, at=noon, stage=stage.pk, hand=Hand("officer", "block 3", "K-1"))
    after = lodged(branch, "E-2")
    assert [one["drawn"] for one in after.lines[0]["schemes"][0]["stages"]] == [True, False]
    assert lines_meeting(Condition(destinations=frozenset({"HK"})), DAY).count() == 2
    assert not lines_meeting(Condition(destinations=frozenset({"JP"})), DAY).exists()
    for one in (before, after):
        again = replay(one.pk)
        assert again.differences == ()
        assert again.same


@pytest.mark.django_db
@pytest.mark.parametrize(("direction", "count", "asked"), [("export", 1, 1), ("export", 20, 1), ("import", 20, 0)])
def test_a_batch_of_exports_asks_for_the_schemes_once(
    followed: SamplingScheme, branch: Office, direction: str, count: int, asked: int
) -> None:
    batch = [fruit(direction=direction, produced_on=DAY) for _ in range(count)]
    named = [
        replaced(one, f"R-{number}", office=branch.code, port="120101", importer=USCC)
        for number, one in enumerate(batch)
    ]
    with CaptureQueriesContext(connection) as captured:
        answers = lodge_and_assign(actor=None, at=AT, declarations=named)
    assert all(answer.assignment for answer in answers)
    assert sum("samplingscheme" in (one["sql"] or "") for one in captured) == asked


@pytest.mark.django_db
def test_the_bulk_screen_reads_every_scheme(followed: SamplingScheme) -> None:
    (facts,) = all_schemes()[ORCHARD]
    assert (facts.number, len(facts.stages)) == (followed.pk, 2)
