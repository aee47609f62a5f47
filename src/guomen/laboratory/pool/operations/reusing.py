"""A test that is not done twice: written down with what it saved."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Refusal, SubjectRef, Text
from guomen.laboratory.models import Result
from guomen.laboratory.pool import events
from guomen.laboratory.pool.models import OutsideReport, Reuse
from guomen.laboratory.pool.queries import offered
from guomen.laboratory.pool.queries.routes import HOURS_A_DAY


@transaction.atomic
def reuse_result(
    *,
    actor: Actor | None,
    at: datetime,
    subject: SubjectRef,
    analyte: str,
    result: Result | None = None,
    outside: OutsideReport | None = None,
    agency: str = "",
) -> Reuse:
    """Note that a result stood in for a test of `analyte` (English name) on `subject`, once for each.

    What it saved is what the test would have taken: the median price and time of the bodies that offer it that day.
    """
    if result is None and outside is None:
        raise Refusal(
            "laboratory.reuse_of_nothing",
            Text("须指明所采用的结果。", "Say which result stands in."),
            Text("请选择结果或外部报告。", "Choose a result or an outside report."),
        )
    there = Reuse.objects.filter(subject=str(subject), analyte_en=analyte).first()
    if there is not None:
        return there
    known = list(offered(timezone.localdate(at)).filter(analyte_en=analyte).values_list("price", "days"))
    reuse = Reuse.objects.create(
        subject=str(subject), analyte_en=analyte, result=result, outside=outside, agency=agency, at=at, actor=actor,
        price=sorted(price for price, _ in known)[len(known) // 2] if known else Decimal(0),
        hours=sorted(days for _, days in known)[len(known) // 2] * HOURS_A_DAY if known else 0,
    )  # fmt: skip
    record(
        events.RESULT_REUSED,
        actor=actor,
        at=at,
        subjects=[subject],
        payload={"subject": str(subject), "analyte": analyte, "hours": reuse.hours, "price": str(reuse.price)},
    )
    return reuse
