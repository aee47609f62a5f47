"""Farrington's method made flexible: the whole year, in seasons. Noufaily et al. (2013), Stat Med 32:1206."""

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.stats import norm

from guomen.kernel.terms import Text
from guomen.surveillance.detection import farrington
from guomen.surveillance.detection.farrington import enough, recorded, stacked
from guomen.surveillance.detection.forecasts import Forecast, Rules, forecast
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.references import Years, block_levels
from guomen.surveillance.detection.terms import Counts, Detected, Kind, Option
from guomen.surveillance.detection.thresholds import Threshold, quantile, transformed

_LEAST_YEARS = 3

_OWN = (
    replace(
        farrington.ALPHA, text=Text("单侧误报概率。", "One-sided chance of a false alarm: the bound is at 1 - alpha.")
    ),
    Option(
        "noPeriods",
        Kind.WHOLE,
        1,
        Text(
            "季节因子的水平数；1 为仅用同期窗口，改进法用 10。",
            "Levels of the seasonal factor; 1 = the same weeks of each year only, 10 = the improved method.",
        ),
        least=1,
    ),
    Option(
        "pastWeeksNotIncluded",
        Kind.WHOLE,
        None,
        Text(
            "不作基线的最近时段数；默认 w，改进法用 26。",
            "Latest periods that are left out of the baseline. Default w; 26 = the improved method.",
        ),
        least=0,
    ),
    Option(
        "weightsThreshold",
        Kind.NUMBER,
        2.58,
        Text(
            "标准化残差超过此值的过去计数降权。",
            "Past counts whose standardised residual is above weigh less; 1 = as in 1996.",
        ),
        least=0,
    ),
    Option(
        "pThresholdTrend",
        Kind.NUMBER,
        0.05,
        Text(
            "趋势的 p 值低于此值才保留；1 为总是保留。",
            "A trend is kept when its p-value is below; 1 = always.",
        ),
        least=0,
        most=1,
    ),
    Option(
        "thresholdMethod",
        Kind.CHOICE,
        "delta",
        Text(
            "界限：delta 幂变换；nbPlugin 负二项分位；muan 兼顾均值的不确定。",
            "The bound: delta = power transform; nbPlugin = negative "
            "binomial quantile; muan = the same at the upper limit of the mean.",
        ),
        choices=(
            "delta",
            "nbPlugin",
            "muan",
        ),
    ),
    Option("glmWarnings", Kind.SWITCH, True, farrington.INERT),
    Option("fitFun", Kind.TEXT, "algo.farrington.fitGLM.flexible", farrington.INERT),
    Option(
        "compatible",
        Kind.SWITCH,
        False,
        Text(
            "true：nbPlugin 与 muan 的得分用均值的对数，与 R surveillance 相同（报警不变）；false：用均值。",
            "true: the score of nbPlugin and muan from the log of the mean, as R surveillance answers (the alarms are "
            "the same); false: from the mean.",
        ),
    ),
    Option(
        "errors",
        Kind.CHOICE,
        "reference",
        Text(
            "标准误所用的离散度：reference 同 R 的 farringtonFlexible；phi 按论文。影响 delta、muan 与趋势检验。",
            "Dispersion of the standard errors: reference = the one of R's farringtonFlexible, phi = the paper's. "
            "It moves delta, muan and the test of the trend.",
        ),
        choices=(
            "reference",
            "phi",
        ),
    ),
)


def _foretold(series: Series, first: int, given: Values) -> list[Forecast]:
    years = Years.of(series, given["freq"], given["epochAsDate"])
    b, w, seasons = given["b"], given["w"], given["noPeriods"]
    left_out = w if given["pastWeeksNotIncluded"] is None else given["pastWeeksNotIncluded"]
    rules = Rules(
        given["weightsThreshold"] if given["reweight"] else None,
        given["trend"] and b >= _LEAST_YEARS,
        given["pThresholdTrend"],
        given["errors"] == "reference",
    )
    record = recorded(series, given)
    found = []
    for now in range(first, series.length):
        levels = block_levels(years, now, b, w, seasons)
        levels[max(now - left_out, 0) :] = -1
        rows = np.flatnonzero(levels >= 0)
        found.append(forecast(record.past(rows, levels[rows], now, seasons - 1), rules))
    return found


def _run(series: Series, first: int, given: Values) -> Detected:
    found, today = _foretold(series, first, given), series.counts[first:]
    eta, error, phi = (stacked(found, name) for name in ("eta", "error", "phi"))
    mean = np.exp(eta)
    limit = _limit(given, eta, error, phi, today)
    score = _score(given, today, eta, limit.bound)
    told = enough(series.counts, first, given["limit54"])
    with np.errstate(invalid="ignore"):
        over = score > 1 if given["compatible"] else today > limit.bound
    silent = ~told | np.isnan(limit.bound)
    bound, expected = np.where(silent, np.nan, limit.bound), np.where(silent, np.nan, mean)
    known = {"phi": phi, "trend": stacked(found, "trend"), "pvalue": limit.pvalue, "mean": mean}
    return Detected(first, expected, bound, np.where(silent, np.nan, score), over & ~silent & (today > 0), known)


def _limit(given: Values, eta: Counts, error: Counts, phi: Counts, today: Counts) -> Threshold:
    alpha, mean = given["alpha"], np.exp(eta)
    z = float(norm.ppf(1 - alpha))
    if given["thresholdMethod"] == "delta":
        return transformed(mean, error * mean, phi, today, z, given["powertrans"])
    with np.errstate(over="ignore", invalid="ignore"):
        most = np.exp(eta + z * error) if given["thresholdMethod"] == "muan" else mean
        limit = quantile(most, phi, today, alpha)
    if given["compatible"]:
        return limit
    # A law so wide that its quantile falls below the Poisson one tells nothing: one giant count in the past does that.
    return replace(limit, bound=np.fmax(limit.bound, quantile(most, np.ones_like(phi), today, alpha).bound))


def _score(given: Values, today: Counts, eta: Counts, bound: Counts) -> Counts:
    """0 as foretold, 1 at the bound; where the bound is below the mean (few cases), 1 half-way to the next count."""
    quirk = given["compatible"] and given["thresholdMethod"] != "delta"
    centre = eta if quirk else np.exp(eta)
    with np.errstate(invalid="ignore", divide="ignore"):
        end = bound if quirk else np.where(bound > centre, bound, bound + 0.5)
        score: Counts = (today - centre) / (end - centre)
    return score


def _history(series: Series, given: Values) -> int:
    years = Years.of(series, given["freq"], given["epochAsDate"])
    return years.earliest(series.length, given["b"], given["w"])


def _with(defaults: dict[str, Any]) -> tuple[Option, ...]:
    return tuple(replace(one, default=defaults.get(one.name, one.default)) for one in (*farrington.SHARED, *_OWN))


METHODS = (
    Procedure(
        "farrington-flexible",
        Text(
            "灵活 Farrington（farringtonFlexible，默认值同 R）。得分：0 为预期，1 为界限；近期病例过少时无答案。",
            "Farrington's method made flexible (farringtonFlexible with R's defaults). Score: 0 as foretold, 1 at "
            "the bound; no answer where limit54 keeps it silent.",
        ),
        _with({}),
        _run,
        _history,
    ),
    Procedure(
        "farrington-improved",
        Text(
            "改进 Farrington：farrington-flexible 按 Noufaily 2013 的设置。",
            "The improved Farrington method: farrington-flexible with the settings of Noufaily et al. (2013).",
        ),
        _with(
            {
                "noPeriods": 10,
                "pastWeeksNotIncluded": 26,
                "pThresholdTrend": 1.0,
                "thresholdMethod": "nbPlugin",
                "alpha": 0.01,
            }
        ),
        _run,
        _history,
    ),
)
