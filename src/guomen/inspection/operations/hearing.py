"""What inspection does when the laboratory has spoken: a report, or a sample that it did not take in."""

from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.catalogue.queries import hazards
from guomen.consignments.queries import consignment as consignment_of
from guomen.consignments.queries import declaration as declaration_of
from guomen.consignments.terms import CIVIL_ZONE
from guomen.inspection import events, queries
from guomen.inspection.models import Finding, SampleOrder, Task
from guomen.inspection.operations.closing import conclude, lock_tasks
from guomen.inspection.operations.findings import withdraw_finding, write_finding
from guomen.inspection.rules import next_state, slot_at, starts_at
from guomen.inspection.terms import FindingKind, OrderState, Severity, TaskDeed, TaskKind, TaskState
from guomen.kernel.ledger.operations import record
from guomen.kernel.terms import SubjectRef, Text

_COME_TO = {True: OrderState.CONFORM, False: OrderState.NONCONFORM, None: OrderState.INCONCLUSIVE}


@transaction.atomic
def hear_report(
    *, at: datetime, label: str, report: int, conform: bool | None, statements: list[dict[str, Any]]
) -> None:
    """A sample was reported: what does not conform becomes findings, and the inspection is concluded if it was the
    last thing waited for. An inconclusive report opens the sampling task again, unless only a programme asked for the
    sample: nobody waits for that one. Heard before: nothing.

    A later report takes the place of the former: findings of that one are withdrawn.
    """
    order = SampleOrder.objects.select_related("task").filter(label=label).first()
    if order is None:
        return
    lock_tasks([order.task.consignment_id])
    order.refresh_from_db()
    if report <= order.report:
        return
    for former in Finding.objects.filter(sample=label, withdrawn_at__isnull=True):
        withdraw_finding(
            actor=None, at=at, finding=former.pk, reason=f"实验室更正报告第{report}版 / laboratory report {report}"
        )
    order.state, order.report, order.statements = _COME_TO[conform], report, statements
    order.save()
    if order.task.state != TaskState.CANCELLED:
        for statement in statements:
            if statement["conformity"] == "nonconform":
                _find(order, at, statement)
        if conform is None and order.waited:
            _reopen(order.task, at, "inconclusive")
        conclude(at=at, consignment=order.task.consignment_id, anew=report > 1)


@transaction.atomic
def hear_withdrawal(*, at: datetime, label: str, report: int, reason: str) -> None:
    """The laboratory does not stand by a report any more: its findings are withdrawn and the sample is waited for
    again. Nothing where a later report was heard, or this one never was."""
    order = SampleOrder.objects.select_related("task").filter(label=label).first()
    if order is None:
        return
    lock_tasks([order.task.consignment_id])
    order.refresh_from_db()
    if report != order.report or order.state == OrderState.PENDING:
        return
    order.state = OrderState.PENDING
    order.save()
    for found in Finding.objects.filter(sample=label, withdrawn_at__isnull=True):
        withdraw_finding(
            actor=None,
            at=at,
            finding=found.pk,
            reason=f"实验室撤回报告第{report}版 / report {report} withdrawn: {reason}",
        )


@transaction.atomic
def hear_refusal(*, at: datetime, label: str, reason: str) -> None:
    """The laboratory did not take a sample in: another must be drawn, so the sampling task is opened again.

    Not for what only a programme asked for: its goods have gone on.
    """
    order = SampleOrder.objects.select_related("task").filter(label=label).first()
    if order is None:
        return
    lock_tasks([order.task.consignment_id])
    order.refresh_from_db()
    if order.state != OrderState.PENDING:
        return
    order.state = OrderState.REFUSED
    order.save()
    if order.waited:
        _reopen(order.task, at, reason)


def _find(order: SampleOrder, at: datetime, statement: dict[str, Any]) -> None:
    """Against the version that is declared now: goods amended while the laboratory worked are still these goods."""
    version = consignment_of(order.task.consignment_id).current_version
    items = {item.item_no for item in declaration_of(order.task.consignment_id, version).items}
    analyte = Text.from_json(statement["analyte"])
    said = [Text.from_json(reason) for reason in statement["reasons"]]
    write_finding(
        task=order.task,
        version=version,
        actor=None,
        at=at,
        kind=FindingKind.LABORATORY,
        severity=Severity.MAJOR,
        text="\n".join([*(text.zh for text in said), *(text.en for text in said)]),
        hazard=_hazard(analyte),
        item_no=order.item_no if order.item_no in items else None,
        sample=order.label,
    )


def _hazard(analyte: Text) -> str:
    """The catalogue's code of what was tested; else its English name."""
    plain = analyte.en.split(" (")[0].lower()
    for code, name in hazards().items():
        if plain == name.en.lower() or analyte.zh == name.zh:
            return code
    return analyte.en


def _reopen(task: Task, at: datetime, ground: str) -> None:
    """Open a finished sampling task again, in the shift that runs now. One that is still being worked on goes on."""
    row = Task.objects.get(pk=task.pk)
    if row.state != TaskState.DONE or row.version != consignment_of(row.consignment_id).current_version:
        return
    local = at.astimezone(CIVIL_ZONE)
    timetable = queries.Timetable(local.date())
    hours = timetable.hours(row.office.code)
    slot = slot_at(local, hours)
    row.state, row.officer, row.closed_at = next_state(TaskState.DONE, TaskDeed.REOPEN), None, None
    row.ground, row.shift_on, row.shift = ground, slot.shift_on, slot.shift
    row.due_at = starts_at(slot, hours, local) + timetable.allowed(TaskKind.SAMPLING, row.office.code)
    row.save()
    record(
        events.TASK_REOPENED,
        actor=None,
        at=at,
        subjects=[SubjectRef("consignment", str(row.consignment_id)), SubjectRef("task", str(row.pk))],
        payload={"task": row.pk, "consignment": row.consignment_id, "kind": str(row.kind), "ground": ground},
    )
