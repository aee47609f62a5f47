"""Entering results and reporting them: two persons, every change a new version."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Capability, Missing, NotPermitted, Reason, Refusal, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import Report, Result, Sample, TestRequest
from guomen.laboratory.operations.custody import locked_sample
from guomen.laboratory.rules import next_state, overall, statement_of
from guomen.laboratory.terms import Conformity, Deed, Measured, SampleState


@transaction.atomic
def enter_result(
    *, actor: Actor, at: datetime, label: str, request: int, measured: Measured, change_reason: str = ""
) -> Result:
    """Enter what was measured; a second entry for the same test is a new version and needs a reason.

    When every test has its result the sample is tested; a change after the report has to be reported again.
    Raises Refusal for a reading that cannot be, Conflict where the sample is not in the laboratory.
    """
    sample = locked_sample(actor, label, Capability.TEST)
    row = _request_of(sample, request)
    _possible(measured)
    version = row.results.count() + 1
    if version > 1 and not change_reason.strip():
        raise Refusal(
            "result.change_reason",
            Text("更改已录入的结果须说明理由。", "A changed result needs a reason."),
            Text("请写明为何更改。", "State why it is changed."),
        )
    if sample.state != SampleState.PREPARED:
        sample.state = next_state(SampleState(sample.state), Deed.CORRECT if version > 1 else Deed.TEST)
    statement = statement_of(Text(row.analyte_zh, row.analyte_en), queries.limit_of(row), measured)
    result = Result.objects.create(
        request=row,
        version=version,
        readings=list(measured.readings),
        unit=measured.unit,
        lod=measured.lod,
        loq=measured.loq,
        conformity=statement.conformity,
        statement=statement.as_json(),
        analyst=actor,
        entered_at=at,
        change_reason=change_reason.strip(),
    )
    if sample.state == SampleState.PREPARED and len(queries.current_results(sample)) == sample.requests.count():
        sample.state = next_state(SampleState.PREPARED, Deed.TEST)
    sample.save()
    record(
        events.RESULT_ENTERED,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(sample),
        payload={
            "sample": sample.label,
            "request": row.pk,
            "analyte": row.analyte_en,
            "version": version,
            "value": statement.value,
            "conformity": str(statement.conformity),
            "change_reason": result.change_reason,
        },
        reasons=statement.reasons,
    )
    return result


def _request_of(sample: Sample, request: int) -> TestRequest:
    row = sample.requests.filter(pk=request).first()
    if row is None:
        raise Missing(
            "laboratory.request_missing",
            Text("该样品没有这项检测。", "That test was not asked for on this sample."),
            Text("请从样品页面重新进入。", "Go there again from the sample's page."),
        )
    return row


def _possible(measured: Measured) -> None:
    """Refuse what no instrument can say: no reading at all, a reading below its own detection limit, LOQ under LOD."""
    lod, loq = measured.lod, measured.loq
    if not measured.readings:
        raise Refusal(
            "result.empty",
            Text("未填写结果。", "No reading was entered."),
            Text("请填写数值，或填“ND”表示未检出。", "Enter a value, or ND for not detected."),
        )
    if any(bound is not None and bound <= 0 for bound in (lod, loq)) or (lod and loq and loq < lod):
        raise Refusal(
            "result.detection_limit",
            Text(
                "检出限、定量限须大于零，且定量限不低于检出限。",
                "LOD and LOQ are above zero, and LOQ is not below LOD.",
            ),
            Text("请核对方法的检出限和定量限。", "Check the method's limits."),
        )
    if lod is not None and any(reading is not None and reading < lod for reading in measured.readings):
        raise Refusal(
            "result.below_lod",
            Text("数值低于检出限。", "A value lies below the detection limit."),
            Text("低于检出限的结果请填“ND”。", "Enter ND for what lies below the detection limit."),
        )
    if any(reading is not None and abs(reading) >= Decimal(10) ** 12 for reading in measured.readings):
        raise Refusal(
            "result.too_large",
            Text("数值过大。", "A value is too large."),
            Text("请核对数值和单位。", "Check the value and its unit."),
        )


@transaction.atomic
def report_result(*, actor: Actor, at: datetime, label: str) -> Report:
    """Authorise the results of a sample and report them to whoever ordered it.

    Raises NotPermitted for one who entered any of them (ISO/IEC 17025 6.2.6: authorised personnel; two pairs of
    eyes), Conflict where not every test has its result.
    """
    sample = locked_sample(actor, label, Capability.AUTHORISE_RESULT)
    for deed in (Deed.REVIEW, Deed.AUTHORISE, Deed.REPORT):
        sample.state = next_state(SampleState(sample.state), deed)
    results = sorted(queries.current_results(sample).values(), key=lambda result: result.request.position)
    if any(result.analyst_id == actor.pk for result in results):
        raise NotPermitted(
            "result.own",
            Text("录入结果的人不能签发自己的结果。", "Nobody authorises a result that they entered themselves."),
            Text("请由另一位授权签字人签发。", "Ask another person who may authorise results."),
        )
    statements = [{**result.statement, "request": result.request_id, "version": result.version} for result in results]
    report = Report.objects.create(
        sample=sample,
        version=sample.reports.count() + 1,
        conform=overall([Conformity(result.conformity) for result in results]),
        statements=statements,
        authorised_by=actor,
        reported_at=at,
    )
    sample.save()
    record(
        events.RESULT_REPORTED,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(sample),
        payload={
            "sample": sample.label,
            "subject": sample.subject,
            "report": report.version,
            "conform": report.conform,
            "goods_code": sample.goods_code,
            "statements": statements,
        },
        reasons=[Reason.from_json(reason) for statement in statements for reason in statement["reasons"]],
    )
    return report
