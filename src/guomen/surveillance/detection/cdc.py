"""CDC: the last four weeks against the same month of earlier years. Stroup et al. (1989), Stat Med 8:323."""

from dataclasses import replace

import numpy as np
from scipy.stats import norm

from guomen.kernel.terms import Text
from guomen.surveillance.detection.bayes import ALPHA
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.terms import Counts, Detected, Kind, Option
from guomen.surveillance.detection.windows import above, exceedance, looked_back

_WEEKS = 4


def _monthly(past: Counts) -> Counts:
    """Four weeks each become a month: the mean of the weeks that are known times four."""
    months = past.reshape(-1, _WEEKS, *past.shape[1:])
    n = (~np.isnan(months)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        total: Counts = np.where(n > 0, np.nansum(months, axis=1) * _WEEKS / n, np.nan)
    return total


def _run(series: Series, first: int, given: Values) -> Detected:
    weeks = _WEEKS * given["m"]
    lags = [
        year * given["freq"] - around for year in range(given["b"], 0, -1) for around in range(-weeks - 3, weeks + 1)
    ]
    months = _monthly(looked_back(series.counts, first, lags))
    n = (~np.isnan(months)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.nansum(months, axis=0) / n
        spread = np.sqrt(np.nansum(np.square(months - expected), axis=0) / (n - 1))
        bound = expected + norm.ppf(1 - given["alpha"] / 2) * spread * np.sqrt(1 + 1 / n)
    known = ~np.isnan(series.counts[first:])
    four = _monthly(looked_back(series.counts, first, range(_WEEKS)))[0]
    return Detected(
        first, expected, bound, exceedance(four, expected, bound), above(four, bound) & known, {"aggr": four}
    )


METHODS = (
    Procedure(
        "cdc",
        Text(
            "CDC：最近四周之和与往年同月及邻月相比；预期与界限均为四周之和。得分：相对界限的超出。",
            "CDC: the sum of the last four weeks against the same month of earlier years and those beside it; expected "
            "and bound are sums of four weeks. Score: 0 as foretold, 1 at the bound.",
        ),
        (
            Option("b", Kind.WHOLE, 5, Text("回溯的年数。", "How many years to look back."), least=1),
            Option("m", Kind.WHOLE, 1, Text("每侧的邻月数。", "Months on each side that count, too."), least=0),
            replace(ALPHA, default=0.025, text=Text("双侧误报概率。", "Two-sided chance of a false alarm.")),
            Option("freq", Kind.WHOLE, 52, Text("每年的周数。", "Weeks in a year."), least=1),
        ),
        _run,
        lambda _, given: given["b"] * given["freq"] + _WEEKS * given["m"] + 3,
    ),
)
