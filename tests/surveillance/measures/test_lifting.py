"""What ends a measure: a day, conforming consignments in a row, a remedy abroad; never without its evidence."""

from datetime import date, timedelta
from typing import Any

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, Text
from guomen.surveillance.measures.conditions import conditions_met, lift_when_fault
from guomen.surveillance.measures.models import Execution, Lifting, Measure
from guomen.surveillance.measures.operations import (
    complete_execution,
    consider_lifting,
    lift_measure,
    order_execution,
    record_remedy,
)
from guomen.surveillance.measures.queries import evidence_of, executions_for, measure, state_of, with_open_tasks
from guomen.surveillance.measures.terms import MeasureKind, MeasureState, Task
from tests.decisions import world
from tests.decisions.world import NOON, person
from tests.surveillance.measures.test_operations import GROUND, analyst, impose

TODAY = date(2018, 8, 1)
WORDS = Text("核查库存", "check the stock")
REMEDY = {"authority": "意大利卫生部", "words": "已整改并复查", "sufficient": True}


@pytest.mark.parametrize(
    "wrong",
    [
        {"conforming": 0},
        {"conforming": 1000},
        {"conforming": "ten"},
        {"on": "soon"},
        {"on": "2018-08-01"},
        {"remedy": " "},
        {"weather": "fine"},
    ],
)
def test_conditions_that_nobody_can_judge_are_refused(wrong: dict[str, Any]) -> None:
    fault = lift_when_fault(wrong, TODAY)
    assert fault is not None
    assert fault.code == "measure.lift_when"


def test_conditions_may_be_several() -> None:
    assert lift_when_fault({"on": "2018-12-01", "conforming": 10, "remedy": "整改"}, TODAY) is None


@pytest.mark.parametrize(
    ("lift_when", "run", "remedy", "met"),
    [
        ({}, 99, REMEDY, []),
        ({"conforming": 3}, 2, None, []),
        ({"conforming": 3}, 3, None, ["conforming"]),
        ({"remedy": "整改"}, 0, None, []),
        ({"remedy": "整改"}, 0, REMEDY | {"sufficient": False}, []),
        ({"remedy": "整改", "conforming": 1}, 1, REMEDY, ["conforming", "remedy"]),
    ],
)
def test_which_conditions_are_met(
    lift_when: dict[str, Any], run: int, remedy: dict[str, Any] | None, met: list[str]
) -> None:
    assert [reason.code for reason in conditions_met(lift_when, run, remedy)] == met


@pytest.mark.usefixtures("agency")
class TestOnRecord:
    def remedy(self, row: Measure, actor: Actor | None = None, **changes: Any) -> Measure:
        asked = {"actor": actor or row.ordered_by, "at": NOON, "number": row.number} | REMEDY
        return record_remedy(**asked | changes)

    def test_a_day_ends_it_by_itself(self) -> None:
        row = impose(lift_when={"on": "2018-09-01"})
        assert row.valid_to == date(2018, 9, 1)
        assert state_of(row, date(2018, 9, 1)) is MeasureState.EXPIRED

    def test_a_sufficient_remedy_proposes_the_lifting_once(self) -> None:
        row = impose(lift_when={"remedy": "整改养殖场"})
        self.remedy(row, sufficient=False)
        assert not Entry.objects.filter(kind="surveillance.measure.lifting_proposed").exists()
        self.remedy(row)
        consider_lifting(at=NOON, number=row.number)
        entry = Entry.objects.get(kind="surveillance.measure.lifting_proposed")
        assert entry.payload["because"] == ["remedy"]
        assert "意大利卫生部" in entry.reasons[0]["zh"]
        assert state_of(measure(row.number), TODAY) is MeasureState.IN_FORCE

    def test_where_policy_says_so_it_is_lifted_at_once_in_the_programs_name(self) -> None:
        world.lay_down("surveillance.lifting.remedy", "lift")
        row = impose(lift_when={"remedy": "整改养殖场"})
        self.remedy(row)
        lifting = Lifting.objects.get(measure=row)
        assert lifting.lifted_by.username == "program"
        assert "has acted" in lifting.ground_en
        assert Entry.objects.get(kind="surveillance.measure.lifted").actor is None

    @pytest.mark.parametrize(
        ("changes", "code"), [({"authority": " "}, "measure.remedy_words"), ({"words": ""}, "measure.remedy_words")]
    )
    def test_a_remedy_needs_its_words(self, changes: dict[str, Any], code: str) -> None:
        with pytest.raises(Refusal, match=code):
            self.remedy(impose(), **changes)

    def test_what_has_ended_needs_no_remedy(self) -> None:
        row = impose()
        lift_measure(actor=row.ordered_by, at=NOON, number=row.number, ground=GROUND)
        with pytest.raises(Conflict):
            self.remedy(row)

    def test_another_office_records_no_remedy(self) -> None:
        with pytest.raises(NotPermitted):
            self.remedy(impose(), actor=analyst("other", "910000"))


@pytest.mark.usefixtures("agency")
class TestCarryingOut:
    def task(self, **changes: Any) -> Task:
        asked: dict[str, Any] = {
            "office": "910100",
            "kind": MeasureKind.TRACE_BACK,
            "text": WORDS,
            "due_at": NOON + timedelta(days=2),
        }
        return Task(**asked | changes)

    def deed(self, **changes: Any) -> Measure:
        asked: dict[str, Any] = {"kind": MeasureKind.TRACE_BACK, "orders": None, "executions": [self.task()]}
        return impose(**asked | changes)

    def done(self, row: Measure, actor: Actor, **changes: Any) -> Execution:
        asked: dict[str, Any] = {"actor": actor, "at": NOON, "execution": row.executions.get().pk, "evidence": "已查封"}
        return complete_execution(**asked | changes)

    def test_a_deed_is_no_rule_for_declarations_but_a_task_with_a_clock(self) -> None:
        from guomen.catalogue.queries import snapshot
        from guomen.kernel.editions.queries import current_edition

        row = self.deed()
        assert row.orders == ""
        assert not snapshot(current_edition()).measures
        officer = person("officer", Role.PORT_OFFICER)
        [task] = executions_for(officer)
        assert (task.measure.number, task.due_at) == (row.number, NOON + timedelta(days=2))
        assert not executions_for(person("elsewhere", Role.PORT_OFFICER, "910200"))

    def test_no_measure_closes_without_its_evidence(self) -> None:
        row = self.deed()
        assert [one.number for one in with_open_tasks(Measure.objects.all())] == [row.number]
        with pytest.raises(Conflict, match=r"measure\.unproven"):
            lift_measure(actor=row.ordered_by, at=NOON, number=row.number, ground=GROUND)
        self.done(row, person("officer", Role.PORT_OFFICER))
        lift_measure(actor=row.ordered_by, at=NOON, number=row.number, ground=GROUND)
        assert state_of(measure(row.number), TODAY) is MeasureState.LIFTED

    def test_a_rule_lifts_nothing_that_lacks_its_evidence(self) -> None:
        world.lay_down("surveillance.lifting.remedy", "lift")
        row = impose(lift_when={"remedy": "整改"}, executions=[self.task()])
        record_remedy(actor=row.ordered_by, at=NOON, number=row.number, **REMEDY)
        assert not Lifting.objects.exists()

    def test_a_file_is_evidence_and_is_kept_by_its_digest(self, tmp_path: Any, settings: Any) -> None:
        settings.MEDIA_ROOT = tmp_path
        officer, content = person("officer", Role.PORT_OFFICER), b"%PDF-1.4 proof\n%%EOF\n"
        row = self.done(self.deed(), officer, evidence="", name="../records.exe", content=content)
        assert row.name == "records.pdf"
        with evidence_of(row) as file:
            assert file.read() == content

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"evidence": " "}, "execution.no_evidence"),
            ({"evidence": "", "content": b"MZ\x90"}, "evidence.type"),
        ],
    )
    def test_what_shows_nothing_is_refused(self, changes: dict[str, Any], code: str) -> None:
        with pytest.raises(Refusal, match=code):
            self.done(self.deed(), person("officer", Role.PORT_OFFICER), **changes)

    def test_a_task_is_done_once(self) -> None:
        row, officer = self.deed(), person("officer", Role.PORT_OFFICER)
        self.done(row, officer)
        with pytest.raises(Conflict):
            self.done(row, officer)

    def test_another_office_does_not_learn_of_it(self) -> None:
        with pytest.raises(Missing):
            self.done(self.deed(), person("elsewhere", Role.PORT_OFFICER, "910200"))

    def test_who_may_do_nothing_does_not_do_it(self) -> None:
        with pytest.raises(NotPermitted):
            self.done(self.deed(), person("auditor", Role.AUDITOR))

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"executions": []}, "measure.needs_task"),
            ({"orders": world.Channel.HOLD}, "measure.deed_orders"),
            ({"kind": MeasureKind.RAISE_SAMPLING}, "measure.no_orders"),
        ],
    )
    def test_deeds_need_tasks_and_order_no_channel(self, changes: dict[str, Any], code: str) -> None:
        with pytest.raises(Refusal, match=code):
            self.deed(**changes)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"text": Text("", "x")}, "execution.words"),
            ({"due_at": NOON}, "execution.due"),
            ({"office": "999999"}, "office.unknown"),
        ],
    )
    def test_a_task_says_what_and_by_when(self, changes: dict[str, Any], code: str) -> None:
        row = impose()
        with pytest.raises(Refusal, match=code):
            order_execution(actor=row.ordered_by, at=NOON, number=row.number, task=self.task(**changes))

    def test_what_has_ended_gets_no_more_tasks(self) -> None:
        row = impose()
        lift_measure(actor=row.ordered_by, at=NOON, number=row.number, ground=GROUND)
        with pytest.raises(Conflict):
            order_execution(actor=row.ordered_by, at=NOON, number=row.number, task=self.task())
