"""Holding our own results against the outside reports that were drawn for verification."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from guomen.catalogue.queries import policy
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.laboratory.models import Result, Sample
from guomen.laboratory.pool import events
from guomen.laboratory.pool.models import OutsideReport
from guomen.laboratory.pool.queries.outside import measured_of
from guomen.laboratory.pool.rules import agrees
from guomen.laboratory.pool.terms import OutsideState
from guomen.laboratory.quality.operations import open_nonconformity
from guomen.laboratory.quality.terms import NcSeverity, NcSource
from guomen.laboratory.queries import current_results
from guomen.laboratory.terms import Measured


@transaction.atomic
def hear_report(*, at: datetime, label: str) -> None:
    """Our report on a sample is out: outside reports on the same goods that wait for it are verified."""
    sample = Sample.objects.select_related("laboratory").filter(label=label).first()
    if sample is None:
        return
    subject = sample.bound_to or sample.subject
    waiting = OutsideReport.objects.select_for_update(of=("self",)).select_related("body")
    for report in waiting.filter(subject=subject, state=OutsideState.VERIFYING):
        verify_outside_report(at=at, report=report, sample=sample)


@transaction.atomic
def verify_outside_report(*, at: datetime, report: OutsideReport, sample: Sample) -> OutsideReport:
    """Compare each accepted result with ours: all agree, or the report is in disagreement and says where.

    A disagreement opens a nonconformity of ours too: it may be either laboratory that is wrong.
    """
    ours = {result.request.analyte_en: result for result in current_results(sample).values()}
    difference = Decimal(str(policy("laboratory.verification.difference", on=timezone.localdate(at)).number))
    compared = [
        (one, ours[one["analyte"]["en"]])
        for one in report.statements
        if one["accepted"] and one["analyte"]["en"] in ours
    ]
    if not compared:
        return report
    apart = [one for one, result in compared if not agrees(measured_of(one), _measured(result), difference=difference)]
    report.state = OutsideState.DISAGREED if apart else OutsideState.AGREED
    report.sample = sample
    report.reasons = [*report.reasons, _said(apart, [one for one, _ in compared]).as_json()]
    report.save()
    if apart:
        _nonconforming(report, sample.laboratory, apart, at)
    record(
        events.OUTSIDE_VERIFIED,
        actor=None,
        at=at,
        subjects=[SubjectRef("outside", str(report.pk)), SubjectRef("body", report.body.code),
                  SubjectRef("sample", sample.label)],
        payload={"report": report.pk, "body": report.body.code, "sample": sample.label, "state": str(report.state),
                 "apart": [one["analyte"]["en"] for one in apart]},
    )  # fmt: skip
    return report


def _measured(result: Result) -> Measured:
    return Measured(
        tuple(result.readings), result.unit, result.lod, result.loq,
        uncertainty=result.uncertainty, coverage=result.coverage_factor,
    )  # fmt: skip


def _names(statements: list[dict[str, Any]]) -> Text:
    return Text(
        "、".join(one["analyte"]["zh"] for one in statements), ", ".join(one["analyte"]["en"] for one in statements)
    )


def _said(apart: list[dict[str, Any]], compared: list[dict[str, Any]]) -> Reason:
    if apart:
        names = _names(apart)
        text = Text(f"与本机构复测不一致：{names.zh}。", f"Our own test does not agree: {names.en}.")
    else:
        names = _names(compared)
        text = Text(f"与本机构复测一致：{names.zh}。", f"Our own test agrees: {names.en}.")
    return Reason(f"laboratory.outside.{'disagreed' if apart else 'agreed'}", text, public=text)


def _nonconforming(report: OutsideReport, laboratory: Office, apart: list[dict[str, Any]], at: datetime) -> None:
    names = _names(apart)
    open_nonconformity(
        actor=None,
        at=at,
        laboratory=laboratory,
        severity=NcSeverity.MAJOR,
        source=NcSource.AGREEMENT,
        what=Text(
            f"{report.body.name_zh}报告 {report.number} 与复测不一致：{names.zh}。须查明哪一方有误。",
            f"Report {report.number} of {report.body.name_en} and our re-test disagree on {names.en}: "
            "find out who is wrong.",
        ),
        subject=f"outside:{report.pk}",
    )
