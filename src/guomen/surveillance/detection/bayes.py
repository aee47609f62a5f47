"""Bayes 1-3: the predictive law of a Poisson count under Jeffreys' prior. Höhle (2007), Comput Stat 22:571."""

import numpy as np
from scipy.stats import nbinom

from guomen.kernel.terms import Text
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.terms import Detected, Kind, Option
from guomen.surveillance.detection.windows import (
    above,
    exceedance,
    looked_back,
    seasonal_history,
    seasonal_lags,
)


def seasonal_options(b: int, w: int, this_year: bool) -> tuple[Option, ...]:
    """Which counts of the past are asked, as bayes and rki name it."""
    return (
        Option("b", Kind.WHOLE, b, Text("回溯的年数。", "How many years to look back."), least=0),
        Option("w", Kind.WHOLE, w, Text("窗口的半宽（时段）。", "Half width of the window, in periods."), least=1),
        Option(
            "actY",
            Kind.SWITCH,
            this_year,
            Text("是否使用本年的前 w 个时段。", "Whether the w periods right before count, too."),
        ),
        Option("freq", Kind.WHOLE, 52, Text("每年的时段数。", "Periods in a year: 52, 12 or 365."), least=1),
    )


ALPHA = Option(
    "alpha",
    Kind.NUMBER,
    0.05,
    Text("单侧误报概率。", "One-sided chance of a false alarm."),
    least=0,
    most=1,
    open=True,
)


def _run(series: Series, first: int, given: Values) -> Detected:
    past = looked_back(series.counts, first, seasonal_lags(given["freq"], given["b"], given["w"], given["actY"]))
    n = (~np.isnan(past)).sum(axis=0)
    total = np.nansum(past, axis=0)
    unknown = n == 0
    n = np.maximum(n, 1)
    bound = nbinom.ppf(1 - given["alpha"], total + 0.5, n / (n + 1.0))
    expected = (total + 0.5) / n
    bound[unknown], expected[unknown] = np.nan, np.nan
    today = series.counts[first:]
    return Detected(first, expected, bound, exceedance(today, expected, bound), above(today, bound))


def _method(number: int, b: int, w: int, this_year: bool) -> Procedure:
    return Procedure(
        f"bayes{number}",
        Text(
            f"贝叶斯 {number}：由过去计数的负二项预测分布得出界限（b={b}，w={w}）。得分：相对界限的超出。",
            f"Bayes {number}: the negative binomial predictive law of the past counts (b={b}, w={w}). "
            "Score: 0 as foretold, 1 at the bound.",
        ),
        (*seasonal_options(b, w, this_year), ALPHA),
        _run,
        seasonal_history,
    )


METHODS = (_method(1, 0, 6, True), _method(2, 1, 6, True), _method(3, 2, 4, False))
