"""Noting what examined lines were found to be: the labels of the next training."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.catalogue.queries import hazard_kinds, snapshot
from guomen.catalogue.terms import Channel
from guomen.consignments.queries import consignment as consignment_of
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef
from guomen.targeting import events
from guomen.targeting.models import Assignment, LineOutcome, Override
from guomen.targeting.queries import assignment
from guomen.targeting.registry.rules import checked, harm, harm_weights


@dataclass(frozen=True, slots=True)
class Found:
    """What one line was found to be, as a disposition tells it."""

    item_no: int
    conforming: bool
    hazards: tuple[str, ...] = ()

    @classmethod
    def told(cls, lines: Sequence[Mapping[str, Any]]) -> "tuple[Found, ...]":
        """The lines of a disposition's entry of which something was found."""
        return tuple(
            cls(int(line["item_no"]), bool(line["conforming"]), tuple(line.get("hazards", ())))
            for line in lines
            if line.get("conforming") is not None and "item_no" in line
        )


@transaction.atomic
def note_line_outcomes(
    *,
    actor: Actor | None,
    at: datetime,
    entry: int,
    consignment: int,
    lines: Sequence[Found],
    version: int | None = None,
) -> list[LineOutcome]:
    """Note what the examined lines of a consignment were found to be; those let through unseen tell nothing.

    entry: the ledger entry that told of it, noted once. A later entry on the same line, as after an appeal, is
    a later outcome: it does not overwrite, and the newest entry counts. Raises LookupError where the policy of harm is
    missing.
    """
    decided = assignment(consignment, version) or assignment(consignment)
    if decided is None or LineOutcome.objects.filter(entry=entry).exists():
        return []
    seen = _seen(decided)
    found = [line for line in lines if line.item_no in seen]
    weigh = _weigher(consignment, at) if any(not line.conforming for line in found) else None
    rows = [
        LineOutcome(
            assignment=decided,
            item_no=line.item_no,
            checked=seen[line.item_no],
            conforming=line.conforming,
            hazards=sorted(line.hazards),
            harm=0.0 if line.conforming or weigh is None else weigh(line.hazards),
            entry=entry,
            known_at=at,
        )
        for line in found
    ]
    if rows:
        LineOutcome.objects.bulk_create(rows)
        subject = SubjectRef("consignment", str(consignment))
        payload = {"outcomes": [row.pk for row in rows], "of_entry": entry}
        record(events.OUTCOME_NOTED, actor=actor, at=at, subjects=[subject], payload=payload)
    return rows


def _weigher(consignment: int, at: datetime) -> Callable[[Collection[str]], float]:
    """Gives the harm of hazards under the policy of the consignment's office on that day."""
    office = consignment_of(consignment).office
    weights = harm_weights(snapshot(current_edition()), at.astimezone(CIVIL_ZONE).date(), office.path)
    kinds = hazard_kinds()
    return lambda hazards: harm(hazards, kinds, weights)


def _seen(decided: Assignment) -> dict[int, Channel]:
    """The lines that were looked at, and in which channel."""
    chosen = decided.overrides.filter(state=Override.State.IN_FORCE).values_list("to_channel", flat=True)
    overridden = [Channel(one) for one in chosen]
    found = {line["item_no"]: checked(line["arm"], line["channel"], overridden) for line in decided.lines}
    return {item: channel for item, channel in found.items() if channel is not None}
