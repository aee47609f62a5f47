"""Dossiers and signals for tests."""

from datetime import date
from typing import Any

from guomen.kernel.models import Actor
from guomen.kernel.terms import Text
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.operations import open_dossier
from guomen.surveillance.clusters.terms import Opening
from guomen.surveillance.signals.models import Signal, SignalSource
from guomen.surveillance.signals.operations import register_source, take_signals
from guomen.surveillance.signals.queries import signal
from guomen.surveillance.signals.terms import SignalReport, SourceKind
from tests.decisions.world import NOON


def told(reference: str, source: str = "partner", **said: Any) -> Signal:
    """A signal of a source, taken in."""
    if not SignalSource.objects.filter(code=source).exists():
        register_source(
            actor=None, at=NOON, code=source, name=Text("伙伴", "Partner"), kind=SourceKind.FOREIGN_NOTIFICATION
        )
    whole: dict[str, Any] = {"reference": reference, "reported_on": date(2018, 7, 31), "title": f"lead {reference}",
                             "hazard": "lead", "goods": "1905", "origin": "IT"} | said  # fmt: skip
    [taken] = take_signals(actor=None, at=NOON, source=source, reports=[SignalReport(**whole)])
    assert taken.signal is not None, taken.fault
    return signal(taken.signal)


def opened(actor: Actor | None = None, **changes: Any) -> Dossier:
    """A dossier of lead in biscuits from Italy."""
    asked: dict[str, Any] = {
        "actor": actor, "at": NOON, "hazard": "lead", "goods": ["1905"], "origins": ["IT"],
        "title": Text("意大利饼干铅超标", "Lead in biscuits from Italy"), "opening": Opening.PERSON,
    }  # fmt: skip
    return open_dossier(**asked | changes)
