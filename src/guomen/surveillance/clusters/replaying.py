"""Night after night: what would have been raised, each night knowing only what had come by then. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from guomen.surveillance.clusters.emerging import DEFAULTS, Settings, alarms
from guomen.surveillance.clusters.grouping import Standing, follow, with_notices
from guomen.surveillance.clusters.keys import NO_KINDS, Kinds


def night(
    standing: Standing, occurrences: pl.DataFrame, on: date, settings: Settings = DEFAULTS, kinds: Kinds = NO_KINDS
) -> Standing:
    """One look: the alarms of the days up to `on`, joined to what stands. Later notices are not looked at."""
    reach = timedelta(days=settings.history + max(settings.windows))
    known = occurrences.filter(pl.col("day").is_between(on - reach, on))
    return follow(standing, with_notices(alarms(known, on, settings, kinds), known, on), on, kinds)


def nights(
    occurrences: pl.DataFrame,
    first: date,
    last: date,
    settings: Settings = DEFAULTS,
    kinds: Kinds = NO_KINDS,
    step: int = 1,
) -> Iterator[tuple[date, Standing]]:
    """Every look from `first` to `last`, `step` days apart."""
    standing, on = Standing(), first
    while on <= last:
        standing = night(standing, occurrences, on, settings, kinds)
        yield on, standing
        on += timedelta(days=step)
