"""EARS C1, C2, C3: today's count against a short recent past. Hutwagner et al. (2003), J Urban Health 80:i89."""

from collections.abc import Callable

import numpy as np
from scipy.stats import norm

from guomen.kernel.terms import Text
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.terms import Counts, Detected, Flags, Kind, Option
from guomen.surveillance.detection.windows import above, looked_back

# Periods between the baseline and the period judged, by method; C3 looks at two judged periods more.
_GAP = {"C1": 0, "C2": 2, "C3": 2}
_FEWEST = 3

_BASELINE = Option(
    "baseline",
    Kind.WHOLE,
    7,
    Text("基线时段数。", "How many periods the baseline has; 7 days is usual, at least 3."),
    least=_FEWEST,
)
_MIN_SIGMA = Option(
    "minSigma",
    Kind.NUMBER,
    0.0,
    Text(
        "标准差的下限；全零基线时一例即报警，计数小于十时建议 0.5 至 1。",
        "Least standard deviation. With 0 a single case after a baseline of zeros is an alarm; small counts: 0.5 to 1.",
    ),
    least=0,
)
_COMPATIBLE = Option(
    "compatible",
    Kind.SWITCH,
    False,
    Text(
        "true：按 R surveillance 的算法（界限随今日计数浮动，报警与今日计数无关）；false：按 CDC 原定义。",
        "true: as R surveillance computes it (the bound moves with today's count, the alarm does not depend on it); "
        "false: as CDC defined it.",
    ),
)


def _alpha(default: float) -> Option:
    return Option(
        "alpha",
        Kind.NUMBER,
        default,
        Text(
            "单侧误报概率；z = 正态 1 - alpha 分位。",
            "One-sided chance of a false alarm; z is the normal quantile 1 - alpha.",
        ),
        least=0,
        most=1,
        open=True,
    )


def _baseline(counts: Counts, first: int, gap: int, baseline: int) -> tuple[Counts, Counts]:
    """Mean and standard deviation of the baseline before each period from `first` on; NaN with fewer than 3 counts."""
    past = looked_back(counts, first, range(gap + 1, gap + baseline + 1))
    known = ~np.isnan(past)
    n = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, past, 0.0).sum(axis=0) / n
        spread = np.sqrt(np.square(np.where(known, past - mean, 0.0)).sum(axis=0) / (n - 1))
    few = n < _FEWEST
    mean[few], spread[few] = np.nan, np.nan
    return mean, spread


def _standardised(counts: Counts, mean: Counts, sigma: Counts, compatible: bool) -> Counts:
    with np.errstate(invalid="ignore", divide="ignore"):
        score: Counts = (counts - mean) / sigma
    if not compatible:
        score[(sigma == 0) & (counts == mean)] = 0.0
    return score


def _shewhart(kind: str) -> Callable[[Series, int, Values], Detected]:
    def run(series: Series, first: int, given: Values) -> Detected:
        today = series.counts[first:]
        mean, spread = _baseline(series.counts, first, _GAP[kind], given["baseline"])
        sigma = np.maximum(spread, given["minSigma"])
        bound = mean + norm.ppf(1 - given["alpha"]) * sigma
        return Detected(first, mean, bound, _standardised(today, mean, sigma, False), above(today, bound))

    return run


def _c3(series: Series, first: int, given: Values) -> Detected:
    """The excess over one standard deviation of C2, summed over today and the two periods before."""
    compatible, z = given["compatible"], norm.ppf(1 - given["alpha"])
    counts = series.counts
    mean, spread = _baseline(counts, first - 2, _GAP["C3"], given["baseline"])
    sigma = np.maximum(spread, given["minSigma"])
    excess = np.maximum(_standardised(counts[first - 2 :], mean, sigma, compatible) - 1.0, 0.0)
    if not compatible:
        excess = np.nan_to_num(excess, nan=0.0, posinf=np.inf)
    before = excess[:-2] + excess[1:-1]
    mean, sigma, today = mean[2:], sigma[2:], counts[first:]
    score = np.where(np.isnan(mean) | np.isnan(today), np.nan, before + excess[2:])
    if compatible:
        bound = np.maximum(0.0, today + sigma * (z - before))
        return Detected(first, mean, bound, score, above(today, bound))
    bound, alarm = _cdc_bound(mean, sigma, z, before, score, today)
    return Detected(first, mean, bound, score, alarm)


def _cdc_bound(
    mean: Counts, sigma: Counts, z: float, before: Counts, score: Counts, today: Counts
) -> tuple[Counts, Flags]:
    """What must be exceeded today: 0 where the two periods before suffice, so that a period without cases is silent."""
    with np.errstate(invalid="ignore"):
        short = np.where(np.isinf(before), 0.0, sigma * (1.0 + z - before))
        bound = np.where(before > z, 0.0, np.maximum(mean + short, 0.0))
        alarm = (score > z) & (today > 0)
    bound[np.isnan(mean)] = np.nan
    return bound, alarm


def _history(kind: str) -> Callable[[Series, Values], int]:
    return lambda _, given: given["baseline"] + _GAP[kind] + (2 if kind == "C3" else 0)


METHODS = (
    Procedure(
        "ears-c1",
        Text(
            "EARS C1：与前 7 个时段的均值加 z 个标准差相比。得分：标准差数。",
            "EARS C1: the mean of the 7 periods before and z standard deviations. Score: standard deviations above.",
        ),
        (_BASELINE, _MIN_SIGMA, _alpha(0.001)),
        _shewhart("C1"),
        _history("C1"),
    ),
    Procedure(
        "ears-c2",
        Text(
            "EARS C2：同 C1，但基线与今日之间隔 2 个时段，使缓慢上升不致抬高基线。得分：标准差数。",
            "EARS C2: as C1 with 2 periods between baseline and today: a slow rise does not lift its own baseline. "
            "Score: standard deviations above.",
        ),
        (_BASELINE, _MIN_SIGMA, _alpha(0.001)),
        _shewhart("C2"),
        _history("C2"),
    ),
    Procedure(
        "ears-c3",
        Text(
            "EARS C3：今日及前两个时段 C2 超过 1 的部分之和。得分：该和。",
            "EARS C3: by how much C2 exceeds 1, summed over today and the two periods before. Score: that sum.",
        ),
        (_BASELINE, _MIN_SIGMA, _alpha(0.025), _COMPATIBLE),
        _c3,
        _history("C3"),
    ),
)
