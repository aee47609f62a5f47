"""Farrington 1996: a quasi-Poisson regression on the same weeks of earlier years. J R Stat Soc A 159:547."""

import numpy as np
from scipy.stats import norm

from guomen.kernel.terms import Text
from guomen.surveillance.detection.forecasts import Forecast, Record, Rules, forecast
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.references import Years, window_rows
from guomen.surveillance.detection.terms import Counts, Detected, Kind, Option
from guomen.surveillance.detection.thresholds import EXPONENTS, transformed
from guomen.surveillance.detection.windows import exceedance

_LEAST_YEARS = 3
_SIGNIFICANT = 0.05
_WEIGHED_DOWN = 1.0

ALPHA = Option(
    "alpha",
    Kind.NUMBER,
    0.05,
    Text(
        "双侧误报概率（界限取 1 - alpha/2）。",
        "Two-sided chance of a false alarm: the bound is at 1 - alpha/2.",
    ),
    least=0,
    most=1,
    open=True,
)
INERT = Text("无作用，为兼容 R 的调用而接受。", "No effect; taken so that R's calls can be kept.")
SHARED = (
    Option("b", Kind.WHOLE, 5, Text("回溯的年数。", "How many years to look back."), least=1),
    Option(
        "w", Kind.WHOLE, 3, Text("每年窗口的半宽（时段）。", "Half width of each year's window, in periods."), least=0
    ),
    Option(
        "reweight",
        Kind.SWITCH,
        True,
        Text(
            "降低过去暴发的权重。",
            "Whether past outbreaks weigh less, so that they do not raise the bound.",
        ),
    ),
    Option(
        "trend",
        Kind.SWITCH,
        True,
        Text(
            "尝试线性趋势；仅在显著、b ≥ 3 且不外推时保留。",
            "Try a trend; it is kept when significant, b >= 3, and foretelling no more than ever was counted.",
        ),
    ),
    Option(
        "limit54",
        Kind.NUMBERS,
        (5.0, 4.0),
        Text(
            "最近 4 个时段内少于 5 例则不报警；按“例数,时段数”设置，0,4 为不限。",
            "No alarm with fewer than 5 cases in the last 4 periods; given as cases,periods (0,4 = never silent).",
        ),
        least=0,
        length=2,
    ),
    Option(
        "powertrans",
        Kind.CHOICE,
        "2/3",
        Text(
            "使分布对称的幂变换。",
            "The power that makes counts symmetric: 2/3 for few, 1/2 to steady the variance, none.",
        ),
        choices=tuple(EXPONENTS),
    ),
    Option(
        "populationOffset",
        Kind.SWITCH,
        False,
        Text(
            "以分母的对数为偏移（需要 population）。",
            "Counts per denominator: its logarithm as an offset (needs population).",
        ),
    ),
    Option("freq", Kind.WHOLE, 52, Text("每年的时段数。", "Periods in a year: 52, 12 or 365."), least=1),
    Option(
        "epochAsDate",
        Kind.SWITCH,
        True,
        Text(
            "有日期时按日历回溯一年，否则回溯 freq 个时段。",
            "Step back by calendar years where dates are known, else by freq.",
        ),
    ),
    Option("verbose", Kind.SWITCH, False, INERT),
)


def recorded(series: Series, given: Values) -> Record:
    """The record that models learn from, with denominators where they are asked."""
    return Record.of(series.counts, series.population if given["populationOffset"] else None)


def enough(
    counts: Counts, first: int, limit54: tuple[float, float]
) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Whether the last periods, this one with them, have enough cases."""
    cases, periods = limit54
    total = np.cumsum(np.nan_to_num(counts), axis=0)
    periods = max(int(periods), 1)
    before = np.vstack([np.zeros((periods, counts.shape[1])), total])[: len(total)]
    found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = ((total - before) >= cases)[first:]
    return found


def stacked(found: list[Forecast], name: str) -> Counts:
    """One field of the forecasts of all periods, shape (periods, series)."""
    return np.array([getattr(one, name) for one in found])


def _run(series: Series, first: int, given: Values) -> Detected:
    years = Years.of(series, given["freq"], given["epochAsDate"])
    rules = Rules(
        _WEIGHED_DOWN if given["reweight"] else None, given["trend"] and given["b"] >= _LEAST_YEARS, _SIGNIFICANT, False
    )
    record = recorded(series, given)
    found = []
    for now in range(first, series.length):
        rows = window_rows(years, now, given["b"], given["w"])
        past = record.past(rows, np.zeros(len(rows), dtype=np.intp), now, 0)
        found.append(forecast(past, rules))
    mean, phi, today = np.exp(stacked(found, "eta")), stacked(found, "phi"), series.counts[first:]
    error = stacked(found, "error") * mean
    limit = transformed(mean, error, phi, today, float(norm.ppf(1 - given["alpha"] / 2)), given["powertrans"])
    told = enough(series.counts, first, given["limit54"])
    score = np.where(told | np.isnan(mean), exceedance(today, mean, limit.bound), 0.0)
    bound = np.where(told | np.isnan(mean), limit.bound, 0.0)
    with np.errstate(invalid="ignore"):
        alarm = score > 1
    known = {"phi": phi, "trend": (~np.isnan(stacked(found, "trend"))).astype(float), "pvalue": limit.pvalue}
    return Detected(first, mean, bound, score, alarm, known)


def _history(series: Series, given: Values) -> int:
    years = Years.of(series, given["freq"], given["epochAsDate"])
    return years.earliest(series.length, given["b"], given["w"])


METHODS = (
    Procedure(
        "farrington",
        Text(
            "Farrington 1996：往年同期窗口的准泊松回归。得分：0 为预期，1 为界限；近期病例过少时界限与得分为 0。",
            "Farrington 1996: quasi-Poisson regression on the same weeks of earlier years. Score: 0 as foretold, 1 at "
            "the bound; bound and score are 0 where limit54 keeps it silent.",
        ),
        (
            *SHARED,
            ALPHA,
            Option("plot", Kind.SWITCH, False, INERT),
            Option("fitFun", Kind.TEXT, "algo.farrington.fitGLM.fast", INERT),
        ),
        _run,
        _history,
    ),
)
