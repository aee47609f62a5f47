"""Ending tasks undone, calling samples off, and the conclusion of an inspection."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from guomen.consignments.queries import consignment as consignment_of
from guomen.consignments.queries import declaration as declaration_of
from guomen.inspection import events, queries
from guomen.inspection.models import Conclusion, Finding, SampleOrder, Task
from guomen.inspection.rules import Seen, conclusion, next_state
from guomen.inspection.terms import OrderState, Severity, TaskDeed, TaskState
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, SubjectRef
from guomen.laboratory.operations import cancel_sample


def lock_tasks(consignments: Collection[int]) -> QuerySet[Task]:
    """The tasks of consignments, locked in one order until the transaction ends: deeds on one consignment queue up."""
    rows = Task.objects.select_for_update(of=("self",)).filter(consignment_id__in=list(consignments))
    list(rows.order_by("pk").values_list("pk"))
    return Task.objects.filter(consignment_id__in=list(consignments)).order_by("pk")


def end_tasks(tasks: Sequence[Task], deed: TaskDeed, *, ground: str, at: datetime) -> None:
    """End tasks undone. ground: amended, overridden or cancelled."""
    for task in tasks:
        task.state, task.ground, task.closed_at = next_state(TaskState(task.state), deed), ground, at
    Task.objects.bulk_update(tasks, ["state", "ground", "closed_at"])
    if tasks:
        keys = dict.fromkeys(task.consignment_id for task in tasks)
        record(
            events.TASKS_CLOSED,
            actor=None,
            at=at,
            subjects=[SubjectRef("consignment", str(key)) for key in keys],
            payload={"tasks": [task.pk for task in tasks], "ground": ground},
        )


def cancel_samples(*, actor: Actor | None, at: datetime, consignments: Collection[int], ground: str) -> None:
    """Call off samples that are still waited for; what the laboratory has tested already it reports all the same."""
    waited = SampleOrder.objects.select_for_update(of=("self",)).filter(
        task__consignment_id__in=list(consignments), state=OrderState.PENDING
    )
    for order in waited:
        try:
            with transaction.atomic():
                cancel_sample(actor=actor, at=at, label=order.label, reason=ground)
        except Conflict:
            continue
        order.state = OrderState.CANCELLED
        order.save()


@transaction.atomic
def conclude(*, at: datetime, consignment: int, anew: bool = False) -> Conclusion | None:
    """Conclude the inspection of the current version where all its tasks are done and no sample is waited for.

    Announces it once; again, as a new revision, only where findings or results changed since (anew: in any case, where
    a report that it rested on was withdrawn in between). Gives None where the inspection goes on.
    """
    row = consignment_of(consignment)
    tasks = [task for task in lock_tasks([consignment]) if task.version == row.current_version]
    done = [task for task in tasks if task.state == TaskState.DONE]
    if row.status == "cancelled" or not done or any(TaskState(task.state).live for task in tasks):
        return None
    waited = SampleOrder.objects.filter(task__consignment_id=consignment, state=OrderState.PENDING, waited=True)
    if waited.exists():
        return None
    found = list(queries.findings_of(consignment).filter(version=row.current_version))
    declared = declaration_of(consignment, row.current_version)
    seen = [Seen(one.item_no, Severity(one.severity)) for one in found]
    conforming, by_item = conclusion([item.item_no for item in declared.items], seen)
    summary = [_told(one) for one in found]
    before = queries.concluded(consignment, row.current_version)
    if not anew and before is not None and (before.conforming, before.findings) == (conforming, summary):
        return before
    concluded = Conclusion.objects.create(
        consignment_id=consignment,
        version=row.current_version,
        revision=before.revision + 1 if before else 1,
        assignment=done[-1].assignment,
        conforming=conforming,
        findings=summary,
        lines=[
            {
                "item_no": item.item_no,
                "goods_code": item.goods_code,
                "origin": item.origin,
                "producer": item.producer,
                "conforming": by_item[item.item_no],
            }
            for item in declared.items
        ],
        concluded_at=at,
    )
    _announce(concluded, at, office=done[-1].office.code)
    return concluded


def _told(finding: Finding) -> dict[str, Any]:
    """A finding as others hear of it."""
    return {
        "finding": finding.pk,
        "kind": str(finding.kind),
        "severity": str(finding.severity),
        "hazard": finding.hazard,
        "item_no": finding.item_no,
        "goods_code": finding.goods_code,
        "origin": finding.origin,
        "producer": finding.producer,
        "sample": finding.sample,
    }


def _announce(concluded: Conclusion, at: datetime, *, office: str) -> None:
    record(
        events.CONSIGNMENT_INSPECTED,
        actor=None,
        at=at,
        subjects=[
            SubjectRef("consignment", str(concluded.consignment_id)),
            *(SubjectRef("finding", str(one["finding"])) for one in concluded.findings),
        ],
        payload={
            "consignment": concluded.consignment_id,
            "version": concluded.version,
            "assignment": concluded.assignment,
            "revision": concluded.revision,
            "office": office,
            "conforming": concluded.conforming,
            "findings": concluded.findings,
            "lines": concluded.lines,
        },
    )
