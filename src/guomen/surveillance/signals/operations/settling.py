"""A person says what a name stands for; from then on the name is known, and the waiting signals are named."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Missing, SubjectRef, Text
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import HeardName, Signal
from guomen.surveillance.signals.terms import Axis


@transaction.atomic
def settle_name(*, actor: Actor, at: datetime, name: int, code: str) -> HeardName:
    """Say what a heard name stands for (code of the catalogue; empty: nothing that the catalogue should know).

    Waiting signals with these words get the code. Raises Missing, NotPermitted.
    """
    require(actor, Capability.WATCH_RISKS)
    row = HeardName.objects.select_for_update().filter(pk=name).first()
    if row is None:
        raise Missing(
            "signal.name_unknown",
            Text("没有这个待定名称。", "There is no such name to settle."),
            Text("请刷新页面。", "Load the page again."),
        )
    row.code, row.settled_by, row.settled_at = code, actor, at
    row.save(update_fields=["code", "settled_by", "settled_at"])
    axis = Axis(row.axis)
    waiting = Signal.objects.filter(**{f"{axis}_words__iexact": row.words, axis: ""})
    named = list(waiting.values_list("pk", flat=True)) if code else []
    Signal.objects.filter(pk__in=named).update(**{axis: code})
    record(
        events.NAME_SETTLED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("heard_name", str(row.pk))],
        payload={"axis": row.axis, "words": row.words, "code": code, "signals": named},
    )
    return row
