"""Papers of reports: who may read them, and what a stranger is told about a code."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from guomen.kernel.documents.codes import read_code
from guomen.kernel.documents.keys import LABORATORY, signing_folder
from guomen.kernel.documents.store import kept
from guomen.kernel.documents.verifying import Verdict, verified
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, SubjectRef, Text
from guomen.laboratory.models import Report
from guomen.laboratory.queries import visible_samples


class Standing(StrEnum):
    """Whether a report stands: valid, replaced by a later one, or withdrawn with nothing in its place yet."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def text(self) -> Text:
        """What the public address says."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.VALID: Text("有效", "valid"),
    Standing.REPLACED: Text("已被替代", "replaced"),
    Standing.WITHDRAWN: Text("已撤回", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a stranger is told about a code. successor: the newest report of the sample, where this one is replaced."""

    report: Report
    standing: Standing
    successor: Report | None


def paper_folder() -> Path:
    """Where the papers of this installation lie."""
    return Path(settings.MEDIA_ROOT) / "laboratory-reports"


def answer_to(typed: str) -> Answer | None:
    """What we say to whoever typed or scanned a code; None where it is not ours."""
    code = read_code(typed)
    if code is None:
        return None
    found = _reports().filter(code=code).first()
    if found is None:
        return None
    newer = found.sample.reports.filter(version__gt=found.version).order_by("-version").first()
    return Answer(found, standing_of(found, replaced=newer is not None), newer)


def standing_of(report: Report, *, replaced: bool) -> Standing:
    """Whether a report stands, given whether there is a newer one of its sample."""
    if replaced:
        return Standing.REPLACED
    return Standing.VALID if report.withdrawn_at is None else Standing.WITHDRAWN


def visible_report(actor: Actor, number: str) -> Report:
    """The report that is cited so. Raises Missing for a stranger as for a number that is not there."""
    label, _, version = number.rpartition("-R")
    found = None
    if version.isdigit():
        rows = _reports().filter(sample__label=label, version=int(version))
        found = rows.filter(sample__in=visible_samples(actor)).first()
    if found is None:
        raise no_such_report()
    return found


def reports_of(subjects: Sequence[SubjectRef]) -> QuerySet[Report]:
    """Reports that have their paper on samples of these subjects and their parts, oldest first."""
    own = Q(pk__in=())
    for subject in subjects:
        for name in ("sample__subject", "sample__bound_to"):
            own |= Q(**{name: str(subject)}) | Q(**{f"{name}__startswith": f"{subject}/"})
    return _reports().filter(own).exclude(document="").order_by("sample_id", "version")


def paper_of(report: Report) -> bytes:
    """The PDF. Raises Missing where it was not made yet, is gone or no longer what was signed."""
    if not report.document:
        raise Missing(
            "report.no_paper",
            Text("报告文件正在生成。", "The paper of this report is being made."),
            Text("请稍后再试。", "Try again in a minute."),
        )
    return kept(paper_folder(), report.document_digest)


def certificates() -> tuple[Path, Path]:
    """The laboratory's certificate and that of its authority (PEM), by which a paper is verified anywhere."""
    folder = signing_folder(settings.HOME / "secrets", LABORATORY)
    return folder / "signer.crt", folder / "authority.crt"


def checked(pdf: bytes, own: Sequence[Path] = ()) -> Verdict:
    """What the seal of a paper says. own: certificates to compare with, this installation's where none are given."""
    return verified(pdf, certificates=own or certificates())


def by_digest(digest: str) -> Report | None:
    """The report whose paper has this SHA-256; None where we have made no such paper."""
    return _reports().filter(document_digest=digest).first()


def no_such_report() -> Missing:
    """The refusal for a report that is not there, or may not be known to be."""
    return Missing(
        "report.missing",
        Text("没有这份检测报告。", "There is no such report."),
        Text("请核对报告编号。", "Check its number."),
    )


def _reports() -> QuerySet[Report]:
    return Report.objects.select_related("sample__office", "sample__laboratory", "authorised_by")
