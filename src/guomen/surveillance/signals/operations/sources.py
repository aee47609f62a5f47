"""Registering who reports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, SubjectRef, Text
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import SignalSource
from guomen.surveillance.signals.terms import Credibility, FeedKind, SourceKind


@transaction.atomic
def register_source(
    *,
    actor: Actor | None,
    at: datetime,
    code: str,
    name: Text,
    kind: SourceKind,
    credibility: Credibility = Credibility.UNKNOWN,
    office: Office | None = None,
    quiet_days: int | None = None,
    feed: FeedKind = FeedKind.NONE,
    address: str = "",
    fetch_minutes: int = 60,
    layout: Mapping[str, Any] | None = None,
    active: bool = True,
) -> SignalSource:
    """Register a source, or change the one of this code; a layout of None leaves the one that it has.

    Raises NotPermitted.
    """
    if actor is not None:
        require(actor, Capability.WATCH_RISKS)
    said: dict[str, Any] = {
        "name_zh": name.zh,
        "name_en": name.en,
        "kind": kind,
        "credibility": credibility,
        "office": office,
        "quiet_days": quiet_days,
        "feed": feed,
        "address": address,
        "fetch_minutes": fetch_minutes,
        "active": active,
    }
    if layout is not None:
        said["layout"] = dict(layout)
    row, _ = SignalSource.objects.update_or_create(
        code=code, defaults=said, create_defaults={**said, "registered_at": at}
    )
    record(
        events.SOURCE_REGISTERED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("signal_source", code)],
        payload={**said, "office": office.code if office else ""},
    )
    return row
