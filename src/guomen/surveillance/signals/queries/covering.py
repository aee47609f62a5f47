"""How well each source covers its field: volume, delay, silence. A source that falls quiet is itself a warning."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from guomen.catalogue.queries import policy
from guomen.surveillance.signals.models import SignalSource
from guomen.surveillance.signals.rules.silence import ordinary_silence, quiet_since

WEEKS = 26


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well a source has reported lately.

    weeks: signals reported in each of the last 26 weeks, oldest first, the last one up to `on`. total: of all time.
    delay: days from reported to received, the middle of those weeks; None without any. last_on: the day of its last
    signal. allowed: days of silence that are ordinary, by the source's own entry or else by its rhythm; None where
    nothing can be said. quiet_since: the first day of a silence longer than that; None where it is not quiet.
    """

    source: SignalSource
    weeks: tuple[int, ...]
    total: int
    delay: float | None
    last_on: date | None
    allowed: int | None
    quiet_since: date | None


# One pass over an index for the days, one for the weeks; a version is not a new signal.
_DAYS = """
SELECT source_id, reported_on, count(*) FROM surveillance_signal
WHERE reported_on BETWEEN %s AND %s AND version = 1 GROUP BY source_id, reported_on
"""
_DELAYS = """
SELECT source_id, percentile_cont(0.5) WITHIN GROUP (
  ORDER BY greatest(0, (received_at AT TIME ZONE 'Asia/Shanghai')::date - reported_on))
FROM surveillance_signal WHERE reported_on BETWEEN %s AND %s AND version = 1 GROUP BY source_id
"""
_TOTALS = """
SELECT s.id, (SELECT max(reported_on) FROM surveillance_signal WHERE source_id = s.id AND reported_on <= %s)
FROM surveillance_signalsource s
"""


def coverage(on: date) -> list[Coverage]:
    """The coverage of every active source on a day, the quiet ones first."""
    since = on - timedelta(days=7 * WEEKS - 1)
    days: dict[int, dict[date, int]] = {}
    for source, day, number in _rows(_DAYS, since, on):
        days.setdefault(source, {})[day] = number
    delays, lasts = dict(_rows(_DELAYS, since, on)), dict(_rows(_TOTALS, on))
    found = [
        _coverage(row, days.get(row.pk, {}), delays.get(row.pk), lasts.get(row.pk), on)
        for row in SignalSource.objects.filter(active=True).select_related("office")
    ]
    return sorted(found, key=lambda one: (one.quiet_since is None, one.source.code))


def _rows(sql: str, *given: date) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _coverage(row: SignalSource, days: dict[date, int], delay: object, last: object, on: date) -> Coverage:
    weeks = [0] * WEEKS
    for day, number in days.items():
        weeks[WEEKS - 1 - (on - day).days // 7] += number
    last_on = last if isinstance(last, date) else None
    allowed = row.quiet_days
    if allowed is None:
        allowed = ordinary_silence(
            sorted(days),
            share=policy("surveillance.silence.share", on=on).number,
            factor=policy("surveillance.silence.factor", on=on).number,
            least=policy("surveillance.silence.least_days", on=on).whole,
        )
    quiet = quiet_since(last_on, row.registered_at.date(), on, allowed)
    return Coverage(
        row, tuple(weeks), sum(weeks), float(str(delay)) if delay is not None else None, last_on, allowed, quiet
    )
