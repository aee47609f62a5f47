"""Findings by who sees them and by consignment, and the evidence of one."""

from pathlib import Path
from typing import BinaryIO

from django.db.models import QuerySet

from guomen.inspection.models import Evidence, Finding
from guomen.kernel.files.queries import file_path, opened
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import sees_office
from guomen.kernel.terms import Missing, Text

# The folder of the store in which evidence lies.
EVIDENCE = "evidence"


def _standing() -> QuerySet[Finding]:
    return Finding.objects.filter(withdrawn_at__isnull=True).select_related("office", "recorded_by", "task")


def findings_of(consignment: int) -> QuerySet[Finding]:
    """Findings of a consignment that were not withdrawn, oldest first."""
    return _standing().filter(consignment_id=consignment).order_by("id")


def visible_findings(actor: Actor) -> QuerySet[Finding]:
    """Standing findings of the actor's office and of those below it, newest first."""
    if actor.office is None:
        return Finding.objects.none()
    own = _standing().filter(office__path__startswith=actor.office.path)
    return own.prefetch_related("evidence").order_by("-recorded_at", "-id")


def no_such_finding() -> Missing:
    """The refusal for a finding that is not there, or that this person may not know of."""
    return Missing(
        "finding.missing",
        Text("没有这项发现。", "There is no such finding."),
        Text("请从清单进入。", "Go there from the list."),
    )


def finding(finding_id: int) -> Finding:
    """One finding, withdrawn or not. Raises Missing."""
    found = Finding.objects.select_related("office", "recorded_by", "task").filter(pk=finding_id).first()
    if found is None:
        raise no_such_finding()
    return found


def seen_finding(actor: Actor, finding_id: int) -> Finding:
    """One finding, withdrawn or not. Raises Missing for one of an office that the actor does not see."""
    found = finding(finding_id)
    if not sees_office(actor, found.office):
        raise no_such_finding()
    return found


def seen_evidence(actor: Actor, evidence_id: int) -> Evidence:
    """A file of evidence. Raises Missing for one of an office that the actor does not see."""
    own = Evidence.objects.select_related("finding")
    if actor.office is not None:
        found = own.filter(pk=evidence_id, finding__office__path__startswith=actor.office.path).first()
        if found is not None:
            return found
    raise Missing(
        "evidence.missing",
        Text("没有这份证据文件。", "There is no such file."),
        Text("请从查验任务或发现清单进入。", "Go there from the task or the list of findings."),
    )


def evidence_path(digest: str) -> Path:
    """Where a file of evidence lies."""
    return file_path(EVIDENCE, digest)


def evidence_file(evidence: Evidence) -> BinaryIO:
    """The bytes of a file of evidence, open for reading. Raises Missing where the disk does not give it."""
    return opened(EVIDENCE, evidence.digest, evidence.name)
