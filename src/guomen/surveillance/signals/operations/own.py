"""Our own findings and laboratory results as signals of two built-in sources."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.catalogue.queries import commodity_name, countries, hazard_name, hazards
from guomen.consignments.terms import CIVIL_ZONE
from guomen.inspection.queries import finding as finding_of
from guomen.inspection.terms import FindingKind, Severity
from guomen.kernel.terms import Text
from guomen.laboratory.terms import Conformity
from guomen.surveillance.signals.models import Signal, SignalSource
from guomen.surveillance.signals.operations.sources import register_source
from guomen.surveillance.signals.operations.taking import take_signals
from guomen.surveillance.signals.operations.withdrawing import retract_signal
from guomen.surveillance.signals.terms import Credibility, SignalReport, SignalState, SourceKind

FINDINGS, RESULTS = "port-findings", "laboratory-results"
_OWN = {
    FINDINGS: (Text("口岸查验发现", "Port findings"), SourceKind.PORT_FINDING),
    RESULTS: (Text("实验室检测结果", "Laboratory results"), SourceKind.LABORATORY_RESULT),
}
Told = tuple[datetime, dict[str, Any]]


def _source(code: str, at: datetime) -> str:
    if not SignalSource.objects.filter(code=code).exists():
        name, kind = _OWN[code]
        register_source(actor=None, at=at, code=code, name=name, kind=kind, credibility=Credibility.CONFIRMED)
    return code


@transaction.atomic
def take_findings(*, at: datetime, findings: Sequence[Told]) -> None:
    """Take findings as signals; one that is there already, or was withdrawn meanwhile, is left."""
    known, origins = set(hazards()), set(countries())
    reports = [_finding(when, told, known, origins) for when, told in findings]
    take_signals(actor=None, at=at, source=_source(FINDINGS, at), reports=[one for one in reports if one], via="event")


def _finding(at: datetime, told: dict[str, Any], known: set[str], origins: set[str]) -> SignalReport | None:
    row = finding_of(int(told["finding"]))
    if row.withdrawn_at is not None:
        return None
    kind, severity = FindingKind(row.kind), Severity(row.severity)
    hazard, origin = told.get("hazard") or "", told.get("origin") or ""
    goods = str(told.get("goods_code") or "")
    what = hazard_name(hazard).zh if hazard in known else kind.text.zh
    return SignalReport(
        reference=_finding_reference(row.pk),
        reported_on=at.astimezone(CIVIL_ZONE).date(),
        happened_on=at.astimezone(CIVIL_ZONE).date(),
        title=f"{what} – {commodity_name(goods).zh if goods else row.text[:100] or kind.text.zh}",
        original="\n".join([row.text, *_results_of(row.sample)]),
        hazard=hazard if hazard in known else "",
        hazard_words=hazard,
        goods=goods,
        origin=origin if origin in origins else "",
        origin_words=origin,
        party=str(told.get("producer") or ""),
        office=row.office.code,
        place=row.office.name_zh,
        finding=row.pk,
        sample=row.sample,
        consignment=row.consignment_id,
        details={"kind": kind.value, "severity": severity.value},
    )


def _finding_reference(finding: int) -> str:
    return f"finding-{finding}"


def _results_of(sample: str) -> list[str]:
    """References of the results of a sample: a finding that rests on them quotes them, and is linked with them."""
    rows = Signal.objects.filter(source__code=RESULTS, sample=sample, state=SignalState.CURRENT) if sample else []
    return [row.reference for row in rows]


@transaction.atomic
def take_back_finding(*, at: datetime, finding: int, ground: str) -> None:
    """Retract the signal of a finding, where it still stands."""
    rows = Signal.objects.filter(
        source__code=FINDINGS, reference=_finding_reference(finding), state=SignalState.CURRENT
    )
    for number in rows.values_list("pk", flat=True):
        retract_signal(actor=None, at=at, signal=number, ground=ground or "finding withdrawn")


@transaction.atomic
def results_heard(*, at: datetime, results: Sequence[Told]) -> None:
    """Take results that do not conform as signals; a corrected report that conforms takes its signal back."""
    known = set(hazards())
    reports = [report for when, told in results for report in _results(when, told, known)]
    take_signals(actor=None, at=at, source=_source(RESULTS, at), reports=reports, via="event")


def _results(at: datetime, told: dict[str, Any], known: set[str]) -> list[SignalReport]:
    """A report for each statement of a result; one that conforms only where an earlier version of it did not."""
    found = []
    for statement in told.get("statements", []):
        reference = f"{told['sample']}/{statement.get('request', 0)}"
        fails = statement.get("conformity") == Conformity.NONCONFORM
        if not fails and not Signal.objects.filter(source__code=RESULTS, reference=reference).exists():
            continue
        analyte = statement.get("analyte") or {}
        words = str(analyte.get("en") or analyte.get("zh") or "") if isinstance(analyte, dict) else str(analyte)
        goods = str(told.get("goods_code") or "")
        found.append(
            SignalReport(
                reference=reference,
                reported_on=at.astimezone(CIVIL_ZONE).date(),
                title=f"{words or told['sample']} – {commodity_name(goods).zh if goods else told['sample']}",
                original="\n".join(str(reason.get("zh", "")) for reason in statement.get("reasons", [])),
                hazard=words if words in known else "",
                hazard_words=words,
                goods=goods,
                # An outside laboratory's report has no sample of ours.
                sample=str(told["sample"]) if "report" in told else "",
                retracted=not fails,
            )
        )
    return found
