"""Recording findings, adding evidence to them, withdrawing them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guomen.catalogue.queries import hazards
from guomen.consignments.queries import declaration as declaration_of
from guomen.consignments.terms import CIVIL_ZONE
from guomen.inspection import events, queries
from guomen.inspection.models import Evidence, Finding, Task
from guomen.inspection.operations.closing import conclude, lock_tasks
from guomen.inspection.operations.working import own_task
from guomen.inspection.terms import FindingKind, Severity
from guomen.kernel.files.operations import keep_file
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, SubjectRef, Text


@transaction.atomic
def record_finding(
    *,
    actor: Actor,
    at: datetime,
    task: int,
    kind: FindingKind,
    severity: Severity,
    text: str,
    hazard: str = "",
    item_no: int | None = None,
    files: Sequence[tuple[str, bytes]] = (),
) -> Finding:
    """Record what is wrong, on one goods item or (None) on the whole consignment, in one's own task.

    files: evidence, each a name and its bytes; where one is not taken, nothing is recorded. Raises Refusal without a
    text or for a hazard code that the catalogue does not know, Missing for an unknown item.
    """
    found = own_task(actor, task)
    if not text.strip():
        raise Refusal(
            "finding.text",
            Text("请写明发现了什么。", "State what was found."),
            Text("写明部位、数量、情形。", "Say where, how many, and how it looks."),
        )
    if hazard and hazard not in hazards():
        raise Refusal(
            "finding.hazard",
            Text(f"没有危害代码“{hazard}”。", f"There is no hazard code “{hazard}”."),
            Text("请从列表选择，或留空。", "Choose one of the list, or leave it empty."),
        )
    finding = write_finding(
        task=found, version=found.version, actor=actor, at=at, kind=kind, severity=severity,
        text=text.strip(), hazard=hazard, item_no=item_no,
    )  # fmt: skip
    for name, content in files:
        add_evidence(actor=actor, at=at, finding=finding.pk, name=name, content=content)
    return finding


def write_finding(
    *,
    task: Task,
    version: int,
    actor: Actor | None,
    at: datetime,
    kind: FindingKind,
    severity: Severity,
    text: str,
    hazard: str,
    item_no: int | None,
    sample: str = "",
) -> Finding:
    """Write a finding with the goods, origin and producer as declared, and tell of it."""
    declared = declaration_of(task.consignment_id, version)
    item = next((one for one in declared.items if one.item_no == item_no), None)
    if item_no is not None and item is None:
        raise Missing(
            "task.no_such_item",
            Text(f"申报中没有第{item_no}项商品。", f"The declaration has no goods item {item_no}."),
            Text("请选择已申报的商品项。", "Choose a declared item."),
        )
    # Of a consignment with one item, what is wrong with the whole is wrong with that item's goods.
    about = item or (declared.items[0] if len(declared.items) == 1 else None)
    finding = Finding.objects.create(
        task=task,
        consignment_id=task.consignment_id,
        version=version,
        office_id=task.office_id,
        kind=kind,
        severity=severity,
        hazard=hazard[:60],
        item_no=item_no,
        goods_code=about.goods_code if about else "",
        origin=about.origin if about else "",
        producer=about.producer if about else "",
        text=text,
        sample=sample,
        recorded_by=actor,
        recorded_at=at,
    )
    record(
        events.FINDING_RECORDED,
        actor=actor,
        at=at,
        subjects=_subjects(finding),
        payload={
            "finding": finding.pk,
            "consignment": finding.consignment_id,
            "version": version,
            "task": task.pk,
            "kind": str(kind),
            "severity": str(severity),
            "hazard": finding.hazard,
            "item_no": item_no,
            "goods_code": finding.goods_code,
            "origin": finding.origin,
            "producer": finding.producer,
            "sample": sample,
            "text": text,
        },
    )
    return finding


def _subjects(finding: Finding) -> list[SubjectRef]:
    return [SubjectRef("consignment", str(finding.consignment_id)), SubjectRef("finding", str(finding.pk))]


@transaction.atomic
def withdraw_finding(*, actor: Actor | None, at: datetime, finding: int, reason: str) -> Finding:
    """Take a finding back; it stays in the record. A finished inspection is concluded anew.

    Raises Missing, NotPermitted, Refusal without a reason, Conflict where it was withdrawn before.
    """
    found = queries.finding(finding)
    if actor is not None:
        queries.seen_finding(actor, finding)
        # An officer takes back what they recorded; what others recorded only the duty manager.
        own = found.recorded_by_id == actor.pk
        require(actor, Capability.INSPECT if own else Capability.MANAGE_SHIFT, found.office)
    if not reason.strip():
        raise Refusal(
            "finding.reason",
            Text("撤回须说明理由。", "A withdrawal needs a reason."),
            Text("请写明理由。", "State why."),
        )
    lock_tasks([found.consignment_id])
    if not Finding.objects.filter(pk=finding, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_because=reason.strip()
    ):
        raise Conflict(
            "finding.withdrawn",
            Text("该发现已撤回。", "The finding was withdrawn before."),
            Text("无需再次撤回。", "There is nothing to withdraw."),
        )
    record(
        events.FINDING_WITHDRAWN,
        actor=actor,
        at=at,
        subjects=_subjects(found),
        payload={"finding": found.pk, "consignment": found.consignment_id, "reason": reason.strip()},
    )
    found.refresh_from_db()
    conclude(at=at, consignment=found.consignment_id)
    return found


@transaction.atomic
def add_evidence(*, actor: Actor, at: datetime, finding: int, name: str, content: bytes) -> Evidence:
    """Add a file to a finding of one's own task. Kept by the hash of its bytes; the same file twice is kept once.

    Raises Refusal for a file that is empty, too large, of a kind that is not taken, cut off or two-faced, and where
    the disk does not take it.
    """
    found = queries.finding(finding)
    task = own_task(actor, found.task_id)
    largest = queries.evidence_bytes(at.astimezone(CIVIL_ZONE).date(), found.office.code)
    kept = keep_file(folder=queries.EVIDENCE, name=name, content=content, largest=largest)
    evidence, new = Evidence.objects.get_or_create(
        finding=found,
        digest=kept.digest,
        defaults={
            "name": kept.name,
            "media_type": kept.kind,
            "size": kept.size,
            "added_by": actor,
            "added_at": at,
        },
    )
    if new:
        record(
            events.EVIDENCE_ADDED,
            actor=actor,
            at=at,
            subjects=_subjects(found),
            payload={"finding": found.pk, "consignment": task.consignment_id, "sha256": kept.digest, "size": kept.size},
        )
    return evidence


@transaction.atomic
def add_files(*, actor: Actor, at: datetime, finding: int, files: Sequence[tuple[str, bytes]]) -> list[Evidence]:
    """Add several files, each a name and its bytes, to a finding of one's own task: all or none."""
    return [add_evidence(actor=actor, at=at, finding=finding, name=name, content=content) for name, content in files]
