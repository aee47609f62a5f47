"""From a report to its twin: everything that the paper says, as JSON (schema: docs/laboratory.md)."""

from typing import Any

from django.utils import timezone

from guomen.kernel.documents.codes import grouped
from guomen.kernel.terms import Text
from guomen.laboratory.models import CustodyStep, Report, Sample
from guomen.laboratory.rules.custody import DEED_NAMES
from guomen.laboratory.terms import Conformity, Deed, Purpose

SCHEMA = "guomen/laboratory-report/1"
# Of the chain of custody a report tells who had the sample outside the laboratory; the rest is read on its page.
_TOLD = (Deed.DRAW, Deed.HAND_OVER, Deed.RECEIVE, Deed.PREPARE)


def number_of(report: Report) -> str:
    """How the report is cited: "000-03K7-R1", the sample's label and the report's version."""
    return f"{report.sample.label}-R{report.version}"


def word_of(report: Report) -> Conformity:
    """The one word for a report; one that was compared with no limit at all says so instead of "conforms"."""
    if all(one["conformity"] == Conformity.NOT_ASSESSED for one in report.statements):
        return Conformity.NOT_ASSESSED
    return {True: Conformity.CONFORM, False: Conformity.NONCONFORM}.get(
        report.conform,  # type: ignore[arg-type]
        Conformity.INCONCLUSIVE,
    )


def twin_of(report: Report, *, address: str) -> dict[str, Any]:
    """The content of the paper. address: where this installation answers; the code is verified below it."""
    sample, word = report.sample, word_of(report)
    before = sample.reports.filter(version__lt=report.version).order_by("-version").first()
    return {
        "schema": SCHEMA,
        "number": number_of(report),
        "version": report.version,
        "code": grouped(report.code),
        "address": f"{address.rstrip('/')}/r/{report.code}",
        "reported_at": timezone.localtime(report.reported_at).isoformat(timespec="minutes"),
        "replaces": number_of(before) if before else "",
        "amends": report.amends,
        "laboratory": _office(sample.laboratory),
        "ordered_by": _office(sample.office),
        "requester": sample.requester,
        "purpose": {"code": sample.purpose, **Purpose(sample.purpose).text.as_json()},
        "sample": _sample(sample),
        "custody": [_step(one) for one in sample.steps.filter(deed__in=_TOLD, at__lte=report.reported_at)],
        "conformity": {"code": str(word), **word.text.as_json()},
        "results": [_result(one) for one in report.statements],
        "analysts": _people(report, "analyst"),
        "reviewers": _people(report, "reviewer"),
        "authorised_by": {"zh": report.authorised_by.name_zh, "en": report.authorised_by.name_en},
    }


def _office(office: Any) -> dict[str, str]:
    return {"code": office.code, "zh": office.name_zh, "en": office.name_en}


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "label": sample.label,
        "subject": sample.subject,
        "goods_code": sample.goods_code,
        "description": sample.description,
        "units": sample.units,
        "lot": sample.lot,
        "received_at": timezone.localtime(sample.received_at).isoformat(timespec="minutes")
        if sample.received_at
        else None,
        "remark": sample.remark,
    }


def _step(step: CustodyStep) -> dict[str, Any]:
    return {
        "deed": {"code": step.deed, **DEED_NAMES[Deed(step.deed)].as_json()},
        "at": timezone.localtime(step.at).isoformat(timespec="minutes"),
        "place": step.place,
        "seal": step.seal,
        "temperature": None if step.temperature is None else str(step.temperature),
    }


def _result(statement: dict[str, Any]) -> dict[str, Any]:
    """A statement with its word, without what belongs to the laboratory's own books."""
    kept = {name: value for name, value in statement.items() if name not in ("request", "key", "confidence")}
    word = Conformity(statement["conformity"])
    return {**kept, "conformity": {"code": str(word), **word.text.as_json()}}


def _people(report: Report, part: str) -> list[dict[str, str]]:
    """Each name once, in the order of the tests."""
    names = [Text(one[part]["zh"], one[part]["en"]) for one in report.statements if one.get(part)]
    return [name.as_json() for name in dict.fromkeys(names)]
