"""Signals that hang together: said by a person, found by comparison, taken back; nothing is forgotten."""

from datetime import datetime

from django.db import IntegrityError, transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Reason, Refusal, SubjectRef, Text
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import SignalLink
from guomen.surveillance.signals.queries import signal as signal_of
from guomen.surveillance.signals.terms import LinkKind


@transaction.atomic
def link_signals(*, actor: Actor, at: datetime, signal: int, earlier: int, kind: LinkKind, ground: str) -> SignalLink:
    """A person says that a signal repeats or follows an earlier one.

    Raises Missing, NotPermitted, Conflict (linked already), Refusal (one with itself).
    """
    require(actor, Capability.WATCH_RISKS)
    if signal == earlier:
        raise Refusal(
            "signal.link_itself",
            Text("信号不能与自身关联。", "A signal is not linked with itself."),
            Text("请选择另一信号。", "Choose another signal."),
        )
    signal_of(signal)
    signal_of(earlier)
    reason = Reason("signal.link.person", Text(f"人工认定：{ground.strip()}", f"Said by a person: {ground.strip()}"))
    try:
        with transaction.atomic():
            row = SignalLink.objects.create(
                signal_id=signal, earlier_id=earlier, kind=kind, score=1.0, reasons=[reason.as_json()],
                made_by=actor, made_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(
            "signal.linked_already",
            Text("两信号已关联。", "The two signals are linked already."),
            Text("如需更改，请先解除原关联。", "Undo the link first if it is to change."),
        ) from None
    _tell(events.SIGNALS_LINKED, row, actor, at, reason)
    return row


@transaction.atomic
def unlink_signals(*, actor: Actor, at: datetime, link: int, ground: str) -> SignalLink:
    """Take a link back; it stays visible as undone. Raises Missing (none, or undone already), NotPermitted."""
    require(actor, Capability.WATCH_RISKS)
    row = SignalLink.objects.select_for_update().filter(pk=link, undone_at__isnull=True).first()
    if row is None:
        raise Missing(
            "signal.link_unknown",
            Text("没有这条关联，或已解除。", "There is no such link, or it was undone already."),
            Text("请刷新页面。", "Load the page again."),
        )
    row.undone_by, row.undone_at, row.undone_because = actor, at, ground.strip()
    row.save(update_fields=["undone_by", "undone_at", "undone_because"])
    reason = Reason("signal.unlink.person", Text(f"理由：{ground.strip()}", f"Ground: {ground.strip()}"))
    _tell(events.SIGNALS_UNLINKED, row, actor, at, reason)
    return row


def _tell(event: str, row: SignalLink, actor: Actor, at: datetime, reason: Reason) -> None:
    record(
        event,
        actor=actor,
        at=at,
        subjects=[SubjectRef("signal", str(row.signal_id)), SubjectRef("signal", str(row.earlier_id))],
        payload={"signal": row.signal_id, "earlier": row.earlier_id, "kind": str(row.kind)},
        reasons=[reason],
    )
