"""Claiming, assigning, answering and completing tasks."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guomen.catalogue.terms import Channel
from guomen.inspection import events, queries
from guomen.inspection.models import Task
from guomen.inspection.operations.closing import conclude, lock_tasks
from guomen.inspection.operations.legs import move_on
from guomen.inspection.operations.opening import open_tasks
from guomen.inspection.operations.plans import Assigned
from guomen.inspection.rules import answer_faults, leg_state, lot_answer, next_state
from guomen.inspection.terms import LEG_KINDS, Answered, Lot, SealState, TaskDeed, TaskState
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, Conflict, Missing, NotPermitted, Refusal, SubjectRef, Text


def seen_task(actor: Actor, task: int, capability: Capability) -> Task:
    """The task, for one who sees it and may do this. Raises Missing or NotPermitted."""
    found = queries.task(actor, task)
    require(actor, capability, found.office)
    return found


def own_task(actor: Actor, task: int) -> Task:
    """The actor's own claimed task, locked together with its consignment's other tasks. Raises NotPermitted else."""
    found = seen_task(actor, task, Capability.INSPECT)
    locked = lock_tasks([found.consignment_id]).get(pk=task)
    if locked.state != TaskState.CLAIMED:
        next_state(TaskState(locked.state), TaskDeed.COMPLETE)
    if locked.officer_id != actor.pk:
        raise NotPermitted(
            "task.not_yours",
            Text("该任务由其他人员办理。", "Another officer has this task."),
            Text("如需接手，请值班长改派。", "Ask the duty manager to assign it to you."),
        )
    return locked


def _record(kind: str, actor: Actor, at: datetime, task: Task, **payload: object) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(task.consignment_id)), SubjectRef("task", str(task.pk))],
        payload={"task": task.pk, "consignment": task.consignment_id, "kind": str(task.kind), **payload},
    )


@transaction.atomic
def claim_task(*, actor: Actor, at: datetime, task: int) -> Task:
    """Take an open task. Of two who claim it at once the second gets Conflict."""
    found = seen_task(actor, task, Capability.INSPECT)
    taken = Task.objects.filter(pk=task, state=TaskState.OPEN).update(state=TaskState.CLAIMED, officer=actor)
    found.refresh_from_db()
    if not taken:
        raise Conflict(
            "task.taken",
            Text("该任务已不在待认领状态。", "The task is no longer open."),
            Text("请刷新工作清单，认领其他任务。", "Load your work list again and take another."),
        )
    _record(events.TASK_CLAIMED, actor, at, found)
    return found


@transaction.atomic
def assign_task(*, actor: Actor, at: datetime, task: int, officer: str) -> Task:
    """The duty manager gives a task to an officer (a username), or takes it from one and gives it to another."""
    found = seen_task(actor, task, Capability.MANAGE_SHIFT)
    chosen = queries.colleagues(actor).filter(username=officer).first()
    if chosen is None or not may(chosen, Capability.INSPECT):
        raise Missing(
            "task.no_such_officer",
            Text("没有这位可办理查验的人员。", "There is no such officer who may inspect."),
            Text("请从列表中选择本机构人员。", "Choose one of your office from the list."),
        )
    require(chosen, Capability.INSPECT, found.office)
    locked = Task.objects.select_for_update(of=("self",)).get(pk=task)
    before = locked.officer.username if locked.officer else ""
    locked.state = next_state(TaskState(locked.state), TaskDeed.ASSIGN)
    locked.officer = chosen
    locked.save()
    _record(events.TASK_ASSIGNED, actor, at, locked, officer=officer, before=before)
    return locked


@transaction.atomic
def give_back_task(*, actor: Actor, at: datetime, task: int) -> Task:
    """Put one's own task back into the list; what was answered stays."""
    found = own_task(actor, task)
    found.state, found.officer = next_state(TaskState.CLAIMED, TaskDeed.GIVE_BACK), None
    found.save()
    _record(events.TASK_REOPENED, actor, at, found, ground="given back")
    return found


@transaction.atomic
def answer_checklist(*, actor: Actor, at: datetime, task: int, answers: Sequence[Answered]) -> Task:
    """Answer lines of one's own task; all or none. Where a lot is counted the answer follows from the counts.

    Raises Refusal with a fault for each line: unknown, without an answer, "not conform" without a note.
    """
    found = own_task(actor, task)
    lines = {line.position: line for line in found.lines.all()}
    plans = {line.position: Lot(line.units, line.accept, line.reject) for line in lines.values()}
    faults = answer_faults(plans, answers)
    if faults:
        raise Refusal(
            "checklist.faults",
            Text("有检查项填写有误，未保存。", "Some lines are not answered rightly; nothing was kept."),
            Text("请按提示修改后再保存。", "Mend them as stated and save again."),
            tuple(faults),
        )
    for one in answers:
        line = lines[one.position]
        line.answer, line.note = one.answer or "", one.note.strip()
        if one.count is not None:
            line.inspected, line.defects = one.count.inspected, one.count.defects
            line.answer = lot_answer(plans[one.position], one.count).value
        line.answered_by, line.answered_at = actor, at
        line.save()
    told = {str(one.position): str(lines[one.position].answer) for one in answers}
    _record(events.CHECKLIST_ANSWERED, actor, at, found, answers=told)
    return found


@transaction.atomic
def complete_task(*, actor: Actor, at: datetime, task: int) -> Task:
    """Finish one's own task; when it was the consignment's last, the inspection is concluded.

    Raises Refusal, with a fault for each, where a line is unanswered, where "not conform" has no finding, where a
    sample that was asked for is not drawn or not handed over.
    """
    found = own_task(actor, task)
    faults = queries.unfinished(found)
    if faults:
        raise Refusal(
            "task.unfinished",
            Text("任务尚未办完。", "The task is not finished."),
            Text("请先办完下列事项。", "Do what is listed first."),
            tuple(faults),
        )
    found.state, found.closed_at = next_state(TaskState.CLAIMED, TaskDeed.COMPLETE), at
    found.save()
    _record(events.TASK_COMPLETED, actor, at, found, version=found.version, assignment=found.assignment)
    if found.kind in LEG_KINDS:
        _move_on(found, actor=actor, at=at)
    conclude(at=at, consignment=found.consignment_id)
    return found


def _move_on(task: Task, *, actor: Actor, at: datetime) -> None:
    """An end of a leg is done with: the goods leave or have arrived, and the next tasks are opened."""
    leg = queries.leg_of(task.consignment_id)
    move_on(leg, leg_state(SealState(one.state) for one in leg.seals.exclude(state="")), actor=actor, at=at)
    assigned = Assigned(task.consignment_id, task.version, task.assignment, Channel(task.channel))
    open_tasks(actor=None, at=at, assigned=[assigned])
