"""A report of another laboratory on a goods item: taken, refused, or drawn for verification."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from guomen.inspection.operations.sampling import instructed, item_of, sampling_task
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef
from guomen.laboratory.pool.operations import Drawn, Stated, reuse_result, take_outside_report
from guomen.laboratory.pool.queries import accepted_for
from guomen.targeting.draws.operations import draw_number

PURPOSE = "outside report"


@transaction.atomic
def present_outside_report(
    *,
    actor: Actor,
    at: datetime,
    task: int,
    item_no: int,
    code: str,
    number: str,
    issued_on: date,
    statements: Sequence[Stated],
    lot: str = "",
) -> int:
    """Present a report on one item of a sampling task. Tests that it answers need not be done again.

    Whether it is verified is drawn by the day's committed secret for the laboratory and the goods, whatever number the
    report bears. statements name what was tested as the task does. Gives the number it was taken in under.
    Raises what taking it refuses, Conflict where this is no sampling task.
    """
    found = sampling_task(actor, task)
    item, on = item_of(found, item_no, at)
    subject = SubjectRef("consignment", f"{found.consignment_id}/{item_no}")
    asked = {one.analyte: instructed(one, item, on) for one in found.tests.filter(item_no=item_no)}
    named = [
        replace(one, analyte=test.analyte, limit=test.limit)
        for one in statements
        if (test := asked.get(one.analyte.en)) is not None
    ]
    uniform, proof = draw_number(actor=None, at=at, purpose=PURPOSE, name=(code, str(subject)))
    report = take_outside_report(
        actor=actor, at=at, code=code, number=number, subject=subject, goods_code=item.goods_code,
        issued_on=issued_on, statements=named, drawn=Drawn(uniform, proof), on=on, lot=lot,
        lot_seen=item.batch_number,
    )  # fmt: skip
    for analyte, (stands, _) in accepted_for(subject).items():
        if stands.pk == report.pk:
            reuse_result(
                actor=actor, at=at, subject=subject, analyte=analyte, outside=report, agency=report.body.agency
            )
    return report.pk
