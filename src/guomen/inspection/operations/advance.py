"""A sample that was drawn before the lot arrived answers the sampling task: the goods are not sampled twice."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from guomen.consignments.queries import declaration as declaration_of
from guomen.inspection import events
from guomen.inspection.models import SampleOrder, Task, TestOrder
from guomen.inspection.operations.hearing import hear_report
from guomen.inspection.operations.sampling import item_of, sampling_task
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Refusal, SubjectRef, Text
from guomen.laboratory import operations as laboratory
from guomen.laboratory.queries import standing_report
from guomen.laboratory.terms import LotIdentity


@transaction.atomic
def bind_sample(
    *, actor: Actor, at: datetime, task: int, item_no: int, label: str, seals: Collection[str] = ()
) -> SampleOrder:
    """Bind an advance sample to a goods item that arrived. seals: those that the officer sees on the lot now; the rest
    of its identity is as declared.

    Its report is heard at once, or when it comes. Raises what binding refuses, Refusal where an instructed test was not
    asked for on that sample, Conflict where this is no sampling task.
    """
    found = sampling_task(actor, task)
    item, _on = item_of(found, item_no, at)
    subject = SubjectRef("consignment", f"{found.consignment_id}/{item_no}")
    containers = _containers(found, item_no)
    seen = LotIdentity(
        item.batch_number, item.producer, item.goods_code, item.quantity, item.quantity_unit, containers,
        frozenset(seals),
    )  # fmt: skip
    sample = laboratory.bind_advance_sample(actor=actor, at=at, label=label, subject=subject, seen=seen)
    asked = {name for one in sample.requests.all() for name in (one.analyte_zh, one.analyte_en)}
    _asked_for(found, item_no, asked)
    order = SampleOrder.objects.create(task=found, item_no=item_no, label=sample.label, drawn_at=at)
    record(
        events.SAMPLE_BOUND,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(found.consignment_id)), SubjectRef("sample", sample.label)],
        payload={"task": found.pk, "consignment": found.consignment_id, "item_no": item_no, "sample": sample.label},
    )
    report = standing_report(sample)
    if report is not None:
        hear_report(
            at=at, label=sample.label, report=report.version, conform=report.conform, statements=report.statements
        )
    return order


def _containers(task: Task, item_no: int) -> frozenset[str]:
    declared = declaration_of(task.consignment_id, task.version)
    return frozenset(one.number for one in declared.containers if not one.items or item_no in one.items)


def _asked_for(task: Task, item_no: int, names: Collection[str]) -> None:
    """Every test that was instructed for the item was asked for on the sample."""
    instructed = TestOrder.objects.filter(task=task, item_no=item_no).values_list("analyte", flat=True)
    lacking = sorted(name for name in instructed if name not in names)
    if lacking:
        listed = ", ".join(lacking)
        raise Refusal(
            "advance.tests_missing",
            Text(f"先行样品未检测：{listed}。", f"The advance sample was not tested for {listed}."),
            Text("请另行抽样。", "Draw a sample of what arrived."),
        )
