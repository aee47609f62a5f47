"""Is what the model foretold what was found? Bands of the value against the harm that was found, weighted."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from guomen.targeting.estimates.rules.rates import answered, population, sample_of
from guomen.targeting.estimates.rules.totals import Sample, total
from guomen.targeting.estimates.terms import Estimate


@dataclass(frozen=True, slots=True)
class Band:
    """Lines whose foretold value lies in [start, end): foretold on average, and what was found (None: no answer)."""

    start: float
    end: float
    lines: int
    foretold: float
    found: Estimate | None

    @property
    def off(self) -> bool:
        """What was foretold lies outside the interval of what was found."""
        return self.found is not None and not self.found.low <= self.foretold <= self.found.high


def calibration(frame: pl.DataFrame, bands: int = 10, column: str = "value") -> list[Band]:
    """Bands of as many answers each as can be had, from the lowest prediction to the highest; lines without one are
    left out. Within a band the harm found (1 where the log has none) is weighted by the chances of being looked at.
    """
    lines = population(frame).filter(pl.col(column).is_not_null())
    if lines.is_empty():
        return []
    asked = lines.filter(pl.col("examined") & pl.col("nonconforming").is_not_null())
    basis = (asked if len(asked) >= bands else lines)[column].to_numpy()
    edges = np.unique(np.quantile(basis, np.linspace(0, 1, bands + 1)[1:-1]))
    places = np.searchsorted(edges, lines[column].to_numpy(), side="right")
    return [_band(lines.filter(pl.Series(places == place)), column) for place in range(len(edges) + 1)
            if (places == place).any()]  # fmt: skip


def _band(lines: pl.DataFrame, column: str) -> Band:
    values = lines[column].to_numpy()
    harm = lines["harm"].fill_null(1.0).to_numpy() if "harm" in lines.columns else np.ones(len(lines))
    sample = sample_of(lines)
    weighed = Sample(sample.probability, sample.picked, sample.label * harm, sample.cluster)
    found = answered(lambda: total(weighed).scaled(1.0 / len(lines)))
    return Band(float(values.min()), float(values.max()), len(lines), float(values.mean()), found)
