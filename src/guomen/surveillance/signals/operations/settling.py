"""A person says what a name stands for; from then on the name is known, and the waiting signals are named."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Missing, Refusal, SubjectRef, Text
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import HeardName, Signal
from guomen.surveillance.signals.queries.words import known_code, name_cells
from guomen.surveillance.signals.terms import Axis


@transaction.atomic
def settle_name(*, actor: Actor, at: datetime, name: int, code: str) -> HeardName:
    """Say what a heard name stands for (code of the catalogue; empty: nothing that the catalogue should know).

    Waiting signals with these words get the code. Raises Missing, NotPermitted, Refusal (no such code).
    """
    require(actor, Capability.WATCH_RISKS)
    row = HeardName.objects.select_for_update().filter(pk=name).first()
    if row is None:
        raise Missing(
            "signal.name_unknown",
            Text("没有这个待定名称。", "There is no such name to settle."),
            Text("请刷新页面。", "Load the page again."),
        )
    if code and not known_code(Axis(row.axis), code):
        raise Refusal(
            "signal.code_unknown",
            Text(f"目录中没有代码“{code}”。", f"The catalogue has no code {code!r}."),
            Text("请从目录中选择。", "Choose one of the catalogue."),
        )
    row.code, row.settled_by, row.settled_at = code, actor, at
    row.save(update_fields=["code", "settled_by", "settled_at"])
    named = _named(Axis(row.axis), row.words) if code else []
    record(
        events.NAME_SETTLED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("heard_name", str(row.pk))],
        payload={"axis": row.axis, "words": row.words, "code": code, "signals": named},
    )
    return row


def _named(axis: Axis, words: str) -> list[int]:
    """Name again the signals whose words hold what was settled; the numbers of those that changed."""
    column, further = f"{axis}_words", {Axis.HAZARD: "hazards", Axis.ORIGIN: "origins"}.get(axis)
    longest = max(words.split(), key=len, default=words)
    waiting = Signal.objects.filter(**{f"{column}__icontains": longest})
    changed: list[int] = []
    for cell, heard in name_cells(axis, waiting.order_by().values_list(column, flat=True).distinct()).items():
        if not heard.codes:
            continue
        rows = waiting.filter(**{column: cell, str(axis): ""})
        changed += rows.values_list("pk", flat=True)
        rows.update(**{str(axis): heard.codes[0]} | ({further: list(heard.codes[1:])} if further else {}))
        if further and len(heard.codes) > 1:
            behind = waiting.filter(**{column: cell, str(axis): heard.codes[0]}).exclude(
                **{f"{further}__contains": list(heard.codes[1:])}
            )
            changed += behind.values_list("pk", flat=True)
            behind.update(**{further: list(heard.codes[1:])})
    return sorted(set(changed))
