"""Remembering a sender's layout. Each change is a new version; what was read under an old one stays explicable."""

from datetime import datetime

import msgspec
from django.db import connection, transaction

from guomen.consignments import events
from guomen.consignments.intake.terms import Layout
from guomen.consignments.layouts.queries import remembered_layout
from guomen.consignments.models import SenderLayout
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, SubjectRef


@transaction.atomic
def remember_layout(*, actor: Actor | None, at: datetime, sender: str, layout: Layout) -> int:
    """Remember how `sender` arranges columns; gives the version. The layout that is remembered already stays."""
    if actor is not None:
        require(actor, Capability.LODGE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"layout of {sender}"])
    version, before = remembered_layout(sender)
    if before == layout:
        return version
    content = msgspec.to_builtins(layout)
    SenderLayout.objects.create(sender=sender, version=version + 1, remembered_at=at, actor=actor, content=content)
    record(
        events.LAYOUT_REMEMBERED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("sender", sender)],
        payload={"version": version + 1, "layout": content},
    )
    return version + 1
