"""Linking new signals with what came before: candidates by shared keys in one pass, scored by the rules."""

from datetime import datetime
from typing import Any

import msgspec
import polars as pl
from django.db import connection

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.surveillance.signals.models import SignalReading
from guomen.surveillance.signals.rules.linking import FEATURES, PAIRS, best_links, link_reasons
from guomen.surveillance.signals.rules.texts import quoted_references

# A block of signals that share a key is walked by day, and each compared with the few before it and the first: so that
# 100,000 copies of one text cost 100,000 steps, not their square. Blocks: the same text; the same hazard of one party;
# the same hazard, origin and heading. Of texts only those that say something.
_CANDIDATES = """
WITH fresh AS MATERIALIZED (
  SELECT * FROM surveillance_signal WHERE reading_id = %(reading)s AND state = 'current'
), span AS (
  SELECT min(reported_on) - %(days)s::int AS since, max(reported_on) + %(days)s::int AS until FROM fresh
), pool AS MATERIALIZED (
  SELECT s.id, s.hazard, s.origin, left(s.goods, 4) AS heading, lower(s.party) AS party, s.digest, s.reported_on,
         length(s.original) AS size
  FROM surveillance_signal s, span
  WHERE s.state = 'current' AND s.reported_on BETWEEN span.since AND span.until
    AND (s.hazard, s.origin) IN (SELECT DISTINCT hazard, origin FROM fresh)
    AND (s.hazard <> '' OR s.reading_id = %(reading)s)
), blocks AS (
  SELECT id, 'p' || hazard || '|' || party AS key, reported_on FROM pool WHERE hazard <> '' AND party <> ''
  UNION ALL
  SELECT id, 'g' || hazard || '|' || origin || '|' || heading, reported_on FROM pool
  WHERE hazard <> '' AND origin <> '' AND length(heading) = 4
  UNION ALL
  SELECT s.id, 't' || s.digest, s.reported_on FROM surveillance_signal s
  WHERE s.digest IN (SELECT digest FROM fresh WHERE length(original) >= 40) AND s.state = 'current'
), walked AS (
  SELECT id, unnest(ARRAY[lag(id, 1) OVER block, lag(id, 2) OVER block, lag(id, 3) OVER block, lag(id, 4) OVER block,
                          lag(id, 5) OVER block, first_value(id) OVER block]) AS other
  FROM blocks WINDOW block AS (PARTITION BY key ORDER BY reported_on, id)
), quotes AS (
  SELECT quote.id, s.id AS other FROM unnest(%(quoting)s::bigint[], %(quoted)s::text[]) AS quote(id, reference)
  CROSS JOIN surveillance_signalsource source
  JOIN surveillance_signal s ON s.source_id = source.id AND s.reference = quote.reference AND s.state = 'current'
), pairs AS (
  SELECT greatest(id, other) AS signal, least(id, other) AS earlier, bool_or(quoted) AS quoted
  FROM (SELECT id, other, false AS quoted FROM walked UNION ALL SELECT id, other, true FROM quotes) found
  WHERE other IS NOT NULL AND other <> id GROUP BY 1, 2
)
SELECT p.signal, p.earlier,
       a.digest = b.digest AND length(a.original) >= 40,
       p.quoted,
       a.party <> '' AND lower(a.party) = lower(b.party),
       a.goods <> '' AND length(a.goods) >= 4 AND left(a.goods, 4) = left(b.goods, 4),
       a.hazard <> '' AND a.hazard = b.hazard,
       a.origin <> '' AND a.origin = b.origin,
       abs(a.reported_on - b.reported_on) <= %(days)s,
       a.source_id = b.source_id,
       a.party <> '' AND b.party <> '' AND lower(a.party) <> lower(b.party)
FROM pairs p JOIN fresh a ON a.id = p.signal JOIN surveillance_signal b ON b.id = p.earlier
WHERE NOT (a.source_id = b.source_id AND a.reference = b.reference)
"""
# From so many new signals on, joins are by hashing: the planner knows nothing yet of rows that were just written.
_MANY = 500
_WRITE = """
INSERT INTO surveillance_signallink (signal_id, earlier_id, kind, score, reasons, made_at, undone_because)
SELECT signal, earlier, kind, score, reasons, %s, ''
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::float8[], %s::jsonb[])
  AS link(signal, earlier, kind, score, reasons)
WHERE NOT EXISTS (
  SELECT 1 FROM surveillance_signallink known WHERE known.signal_id = signal AND known.earlier_id = earlier)
ON CONFLICT DO NOTHING
"""


def link_reading(*, at: datetime, reading: SignalReading) -> int:
    """Link what a reading brought with what hangs together with it: how many links were made.

    What a person has taken apart is not put together again.
    """
    on = at.astimezone(CIVIL_ZONE).date()
    weights = {name: policy(f"surveillance.link.weight.{name}", on=on).number for name in FEATURES}
    pairs = _candidates(reading, policy("surveillance.link.days", on=on).whole)
    found = best_links(pairs, weights=weights, least=policy("surveillance.link.least", on=on).number)
    if found.height:
        _write(found, weights, at)
    return found.height


def _candidates(reading: SignalReading, days: int) -> pl.DataFrame:
    quoting: list[int] = []
    quoted: list[str] = []
    for number, reference, title, original in reading.signals.filter(state="current").values_list(
        "pk", "reference", "title", "original"
    ):
        others = [one for one in quoted_references(f"{title}\n{original}") if one != reference]
        quoting += [number] * len(others)
        quoted += others
    asked: dict[str, Any] = {"reading": reading.pk, "days": days, "quoting": quoting, "quoted": quoted}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = %s", ["off" if reading.taken > _MANY else "on"])
        cursor.execute(_CANDIDATES, asked)
        found = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = on")
    return pl.DataFrame(found, schema=PAIRS, orient="row")


def _write(found: pl.DataFrame, weights: dict[str, float], at: datetime) -> None:
    said: dict[tuple[bool, ...], str] = {}

    def reasons(row: dict[str, Any]) -> str:
        held = tuple(bool(row[name]) for name in FEATURES)
        if held not in said:
            said[held] = msgspec.json.encode([one.as_json() for one in link_reasons(row, weights)]).decode()
        return said[held]

    columns = [found[name].to_list() for name in ("signal", "earlier", "kind", "score")]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [at, *columns, [reasons(row) for row in found.iter_rows(named=True)]])
