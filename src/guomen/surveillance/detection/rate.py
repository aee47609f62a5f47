"""A rate, not a count: found among inspected or tested, against the rate of the periods before.

The past is pooled into a beta law whose weight is cut down by how much wider than binomial (or Poisson) it was; today's
count follows a beta-binomial (or negative binomial) law. Where items were picked with unequal chances, `effective`
turns inverse-probability weights into the counts of a simple random sample that tells as much.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.special import betaln, gammaln, xlogy

from guomen.kernel.terms import Text
from guomen.surveillance.detection.bayes import ALPHA
from guomen.surveillance.detection.procedure import Procedure, Series, Values
from guomen.surveillance.detection.terms import BadCounts, Counts, Detected, Kind, Option
from guomen.surveillance.detection.windows import above, exceedance, looked_back

# Jeffreys' prior of a share.
_PRIOR = 0.5
# How many counts are tried in the search for a quantile.
_MOST_TERMS = 200_000


def effective(weight: Counts, squares: Counts, found: Counts) -> tuple[Counts, Counts]:
    """Counts and denominators of a simple random sample that tells as much as an unequal one.

    weight, squares: sums of 1/probability and of its square over the items looked at; found: sum of 1/probability over
    those that were nonconforming. The rate is Hájek's found / weight, the size weight² / squares (Kish 1965).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.where(squares > 0, weight**2 / squares, 0.0)
        share = np.where(weight > 0, found / weight, 0.0)
    return share * size, size


def _pooled(series: Series, first: int, given: Values) -> tuple[Counts, Counts, Counts, Counts]:
    """Found, looked at, how much wider than its law the past was, correlation within a period; for each judged."""
    assert series.population is not None
    gap = given["pastWeeksNotIncluded"]
    lags = range(gap + 1, gap + given["baseline"] + 1)
    x, n = looked_back(series.counts, first, lags), looked_back(series.population, first, lags)
    known = ~np.isnan(x) & (n > 0)
    x, n = np.where(known, x, 0.0), np.where(known, n, 0.0)
    found, looked = x.sum(axis=0), n.sum(axis=0)
    share = (found + _PRIOR) / (looked + 2 * _PRIOR)
    spread = n * share * ((1.0 - share) if given["family"] == "beta-binomial" else 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.where(known, (x - n * share) ** 2 / spread, 0.0).sum(axis=0)
        width = np.maximum(squares / (known.sum(axis=0) - 1), 1.0)
        typical = np.square(n).sum(axis=0) / looked
    looked = np.where(known.sum(axis=0) >= 2, looked, 0.0)
    width = np.nan_to_num(width, nan=1.0)
    return found, looked, width, _within(width, typical)


def _within(width: Counts, typical: Counts) -> Counts:
    """Correlation within a period from how much wider than binomial the past was: width = 1 + (n - 1) rho."""
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = (width - 1.0) / np.maximum(typical - 1.0, 1.0)
    found: Counts = np.clip(np.nan_to_num(rho), 0.0, 0.99)
    return found


def _run(series: Series, first: int, given: Values) -> Detected:
    if series.population is None:
        raise BadCounts(
            "detection.no_population",
            Text(
                "方法 rate 需要分母（检验数）。", "Method rate needs denominators: how many were inspected or tested."
            ),
            Text("请提供 population 列，或选其他方法。", "Give a population column, or choose another method."),
        )
    found, looked, width, rho = _pooled(series, first, given)
    x, n = series.counts[first:], series.population[first:]
    share = (found + _PRIOR) / (looked + 2 * _PRIOR)
    told = (looked > 0) & (n > 0)
    worth = (looked + 2 * _PRIOR) / width
    weight = 1.0 / (rho + 1.0 / (worth + 1.0)) - 1.0
    today = np.where(told & ~np.isnan(x), x, 0.0)
    size = np.where(told, np.nan_to_num(n), 1.0)
    bound, tail = _tails(_LAWS[given["family"]], today, size, share, np.maximum(weight, 1e-3), 1 - given["alpha"])
    expected = size * share
    silent = ~told | (looked < given["leastPopulation"])
    bound, expected = np.where(silent, np.nan, bound), np.where(silent, np.nan, expected)
    known = {"rate": np.where(told, today / size, np.nan), "baseline": share, "pvalue": np.where(silent, np.nan, tail)}
    return Detected(first, expected, bound, exceedance(x, expected, bound), above(x, bound) & ~silent, known)


Law = Callable[[Counts, Counts, Counts, Counts], Counts]


def _beta_binomial(k: Counts, n: Counts, share: Counts, weight: Counts) -> Counts:
    """log P(k found of n), the share following a beta law with this mean and this weight."""
    a, b = share * weight, (1.0 - share) * weight
    choose = gammaln(n + 1) - gammaln(k + 1) - gammaln(np.maximum(n - k, 0.0) + 1)
    found: Counts = np.where(k > n, -np.inf, choose + betaln(k + a, np.maximum(n - k, 0.0) + b) - betaln(a, b))
    return found


def _gamma_poisson(k: Counts, n: Counts, share: Counts, weight: Counts) -> Counts:
    """log P(k), Poisson with mean n times a share that follows a gamma law with this mean and this weight."""
    a = share * weight
    found: Counts = gammaln(k + a) - gammaln(a) - gammaln(k + 1) + xlogy(k, n / (n + weight)) - a * np.log1p(n / weight)
    return found


_LAWS: dict[str, Law] = {"beta-binomial": _beta_binomial, "quasi-poisson": _gamma_poisson}


def _tails(law: Law, today: Counts, n: Counts, share: Counts, weight: Counts, level: float) -> tuple[Counts, Counts]:
    """The smallest count with at least `level` of the law at or below it, and the chance of today's count or more."""
    shape = today.shape
    flat = [np.ravel(one) for one in (today, n, share, weight)]
    flat[0] = np.ceil(flat[0])
    below = np.zeros(today.size)
    bound, tail = np.full(today.size, np.nan), np.ones(today.size)
    live = np.arange(today.size)
    for k in range(_MOST_TERMS):
        x, size, p, w = (one[live] for one in flat)
        here = live[x == k]
        tail[here] = 1.0 - below[here]
        below[live] += np.exp(law(np.full(len(live), float(k)), size, p, w))
        first = np.isnan(bound[live]) & (below[live] >= level - 1e-12)
        bound[live[first]] = k
        live = live[np.isnan(bound[live]) | (x > k)]
        if not len(live):
            break
    return bound.reshape(shape), np.clip(tail, 0.0, 1.0).reshape(shape)


METHODS = (
    Procedure(
        "rate",
        Text(
            "检出率：不合格数除以检验数，与此前各期相比（需要 population）。得分：0 为预期，1 为界限。",
            "Rate of findings: found among inspected or tested against the periods before (needs population). Score: 0 "
            "as foretold, 1 at the bound.",
        ),
        (
            Option("baseline", Kind.WHOLE, 52, Text("基线时段数。", "How many periods the baseline has."), least=2),
            Option(
                "pastWeeksNotIncluded",
                Kind.WHOLE,
                4,
                Text("基线与今日之间略过的时段数。", "Periods between baseline and today that are left out."),
                least=0,
            ),
            Option(
                "family",
                Kind.CHOICE,
                "beta-binomial",
                Text(
                    "beta-binomial 用于比例，quasi-poisson 用于罕见事件。",
                    "beta-binomial for shares, quasi-poisson for rare events.",
                ),
                choices=tuple(_LAWS),
            ),
            replace(ALPHA, default=0.01),
            Option(
                "leastPopulation",
                Kind.NUMBER,
                1.0,
                Text("基线检验数少于此值则不作答。", "No answer with fewer looked at in the baseline."),
                least=0,
            ),
        ),
        _run,
        lambda _, given: given["pastWeeksNotIncluded"] + 2,
    ),
)
