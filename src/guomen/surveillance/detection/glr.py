"""Generalised likelihood ratio: has the mean changed, and when? Höhle and Paul (2008), Comput Stat Data Anal 52:4357.

For each period the likelihood of "the mean times e^kappa since period s" to "the mean as foretold" is maximised over s
and kappa; an alarm starts the search anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import xlogy

from guomen.kernel.terms import Text
from guomen.surveillance.detection.glm import Row
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.seasonal import Season, dispersion, seasonal_mean
from guomen.surveillance.detection.terms import Counts, Detected, Flags, Kind, Option

_MOST_STEPS = 60
_STILL = 1e-8
# Cells of a part of the search: small enough to stay in the processor's cache.
_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class Window:
    """Counts and means of the periods that a change may have begun in, oldest first, today's last; open: which of them
    belong to the search of each series; alpha: dispersion of each series.
    """

    counts: Counts
    mean: Counts
    open: Flags
    alpha: Row


def _since(values: Counts) -> Counts:
    """Sum from each period to today."""
    found: Counts = np.cumsum(values[::-1], axis=0)[::-1]
    return found


def _poisson(window: Window, sign: int) -> Row:
    """log ratio: sum(x) kappa - (e^kappa - 1) sum(m), kappa = log(sum(x) / sum(m)) where it has the wanted sign."""
    x, m = _since(window.counts), _since(window.mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = xlogy(x, x) - xlogy(x, m) - x + m
    changed = window.open & (sign * (x - m) > 0)
    found: Row = np.where(changed, ratio, 0.0).max(axis=0)
    return found


def _negative_binomial(window: Window, sign: int) -> Row:
    """log ratio: sum of x kappa - (x + 1/a) log((1 + a m e^kappa) / (1 + a m)); kappa by Newton's steps."""
    x, m, alpha = window.counts, window.mean, window.alpha
    total, size, low = _since(x), x + 1.0 / alpha, alpha * m
    changed = window.open & (sign * _since((x - m) / (1.0 + low)) > 0) & (total > 0)
    start, series = np.nonzero(changed)
    found = np.zeros(x.shape[1])
    for some in np.array_split(np.arange(len(start)), max(len(start) * len(x) // _AT_ONCE, 1)):
        rows, columns = start[some], series[some]
        later = np.arange(len(x))[:, None] >= rows
        weight, risen = np.where(later, size[:, columns], 0.0), low[:, columns]
        kappa = _kappa(
            total[rows, columns],
            weight,
            risen,
            np.log(total[rows, columns] / np.maximum(_since(m)[rows, columns], 1e-300)),
        )
        gain = total[rows, columns] * kappa
        gain -= (weight * (np.log1p(risen * np.exp(kappa)) - np.log1p(risen))).sum(axis=0)
        np.maximum.at(found, columns, gain)
    return found


def _kappa(total: Row, weight: Counts, risen: Counts, kappa: Row) -> Row:
    """Where total = sum of weight × r / (1 + r), r = risen × e^kappa."""
    for _ in range(_MOST_STEPS):
        rest = 1.0 / (1.0 + risen * np.exp(kappa))
        share = weight * (1.0 - rest)
        step = np.clip((total - share.sum(axis=0)) / np.maximum((share * rest).sum(axis=0), 1e-300), -2.0, 2.0)
        kappa = kappa + step
        if np.abs(step).max(initial=0.0) < _STILL:
            break
    return kappa


def _ratio(window: Window, given: Values) -> Row:
    sign = 1 if given["dir"] == "inc" else -1
    wide = window.alpha > 0
    found = _poisson(window, sign)
    if wide.any():
        some = Window(window.counts[:, wide], window.mean[:, wide], window.open[:, wide], window.alpha[wide])
        found[wide] = _negative_binomial(some, sign)
    return found


@dataclass(slots=True)
class _Search:
    """Where the search of each series began, and the sum of a change of known size."""

    start: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    sum: Row


def _run(series: Series, first: int, given: Values) -> Detected:
    counts, n = series.counts, series.counts.shape[1]
    season = Season(given["freq"], given["S"], given["trend"])
    alpha = _alpha(counts[:first], season, given)
    mean = _mean(series, first, season, alpha, given)
    score, bound = np.zeros_like(mean), np.full_like(mean, np.nan)
    search = _Search(np.zeros(n, dtype=np.intp), np.zeros(n))
    judge = _known_change if given["theta"] is not None else _unknown_change
    for now in range(len(mean)):
        value = judge(counts[first:], mean, alpha, search, now, given)
        score[now] = value(np.nan_to_num(counts[first + now]))
        if given["ret"] == "cases":
            bound[now] = _cases(value, given)
        search.sum = score[now]
        hit = score[now] >= given["c.ARL"]
        search.start[hit], search.sum = now + 1, np.where(hit, 0.0, score[now])
        if given["refit"] and hit.any() and now + 1 < len(mean):
            again = Series(counts[:, hit], None, None)
            mean[now + 1 :, hit] = _mean(again, first + now + 1, season, alpha[hit], given)
    alarm = score >= given["c.ARL"]
    return Detected(first, mean, score.copy() if given["ret"] == "value" else bound, score, alarm)


def _alpha(past: Counts, season: Season, given: Values) -> Row:
    if given.get("alpha", 0.0) is not None:
        return np.full(past.shape[1], float(given.get("alpha", 0.0)))
    return dispersion(past, season)


def _mean(series: Series, first: int, season: Season, alpha: Row, given: Values) -> Counts:
    if given["mu0"] is not None:
        return np.full((series.length - first, series.counts.shape[1]), given["mu0"])
    return seasonal_mean(series.counts[:first], season, series.length, alpha)


Value = Callable[[Row], Row]


def _unknown_change(counts: Counts, mean: Counts, alpha: Row, search: _Search, now: int, given: Values) -> Value:
    """The ratio as a function of today's count, maximised over when the change began and how large it is."""
    oldest = int(search.start.min()) if given["M"] < 0 else max(int(search.start.min()), now - given["M"])
    rows = slice(oldest, now + 1)
    began = np.arange(oldest, now + 1)[:, None]
    known = ~np.isnan(counts[rows])
    counts, mean = np.where(known, counts[rows], 0.0), np.where(known, mean[rows], 0.0)
    window = Window(counts, mean, (began >= search.start) & (began <= now + 1 - given["Mtilde"]), alpha)

    def value(today: Row) -> Row:
        return _ratio(replace(window, counts=np.vstack([window.counts[:-1], today * known[-1]])), given)

    return value


def _known_change(counts: Counts, mean: Counts, alpha: Row, search: _Search, now: int, given: Values) -> Value:
    """The ratio as a function of today's count, for a mean that becomes e^theta times as large: a CUSUM."""
    theta, m, before = given["theta"], mean[now], search.sum
    known = ~np.isnan(counts[now])

    def value(today: Row) -> Row:
        size = 1.0 / np.maximum(alpha, 1e-12)
        wide = today * theta - (today + size) * (np.log1p(alpha * m * np.exp(theta)) - np.log1p(alpha * m))
        step = np.where(alpha > 0, wide, today * theta - np.expm1(theta) * m)
        return np.maximum(0.0, before + np.where(known, step, 0.0))

    return value


def _cases(value: Value, given: Values) -> Row:
    """The smallest count (the largest, where a fall is looked for) that would be an alarm; NaN where none is."""
    high = value(np.zeros(1)).shape[0]
    rising = given["dir"] == "inc"
    low, up = np.full(high, -1.0), np.full(high, given["xMax"] + 1.0)
    while np.any(up - low > 1):
        middle = np.floor((low + up) / 2)
        over = (value(np.maximum(middle, 0.0)) >= given["c.ARL"]) == rising
        low, up = np.where(over, low, middle), np.where(over, middle, up)
    found = up if rising else low
    return np.where((found < 0) | (found > given["xMax"]), np.nan, found)


_OPTIONS = (
    Option(
        "c.ARL",
        Kind.NUMBER,
        5.0,
        Text("报警阈值。", "The ratio's logarithm at which it is an alarm."),
        least=0,
        open=True,
    ),
    Option(
        "theta",
        Kind.NUMBER,
        None,
        Text(
            "已知的变化（对数尺度）；NULL 为未知，逐期估计。",
            "The change if known, on the log scale (0.69 = twice the mean); NULL = estimated in each period.",
        ),
    ),
    Option(
        "M",
        Kind.WHOLE,
        -1,
        Text("回溯窗口；-1 为全部。", "How many periods back a change may have begun; -1 = all."),
        least=-1,
    ),
    Option(
        "Mtilde",
        Kind.WHOLE,
        1,
        Text("估计变化所需的最少时段数。", "Least number of periods to estimate a change from."),
        least=1,
    ),
    Option(
        "change",
        Kind.CHOICE,
        "intercept",
        Text("变化的形式：水平的倍数。", "What changes: the level, by a factor."),
        choices=("intercept",),
    ),
    Option(
        "dir",
        Kind.CHOICE,
        "inc",
        Text("寻找上升（inc）或下降（dec）。", "Look for a rise (inc) or a fall (dec)."),
        choices=("inc", "dec"),
    ),
    Option(
        "ret",
        Kind.CHOICE,
        "value",
        Text(
            "界限列：value 为统计量，cases 为报警所需例数。",
            "The bound: value = the statistic, cases = the count that would be an alarm.",
        ),
        choices=("value", "cases"),
    ),
    Option("xMax", Kind.WHOLE, 10_000, Text("搜索例数的上限。", "How far cases are searched."), least=1),
    Option(
        "mu0",
        Kind.NUMBER,
        None,
        Text("受控均值；NULL 由历史估计。", "Mean in control; NULL = estimated from the past."),
        least=0,
        open=True,
    ),
    Option("S", Kind.WHOLE, 1, Text("季节的谐波数。", "Harmonics of the season in the estimated mean."), least=0),
    Option("trend", Kind.SWITCH, False, Text("估计均值时是否含趋势。", "Whether the estimated mean has a trend.")),
    Option(
        "refit", Kind.SWITCH, False, Text("报警后重新估计均值。", "Whether the mean is estimated anew after an alarm.")
    ),
    Option("freq", Kind.WHOLE, 52, Text("每年的时段数。", "Periods in a year."), least=1),
)
_ALPHA = Option(
    "alpha",
    Kind.NUMBER,
    None,
    Text(
        "负二项离散度；NULL 由历史估计，0 为泊松。",
        "Dispersion, variance = m + alpha m²; NULL = estimated from the past, 0 = Poisson.",
    ),
    least=0,
)

METHODS = (
    Procedure(
        "glr-poisson",
        Text(
            "泊松广义似然比：均值是否自某时起改变。得分：对数似然比，达到 c.ARL 报警并重新开始。",
            "Poisson generalised likelihood ratio: has the mean changed at some time? Score: the ratio's logarithm; at "
            "c.ARL it is an alarm and the search starts anew.",
        ),
        _OPTIONS,
        _run,
        lambda _, given: 1 if given["mu0"] is not None else given["freq"],
    ),
    Procedure(
        "glr-nb",
        Text(
            "负二项广义似然比：同 glr-poisson，用于过度离散的计数。",
            "Negative binomial generalised likelihood ratio: as glr-poisson, for counts wider than Poisson.",
        ),
        (*_OPTIONS, _ALPHA),
        _run,
        lambda _, given: 1 if given["mu0"] is not None and given["alpha"] is not None else given["freq"],
    ),
)
