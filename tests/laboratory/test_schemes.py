"""An orchard sampled four times: each stage in its days and in order; a missed stage or an exceeded limit bars it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, Refusal, Role, SubjectRef, Text
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Sample, SamplingScheme
from guomen.laboratory.tasks import settle_schemes
from guomen.laboratory.terms import Hand, Limit, LimitKind, Measured, SchemeFacts, SchemeState, StageAsked, StageFacts
from tests.laboratory import people
from tests.laboratory.conftest import AT
from tests.laboratory.test_operations import HIGH, LOW
from tests.laboratory.test_retests import gone_through

ORCHARD = SubjectRef("registration", "4300GY0018")
STAGES = tuple(
    StageAsked(Text(f"第{number}次", f"sampling {number}"), date(2018, month, 1), date(2018, month, 20), ("cadmium",))
    for number, month in enumerate((5, 6, 7, 8), start=1)
)


def opened(officer: Actor, stages: tuple[StageAsked, ...] = STAGES) -> SamplingScheme:
    office = Office.objects.get(code="GM1001")
    assert office.parent is not None
    return operations.open_scheme(
        actor=officer, at=AT, subject=ORCHARD, office=office, laboratory=office.parent, season=2018, stages=stages,
        title=Text("十八洞村猕猴桃", "kiwi of Shibadong"), goods_code="0810500000", destination="HK",
    )  # fmt: skip


@pytest.fixture
def scheme(officer: Actor) -> SamplingScheme:
    return opened(officer)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def drawn(officer: Actor, scheme: SamplingScheme, position: int, on: date | None = None) -> Sample:
    stage = scheme.stages.get(position=position)
    return operations.draw_stage(
        actor=officer, at=noon(on or stage.from_on), stage=stage.pk, hand=Hand("officer", "block 3", f"K-{position}")
    )


def reported(sample: Sample, measured: Measured = LOW) -> None:
    limit = Limit(LimitKind.MAX, "mg/kg")
    sample.requests.update(limit_kind=limit.kind, limit_value="0.2", unit="mg/kg")
    officer, analyst = people.person(Role.PORT_OFFICER, "GM1001"), people.person(Role.LABORATORY_ANALYST, "GM10")
    label, seal = sample.label, queries.seal_set(sample)
    operations.hand_over_sample(actor=officer, at=AT, label=label, scanned=label, hand=Hand("courier"))
    operations.receive_sample(actor=analyst, at=AT, label=label, scanned=label, hand=Hand("laboratory", seal=seal))
    operations.prepare_sample(actor=analyst, at=AT, label=label, scanned=label, hand=Hand(""))
    gone_through(sample, analyst, measured)


def eligible(on: date) -> SchemeState | None:
    said = queries.eligibility(ORCHARD, "0810500000999", 2018, on)
    return said.value if said else None


def test_four_conforming_stages_make_the_orchard_eligible(scheme: SamplingScheme, officer: Actor) -> None:
    for position in (1, 2, 3, 4):
        assert eligible(date(2018, 5, 1)) is SchemeState.RUNNING
        reported(drawn(officer, scheme, position))
    assert eligible(date(2018, 9, 1)) is SchemeState.ELIGIBLE
    deliver_pending()
    scheme.refresh_from_db()
    assert scheme.state == "eligible"


def test_an_exceeded_limit_bars_the_export_and_no_further_stage_is_drawn(
    scheme: SamplingScheme, officer: Actor
) -> None:
    reported(drawn(officer, scheme, 1), HIGH)
    assert eligible(date(2018, 5, 30)) is SchemeState.BARRED
    with pytest.raises(Conflict, match="barred"):
        drawn(officer, scheme, 2)


def test_a_missed_stage_bars_the_export(scheme: SamplingScheme, officer: Actor) -> None:
    assert eligible(date(2018, 5, 20)) is SchemeState.RUNNING
    assert eligible(date(2018, 5, 21)) is SchemeState.BARRED
    with pytest.raises(Conflict, match="barred"):
        drawn(officer, scheme, 2)


def test_the_daily_tick_notices_a_missed_stage_and_tells_of_it_once(scheme: SamplingScheme) -> None:
    settle_schemes(timestamp=0)
    settle_schemes(timestamp=1)
    scheme.refresh_from_db()
    assert scheme.state == "barred"
    told = Entry.objects.get(kind="laboratory.scheme.settled")
    assert (told.payload["state"], told.actor) == ("barred", None)


@pytest.mark.parametrize("on", [date(2018, 4, 30), date(2018, 5, 21)])
def test_a_stage_is_drawn_in_its_days_only(on: date, scheme: SamplingScheme, officer: Actor) -> None:
    with pytest.raises(Conflict, match="not_now"):
        drawn(officer, scheme, 1, on)
    assert not Sample.objects.exists()


def test_stages_are_drawn_in_order_and_once(scheme: SamplingScheme, officer: Actor) -> None:
    with pytest.raises(Conflict, match="turn"):
        drawn(officer, scheme, 2, date(2018, 5, 2))
    drawn(officer, scheme, 1)
    with pytest.raises(Conflict, match="turn"):
        drawn(officer, scheme, 1)


def test_a_scheme_is_opened_once_for_a_season_and_its_stages_follow_each_other(
    scheme: SamplingScheme, officer: Actor
) -> None:
    with pytest.raises(Conflict, match=r"scheme\.once"):
        opened(officer)
    for wrong in (
        (STAGES[1], STAGES[0]),
        (StageAsked(Text("空", "empty"), date(2018, 5, 1), date(2018, 5, 2), ()),),
        (),
    ):
        with pytest.raises(Refusal, match=r"scheme\.stages"):
            opened(officer, wrong)


def test_other_goods_and_other_orchards_are_not_followed(scheme: SamplingScheme) -> None:
    assert queries.eligibility(ORCHARD, "0805100000", 2018, AT.date()) is None
    assert queries.eligibility(SubjectRef("registration", "4300GY0019"), "0810500000", 2018, AT.date()) is None
    assert queries.eligibility(ORCHARD, "0810500000", 2017, AT.date()) is None


def test_a_stranger_of_another_bureau_does_not_see_it(scheme: SamplingScheme) -> None:
    stranger = people.person(Role.PORT_OFFICER, "GM2001")
    with pytest.raises(Missing):
        queries.scheme(stranger, scheme.pk)
    with pytest.raises(Missing):
        drawn(stranger, scheme, 1)


FACTS = st.tuples(st.booleans(), st.booleans(), st.sampled_from([True, False, None]))


@given(st.lists(FACTS, min_size=1, max_size=6), st.integers(min_value=-5, max_value=80))
def test_there_is_never_an_export_without_every_stage_drawn_and_conforming(
    facts: list[tuple[bool, bool, bool | None]], days: int
) -> None:
    start = date(2018, 5, 1)
    stages = [
        StageFacts(
            number, Text("段", "stage"), start + timedelta(days=10 * number), start + timedelta(days=10 * number + 5),
            drawn=drawn, reported=drawn and out, conform=conform if drawn and out else None,
        )
        for number, (drawn, out, conform) in enumerate(facts)
    ]  # fmt: skip
    said = SchemeFacts(1, str(ORCHARD), "", 2018, tuple(stages)).standing(start + timedelta(days=days))
    whole = all(one.drawn and one.reported and one.conform for one in stages)
    assert (said.value is SchemeState.ELIGIBLE) == whole
    assert len(said.reasons) == len(stages)
