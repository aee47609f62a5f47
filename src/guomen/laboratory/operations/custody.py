"""From hand to hand: every step is one row of the custody chain and one entry of the ledger."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Missing, Refusal, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import CustodyStep, Sample
from guomen.laboratory.operations.arriving import checked_arrival, disposable, own_label
from guomen.laboratory.operations.handling import drawing_record, require_handling
from guomen.laboratory.rules import next_state
from guomen.laboratory.terms import (
    Deed,
    Hand,
    Kept,
    LotIdentity,
    PortionKind,
    PortionState,
    Purpose,
    Receipt,
    SampleState,
    SamplingPlan,
    read_label,
)


@transaction.atomic
def draw_sample(
    *,
    actor: Actor | None,
    at: datetime,
    label: str,
    scanned: str,
    hand: Hand,
    plan: SamplingPlan | None = None,
    kept: Kept | None = None,
    lot: LotIdentity | None = None,
) -> Sample:
    """The sample is in the bag: who drew it, where, under which seal. scanned: the label read from the bag.

    plan: the sampling plan in use with its increments; kept: the temperatures (°C) of its way; lot: what the lot is
    known by. Raises Refusal where the increments come to fewer units than the plan asks for.
    """
    if plan is not None:
        _enough(plan)
    sample = locked_sample(actor, label, None)
    told = drawing_record(sample.plan, plan=plan, kept=kept, lot=lot)
    changes = {"plan": told, "lot": lot.number[:80] if lot else sample.lot}
    return _step(actor, at, label, Deed.DRAW, hand, events.SAMPLE_DRAWN, None, scanned=scanned, **changes)


@transaction.atomic
def hand_over_sample(*, actor: Actor | None, at: datetime, label: str, scanned: str, hand: Hand) -> Sample:
    """The sample passes to the next hand (hand.holder) on its way to the laboratory."""
    return _step(actor, at, label, Deed.HAND_OVER, hand, events.SAMPLE_HANDED, None, scanned=scanned)


@transaction.atomic
def receive_sample(
    *,
    actor: Actor | None,
    at: datetime,
    label: str,
    scanned: str,
    hand: Hand,
    remark: str = "",
    portions: Sequence[str] = (),
) -> Sample:
    """The laboratory takes the sample in; with a remark where something is not as it should be.

    portions: the labels of its parts as they were read. Raises Refusal where a label read is another sample's, and,
    unless a remark says so, where the seal is not the one set, a part is not there or it was not kept cold enough.
    """
    sample = locked_sample(actor, label, Capability.TEST)
    next_state(SampleState(sample.state), Deed.RECEIVE)
    own_label(sample, scanned)
    checked_arrival(sample, hand, remark.strip(), portions)
    receipt = Receipt.REMARKED if remark.strip() else Receipt.ACCEPTED
    return _step(
        actor, at, label, Deed.RECEIVE, hand, events.SAMPLE_RECEIVED, Capability.TEST,
        scanned=scanned, receipt=receipt, remark=remark.strip(), received_at=at,
    )  # fmt: skip


@transaction.atomic
def refuse_sample(*, actor: Actor | None, at: datetime, label: str, scanned: str, hand: Hand, reason: str) -> Sample:
    """The laboratory does not take the sample in. Raises Refusal without a reason."""
    _stated(reason)
    return _step(
        actor, at, label, Deed.REFUSE, hand, events.SAMPLE_REFUSED, Capability.TEST,
        scanned=scanned, receipt=Receipt.REFUSED, remark=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def prepare_sample(*, actor: Actor | None, at: datetime, label: str, scanned: str = "", hand: Hand) -> Sample:
    """The sample is made ready for its tests: homogenised, milled, divided (hand.note says how).

    scanned: the label read at the bench, where one was read; another bag's label is refused.
    """
    return _step(actor, at, label, Deed.PREPARE, hand, events.SAMPLE_PREPARED, Capability.TEST, scanned=scanned or None)


@transaction.atomic
def store_sample(
    *, actor: Actor | None, at: datetime, label: str, hand: Hand, retain_until: date | None = None
) -> Sample:
    """The rest of a reported sample is kept, for a re-test or an appeal.

    retain_until None: as long as policy lays down for what goes to the archive.
    """
    sample = locked_sample(actor, label, Capability.TEST)
    until = retain_until or queries.keep_until(PortionKind.ARCHIVE, timezone.localdate(at), sample.office)
    return _step(actor, at, label, Deed.STORE, hand, events.SAMPLE_STORED, Capability.TEST, retain_until=until)


@transaction.atomic
def dispose_of_sample(*, actor: Actor | None, at: datetime, label: str, hand: Hand, ground: str = "") -> Sample:
    """The rest of the sample, with its parts, is destroyed or given back.

    Raises Refusal before the day until which it is kept where no ground is stated, Conflict while a re-test or an
    appeal is open.
    """
    sample = locked_sample(actor, label, Capability.TEST)
    refused = sample.state == SampleState.REFUSED
    next_state(SampleState(sample.state), Deed.DISPOSE)
    if not refused:
        disposable(sample, timezone.localdate(at), ground)
    sample.portions.filter(state=PortionState.KEPT).update(state=PortionState.DISPOSED)
    told = replace(hand, note=" · ".join(part for part in (hand.note, ground.strip()) if part))
    return _step(actor, at, label, Deed.DISPOSE, told, events.SAMPLE_DISPOSED, Capability.TEST)


@transaction.atomic
def cancel_sample(*, actor: Actor | None, at: datetime, label: str, reason: str) -> Sample:
    """The order is taken back before a result was complete. Raises Conflict afterwards, Refusal without a reason."""
    _stated(reason)
    hand = Hand(holder="", note=reason.strip())
    return _step(actor, at, label, Deed.CANCEL, hand, events.SAMPLE_CANCELLED, Capability.INSPECT)


def locked_sample(actor: Actor | None, label: str, capability: Capability | None) -> Sample:
    """The sample, locked until the transaction ends. capability None: what lets one draw and hand over such a sample.

    Raises Missing or NotPermitted.
    """
    code = read_label(label)
    seen = queries.sample(actor, code) if actor is not None else None
    if actor is not None and seen is not None:
        if capability is None:
            require_handling(actor, Purpose(seen.purpose))
        else:
            require(actor, capability)
    found = Sample.objects.select_for_update(of=("self",)).select_related("office", "laboratory")
    sample = found.filter(label=code).first()
    if sample is None:
        raise Missing(
            "sample.missing",
            Text(f"没有标签为 {code} 的样品。", f"There is no sample with the label {code}."),
            Text("请核对标签。", "Check the label."),
        )
    return sample


def _step(
    actor: Actor | None,
    at: datetime,
    label: str,
    deed: Deed,
    hand: Hand,
    kind: str,
    capability: Capability | None,
    *,
    scanned: str | None = None,
    **changes: Any,
) -> Sample:
    sample = locked_sample(actor, label, capability)
    state = next_state(SampleState(sample.state), deed)
    if scanned is not None:
        own_label(sample, scanned, deed)
    sample.state = state
    for name, value in changes.items():
        setattr(sample, name, value)
    sample.save()
    _write_step(sample, actor, at, deed, hand)
    record(
        kind,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(sample),
        payload={
            "sample": sample.label,
            "subject": sample.subject,
            "state": sample.state,
            "holder": hand.holder,
            "seal": hand.seal,
            "remark": sample.remark,
        },
    )
    return sample


def _write_step(sample: Sample, actor: Actor | None, at: datetime, deed: Deed, hand: Hand) -> None:
    CustodyStep.objects.create(
        sample=sample,
        deed=deed,
        at=at,
        actor=actor,
        holder=hand.holder or (actor.name_zh if actor else ""),
        place=hand.place,
        seal=hand.seal,
        temperature=hand.temperature,
        note=hand.note or (sample.remark if deed in (Deed.RECEIVE, Deed.REFUSE) else ""),
    )


def _enough(plan: SamplingPlan) -> None:
    if plan.size is not None and plan.increments and plan.drawn < plan.size:
        raise Refusal(
            "sample.too_few_increments",
            Text(
                f"方案要求抽取{plan.size}个，实际登记{plan.drawn}个。",
                f"The plan asks for {plan.size} units; {plan.drawn} were written down.",
            ),
            Text("请补抽，或改用实际采用的方案。", "Draw the rest, or name the plan that was used."),
        )


def _stated(reason: str) -> None:
    if not reason.strip():
        raise Refusal(
            "sample.reason",
            Text("须说明理由。", "A reason is needed."),
            Text("请写明理由后再提交。", "State the reason and send it again."),
        )
