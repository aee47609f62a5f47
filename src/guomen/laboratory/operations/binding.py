"""A sample that was drawn before its lot arrived is found to be of what arrived."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Capability, Conflict, Fault, Refusal, SubjectRef, Text, Where
from guomen.laboratory import events, queries
from guomen.laboratory.models import Sample
from guomen.laboratory.operations.custody import locked_sample
from guomen.laboratory.rules.lots import differences
from guomen.laboratory.terms import LotIdentity, Purpose, SampleState


@transaction.atomic
def bind_advance_sample(*, actor: Actor, at: datetime, label: str, subject: SubjectRef, seen: LotIdentity) -> Sample:
    """Bind an advance sample to what arrived (subject), whose lot was seen to be this.

    Raises Conflict for a sample that is not one drawn in advance, was bound before or says nothing (any more), Refusal
    that names every difference where the lot seen is not the lot that was sampled.
    """
    sample = locked_sample(actor, label, Capability.INSPECT)
    drawn = queries.lot_of(sample)
    if sample.purpose != Purpose.ADVANCE or drawn is None:
        raise _not_open(sample, Text("不是先行取样的样品", "was not drawn in advance"))
    if sample.bound_to and sample.bound_to != str(subject):
        raise _not_open(sample, Text(f"已绑定 {sample.bound_to}", f"is bound to {sample.bound_to} already"))
    if sample.state in (SampleState.CANCELLED, SampleState.REFUSED, SampleState.ORDERED):
        state = SampleState(sample.state).text
        raise _not_open(sample, Text(f"{state.zh}", f"is {state.en}"))
    _same_lot(drawn, seen)
    sample.bound_to, sample.bound_at = str(subject), at
    sample.save()
    record(
        events.SAMPLE_BOUND,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(sample),
        payload={"sample": sample.label, "subject": str(subject), "lot": seen.as_json()},
    )
    return sample


def _not_open(sample: Sample, why: Text) -> Conflict:
    return Conflict(
        "sample.not_bindable",
        Text(f"样品 {sample.label} {why.zh}，不能绑定。", f"The sample {sample.label} {why.en}: it cannot be bound."),
        Text("请另行抽样。", "Draw a sample of what arrived."),
    )


def _same_lot(drawn: LotIdentity, seen: LotIdentity) -> None:
    found = differences(drawn, seen)
    if found:
        faults = tuple(
            Fault("lot.differs", Where(), "", said, Text("请核对批次。", "Check the lot.")) for said in found
        )
        zh, en = "；".join(one.zh for one in found), "; ".join(one.en for one in found)
        raise Refusal(
            "lot.differs",
            Text(f"到货批次与先行取样的批次不符：{zh}。", f"What arrived is not the lot that was sampled: {en}."),
            Text("请核对；确非同一批次的，另行抽样。", "Check it; where it is another lot, draw a sample of it."),
            faults,
        )
