"""Looking back: the counts at given distances before each period, and the usual exceedance."""

from collections.abc import Sequence

import numpy as np

from guomen.surveillance.detection.procedure import Series, Values
from guomen.surveillance.detection.terms import Counts


def looked_back(counts: Counts, first: int, lags: Sequence[int]) -> Counts:
    """Counts `lags` before each period from `first` on, shape (lags, periods, series); NaN before the beginning."""
    periods = counts.shape[0]
    back = np.arange(first, periods)[None, :] - np.asarray(lags)[:, None]
    found: Counts = counts[np.clip(back, 0, periods - 1)]
    found[(back < 0) | (back >= periods)] = np.nan
    return found


def seasonal_lags(freq: int, b: int, w: int, this_year: bool) -> list[int]:
    """Distances of the w periods before, and of the 2w + 1 around the same period of each of b years before."""
    near = list(range(1, w + 1)) if this_year else []
    return near + [year * freq + around for year in range(1, b + 1) for around in range(-w, w + 1)]


def seasonal_history(_: Series, given: Values) -> int:
    """The earliest period with all of these before it."""
    return int(given["b"] * given["freq"] + given["w"])


def exceedance(counts: Counts, expected: Counts, bound: Counts) -> Counts:
    """(count - expected) / (bound - expected): 0 as foretold, 1 at the bound. Farrington et al. (1996), sec. 3.7."""
    with np.errstate(invalid="ignore", divide="ignore"):
        score: Counts = (counts - expected) / (bound - expected)
    return score


def above(counts: Counts, bound: Counts) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where a count is above its bound; False where either is not known."""
    with np.errstate(invalid="ignore"):
        return counts > bound
