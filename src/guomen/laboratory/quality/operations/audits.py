"""Audits and self-checks: items asked, answered, what is wrong becomes a nonconformity (8.8; S77 自查自纠)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, SubjectRef, Text
from guomen.laboratory.quality import events
from guomen.laboratory.quality.models import Audit, AuditItem
from guomen.laboratory.quality.operations.nonconformities import open_nonconformity
from guomen.laboratory.quality.terms import AuditKind, ItemAsked, NcSeverity, NcSource


@transaction.atomic
def open_audit(
    *,
    actor: Actor,
    at: datetime,
    laboratory: Office,
    kind: AuditKind,
    title: str,
    on: date,
    items: Sequence[ItemAsked],
) -> Audit:
    """Begin to look at a laboratory, item by item. Raises NotPermitted, Refusal (no title, nothing asked)."""
    require(actor, Capability.MANAGE_LABORATORY, laboratory)
    asked = [item for item in items if item.question.strip()]
    if not title.strip() or not asked:
        raise _wrong("title", Text("须填写标题和至少一个检查项。", "An audit has a title and asks at least one thing."))
    row = Audit.objects.create(laboratory=laboratory, kind=kind, title=title.strip(), on=on, led_by=actor)
    AuditItem.objects.bulk_create(
        AuditItem(audit=row, position=place, clause=item.clause, question=item.question.strip(), required=item.required)
        for place, item in enumerate(asked, 1)
    )
    told = {"laboratory": laboratory.code, "kind": kind.value, "title": row.title, "items": len(asked)}
    _tell(events.AUDIT_OPENED, row, actor, at, told)
    return row


@transaction.atomic
def answer_item(
    *,
    actor: Actor,
    at: datetime,
    audit: int,
    position: int,
    conform: bool,
    found: str,
    severity: NcSeverity = NcSeverity.MINOR,
) -> AuditItem:
    """Say what was found at an item; what does not conform opens a nonconformity, as severe as is said.

    Raises Missing, NotPermitted, Conflict (the audit is closed, the item answered as wrong already), Refusal.
    """
    row = _locked(actor, audit)
    item = row.items.select_for_update().filter(position=position).first()
    if item is None:
        raise _missing()
    if item.nonconformity_id is not None:
        raise Conflict(
            "audit.answered",
            Text("该项已开具不符合项。", "A nonconformity was opened for this item already."),
            Text("请在不符合项中处理。", "Go on there."),
        )
    if not found.strip():
        raise _wrong("found", Text("须写明检查所见。", "State what was found."))
    item.conform, item.found = conform, found.strip()
    if not conform:
        item.nonconformity = open_nonconformity(
            actor=actor,
            at=at,
            laboratory=row.laboratory,
            severity=severity,
            source=NcSource.AUDIT,
            what=Text(f"{item.question}：{item.found}", f"{item.question}: {item.found}"),
            subject=f"audit:{row.pk}",
        )
    item.save(update_fields=["conform", "found", "nonconformity"])
    told = {"position": position, "conform": conform, "found": item.found}
    _tell(events.AUDIT_ANSWERED, row, actor, at, told)
    return item


@transaction.atomic
def close_audit(*, actor: Actor, at: datetime, audit: int) -> Audit:
    """Every item was answered; what is wrong goes on as nonconformities. Raises Missing, NotPermitted, Conflict."""
    row = _locked(actor, audit)
    unanswered = row.items.filter(conform__isnull=True).count()
    if unanswered:
        raise Conflict(
            "audit.unanswered",
            Text(f"还有{unanswered}项未检查。", f"Items not answered yet: {unanswered}."),
            Text("请逐项填写检查所见。", "Answer each of them."),
        )
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    _tell(events.AUDIT_CLOSED, row, actor, at, {"wrong": row.items.filter(conform=False).count()})
    return row


def _locked(actor: Actor, audit: int) -> Audit:
    row = Audit.objects.select_for_update(of=("self",)).select_related("laboratory").filter(pk=audit).first()
    if row is None:
        raise _missing()
    require(actor, Capability.MANAGE_LABORATORY, row.laboratory)
    if row.closed_at is not None:
        raise Conflict(
            "audit.closed",
            Text("该次检查已结束。", "The audit is closed."),
            Text("如需再查，请另起一次。", "Begin another one to look again."),
        )
    return row


def _missing() -> Missing:
    return Missing(
        "audit.missing",
        Text("没有这次检查或这一项。", "There is no such audit or item."),
        Text("请从列表重新进入。", "Go there again from the list."),
    )


def _wrong(field: str, problem: Text) -> Refusal:
    return Refusal(f"audit.{field}", problem, Text("请填写。", "Fill it in."))


def _tell(kind: str, row: Audit, actor: Actor, at: datetime, told: dict[str, Any]) -> None:
    subjects = [SubjectRef("audit", str(row.pk)), SubjectRef("office", row.laboratory.code)]
    record(kind, actor=actor, at=at, subjects=subjects, payload={"audit": row.pk, **told})
