"""Outside reports, and which of their results stand in for a test of ours."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from guomen.kernel.terms import Missing, SubjectRef, Text
from guomen.laboratory.pool.models import OutsideReport
from guomen.laboratory.pool.terms import OutsideState
from guomen.laboratory.terms import Conformity, Measured

ANSWERS = (Conformity.CONFORM, Conformity.NOT_ASSESSED)
COUNTS = (OutsideState.ACCEPTED, OutsideState.AGREED)


def outside_reports() -> QuerySet[OutsideReport]:
    """Every outside report that was presented, newest first."""
    return OutsideReport.objects.select_related("body", "sample", "taken_by").order_by("-taken_at", "-pk")


def outside_report(number: int) -> OutsideReport:
    """One outside report. Raises Missing."""
    found = outside_reports().filter(pk=number).first()
    if found is None:
        raise Missing(
            "laboratory.outside_missing",
            Text("没有这份外部报告。", "There is no such outside report."),
            Text("请从报告列表重新进入。", "Go there again from the list of reports."),
        )
    return found


def statements_on(subject: SubjectRef) -> QuerySet[OutsideReport]:
    """Outside reports that were presented on a subject or a part of it."""
    own = OutsideReport.objects.filter(subject=str(subject)) | OutsideReport.objects.filter(
        subject__startswith=f"{subject}/"
    )
    return own.select_related("body").order_by("pk")


def accepted_for(subject: SubjectRef) -> dict[str, tuple[OutsideReport, dict[str, Any]]]:
    """The accepted results on a subject by analyte (English): these tests need not be done again.

    They conform, or no limit is in force and they are for information.
    A report that was drawn for verification does not count until our re-test agrees with it.
    """
    found: dict[str, tuple[OutsideReport, dict[str, Any]]] = {}
    for report in OutsideReport.objects.filter(subject=str(subject), state__in=COUNTS).select_related("body"):
        for statement in report.statements:
            if statement["accepted"] and statement["conformity"] in ANSWERS:
                found[statement["analyte"]["en"]] = (report, statement)
    return found


def measured_of(statement: dict[str, Any]) -> Measured:
    """The measurement of a statement, as it was presented."""
    kept = statement["measured"]

    def number(name: str) -> Decimal | None:
        return None if kept.get(name) is None else Decimal(kept[name])

    readings = tuple(None if one is None else Decimal(one) for one in kept["readings"])
    return Measured(readings, kept["unit"], number("lod"), number("loq"), uncertainty=number("uncertainty"))
