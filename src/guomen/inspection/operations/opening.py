"""Opening tasks for what targeting assigned, revising them, closing them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db import transaction

from guomen.catalogue.queries import code_set
from guomen.catalogue.terms import Channel
from guomen.consignments.queries import consignments, declarations
from guomen.consignments.terms import CIVIL_ZONE, Declaration
from guomen.inspection import events, queries
from guomen.inspection.models import ChecklistLine, Task, TestOrder
from guomen.inspection.operations.closing import cancel_samples, conclude, end_tasks, lock_tasks
from guomen.inspection.rules import checklist, kinds_for, slot_for, starts_at, tests_of
from guomen.inspection.terms import Shift, TaskDeed, TaskKind, TaskState
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import SubjectRef, Text
from guomen.targeting.queries import assignments
from guomen.targeting.terms import LineDecision

_LIVE_OR_DONE = [TaskState.OPEN, TaskState.CLAIMED, TaskState.DONE]


@dataclass(frozen=True, slots=True)
class Assigned:
    """What targeting told of one consignment, and when, where that is not when its tasks are opened."""

    consignment: int
    version: int
    assignment: int
    channel: Channel
    at: datetime | None = None


@dataclass(frozen=True)
class _Plan:
    """Everything that is known of one consignment when its tasks are opened."""

    assigned: Assigned
    declaration: Declaration
    lines: tuple[LineDecision, ...]
    office: Office

    @cached_property
    def kinds(self) -> tuple[TaskKind, ...]:
        asked = [instruction for line in self.lines for instruction in line.instructions]
        return kinds_for(self.assigned.channel, asked)


@transaction.atomic
def open_tasks(*, actor: Actor | None, at: datetime, assigned: Sequence[Assigned]) -> list[Task]:
    """Open the tasks of what was assigned; those of older versions are superseded. Nothing for what needs no look.

    Idempotent: a task of this version that is there, live or done, is left as it is.
    """
    older = [one.consignment for one in assigned if one.version > 1]
    if older:
        _supersede_older(at, {one.consignment: one.version for one in assigned if one.version > 1})
    plans = _plans([one for one in assigned if kinds_for(one.channel)])
    there = _there([plan.assigned for plan in plans])
    days = {_day(plan.assigned.at or at) for plan in plans}
    timetables = {day: queries.Timetable(day) for day in days}
    opened = [
        (plan, _task(plan, kind, plan.assigned.at or at, timetables[_day(plan.assigned.at or at)]))
        for plan in plans
        for kind in plan.kinds
        if (plan.assigned.consignment, plan.assigned.version, kind) not in there
    ]
    made = Task.objects.bulk_create(task for _, task in opened)
    names = code_set("document_kind") if opened else {}
    ChecklistLine.objects.bulk_create(line for plan, task in opened for line in _lines(plan, task, names))
    TestOrder.objects.bulk_create(
        test for plan, task in opened if task.kind == TaskKind.SAMPLING for test in _tests(plan, task)
    )
    if made:
        record(
            events.TASKS_OPENED,
            actor=actor,
            at=at,
            subjects=[SubjectRef("consignment", str(key)) for key in dict.fromkeys(one.consignment_id for one in made)],
            payload={
                "tasks": [
                    {"task": one.pk, "consignment": one.consignment_id, "version": one.version, "kind": str(one.kind)}
                    for one in made
                ]
            },
        )
    return made


def _day(at: datetime) -> date:
    return at.astimezone(CIVIL_ZONE).date()


def _plans(assigned: Sequence[Assigned]) -> list[_Plan]:
    keys = [one.consignment for one in assigned]
    decided = assignments(keys)
    declared = declarations([(one.consignment, one.version) for one in assigned])
    rows = consignments(keys)
    destinations = Office.objects.in_bulk(
        {declaration.destination_office for declaration in declared.values()}, field_name="code"
    )
    plans = []
    for one in assigned:
        declaration, row = declared.get((one.consignment, one.version)), rows.get(one.consignment)
        # Amended or cancelled since: the news of that brings its own tasks.
        if declaration is None or row is None or row.current_version != one.version or row.status == "cancelled":
            continue
        held = decided.get(one.consignment)
        lines = tuple(LineDecision.from_json(line) for line in held.lines) if held else ()
        codes = {instruction.code for line in lines for instruction in line.instructions}
        at_destination = destinations.get(declaration.destination_office) if "inspect_at_destination" in codes else None
        plans.append(_Plan(one, declaration, lines, at_destination or row.office))
    return plans


def _there(assigned: Collection[Assigned]) -> set[tuple[int, int, str]]:
    rows = Task.objects.filter(consignment_id__in=[one.consignment for one in assigned], state__in=_LIVE_OR_DONE)
    return set(rows.values_list("consignment_id", "version", "kind"))


def _task(plan: _Plan, kind: TaskKind, at: datetime, timetable: queries.Timetable) -> Task:
    local = at.astimezone(CIVIL_ZONE)
    hours = timetable.hours(plan.office.code)
    slot = slot_for(kind, local, plan.declaration.moved_on, hours)
    return Task(
        consignment_id=plan.assigned.consignment,
        version=plan.assigned.version,
        assignment=plan.assigned.assignment,
        channel=plan.assigned.channel,
        office=plan.office,
        kind=kind,
        station=_station(plan, kind),
        shift_on=slot.shift_on,
        shift=Shift(slot.shift),
        opened_at=at,
        due_at=starts_at(slot, hours, local) + timetable.allowed(kind, plan.office.code),
    )


def _station(plan: _Plan, kind: TaskKind) -> str:
    """Papers are looked at in the office; goods where they lie, or at the port."""
    if kind is TaskKind.DOCUMENTARY:
        return plan.office.code
    return (plan.declaration.goods_place or plan.declaration.port or plan.office.code)[:60]


def _lines(plan: _Plan, task: Task, names: Mapping[str, Text]) -> list[ChecklistLine]:
    checks = checklist(TaskKind(task.kind), plan.kinds, plan.declaration, plan.lines, names)
    return [
        ChecklistLine(
            task=task,
            position=position,
            code=check.code[:80],
            text_zh=check.text.zh,
            text_en=check.text.en,
            basis=check.basis[:200],
            item_no=check.item_no,
            units=check.units,
            accept=check.accept,
            reject=check.reject,
        )
        for position, check in enumerate(checks, start=1)
    ]


def _tests(plan: _Plan, task: Task) -> list[TestOrder]:
    return [
        TestOrder(
            task=task,
            item_no=one.item_no,
            analyte=one.analyte[:120],
            text_zh=one.text.zh,
            text_en=one.text.en,
            limit=one.limit[:60],
            unit=one.unit,
            units=one.units,
            accept=one.accept,
            basis=one.basis[:200],
        )
        for one in tests_of(plan.lines)
    ]


def _supersede_older(at: datetime, versions: dict[int, int]) -> None:
    rows = lock_tasks(versions).filter(state__in=[TaskState.OPEN, TaskState.CLAIMED])
    outdated = [row for row in rows if row.version < versions[row.consignment_id]]
    end_tasks(outdated, TaskDeed.SUPERSEDE, ground="amended", at=at)


@transaction.atomic
def revise_tasks(*, actor: Actor | None, at: datetime, assigned: Assigned) -> None:
    """An officer took another channel: tasks that it does not ask for are superseded, those that it does are opened."""
    held = assignments([assigned.consignment]).get(assigned.consignment)
    if held is None or held.version != assigned.version:
        return
    asked = [instruction for line in held.lines for instruction in LineDecision.from_json(line).instructions]
    wanted = kinds_for(assigned.channel, asked)
    live = lock_tasks([assigned.consignment]).filter(
        version=assigned.version, state__in=[TaskState.OPEN, TaskState.CLAIMED]
    )
    end_tasks([row for row in live if row.kind not in wanted], TaskDeed.SUPERSEDE, ground="overridden", at=at)
    open_tasks(actor=actor, at=at, assigned=[assigned])
    if wanted:
        conclude(at=at, consignment=assigned.consignment)


@transaction.atomic
def close_tasks(*, actor: Actor | None, at: datetime, consignments: Collection[int], ground: str) -> None:
    """The consignments were cancelled: live tasks are closed, samples that are still waited for are called off."""
    live = lock_tasks(consignments).filter(state__in=[TaskState.OPEN, TaskState.CLAIMED])
    end_tasks(list(live), TaskDeed.CANCEL, ground=ground, at=at)
    cancel_samples(actor=actor, at=at, consignments=consignments, ground=ground)
