"""Tasks of a channel, states, shifts, lots, checklists, conclusions: as tables."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.catalogue.terms import Channel
from guomen.inspection.rules import (
    Seen,
    answer_faults,
    checklist,
    conclusion,
    kinds_for,
    lot_answer,
    next_state,
    slot_at,
    slot_for,
    starts_at,
    tests_of,
)
from guomen.inspection.rules.tasks import STEPS
from guomen.inspection.terms import (
    Answer,
    Answered,
    FindingKind,
    Lot,
    LotCount,
    Severity,
    Shift,
    ShiftHours,
    Slot,
    TaskDeed,
    TaskKind,
    TaskState,
)
from guomen.kernel.terms import Conflict, Refusal
from tests.inspection.world import AT_DESTINATION, CADMIUM, COLD, PAPER, SEALS, UNITS, declared, line

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = (
    ShiftHours(Shift.MORNING, time(8)),
    ShiftHours(Shift.AFTERNOON, time(16)),
    ShiftHours(Shift.NIGHT, time(0)),
)
tests_of.__test__ = False  # type: ignore[attr-defined]  # a rule, not a test


@pytest.mark.parametrize(
    ("channel", "kinds"),
    [
        ("release", []),
        ("document", ["documentary"]),
        ("identity", ["documentary", "identity"]),
        ("physical", ["documentary", "identity", "physical"]),
        ("sample", ["documentary", "identity", "physical", "sampling"]),
        ("hold", ["documentary"]),
        ("refuse", []),
    ],
)
def test_each_channel_asks_for_its_tasks_and_release_for_none(channel: str, kinds: list[str]) -> None:
    assert list(kinds_for(Channel(channel))) == kinds


def test_what_is_held_is_looked_at_and_sampled_where_a_line_says_so() -> None:
    assert kinds_for(Channel.HOLD, [CADMIUM, COLD]) == (TaskKind.DOCUMENTARY, TaskKind.PHYSICAL, TaskKind.SAMPLING)


@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize("deed", TaskDeed)
def test_a_task_goes_only_where_the_table_says(state: TaskState, deed: TaskDeed) -> None:
    if (state, deed) in STEPS:
        assert next_state(state, deed) is STEPS[state, deed]
        return
    with pytest.raises(Conflict, match=r"task\.state"):
        next_state(state, deed)


@pytest.mark.parametrize(
    ("clock", "slot"),
    [
        ((1, 7, 59), Slot(date(2018, 8, 1), Shift.NIGHT)),
        ((1, 8, 0), Slot(date(2018, 8, 1), Shift.MORNING)),
        ((1, 15, 59), Slot(date(2018, 8, 1), Shift.MORNING)),
        ((1, 23, 59), Slot(date(2018, 8, 1), Shift.AFTERNOON)),
        ((2, 0, 0), Slot(date(2018, 8, 2), Shift.NIGHT)),
    ],
)
def test_the_shift_is_the_one_that_runs(clock: tuple[int, int, int], slot: Slot) -> None:
    day, hour, minute = clock
    assert slot_at(datetime(2018, 8, day, hour, minute, tzinfo=SHANGHAI), HOURS) == slot


def test_before_the_first_shift_of_a_day_yesterdays_last_still_runs() -> None:
    late = (ShiftHours(Shift.MORNING, time(6)), ShiftHours(Shift.NIGHT, time(22)))
    early = datetime(2018, 8, 2, 5, 59, tzinfo=SHANGHAI)
    assert slot_at(early, late) == Slot(date(2018, 8, 1), Shift.NIGHT)


def test_papers_are_read_when_they_come_and_goods_looked_at_when_they_are_there() -> None:
    noon = datetime(2018, 8, 1, 12, tzinfo=SHANGHAI)
    arrival = date(2018, 8, 4)
    assert slot_for(TaskKind.DOCUMENTARY, noon, arrival, HOURS).shift_on == noon.date()
    slot = slot_for(TaskKind.PHYSICAL, noon, arrival, HOURS)
    assert slot == Slot(arrival, Shift.MORNING)
    assert starts_at(slot, HOURS, noon) == datetime(2018, 8, 4, 8, tzinfo=SHANGHAI)
    assert starts_at(slot_at(noon, HOURS), HOURS, noon) == noon


@pytest.mark.parametrize(
    ("lot", "count", "answer"),
    [
        (Lot(80, 2, 3), (80, 2), "conform"),
        (Lot(80, 2, 3), (80, 3), "not_conform"),
        (Lot(80, 2, 3), (12, 3), "not_conform"),
        (Lot(125, 0, 1), (125, 0), "conform"),
        (Lot(8, None, None), (8, 0), "conform"),
        (Lot(8, None, None), (8, 1), "not_conform"),
        (Lot(13, 1, 3), (13, 2), "not_conform"),
    ],
)
def test_a_lot_is_accepted_at_ac_and_rejected_at_re(lot: Lot, count: tuple[int, int], answer: str) -> None:
    outcome = lot_answer(lot, LotCount(*count))
    assert outcome.value == answer
    assert str(count[1]) in outcome.reasons[0].text.zh


@pytest.mark.parametrize(
    ("count", "code"), [(LotCount(79, 2), r"lot\.too_few"), (LotCount(3, 4), r"lot\.counts"), (LotCount(0, 0), "few")]
)
def test_counts_that_decide_nothing_are_refused(count: LotCount, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        lot_answer(Lot(80, 2, 3), count)


@given(st.integers(0, 20), st.integers(1, 200), st.data())
def test_one_more_defect_never_turns_a_rejected_lot_into_an_accepted_one(
    ac: int, units: int, data: st.DataObject
) -> None:
    defects = data.draw(st.integers(0, units - 1))
    lot = Lot(units, ac, ac + 1)
    if lot_answer(lot, LotCount(units, defects)).value is Answer.NOT_CONFORM:
        assert lot_answer(lot, LotCount(units, defects + 1)).value is Answer.NOT_CONFORM


@pytest.mark.parametrize(
    ("answered", "code"),
    [
        (Answered(9, Answer.CONFORM), "no_such_line"),
        (Answered(1), "answer_missing"),
        (Answered(1, Answer.NOT_CONFORM, " "), "note_missing"),
        (Answered(1, Answer.NOT_APPLICABLE), "note_missing"),
        (Answered(2, Answer.CONFORM), "count_missing"),
        (Answered(2, count=LotCount(3, 0)), "lot.too_few"),
    ],
)
def test_an_answer_that_says_too_little_is_a_fault_of_its_line(answered: Answered, code: str) -> None:
    (fault,) = answer_faults({1: Lot(), 2: Lot(8, 1, 2)}, [answered])
    assert fault.code == f"checklist.{code}"
    assert fault.where.row == answered.position


def test_complete_answers_have_no_fault() -> None:
    given_answers = [Answered(1, Answer.NOT_CONFORM, "torn"), Answered(2, count=LotCount(8, 1))]
    assert answer_faults({1: Lot(), 2: Lot(8, 1, 2)}, given_answers) == []
    assert answer_faults({2: Lot(8, 1, 2)}, [Answered(2, Answer.NOT_APPLICABLE, "bulk cargo")]) == []


ALL = kinds_for(Channel.SAMPLE)
LINES = [line(1, Channel.SAMPLE, SEALS, COLD, UNITS, PAPER, CADMIUM, AT_DESTINATION), line(2, Channel.RELEASE)]


def codes(kind: TaskKind, kinds: tuple[TaskKind, ...] = ALL) -> list[str]:
    return [check.code for check in checklist(kind, kinds, declared(), LINES, {})]


def test_every_instruction_is_asked_in_the_task_that_it_belongs_to() -> None:
    assert codes(TaskKind.DOCUMENTARY) == ["declaration", "presented.18", "325"]
    assert codes(TaskKind.IDENTITY) == [
        "container.CSQU3054383",
        "goods_as_declared",
        "goods_as_declared",
        "seals",
    ]
    assert codes(TaskKind.PHYSICAL) == ["condition", "cold_chain", "units"]
    assert codes(TaskKind.SAMPLING) == []


def test_where_a_task_is_not_opened_its_questions_are_asked_in_the_last_one_that_is() -> None:
    only_papers = (TaskKind.DOCUMENTARY,)
    assert {"seals", "cold_chain", "units", "325"} <= set(codes(TaskKind.DOCUMENTARY, only_papers))


def test_a_lots_plan_comes_with_its_question() -> None:
    (units,) = [one for one in checklist(TaskKind.PHYSICAL, ALL, declared(), LINES, {}) if one.code == "units"]
    assert (units.item_no, units.units, units.accept, units.reject) == (1, 8, 1, 2)


def test_each_analyte_is_wanted_once_for_each_item() -> None:
    twice = [line(1, Channel.SAMPLE, CADMIUM, CADMIUM), line(2, Channel.SAMPLE, CADMIUM)]
    assert [(one.item_no, one.analyte) for one in tests_of(twice)] == [(1, "cadmium (Cd)"), (2, "cadmium (Cd)")]


@pytest.mark.parametrize(
    ("seen", "conforming", "lines"),
    [
        ([], True, {1: True, 2: True}),
        ([Seen(1, Severity.MINOR)], True, {1: True, 2: True}),
        ([Seen(1, Severity.MAJOR)], False, {1: False, 2: True}),
        ([Seen(None, Severity.CRITICAL)], False, {1: False, 2: False}),
    ],
)
def test_a_grave_finding_spoils_its_line_and_the_consignment(
    seen: list[Seen], conforming: bool, lines: dict[int, bool]
) -> None:
    assert conclusion([1, 2], seen) == (conforming, lines)


def test_every_word_that_is_shown_is_there_in_both_languages() -> None:
    for words in (TaskKind, TaskState, TaskDeed, Shift, Answer, Severity, FindingKind):
        assert all(one.text.zh and one.text.en for one in words)  # type: ignore[attr-defined]
