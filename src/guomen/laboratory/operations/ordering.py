"""Ordering a sample and its tests, each with the limit as it stands on the day of the law."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, SubjectRef, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import Sample, SchemeStage, TestRequest
from guomen.laboratory.operations.handling import BROUGHT_IN, drawing_record, require_handling
from guomen.laboratory.terms import (
    Kept,
    Limit,
    LimitKind,
    LotIdentity,
    Purpose,
    Requested,
    SampleState,
    SamplingPlan,
    label_of,
)


@transaction.atomic
def order_sample(
    *,
    actor: Actor | None,
    at: datetime,
    subject: SubjectRef,
    office: Office,
    goods_code: str,
    description: str,
    requests: Sequence[Requested],
    units: int = 1,
    laboratory: Office | None = None,
    purpose: Purpose = Purpose.INSPECTION,
    requester: str = "",
    lot: LotIdentity | None = None,
    due_at: datetime | None = None,
    plan: SamplingPlan | None = None,
    kept: Kept | None = None,
    stage: SchemeStage | None = None,
    retest_of: Sample | None = None,
    destination: str = "",
) -> Sample:
    """Order a sample of `subject` and give it its label. laboratory None: the ordering office's own.

    requester: for whom; lot: what the lot is known by; due_at: when the report is expected; kept: the temperatures of
    its way; destination: of goods for export, the country whose limits are looked up first. Raises Refusal where
    no test is asked for, less than one unit, or nobody is named for whom a court's or an enterprise's order is.
    """
    if actor is not None:
        require_handling(actor, purpose, office)
    if purpose in BROUGHT_IN and not requester.strip():
        raise Refusal(
            "sample.requester",
            Text("须填写委托方。", "The order names nobody for whom it is."),
            Text("请填写委托单位或法院及案号。", "Name the enterprise, or the court and the number of its case."),
        )
    if not requests or units < 1:
        raise Refusal(
            "sample.nothing_to_test",
            Text("未指定检测项目或样品数量。", "No test is asked for, or no unit is to be drawn."),
            Text("请至少填写一个检测项目和一个样本单位。", "State at least one test and one unit."),
        )
    sample = Sample.objects.create(
        label=next_label(),
        subject=str(subject),
        office=office,
        laboratory=laboratory or office,
        goods_code=goods_code,
        description=description[:300],
        units=units,
        purpose=purpose,
        requester=requester.strip()[:120],
        lot=lot.number[:80] if lot else "",
        plan=drawing_record({}, plan=plan, kept=kept, lot=lot),
        due_at=due_at,
        stage=stage,
        retest_of=retest_of,
        state=SampleState.ORDERED,
        ordered_at=at,
    )
    TestRequest.objects.bulk_create(
        _request(sample, position, requested, destination) for position, requested in enumerate(requests, start=1)
    )
    record(
        events.SAMPLE_ORDERED,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(sample),
        payload={
            "sample": sample.label,
            "subject": sample.subject,
            "tests": [one.analyte.en for one in requests],
            "purpose": str(purpose),
            "requester": sample.requester,
            "lot": sample.lot,
        },
    )
    return sample


def next_label() -> str:
    """A label that no sample and no portion has had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('laboratory_label')")
        return label_of(cursor.fetchone()[0])


def _request(sample: Sample, position: int, requested: Requested, destination: str) -> TestRequest:
    limit, method = requested.limit, requested.method
    if limit is None:
        candidates = queries.limits_in_force(
            goods=sample.goods_code, analyte=requested.analyte, on=requested.on, destination=destination
        )
        if candidates:
            limit, _, known_method = candidates[0]
            method = method or known_method
        elif destination:
            limit = Limit(LimitKind.NONE, destination=queries.destination_market(destination, requested.on))
    request = TestRequest(
        sample=sample,
        position=position,
        analyte_zh=requested.analyte.zh,
        analyte_en=requested.analyte.en,
        method=method,
        on=requested.on,
        basis=requested.basis,
    )
    _fix_limit(request, limit or Limit(LimitKind.NONE))
    return request


def _fix_limit(request: TestRequest, limit: Limit) -> None:
    request.limit_kind, request.limit_value, request.limit_low = limit.kind, limit.value, limit.low
    request.unit, request.units, request.accept = limit.unit, limit.units, limit.accept
    request.standard, request.edition, request.clause = limit.standard, limit.edition, limit.clause
    request.condition, request.limit_key = limit.condition[:200], limit.key
    request.limit_confidence = limit.confidence
    request.components = [{**one.name.as_json(), "factor": str(one.factor)} for one in limit.components]
    request.limit_basis, request.decision_rule = str(limit.stated_on), str(limit.rule or "")
    request.comparison, request.places = str(limit.comparison), limit.places
    markets = {"destination": limit.destination, "market": limit.market}
    request.markets = {name: one.as_json() for name, one in markets.items() if one}


@transaction.atomic
def apply_limit(*, actor: Actor, at: datetime, request: int, key: str, reason: str) -> TestRequest:
    """Choose another of the limits in force for a test, where the law tells foods apart that the goods code does not.

    Raises Missing where that limit is not among them, Conflict where a result was already entered against the old one.
    """
    require(actor, Capability.TEST)
    row = TestRequest.objects.select_for_update().filter(pk=request).select_related("sample").first()
    if row is None or not queries.visible_samples(actor).filter(pk=row.sample_id).exists():
        raise Missing(
            "laboratory.request_missing",
            Text("没有这项检测。", "There is no such test."),
            Text("请从样品页面重新进入。", "Go there again from the sample's page."),
        )
    if row.results.exists():
        raise Conflict(
            "laboratory.limit_used",
            Text("该项已有结果，不能更换限量。", "A result was already judged against the limit."),
            Text("如需更换，请重新下达检测。", "Order the test anew to judge it by another limit."),
        )
    if not reason.strip():
        raise Refusal(
            "laboratory.limit_reason",
            Text("更换限量须说明理由。", "Choosing another limit needs a reason."),
            Text("请写明产品归属的依据。", "State why the product belongs to that food group."),
        )
    analyte = Text(row.analyte_zh, row.analyte_en)
    found = queries.limits_in_force(
        goods=row.sample.goods_code, analyte=analyte, on=row.on, destination=queries.destination_of(row)
    )
    chosen = next((limit for limit, _, _ in found if limit.key == key), None)
    if chosen is None:
        raise Missing(
            "laboratory.limit_missing",
            Text("该限量当日不适用于此商品。", "That limit is not in force for these goods on that day."),
            Text("请从所列限量中选择。", "Choose one of the limits that are listed."),
        )
    before = row.limit_key
    _fix_limit(row, chosen)
    row.save()
    record(
        events.LIMIT_CHOSEN,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(row.sample),
        payload={"sample": row.sample.label, "analyte": row.analyte_en, "from": before, "to": key, "reason": reason},
    )
    return row
