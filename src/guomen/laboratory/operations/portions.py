"""Dividing a sample into parts with their own labels, and what becomes of each part."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, Conflict, Missing, Refusal, SubjectRef, Text
from guomen.laboratory import events, queries
from guomen.laboratory.models import CustodyStep, Portion, Sample
from guomen.laboratory.operations.arriving import wrong_label
from guomen.laboratory.operations.custody import locked_sample
from guomen.laboratory.operations.ordering import next_label
from guomen.laboratory.terms import Deed, Hand, PortionAsked, PortionKind, PortionState, SampleState, read_label

# While a sample is in these states it can be divided: afterwards there is nothing left to divide evenly.
DIVISIBLE = (SampleState.DRAWN, SampleState.RECEIVED, SampleState.PREPARED)


@transaction.atomic
def split_sample(*, actor: Actor, at: datetime, label: str, portions: Sequence[PortionAsked]) -> list[Portion]:
    """Divide a sample into parts for the test, a re-test and the archive, each under a label of its own.

    Raises Refusal without a test portion, Conflict where the sample was divided before or it is not the time.
    """
    laboratory = may(actor, Capability.TEST)
    sample = locked_sample(actor, label, Capability.TEST if laboratory else None)
    if sample.state not in DIVISIBLE or sample.portions.exists():
        raise Conflict(
            "sample.not_divisible",
            Text("样品已分样或目前不能分样。", "The sample was divided before, or this is not the time to divide it."),
            Text("抽样后、收样后或制备时分样一次。", "Divide it once: when it was drawn, taken in or prepared."),
        )
    if not any(one.kind is PortionKind.TEST for one in portions):
        raise Refusal(
            "sample.no_test_portion",
            Text("须有检测份。", "One part is for the test."),
            Text("请至少分出一个检测份。", "Name at least one test portion."),
        )
    rows = [_divided_off(sample, actor, at, one) for one in portions]
    _told(events.SAMPLE_SPLIT, sample, actor, at, {"portions": [[one.label, one.kind] for one in rows]})
    return rows


def _divided_off(sample: Sample, actor: Actor, at: datetime, asked: PortionAsked) -> Portion:
    until = asked.keep_until or queries.keep_until(asked.kind, timezone.localdate(at), sample.office)
    row = Portion.objects.create(
        sample=sample,
        label=next_label(),
        kind=asked.kind,
        amount=asked.amount[:60],
        seal=asked.seal[:40],
        place=asked.place[:100],
        keep_until=until,
    )
    _write(row, actor, at, Deed.DRAW, Hand("", asked.place, asked.seal, note=asked.amount))
    return row


@transaction.atomic
def keep_portion(*, actor: Actor, at: datetime, label: str, scanned: str, hand: Hand) -> Portion:
    """Put a part where it is kept (hand.place). Raises Refusal for another part's label."""
    row = _locked(actor, label, scanned)
    row.place, row.seal = hand.place[:100] or row.place, hand.seal[:40] or row.seal
    return _done(row, actor, at, Deed.STORE, hand, PortionState.KEPT, events.PORTION_KEPT)


@transaction.atomic
def use_portion(*, actor: Actor, at: datetime, label: str, hand: Hand) -> Portion:
    """A part was used up."""
    return _done(_locked(actor, label), actor, at, Deed.PREPARE, hand, PortionState.USED, events.PORTION_USED)


@transaction.atomic
def dispose_of_portion(*, actor: Actor, at: datetime, label: str, hand: Hand, ground: str = "") -> Portion:
    """A part is destroyed or given back.

    Raises Refusal before its day without a ground, Conflict while a re-test or an appeal of the sample is open.
    """
    row = _locked(actor, label)
    if row.kind != PortionKind.TEST and (queries.open_retests(row.sample).exists() or queries.appealed(row.sample)):
        raise Conflict(
            "sample.needed",
            Text("复验或申诉尚未完结，须继续保存。", "A re-test or an appeal is open: it is still needed."),
            Text("完结后再处置。", "Dispose of it when that has ended."),
        )
    if row.keep_until is not None and timezone.localdate(at) < row.keep_until and not ground.strip():
        raise Refusal(
            "sample.retained",
            Text(f"须保存至 {row.keep_until:%Y-%m-%d}。", f"It is kept until {row.keep_until:%Y-%m-%d}."),
            Text("到期前处置须写明依据。", "State the ground on which it is disposed of before that day."),
        )
    note = " · ".join(part for part in (hand.note, ground.strip()) if part)
    told = Hand(hand.holder, hand.place, hand.seal, hand.temperature, note)
    return _done(row, actor, at, Deed.DISPOSE, told, PortionState.DISPOSED, events.PORTION_DISPOSED)


@transaction.atomic
def report_portion_lost(*, actor: Actor, at: datetime, label: str, reason: str) -> Portion:
    """A part is not where it should be. Raises Refusal without a reason."""
    if not reason.strip():
        raise Refusal(
            "sample.reason",
            Text("须说明理由。", "A reason is needed."),
            Text("请写明理由后再提交。", "State the reason and send it again."),
        )
    hand = Hand("", note=reason.strip())
    return _done(_locked(actor, label), actor, at, Deed.CANCEL, hand, PortionState.LOST, events.PORTION_LOST)


def _locked(actor: Actor, label: str, scanned: str | None = None) -> Portion:
    require(actor, Capability.TEST)
    code = read_label(label)
    found = queries.read(actor, code)
    row = Portion.objects.select_for_update(of=("self",)).select_related("sample", "sample__office").filter(label=code)
    part = row.first() if found.portion is not None else None
    if part is None:
        raise Missing(
            "portion.missing",
            Text(f"没有标签为 {code} 的份样。", f"There is no part with the label {code}."),
            Text("请核对标签。", "Check the label."),
        )
    if scanned is not None and read_label(scanned) != code:
        raise wrong_label(code, read_label(scanned))
    if part.state != PortionState.KEPT:
        state = PortionState(part.state).text
        raise Conflict(
            "portion.gone",
            Text(f"该份样{state.zh}。", f"This part is {state.en}."),
            Text("请取另一份。", "Take another part."),
        )
    return part


def _done(row: Portion, actor: Actor, at: datetime, deed: Deed, hand: Hand, state: PortionState, kind: str) -> Portion:
    row.state = state
    row.save()
    _write(row, actor, at, deed, hand)
    _told(kind, row.sample, actor, at, {"portion": row.label, "kind": row.kind, "state": str(state), "note": hand.note})
    return row


def _write(row: Portion, actor: Actor, at: datetime, deed: Deed, hand: Hand) -> None:
    CustodyStep.objects.create(
        sample_id=row.sample_id,
        portion=row,
        deed=deed,
        at=at,
        actor=actor,
        holder=hand.holder or actor.name_zh,
        place=hand.place,
        seal=hand.seal,
        temperature=hand.temperature,
        note=hand.note,
    )


def _told(kind: str, sample: Sample, actor: Actor, at: datetime, payload: dict[str, object]) -> None:
    subjects: list[SubjectRef] = queries.subjects_of(sample)
    record(kind, actor=actor, at=at, subjects=subjects, payload={"sample": sample.label, **payload})
