"""The load of false alarms over thousands of series: so many a week are promised, and so many are delivered.

A level common to all series does not keep a promise: counts are whole numbers, and the chance that a sparse series
raises a false alarm lies well below its level. So the level of a week is the one at which these chances, added up over
the series, come to what is promised. No coin is tossed: what one week could not spend is carried to the next.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from guomen.surveillance.detection.harmonic import METHODS, outlook
from guomen.surveillance.detection.options import values_of
from guomen.surveillance.detection.procedure import Series
from guomen.surveillance.detection.terms import Counts, Flags

# Levels are sought from an eighth to sixteen times the even share, to half a per cent.
LEAST, MOST, HALVINGS = 0.125, 16.0, 10


@dataclass(frozen=True, slots=True)
class Budget:
    """A week's level of evidence, the false alarms expected at it, and what is left for the weeks to come."""

    level: float
    expected: float
    carried: float


@dataclass(frozen=True, slots=True)
class Judged:
    """The week of every series: p-value (NaN = no answer), alarm, and the budget that was kept."""

    p: Counts
    alarm: Flags
    budget: Budget


def budget(attained: Callable[[float], Counts], series: int, promised: float, carried: float = 0.0) -> Budget:
    """The level at which the chances of a false alarm add up to what is promised and carried, at most.

    attained: from a level to the chance of each of the `series`. carried: what earlier weeks left unspent; at most one
    week's promise is carried on, so that a quiet spell does not pay for a flood.
    """
    allowed = max(promised + carried, 0.0)
    even = max(allowed, 1e-9) / max(series, 1)
    low, high = math.log(even * LEAST), math.log(min(even * MOST, 0.25))
    expected = 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        chances = float(attained(math.exp(middle)).sum())
        low, high, expected = (middle, high, chances) if chances <= allowed else (low, middle, expected)
    return Budget(math.exp(low), expected, min(allowed - expected, promised))


def judge_week(
    counts: Counts, *, promised: float, population: Counts | None = None, carried: float = 0.0, **options: object
) -> Judged:
    """Judge the last week of all series by the default detector so that `promised` false alarms are expected.

    counts: (weeks, series), NaN = not known. options: of the default detector, but for its alpha. The series whose last
    week is not known take no part in the budget.
    """
    given = values_of(METHODS[0], options)
    series = Series(counts, population, None)
    ahead, earlier = outlook(series, len(counts) - 1, given)
    seen = ahead.answered & np.isfinite(counts[-1])
    kept = budget(lambda level: ahead.attained(level, given["least"])[seen], int(seen.sum()), promised, carried)
    p = np.where(seen, ahead.p(np.nan_to_num(counts[-1]), earlier), np.nan)
    with np.errstate(invalid="ignore"):
        alarm = (p <= kept.level) & (counts[-1] >= given["least"])
    return Judged(p, alarm, kept)


def discoveries(p: Counts, share: float) -> Flags:
    """Which p-values (NaN = none) to follow so that at most `share` of those followed are false, on the average.

    Benjamini and Hochberg (1995), J R Stat Soc B 57:289.
    """
    known = np.sort(p[np.isfinite(p)])
    under = np.flatnonzero(known <= share * np.arange(1, len(known) + 1) / max(len(known), 1))
    with np.errstate(invalid="ignore"):
        return p <= (known[under[-1]] if len(under) else -1.0)
