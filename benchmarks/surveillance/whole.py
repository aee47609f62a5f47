"""The whole look, replayed once a week: emerging keys and count series together, one cluster per incident."""

from datetime import date, timedelta

import polars as pl

from guomen.surveillance.clusters.emerging import Settings, alarms
from guomen.surveillance.clusters.grouping import Alarm, Raised, Standing, follow, with_notices
from guomen.surveillance.clusters.keys import Kinds
from guomen.surveillance.clusters.series import WEEK, Odd, odd_counts, weekly

BEGINS = date(2020, 1, 1)
# As reference/policies.csv ships them: surveillance.detection.false_alarms, .weeks, .least.
PROMISED, WEEKS, LEAST = 1.0, 312, 26


def whole(seen: pl.DataFrame, first: date, last: date, settings: Settings, kinds: Kinds) -> list[Raised]:
    """What is told when the count series are watched too, with their promise of false alarms a look."""
    standing, raised, carried, on = Standing(), list[Raised](), 0.0, first
    while on <= last:
        known = seen.filter(pl.col("day").is_between(on - timedelta(days=WEEK * WEEKS - 1), on))
        weeks = min(WEEKS, (on - BEGINS).days // WEEK)
        series = weekly(known.filter(pl.col("day") > on - timedelta(days=WEEK * weeks)), on, weeks=weeks, least=LEAST)
        look = odd_counts(series, promised=PROMISED, carried=carried)
        found = with_notices(alarms(known, on, settings, kinds), known, on)
        standing = follow(standing, [*found, *(_alarm(odd, known, on) for odd in look.odd)], on, kinds)
        raised += standing.raised
        carried, on = look.carried, on + timedelta(days=WEEK)
    return raised


def _alarm(odd: Odd, known: pl.DataFrame, on: date) -> Alarm:
    """An odd series with the notices of its last week."""
    mine = [pl.col(name) == value for name, value in zip(odd.key._fields, odd.key, strict=True) if value]
    notices = frozenset(known.filter(pl.col("day") > on - timedelta(days=WEEK), *mine)["notice"])
    return Alarm(odd.key, WEEK, round(odd.observed), 0, odd.expected or 0.0, odd.probability, notices)
