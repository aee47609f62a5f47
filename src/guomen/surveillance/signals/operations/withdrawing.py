"""A signal that no longer counts: its source took it back, or it was tested and is not so."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Reason, Refusal, SubjectRef, Text
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import Signal
from guomen.surveillance.signals.queries import signal as signal_of
from guomen.surveillance.signals.terms import SignalState


@transaction.atomic
def retract_signal(*, actor: Actor | None, at: datetime, signal: int, ground: str) -> Signal:
    """Its source takes the signal back. Raises Missing, NotPermitted, Conflict (no longer current), Refusal."""
    return _withdrawn(actor, at, signal, ground, SignalState.RETRACTED, events.SIGNAL_RETRACTED)


@transaction.atomic
def refute_signal(*, actor: Actor | None, at: datetime, signal: int, ground: str) -> Signal:
    """The signal was tested and is not so. Raises Missing, NotPermitted, Conflict (no longer current), Refusal."""
    return _withdrawn(actor, at, signal, ground, SignalState.REFUTED, events.SIGNAL_REFUTED)


def _withdrawn(actor: Actor | None, at: datetime, number: int, ground: str, state: SignalState, event: str) -> Signal:
    if actor is not None:
        require(actor, Capability.WATCH_RISKS)
    if not ground.strip():
        raise Refusal(
            "signal.ground_missing",
            Text("未写明理由。", "No ground is given."),
            Text("请写明该信号为何不再有效。", "Say why the signal no longer counts."),
        )
    signal_of(number)
    row = Signal.objects.select_for_update(of=("self",)).select_related("source").get(pk=number)
    if row.state != SignalState.CURRENT:
        raise Conflict(
            "signal.not_current",
            Text(f"该信号已不在有效状态（{SignalState(row.state).text.zh}）。", "The signal is no longer current."),
            Text("请查看其历史或最新版本。", "Look at its history or its newest version."),
        )
    row.state = state
    row.save(update_fields=["state"])
    record(
        event,
        actor=actor,
        at=at,
        subjects=[SubjectRef("signal", str(number))],
        payload={"signal": number, "ground": ground.strip(), "source": row.source.code},
        reasons=[Reason("signal.ground", Text(f"理由：{ground.strip()}", f"Ground: {ground.strip()}"))],
    )
    return row
