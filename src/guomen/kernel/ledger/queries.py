"""Reading the ledger: by subject, by actor, as an export that can be verified offline."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from guomen.kernel.ledger.models import Delivery, Entry, Seal
from guomen.kernel.ledger.terms import FIRST_LINK, News, canonical, link
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import OfficeLevel, SubjectRef


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying a chain found: sound, how many links were checked, the last digest, and the first fault."""

    sound: bool
    checked: int
    last: str
    fault: str = ""


def as_news(entry: Entry) -> News:
    """The entry as a handler gets it."""
    return News(
        entry=entry.pk,
        kind=entry.kind,
        at=entry.at,
        subjects=tuple(entry.subjects),
        payload=entry.payload,
        actor=entry.actor.username if entry.actor else "",
    )


def written_down(entry: Entry) -> dict[str, Any]:
    """The entry as it is sealed and exported; instants in UTC."""
    return {
        "id": entry.pk,
        "kind": entry.kind,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor.username if entry.actor else "",
        "office": entry.office.code if entry.office else "",
        "authority": entry.authority,
        "edition": entry.edition,
        "subjects": list(entry.subjects),
        "payload": entry.payload,
        "reasons": entry.reasons,
        "corrects": entry.corrects_id,
    }


def entries_about(subject: SubjectRef) -> QuerySet[Entry]:
    """Every entry that names the subject, oldest first."""
    return Entry.objects.filter(subjects__contains=[str(subject)]).select_related("actor", "office").order_by("id")


def entries_by(username: str) -> QuerySet[Entry]:
    """Every entry of one actor, newest first."""
    return Entry.objects.filter(actor__username=username).select_related("actor", "office").order_by("-id")


def entries_seen_by(auditor: Actor) -> QuerySet[Entry]:
    """What this auditor may read: headquarters everything, an office its own entries and those of offices below."""
    everything = Entry.objects.select_related("actor", "office")
    if auditor.office is None:
        return everything.none()
    if auditor.office.level == OfficeLevel.HEADQUARTERS:
        return everything
    return everything.filter(office__path__startswith=auditor.office.path)


def kinds_known() -> list[str]:
    """Every kind of entry that the ledger holds, found by skipping through the index and not by reading the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE known AS (
                (SELECT kind FROM kernel_entry ORDER BY kind LIMIT 1)
                UNION ALL
                SELECT (SELECT kind FROM kernel_entry WHERE kind > known.kind ORDER BY kind LIMIT 1)
                FROM known WHERE known.kind IS NOT NULL
            )
            SELECT kind FROM known WHERE kind IS NOT NULL
            """
        )
        return [kind for (kind,) in cursor.fetchall()]


def last_seal() -> Seal | None:
    """The chain's newest seal; its digest is what an auditor notes down."""
    return Seal.objects.order_by("-position").first()


def failed_deliveries() -> QuerySet[Delivery]:
    """Deliveries that an operator must look at."""
    return Delivery.objects.filter(state=Delivery.State.FAILED).select_related("entry").order_by("id")


def unsealed_count() -> int:
    """How many entries still wait for their seal."""
    return Entry.objects.filter(seal__isnull=True).count()


def exported() -> Iterator[str]:
    """The sealed chain as JSON Lines: position, previous, digest and the entry as it was sealed."""
    seals = Seal.objects.select_related("entry", "entry__actor", "entry__office").order_by("position")
    for seal in seals.iterator(chunk_size=2000):
        line = {
            "position": seal.position,
            "previous": seal.previous,
            "digest": seal.digest,
            "entry": written_down(seal.entry),
        }
        yield canonical(line).decode()


def verify(lines: Iterable[str]) -> Verdict:
    """Check an export without the database: every position, every link, every digest.

    The last digest printed here is compared with one that was published or noted earlier: a chain cut off at its
    end is sound in itself and only that comparison shows the cut.
    """
    previous, position = FIRST_LINK, 0
    for number, text in enumerate(lines, start=1):
        try:
            line = json.loads(text)
            entry, digest = line["entry"], line["digest"]
            stated = (line["position"], line["previous"])
        except (ValueError, KeyError, TypeError):
            return Verdict(False, position, previous, f"line {number} is not a line of a ledger export")
        if stated[0] != position + 1:
            return Verdict(False, position, previous, f"line {number}: position {stated[0]} follows {position}")
        if stated[1] != previous:
            return Verdict(False, position, previous, f"line {number}: does not hang on the digest before it")
        if link(previous, entry) != digest:
            return Verdict(
                False, position, previous, f"line {number}: entry {entry.get('id')} was changed after sealing"
            )
        previous, position = digest, position + 1
    return Verdict(True, position, previous)
