"""Taking signals in: a batch at a time, whatever their source; what is known already is not taken twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import msgspec
from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, SubjectRef
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import Signal, SignalReading
from guomen.surveillance.signals.queries import source as source_of
from guomen.surveillance.signals.terms import SignalReport, SignalState, Taken


@transaction.atomic
def take_signals(
    *,
    actor: Actor | None,
    at: datetime,
    source: str,
    reports: Sequence[SignalReport],
    via: str = "api",
    name: str = "",
) -> list[Taken]:
    """Take a source's reports; an answer for each, in their order.

    Under the source's reference the same content is known already; changed content is a new version that supersedes.
    Raises Missing (source), NotPermitted.
    """
    if actor is not None:
        require(actor, Capability.REPORT_SIGNAL)
    whose = source_of(source)
    reading = SignalReading.objects.create(source=whose, via=via, name=name[:200], read_at=at, rows=len(reports))
    taken = [_taken(whose, reading, one, at) for one in reports]
    new = [one.signal for one in taken if one.outcome in ("taken", "updated")]
    if new:
        record(
            events.SIGNALS_RECEIVED,
            actor=actor,
            at=at,
            subjects=[SubjectRef("signal_source", source)],
            payload={"source": source, "signals": new},
        )
    return taken


def _taken(whose, reading, report: SignalReport, at: datetime) -> Taken:  # type: ignore[no-untyped-def]
    said = asdict(report)
    digest = hashlib.sha256(msgspec.json.encode(said)).hexdigest()
    latest = Signal.objects.filter(source=whose, reference=report.reference).order_by("-version").first()
    if latest is not None and latest.digest == digest:
        return Taken("known", latest.pk)
    office, retracted = said.pop("office"), said.pop("retracted")
    said["consignment_id"] = said.pop("consignment")
    said |= {"kind": said["kind"] or whose.kind, "credibility": said["credibility"] or whose.credibility}
    row = Signal.objects.create(
        **said,
        source=whose,
        reading=reading,
        version=latest.version + 1 if latest else 1,
        office=Office.objects.get(code=office) if office else whose.office,
        state=SignalState.RETRACTED if retracted else SignalState.CURRENT,
        received_at=at,
        digest=digest,
    )
    if latest is not None:
        Signal.objects.filter(pk=latest.pk).update(state=SignalState.SUPERSEDED)
    return Taken("retracted" if retracted else "updated" if latest else "taken", row.pk)
