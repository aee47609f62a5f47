"""A dossier's story out of the ledger."""

from collections.abc import Iterator
from typing import Any

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.kernel.web.timeline import Moment
from guomen.surveillance.terms import DEEDS

# What of the ledger belongs to the story, and its tone.
_TONES = {
    "surveillance.dossier.opened": "watch",
    "surveillance.dossier.joined": "",
    "surveillance.dossier.reduced": "idle",
    "surveillance.dossier.merged": "idle",
    "surveillance.dossier.closed": "good",
    "surveillance.assessment.drafted": "",
    "surveillance.assessment.signed": "watch",
    "surveillance.dissent.said": "watch",
    "surveillance.alert.proposed": "",
    "surveillance.alert.issued": "stop",
    "surveillance.alert.declined": "idle",
    "surveillance.response.chosen": "watch",
    "surveillance.measure.imposed": "stop",
    "surveillance.measure.lifted": "good",
    "surveillance.line.set": "",
}


def story_of(number: str) -> list[Moment]:
    """Everything that the ledger says of a dossier, oldest first."""
    return list(_told(number))


def _told(number: str) -> Iterator[Moment]:
    for entry in entries_about(SubjectRef("dossier", number)):
        if entry.kind in _TONES:
            yield Moment(
                entry.at,
                DEEDS[entry.kind],
                by=Text(entry.actor.name_zh, entry.actor.name_en) if entry.actor else "",
                tone=_TONES[entry.kind],
                detail=_detail(entry),
                reasons=tuple(Reason.from_json(one) for one in entry.reasons),
            )


def _detail(entry: Any) -> Text | None:
    said = entry.payload
    parts = [str(said[name]) for name in ("alert", "number", "into", "ground") if isinstance(said.get(name), str)]
    count = len(said.get("signals", [])) if isinstance(said.get("signals"), list) else 0
    if count:
        return Text(f"信号{count}条", f"{count} signals")
    return Text("；".join(parts), "; ".join(parts)) if parts else None
