"""From hand to hand: every step is one row of the custody chain and one entry of the ledger."""

from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Missing, Refusal, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import CustodyStep, Sample
from guomen.laboratory.rules import broken_seal, next_state
from guomen.laboratory.terms import Deed, Hand, Receipt, SampleState, read_label


@transaction.atomic
def draw_sample(*, actor: Actor | None, at: datetime, label: str, scanned: str, hand: Hand) -> Sample:
    """The sample is in the bag: who drew it, where, under which seal. scanned: the label read from the bag."""
    return _step(actor, at, label, Deed.DRAW, hand, events.SAMPLE_DRAWN, Capability.INSPECT, scanned=scanned)


@transaction.atomic
def hand_over_sample(*, actor: Actor | None, at: datetime, label: str, scanned: str, hand: Hand) -> Sample:
    """The sample passes to the next hand (hand.holder) on its way to the laboratory."""
    return _step(actor, at, label, Deed.HAND_OVER, hand, events.SAMPLE_HANDED, Capability.INSPECT, scanned=scanned)


@transaction.atomic
def receive_sample(
    *, actor: Actor | None, at: datetime, label: str, scanned: str, hand: Hand, remark: str = ""
) -> Sample:
    """The laboratory takes the sample in; with a remark where something is not as it should be.

    Raises Refusal where the label read is another's, or the seal is not the one set and no remark says so.
    """
    receipt = Receipt.REMARKED if remark.strip() else Receipt.ACCEPTED
    return _step(
        actor, at, label, Deed.RECEIVE, hand, events.SAMPLE_RECEIVED, Capability.TEST,
        scanned=scanned, receipt=receipt, remark=remark.strip(),
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
    """The sample is made ready for its tests: homogenised, milled, divided (hand.note says how). Only then is it tested.

    scanned: the label read at the bench, where one was read; another bag's label is refused.
    """
    return _step(actor, at, label, Deed.PREPARE, hand, events.SAMPLE_PREPARED, Capability.TEST, scanned=scanned or None)


@transaction.atomic
def store_sample(*, actor: Actor | None, at: datetime, label: str, hand: Hand) -> Sample:
    """The rest of a reported sample is kept, for a re-inspection."""
    return _step(actor, at, label, Deed.STORE, hand, events.SAMPLE_STORED, Capability.TEST)


@transaction.atomic
def dispose_of_sample(*, actor: Actor | None, at: datetime, label: str, hand: Hand) -> Sample:
    """The rest of the sample is destroyed or given back."""
    return _step(actor, at, label, Deed.DISPOSE, hand, events.SAMPLE_DISPOSED, Capability.TEST)


@transaction.atomic
def cancel_sample(*, actor: Actor | None, at: datetime, label: str, reason: str) -> Sample:
    """The order is taken back before a result was complete. Raises Conflict afterwards, Refusal without a reason."""
    _stated(reason)
    hand = Hand(holder="", note=reason.strip())
    return _step(actor, at, label, Deed.CANCEL, hand, events.SAMPLE_CANCELLED, Capability.INSPECT)


def locked_sample(actor: Actor | None, label: str, capability: Capability) -> Sample:
    """The sample, locked until the transaction ends. Raises Missing or NotPermitted."""
    code = read_label(label)
    if actor is not None:
        queries.sample(actor, code)
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
    capability: Capability,
    *,
    scanned: str | None = None,
    **changes: Any,
) -> Sample:
    sample = locked_sample(actor, label, capability)
    state = next_state(SampleState(sample.state), deed)
    if scanned is not None:
        _same_label(sample.label, scanned)
    if deed is Deed.RECEIVE:
        _seal_as_set(sample, hand, changes["remark"])
        sample.received_at = at
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


def _same_label(label: str, scanned: str) -> None:
    read = read_label(scanned)
    if read != label:
        raise Refusal(
            "sample.wrong_label",
            Text(f"扫描到的标签 {read} 与样品 {label} 不符。", f"The label read is {read}, not {label}."),
            Text("请取对样品后重新扫描。", "Take the right bag and scan it again."),
        )


def _seal_as_set(sample: Sample, hand: Hand, remark: str) -> None:
    """The seal found must be the one last set, or the receipt says that it is not."""
    set_seal = sample.steps.exclude(seal="").order_by("-id").values_list("seal", flat=True).first() or ""
    if broken_seal(set_seal, hand.seal) and not remark:
        raise Refusal(
            "sample.seal_differs",
            Text(
                f"封识“{hand.seal or '无'}”与抽样时的“{set_seal or '无'}”不符。",
                f"The seal found (“{hand.seal or 'none'}”) is not the one that was set (“{set_seal or 'none'}”).",
            ),
            Text("请在备注中说明后接收，或拒收。", "Say so in a remark and take the sample in, or refuse it."),
        )


def _stated(reason: str) -> None:
    if not reason.strip():
        raise Refusal(
            "sample.reason",
            Text("须说明理由。", "A reason is needed."),
            Text("请写明理由后再提交。", "State the reason and send it again."),
        )
