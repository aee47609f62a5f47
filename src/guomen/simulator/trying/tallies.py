"""What came of a policy: counts by week and by hazard class, and their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from guomen.simulator.trying.goods import CLASSES

Real = NDArray[np.float64]
# Counts of a week, in consignments unless said otherwise.
COUNTS = (
    "batches",
    "lines",  # goods lines
    "nonconforming",  # something is really wrong
    "detected",  # and it was found
    "leaked",  # and it was released unseen
    "stopped",  # held or refused on papers
    "waiting",  # to be opened, by an office that cannot open any
    "opened",
    "tests",  # laboratory tests
    "false_alarms",
    "delay",  # days, over all consignments
    "cost",  # CNY
    "harm_leaked",  # weight of the faults released
    "random_opened",  # by the random arm
    "random_found",
    "visible_leaked",  # goods lines released with a fault that an officer would have seen
    "visible_estimate",  # the same, estimated from what was opened by chance (Horvitz and Thompson)
)
# Ratios of two counts.
RATIOS = {
    "leakage": ("leaked", "nonconforming"),
    "prevalence": ("nonconforming", "batches"),
    "residual": ("leaked", "batches"),
    "hit_rate": ("detected", "opened"),
    "opened_share": ("opened", "batches"),
    "delay_days": ("delay", "batches"),
    "cost_per_detection": ("cost", "detected"),
}
OF_CLASS = ("faults", "found", "released")


@dataclass(frozen=True)
class Tally:
    """One policy in one seeded world. weeks: counts × weeks. classes: class × (faults, found, released), goods lines.

    episodes: contaminations that began; found: of which anything was found; waits: days until then, one each.
    retrained: how often a model was trained.
    """

    weeks: Real
    classes: Real
    episodes: int = 0
    waits: tuple[int, ...] = ()
    retrained: int = 0

    def total(self, name: str) -> float:
        """A count of the whole run."""
        return float(self.weeks[COUNTS.index(name)].sum())

    def by_week(self, name: str) -> Real:
        """A count, week by week."""
        counted: Real = self.weeks[COUNTS.index(name)]
        return counted


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval; low and high are None where there is nothing to tell them from."""

    value: float
    low: float | None = None
    high: float | None = None

    def as_json(self) -> dict[str, float | None]:
        return {"value": self.value, "low": self.low, "high": self.high}


def measured(name: str, tallies: Sequence[Tally]) -> Interval:
    """A count or a ratio of a policy: the mean over seeds, or with one seed what its weeks say."""
    if len(tallies) > 1:
        return _mean([_value(name, tally) for tally in tallies])
    return _over_weeks(_value(name, tallies[0]), _influence(name, tallies[0]))


def compared(name: str, tallies: Sequence[Tally], others: Sequence[Tally]) -> Interval:
    """How far a policy differs from another in the same worlds: paired by seed, or with one seed by its weeks."""
    if len(tallies) > 1:
        return _mean([_value(name, one) - _value(name, other) for one, other in zip(tallies, others, strict=True)])
    value = _value(name, tallies[0]) - _value(name, others[0])
    return _over_weeks(value, _influence(name, tallies[0]) - _influence(name, others[0]))


def _value(name: str, tally: Tally) -> float:
    if name not in RATIOS:
        return tally.total(name)
    above, below = (tally.total(part) for part in RATIOS[name])
    return above / below if below else float("nan")


def _influence(name: str, tally: Tally) -> Real:
    """What each week adds to the estimate, centred: for a ratio to first order (linearised)."""
    if name not in RATIOS:
        counted = tally.by_week(name)
        around: Real = counted - counted.mean()
        return around
    above, below = (tally.by_week(part) for part in RATIOS[name])
    total = below.sum()
    added: Real = (above - above.sum() / total * below) / total if total else np.full(len(above), np.nan)
    return added


def _over_weeks(value: float, influence: Real) -> Interval:
    count = len(influence)
    error = float(np.sqrt(count / (count - 1) * (influence**2).sum())) if count > 1 else float("nan")
    return _within(value, error, count)


def _mean(values: Sequence[float]) -> Interval:
    """Student's interval around the mean of independent seeds; seeds in which the ratio has no meaning are left out."""
    known = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return Interval(float("nan"))
    error = float(known.std(ddof=1) / np.sqrt(len(known))) if len(known) > 1 else float("nan")
    return _within(float(known.mean()), error, len(known))


def _within(value: float, error: float, count: int) -> Interval:
    if np.isnan(value) or np.isnan(error):
        return Interval(value)
    half = float(stdtrit(count - 1, 0.975)) * error
    return Interval(value, value - half, value + half)


def class_rows(tallies: Sequence[Tally]) -> list[dict[str, Any]]:
    """By hazard class what was wrong, found and released, in goods lines, the mean over seeds."""
    mean = np.mean([tally.classes for tally in tallies], axis=0)
    return [
        {"class": name, **dict(zip(OF_CLASS, (float(value) for value in mean[place]), strict=True))}
        for place, name in enumerate(CLASSES)
    ]
