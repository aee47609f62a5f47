"""A pilot against the rest and against its own past: difference in differences, each with its interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from guomen.kernel.terms.intervals import NORMAL, add_limits
from guomen.targeting.estimates.rules.rates import answered, hit_rate, leakage, population, prevalence
from guomen.targeting.estimates.terms import Estimate, no_labels


def inspection_share(frame: pl.DataFrame) -> Estimate:
    """The share of lines that were picked to be looked at; a count. Raises NotAnswerable without a line."""
    lines = population(frame)
    if lines.is_empty():
        raise no_labels()
    share = float(lines["examined"].mean() or 0.0)  # type: ignore[arg-type]
    return Estimate(share, share, share, len(lines), float(len(lines)), "count")


def delay(frame: pl.DataFrame) -> Estimate:
    """Days from the draw to the answer of a line that was looked at, on average. Raises NotAnswerable without one."""
    known = frame.filter(pl.col("examined") & pl.col("known_on").is_not_null())
    days = (known["known_on"] - known["decided_on"]).dt.total_days().to_numpy().astype(np.float64)
    if not len(days):
        raise no_labels()
    error = float(days.std(ddof=1) / np.sqrt(len(days))) if len(days) > 1 else float("inf")
    mean = float(days.mean())
    return Estimate(mean, mean - NORMAL * error, mean + NORMAL * error, len(days), float(len(days)), "normal mean")


# What a pilot is judged by.
MEASURES: dict[str, Callable[[pl.DataFrame], Estimate]] = {
    "inspection_share": inspection_share,
    "hit_rate": hit_rate,
    "prevalence": prevalence,
    "leakage": lambda frame: leakage(frame).share,
    "delay": delay,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure: in the pilot before and during, in the rest before and during (None: no answer).

    change: how much more it changed in the pilot than in the rest; None where any of the four has no answer.
    """

    measure: str
    before: Estimate | None
    during: Estimate | None
    rest_before: Estimate | None
    rest_during: Estimate | None

    @property
    def change(self) -> tuple[float, float, float] | None:
        """(during − before) − (rest during − rest before), with its limits (MOVER)."""
        return difference([(self.during, 1), (self.before, -1), (self.rest_during, -1), (self.rest_before, 1)])

    @property
    def distinguishable(self) -> bool:
        """The interval of the change leaves out zero."""
        return self.change is not None and not self.change[1] <= 0.0 <= self.change[2]


def difference(parts: list[tuple[Estimate | None, int]]) -> tuple[float, float, float] | None:
    """The signed sum of independent estimates with its limits; None where one is missing."""
    signed = []
    for one, sign in parts:
        if one is None:
            return None
        signed.append((one.value, one.low, one.high) if sign > 0 else (-one.value, -one.high, -one.low))
    return add_limits(signed)


def compare(before: pl.DataFrame, during: pl.DataFrame, offices: set[str]) -> list[Comparison]:
    """Every measure of the pilot's offices and of all others, in the period before and during."""
    inside = pl.col("office").is_in(sorted(offices))
    parts = [before.filter(inside), during.filter(inside), before.filter(~inside), during.filter(~inside)]
    return [Comparison(name, *[_asked(measure, part) for part in parts]) for name, measure in MEASURES.items()]


def _asked(measure: Callable[[pl.DataFrame], Estimate], part: pl.DataFrame) -> Estimate | None:
    return answered(lambda: measure(part))
