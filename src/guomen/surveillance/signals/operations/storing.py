"""Writing signals and names by the batch: COPY for many, and one statement for what they supersede."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from guomen.surveillance.signals.models import HeardName
from guomen.surveillance.signals.queries.words import key, suggestions
from guomen.surveillance.signals.terms import Axis

COLUMNS = (
    "id", "source_id", "reading_id", "reference", "version", "kind", "state", "credibility", "title", "original",
    "language", "goods_words", "hazard_words", "origin_words", "goods", "hazard", "origin", "hazards", "origins",
    "party", "place", "latitude", "longitude", "happened_on", "reported_on", "received_at", "cases", "deaths",
    "details", "office_id", "finding", "sample", "consignment_id", "digest",
)  # fmt: skip
# Suggestions are looked for at once for so many names, the most said first; for the rest when they are shown.
_SUGGESTED = 100
_SOURCES = 0x736C

_IDS = "SELECT nextval(pg_get_serial_sequence('surveillance_signal', 'id')) FROM generate_series(1, %s)"


def one_at_a_time(source: int) -> None:
    """Hold this source until the end of the transaction, so that two batches of it do not take the same report."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SOURCES, source & 0x7FFFFFFF])


def signal_numbers(many: int) -> list[int]:
    """So many new numbers, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [many])
        return [number for (number,) in cursor.fetchall()]


def write_signals(rows: Sequence[dict[str, Any]]) -> None:
    """Write signals that have all of COLUMNS."""
    if not rows:
        return
    encode = msgspec.json.Encoder().encode
    statement = f"COPY surveillance_signal ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([encode(row[name]).decode() if name == "details" else row[name] for name in COLUMNS])


_SUPERSEDE = """
WITH pairs AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS pair(newer, older)),
     old AS (UPDATE surveillance_signal SET state = 'superseded' FROM pairs WHERE id = older AND state = 'current'),
     lead AS (UPDATE surveillance_signallink SET signal_id = newer FROM pairs
              WHERE signal_id = older AND undone_at IS NULL)
UPDATE surveillance_signallink SET earlier_id = newer FROM pairs WHERE earlier_id = older AND undone_at IS NULL
"""


def supersede(pairs: Sequence[tuple[int, int]]) -> None:
    """Newer versions stand for older ones (newer, older), in what they hang together with too."""
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_SUPERSEDE, [[newer for newer, _ in pairs], [older for _, older in pairs]])


_HEARD = """
INSERT INTO surveillance_heardname (axis, words, seen, first_seen_at, suggestions, code)
SELECT %s, words, seen, %s, suggestions, ''
FROM unnest(%s::text[], %s::int[], %s::jsonb[]) AS heard(words, seen, suggestions)
ON CONFLICT (axis, words) DO UPDATE SET seen = surveillance_heardname.seen + excluded.seen
"""


def hear_names(axis: Axis, words: Counter[str], at: datetime) -> None:
    """Queue names that nothing was found for, with suggestions; a name heard before is counted on."""
    if not words:
        return
    known = set(HeardName.objects.filter(axis=axis, words__in=list(words)).values_list("words", flat=True))
    new = [one for one, _ in words.most_common() if one not in known]
    offered = {one: suggestions(axis, one) for one in new[:_SUGGESTED]}
    columns: list[list[Any]] = [
        list(words),
        list(words.values()),
        [msgspec.json.encode(offered.get(one, [])).decode() for one in words],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_HEARD, [axis.value, at, *columns])


def counted(waiting: Iterable[str]) -> Counter[str]:
    """Names by how often they are said, as they are kept in the queue."""
    return Counter(key(one) for one in waiting if one)
