"""Carrying measures out: tasks at offices, done only with evidence."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.files.operations import keep_file
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, office_of_code, require, sees_office
from guomen.kernel.terms import Capability, SubjectRef
from guomen.surveillance.measures import events, queries, rules
from guomen.surveillance.measures.models import Execution, Measure
from guomen.surveillance.measures.queries import EVIDENCE
from guomen.surveillance.measures.terms import Task

DOERS = (Capability.INSPECT, Capability.MANAGE_SHIFT, Capability.IMPOSE_MEASURE)


@transaction.atomic
def order_execution(*, actor: Actor, at: datetime, number: str, task: Task) -> Execution:
    """Give one more task to an office, under a measure of one's own office or of those below it.

    Raises Missing (measure, office), NotPermitted, Conflict (the measure has ended), Refusal (words, due time, kind).
    """
    require(actor, Capability.IMPOSE_MEASURE)
    row = queries.measure(number)
    require(actor, Capability.IMPOSE_MEASURE, row.office)
    fault = rules.ended_fault(queries.state_of(row, at.astimezone(CIVIL_ZONE).date())) or rules.task_fault(task, at)
    if fault is not None:
        raise fault
    [made] = order_tasks(row, [task], actor=actor, at=at)
    return made


def order_tasks(row: Measure, tasks: Sequence[Task], *, actor: Actor, at: datetime) -> list[Execution]:
    """Write the tasks of a measure and tell of each. Raises Missing for an office that is not there."""
    made = []
    for task in tasks:
        execution = Execution.objects.create(
            measure=row,
            office=office_of_code(task.office),
            kind=task.kind,
            task_zh=task.text.zh.strip(),
            task_en=task.text.en.strip(),
            due_at=task.due_at,
        )
        _tell(events.EXECUTION_ORDERED, execution, actor=actor, at=at)
        made.append(execution)
    return made


@transaction.atomic
def complete_execution(
    *, actor: Actor, at: datetime, execution: int, evidence: str, name: str = "", content: bytes = b""
) -> Execution:
    """Tell that a task is done, and show it: words, a file (PDF, JPEG, PNG or WebP), or both.

    Raises Missing (also for another office's), NotPermitted, Conflict (done already), Refusal (no evidence, a file
    that is not taken).
    """
    row = Execution.objects.select_for_update(of=("self",)).select_related("office", "measure").filter(pk=execution)
    found = row.first()
    if found is None or not sees_office(actor, found.office):
        raise rules.no_such_execution()
    if not any(may(actor, one) for one in DOERS):
        require(actor, DOERS[0], found.office)
    fault = rules.completing_fault(found.done_at is not None, evidence, content)
    if fault is not None:
        raise fault
    if content:
        largest = queries.largest_evidence(at.astimezone(CIVIL_ZONE).date(), found.office.code)
        kept = keep_file(folder=EVIDENCE, name=name, content=content, largest=largest)
        found.digest, found.name = kept.digest, kept.name
    found.evidence, found.done_by, found.done_at = evidence.strip(), actor, at
    found.save()
    _tell(events.EXECUTION_DONE, found, actor=actor, at=at)
    return found


def _tell(kind: str, row: Execution, *, actor: Actor | None, at: datetime) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("measure", row.measure.number), SubjectRef("execution", str(row.pk))],
        payload={
            "number": row.measure.number,
            "execution": row.pk,
            "office": row.office.code,
            "kind": str(row.kind),
            "due": row.due_at.isoformat(),
            "sha256": row.digest,
        },
    )
