"""Opening tasks for what targeting assigned, revising them, closing them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from guomen.catalogue.queries import code_set
from guomen.consignments.terms import CIVIL_ZONE
from guomen.inspection import events, queries
from guomen.inspection.models import ChecklistLine, Task, TestOrder
from guomen.inspection.operations.closing import cancel_samples, conclude, end_tasks, lock_tasks
from guomen.inspection.operations.legs import call_off_legs, legs_of, open_legs, show_to_destinations
from guomen.inspection.operations.plans import Assigned, Plan, plans_of
from guomen.inspection.rules import (
    checklist,
    kinds_for,
    slot_for,
    starts_at,
    tests_of,
)
from guomen.inspection.terms import Shift, TaskDeed, TaskKind, TaskState
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.statements import written
from guomen.kernel.terms import SubjectRef, Text
from guomen.targeting.queries import assignments

_LIVE_OR_DONE = [TaskState.OPEN, TaskState.CLAIMED, TaskState.DONE]


@transaction.atomic
def open_tasks(*, actor: Actor | None, at: datetime, assigned: Sequence[Assigned]) -> list[Task]:
    """Open the tasks of what was assigned; those of older versions are superseded. Nothing for what needs no look.

    Idempotent: a task of this version that is there, live or done, is left as it is.
    """
    older = [one.consignment for one in assigned if one.version > 1]
    if older:
        _supersede_older(at, {one.consignment: one.version for one in assigned if one.version > 1})
    plans = plans_of([one for one in assigned if kinds_for(one.channel)])
    there = _there([plan.assigned for plan in plans])
    _settle_legs(plans, actor=actor, at=at)
    days = {_day(plan.assigned.at or at) for plan in plans}
    timetables = {day: queries.Timetable(day) for day in days}
    opened = [
        (plan, _task(plan, kind, plan.assigned.at or at, timetables[_day(plan.assigned.at or at)]))
        for plan in plans
        for kind in plan.now
        if (plan.assigned.consignment, plan.assigned.version, kind) not in there
    ]
    made = written([task for _, task in opened])
    names = code_set("document_kind") if opened else {}
    written([line for plan, task in opened for line in _lines(plan, task, names)])
    written([test for plan, task in opened if task.kind == TaskKind.SAMPLING for test in _tests(plan, task)])
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


def _settle_legs(plans: Sequence[Plan], *, actor: Actor | None, at: datetime) -> None:
    """Open, redirect or call off the legs, and show the consignments to those who will inspect them."""
    legs = legs_of([plan.assigned.consignment for plan in plans])
    ways = [
        (plan.assigned.consignment, plan.port, plan.destination)
        for plan in plans
        if plan.under_seal and plan.destination is not None
    ]
    open_legs(at=at, ways=ways, legs=legs)
    call_off_legs(set(legs) - {consignment for consignment, _, _ in ways})
    elsewhere = [
        (plan.assigned.consignment, office)
        for plan in plans
        for office in {plan.office(kind) for kind in plan.now} | ({plan.destination} if plan.under_seal else set())
        if office is not None and office != plan.port
    ]
    show_to_destinations(actor=actor, at=at, offices=elsewhere)


def _there(assigned: Collection[Assigned]) -> set[tuple[int, int, str]]:
    rows = Task.objects.filter(consignment_id__in=[one.consignment for one in assigned], state__in=_LIVE_OR_DONE)
    return set(rows.values_list("consignment_id", "version", "kind"))


def _task(plan: Plan, kind: TaskKind, at: datetime, timetable: queries.Timetable) -> Task:
    local, office = at.astimezone(CIVIL_ZONE), plan.office(kind)
    hours = timetable.hours(office.code)
    slot = slot_for(kind, local, plan.declaration.moved_on, hours)
    return Task(
        consignment_id=plan.assigned.consignment,
        version=plan.assigned.version,
        assignment=plan.assigned.assignment,
        channel=plan.assigned.channel,
        office=office,
        kind=kind,
        station=_station(plan, kind),
        shift_on=slot.shift_on,
        shift=Shift(slot.shift),
        opened_at=at,
        due_at=starts_at(slot, hours, local) + timetable.allowed(kind, office.code),
    )


def _station(plan: Plan, kind: TaskKind) -> str:
    """Papers are looked at in the office, and so is what arrives there; other goods where they lie, or at the port."""
    office = plan.office(kind)
    if kind is TaskKind.DOCUMENTARY or (plan.under_seal and kind is not TaskKind.SEALING):
        return office.code
    return (plan.declaration.goods_place or plan.declaration.port or office.code)[:60]


def _lines(plan: Plan, task: Task, names: Mapping[str, Text]) -> list[ChecklistLine]:
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


def _tests(plan: Plan, task: Task) -> list[TestOrder]:
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
            programmes=" ".join(one.programmes)[:200],
            waited=one.waited,
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
    wanted = _wanted(assigned)
    if not wanted:
        call_off_legs([assigned.consignment])
    live = lock_tasks([assigned.consignment]).filter(
        version=assigned.version, state__in=[TaskState.OPEN, TaskState.CLAIMED]
    )
    end_tasks([row for row in live if row.kind not in wanted], TaskDeed.SUPERSEDE, ground="overridden", at=at)
    open_tasks(actor=actor, at=at, assigned=[assigned])
    if wanted:
        conclude(at=at, consignment=assigned.consignment)


def _wanted(assigned: Assigned) -> tuple[TaskKind, ...]:
    """The tasks that the channel asks for now; none where nobody looks."""
    plan = next(iter(plans_of([assigned])), None)
    return plan.now if plan is not None and plan.asked else ()


@transaction.atomic
def close_tasks(*, actor: Actor | None, at: datetime, consignments: Collection[int], ground: str) -> None:
    """The consignments were cancelled: live tasks are closed, samples that are still waited for are called off."""
    live = lock_tasks(consignments).filter(state__in=[TaskState.OPEN, TaskState.CLAIMED])
    end_tasks(list(live), TaskDeed.CANCEL, ground=ground, at=at)
    call_off_legs(consignments)
    cancel_samples(actor=actor, at=at, consignments=consignments, ground=ground)
