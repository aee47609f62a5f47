"""The ladder for imported food (GACC Decree 249 Art. 34-36) follows from outcomes alone, and runs by itself."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.catalogue.queries import snapshot
from guomen.catalogue.terms import Channel
from guomen.decisions.operations import answer_appeal, lodge_appeal
from guomen.decisions.terms import DispositionKind
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.models import Actor
from guomen.kernel.terms import Missing, NotPermitted, Refusal, Role
from guomen.surveillance.measures.ladder.operations import decide_step, note_outcome, resume_import
from guomen.surveillance.measures.ladder.queries import steps
from guomen.surveillance.measures.ladder.rules import after, clause, position_of
from guomen.surveillance.measures.ladder.terms import Move, MoveKind, Position, Step, Terms
from guomen.surveillance.measures.models import LadderStep, Measure
from guomen.surveillance.measures.queries import state_of
from guomen.surveillance.measures.terms import MeasureState
from tests.decisions import world
from tests.decisions.world import NOON, found, issued, person

TODAY = date(2018, 8, 1)
TERMS = Terms(frozenset({1, 2}), {1: 3, 2: 4})
F, C = MoveKind.FAILED, MoveKind.CONFORMED


def played(*kinds: MoveKind, terms: Terms = TERMS) -> Position:
    return position_of([Move(kind, str(number)) for number, kind in enumerate(kinds)], terms)


CASES = [
    ("nothing failed", [C, C], Position()),
    ("Art. 34(1): a failure raises the sampling", [F], Position(Step.RAISED_SAMPLING)),
    ("Art. 34(2): a further failure asks a report for every lot", [F, C, F], Position(Step.PER_LOT_REPORT)),
    ("Art. 35(3): a third one has suspension proposed", [F, F, F], Position(Step.PER_LOT_REPORT, proposed=True)),
    ("only headquarters suspends: failures stay on step 2", [F] * 6, Position(Step.PER_LOT_REPORT, proposed=True)),
    ("conforming lots are counted on the step", [F, C, C], Position(Step.RAISED_SAMPLING, 2)),
    ("Art. 36(1): enough of them end step 1", [F, C, C, C], Position()),
    ("a failure begins the count anew", [F, C, C, F, C], Position(Step.PER_LOT_REPORT, 1)),
    ("Art. 36(2): enough of them end step 2", [F, F, C, C, C, C], Position()),
    ("after the end it begins below", [F, C, C, C, F], Position(Step.RAISED_SAMPLING)),
    ("Art. 35(3): headquarters suspends", [F, F, F, MoveKind.APPROVED], Position(Step.SUSPENDED)),
    ("declined, it stays", [F, F, F, MoveKind.DECLINED], Position(Step.PER_LOT_REPORT)),
    ("suspended, goods on the way move nothing", [F, F, F, MoveKind.APPROVED, F, C], Position(Step.SUSPENDED)),
]  # fmt: skip


@pytest.mark.parametrize(("why", "moves", "stands"), CASES, ids=[case[0] for case in CASES])
def test_where_a_key_stands(why: str, moves: list[MoveKind], stands: Position) -> None:
    assert played(*moves) == stands


def test_import_is_resumed_on_the_step_that_headquarters_names() -> None:
    suspended = Position(Step.SUSPENDED)
    for step in (Step.NORMAL, Step.RAISED_SAMPLING, Step.PER_LOT_REPORT):
        assert after(suspended, Move(MoveKind.RESUMED, step=step), TERMS) == Position(step)


def test_items_that_are_not_of_safety_never_lead_to_suspension() -> None:
    assert played(F, F, F, F, terms=Terms(frozenset({1, 2}), {1: 3, 2: 4}, serious=False)) == Position(
        Step.PER_LOT_REPORT
    )


def test_steps_that_policy_does_not_let_run_are_proposed() -> None:
    by_hand = Terms(frozenset(), {1: 3, 2: 4})
    assert played(F, terms=by_hand) == Position(Step.NORMAL, proposed=True)
    assert played(F, MoveKind.APPROVED, terms=by_hand) == Position(Step.RAISED_SAMPLING)


@pytest.mark.parametrize(
    ("before", "now", "article"),
    [
        (Position(), Position(Step.RAISED_SAMPLING), "第三十四条第（一）项"),
        (Position(Step.RAISED_SAMPLING), Position(Step.PER_LOT_REPORT), "第三十四条第（二）项"),
        (Position(Step.PER_LOT_REPORT), Position(Step.PER_LOT_REPORT, proposed=True), "第三十五条第（三）项"),
        (Position(Step.RAISED_SAMPLING, 2), Position(), "第三十六条第（一）项"),
        (Position(Step.PER_LOT_REPORT, 3), Position(), "第三十六条第（二）项"),
    ],
)
def test_every_change_names_its_clause(before: Position, now: Position, article: str) -> None:
    assert clause(before, now, F).endswith(article)


OUTCOMES = st.lists(st.sampled_from([F, C]), max_size=30)


@given(OUTCOMES)
def test_the_state_depends_on_the_sequence_of_outcomes_alone(kinds: list[MoveKind]) -> None:
    """One by one or all at once, whatever the consignments are called."""
    one_by_one = Position()
    for kind in kinds:
        one_by_one = after(one_by_one, Move(kind, "x"), TERMS)
    assert one_by_one == played(*kinds)
    named = [Move(kind, f"c{99 - number}") for number, kind in enumerate(kinds)]
    assert position_of(named, TERMS) == one_by_one


@given(OUTCOMES, st.data())
def test_what_is_told_again_takes_its_first_place(kinds: list[MoveKind], data: st.DataObject) -> None:
    moves = [Move(kind, str(number)) for number, kind in enumerate(kinds)]
    if not moves:
        return
    place = data.draw(st.integers(0, len(moves) - 1))
    again = Move(data.draw(st.sampled_from([F, C])), str(place))
    put_right = [*moves[:place], again, *moves[place + 1 :]]
    assert position_of([*moves, again], TERMS) == position_of(put_right, TERMS)


@given(OUTCOMES)
def test_without_failures_nobody_climbs_and_never_above_step_two_by_itself(kinds: list[MoveKind]) -> None:
    stands = played(*kinds)
    assert stands.step <= min(kinds.count(F), 2)


@pytest.mark.usefixtures("agency")
class TestByItself:
    def fail(self, reference: str) -> None:
        issued(found("metal", "major", 1, "lead"), reference=reference)
        deliver_pending()

    def conform(self, reference: str) -> None:
        issued(reference=reference)
        deliver_pending()

    def here(self) -> LadderStep:
        return steps().get(goods="1905", hazard="lead")

    def enacted(self) -> list[tuple[str, Channel, float | None]]:
        known = snapshot(current_edition()).measures
        return sorted((one.hazard, one.orders, one.rate) for one in known if one.in_force(TODAY))

    def test_a_failure_raises_the_sampling_of_these_goods_and_says_by_which_clause(self) -> None:
        self.fail("R1")
        row = self.here()
        assert (row.step, row.origin, row.producer) == (1, "IT", "IT-0001")
        assert row.reasons[0]["basis"].endswith("第三十四条第（一）项")
        assert row.measure is not None
        assert (row.measure.kind, row.measure.ordered_by.username) == ("raise_sampling", "program")
        assert row.measure.condition == {
            "direction": "import", "goods": ["1905"], "origins": ["IT"], "producers": ["IT-0001"],
        }  # fmt: skip
        assert Entry.objects.get(kind="surveillance.measure.imposed").actor is None
        assert ("lead", Channel.SAMPLE, 0.5) in self.enacted()

    def test_a_further_failure_asks_a_report_for_every_lot_beside_it(self) -> None:
        self.fail("R1")
        self.fail("R2")
        assert self.here().step == 2
        assert ("lead", Channel.DOCUMENT, None) in self.enacted()
        assert ("lead", Channel.SAMPLE, 0.5) in self.enacted()

    def test_a_third_is_proposed_to_headquarters_which_suspends_and_resumes(self) -> None:
        for reference in ("R1", "R2", "R3"):
            self.fail(reference)
        row = self.here()
        assert (row.step, row.proposed) == (2, True)
        boss = person("boss", Role.HEADQUARTERS, "900000")
        suspended = decide_step(actor=boss, at=NOON, row=row.pk, approve=True, ground="体系失效")
        assert suspended.step == 3
        assert suspended.measure is not None
        assert suspended.measure.kind == "suspend_or_ban"
        assert [one[1] for one in self.enacted() if one[1] is Channel.REFUSE] == [Channel.REFUSE]
        later = NOON + timedelta(days=30)
        resumed = resume_import(actor=boss, at=later, row=suspended.pk, step=Step.RAISED_SAMPLING, ground="已整改")
        assert resumed.step == 1
        assert state_of(Measure.objects.get(pk=suspended.measure_id), later.date()) is MeasureState.LIFTED

    def test_declined_it_stays_and_is_on_record(self) -> None:
        for reference in ("R1", "R2", "R3"):
            self.fail(reference)
        boss = person("boss", Role.HEADQUARTERS, "900000")
        row = decide_step(actor=boss, at=NOON, row=self.here().pk, approve=False, ground="批次孤立")
        assert (row.step, row.proposed) == (2, False)
        assert Entry.objects.get(kind="surveillance.ladder.declined").payload["ground"] == "批次孤立"

    def test_enough_conforming_lots_end_it_and_lift_its_measure(self) -> None:
        world.lay_down("surveillance.ladder.conforming.1", "2", type="whole")
        self.fail("R1")
        measure = self.here().measure
        self.conform("R2")
        assert (self.here().step, self.here().conforming_run) == (1, 1)
        self.conform("R3")
        assert self.here().step == 0
        assert measure is not None
        assert state_of(Measure.objects.get(pk=measure.pk), TODAY) is MeasureState.LIFTED

    def test_an_appeal_that_ends_in_release_takes_back_what_rested_on_it(self) -> None:
        act = issued(found("metal", "major", 1, "lead"), reference="R1")
        deliver_pending()
        assert self.here().step == 1
        trader = person("trader", Role.TRADER, office="", represents=world.IMPORTER)
        later = NOON + timedelta(days=1)
        appeal = lodge_appeal(actor=trader, at=later, disposition=act.pk, grounds="复检合格")
        judge = person("judge")
        answer_appeal(actor=judge, at=later, appeal=appeal.pk, answer="复检合格", kind=DispositionKind.RELEASE)
        second(appeal.disposition.consignment_id, later)
        deliver_pending()
        assert self.here().step == 0
        assert not [one for one in self.enacted_on(later.date()) if one == "lead"]

    def enacted_on(self, day: date) -> list[str]:
        return [one.hazard for one in snapshot(current_edition()).measures if one.in_force(day)]

    def test_the_same_entry_moves_it_once(self) -> None:
        act = issued(found("metal", "major", 1, "lead"), reference="R1")
        for _ in range(2):
            note_outcome(at=NOON, entry=7, consignment=act.consignment_id, facts=act.facts, lines=act.lines)
        assert self.here().step == 1

    def test_goods_that_are_no_food_have_no_ladder(self) -> None:
        world.lay_down("surveillance.ladder.goods", "02", type="list")
        self.fail("R1")
        assert not LadderStep.objects.exists()

    def test_minor_findings_move_nothing(self) -> None:
        issued(found("label", "minor", 1, ""), reference="R1")
        deliver_pending()
        assert not LadderStep.objects.exists()

    @pytest.mark.parametrize("case", ["stranger", "bureau", "nothing", "ground", "missing", "resume"])
    def test_refusals(self, case: str) -> None:
        for reference in ("R1", "R2") if case in ("nothing", "resume") else ("R1", "R2", "R3"):
            self.fail(reference)
        boss = person("boss", Role.HEADQUARTERS, "900000")
        asked: dict[str, Any] = {
            "actor": boss,
            "at": NOON,
            "row": self.here().pk,
            "approve": True,
            "ground": "体系失效",
        }
        expected: type[Exception] = {"stranger": NotPermitted, "bureau": NotPermitted, "missing": Missing}.get(
            case, Refusal
        )
        changes: dict[str, Any] = {
            "stranger": {"actor": person("officer", Role.PORT_OFFICER)},
            "bureau": {"actor": person("analyst", Role.RISK_ANALYST, "910000")},
            "ground": {"ground": " "},
            "missing": {"row": 0},
        }.get(case, {})
        deed: partial[Any] = partial(decide_step, **asked | changes)
        if case == "resume":
            deed = partial(resume_import, actor=boss, at=NOON, row=asked["row"], step=Step.NORMAL, ground="已整改")
        with pytest.raises(expected):
            deed()


def second(consignment: int, at: object) -> None:
    """Whoever else has to sign, signs."""
    from guomen.decisions.models import Disposition
    from guomen.decisions.operations import issue_disposition

    waiting = Disposition.objects.filter(consignment=consignment, state__in=["proposed", "signed"]).first()
    if waiting is not None:
        signer = Actor.objects.filter(username="third").first() or person("third")
        issue_disposition(actor=signer, at=at, disposition=waiting.pk)  # type: ignore[arg-type]
