"""Intervals for shares and for weighted counts that hold with few hits too."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from scipy import special, stats
from scipy.optimize import brentq

LEVEL = 0.95
Limits = tuple[float, float]
# A frozen distribution of scipy, which carries no types.
Law = Any
# Half the width of a 95 % interval of a normal mean, in standard errors.
NORMAL = 1.959963984540054


def count_limits(hits: int, n: int, total: int, level: float = LEVEL) -> Limits:
    """How many of `total` have the property, if `hits` of `n` drawn without replacement have: mid-P, hypergeometric.

    The finite population is kept: n = total leaves no doubt. The estimate itself is never left out.
    Lancaster (1961); Berry and Armitage (1995).
    """
    tail = (1.0 - level) / 2.0
    least, most = hits, total - (n - hits)
    if n == 0:
        return 0.0, float(total)

    def above(found: int) -> float:
        return float(stats.hypergeom.sf(hits, total, found, n) + stats.hypergeom.pmf(hits, total, found, n) / 2.0)

    def below(found: int) -> float:
        return float(stats.hypergeom.cdf(hits - 1, total, found, n) + stats.hypergeom.pmf(hits, total, found, n) / 2.0)

    low = _first(lambda found: above(found) > tail, least, most)
    high = least + most - _first(lambda found: below(least + most - found) > tail, least, most)
    estimate = hits * total / n
    return min(float(low), estimate), max(float(high), estimate)


def _first(holds: Callable[[int], bool], least: int, most: int) -> int:
    """The smallest whole number in [least, most] at which a condition that stays true begins to hold."""
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if holds(middle) else (middle + 1, most)
    return least


def share_limits(hits: float, n: float, level: float = LEVEL) -> Limits:
    """The share behind `hits` of `n` independent trials: mid-P of the binomial, through the beta distribution.

    hits and n may be effective numbers, not whole. Lancaster (1961); Agresti and Gottard (2005).
    """
    if n <= 0:
        return 0.0, 1.0
    tail = (1.0 - level) / 2.0
    return _beta_limit(hits, n, tail), 1.0 - _beta_limit(n - hits, n, tail)


def _beta_limit(hits: float, n: float, tail: float) -> float:
    """The share at which "more than hits, or half of just as many" has the chance `tail`; 0 without hits."""
    if hits <= 0:
        return 0.0
    if hits >= n:
        return float((2.0 * tail) ** (1.0 / n))

    def excess(share: float) -> float:
        some = special.betainc(hits, n - hits + 1, share)
        more = special.betainc(hits + 1, n - hits, share)
        return float((some + more) / 2.0 - tail)

    return float(brentq(excess, 0.0, 1.0, xtol=1e-12))


def gamma_laws(total: float, variance: float, largest: float) -> tuple[Law | None, Law]:
    """The laws whose quantiles are the lower and the upper limit of a weighted sum of Poisson counts.

    total = Σ w x, variance = Σ w² x, largest = the weight of a hit that was not seen (the greatest possible, or less).
    Without a hit there is no lower law. Fay and Feuer (1997), Statistics in Medicine 16:791.
    """
    wide, spread = total + largest, variance + largest**2
    upper = stats.gamma(wide**2 / spread, scale=spread / wide)
    return (stats.gamma(total**2 / variance, scale=variance / total) if total > 0 else None), upper


def gamma_limits(total: float, variance: float, largest: float, level: float = LEVEL) -> Limits:
    """Limits of a weighted sum of Poisson counts: the even mixture of both laws (mid-p).

    Fay and Kim (2017), Biometrical Journal 59:1223.
    """
    tail = (1.0 - level) / 2.0
    lower, upper = gamma_laws(total, variance, largest)
    if lower is None:
        return 0.0, float(upper.ppf(1.0 - 2.0 * tail))

    def quantile(chance: float) -> float:
        ends = sorted((float(lower.ppf(chance)), float(upper.ppf(chance))))
        if ends[0] == ends[1]:
            return ends[0]
        return float(brentq(lambda x: (lower.cdf(x) + upper.cdf(x)) / 2.0 - chance, *ends, xtol=1e-9 * ends[1]))

    return quantile(tail), quantile(1.0 - tail)


def add_limits(parts: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """The sum of independent (value, low, high), each interval kept as lopsided as it is: MOVER.

    Zou and Donner (2008), Statistics in Medicine 27:1693. A part to be subtracted is given with its signs turned.
    """
    value = sum(part[0] for part in parts)
    down = math.sqrt(sum((middle - low) ** 2 for middle, low, _ in parts))
    up = math.sqrt(sum((high - middle) ** 2 for middle, _, high in parts))
    return value, value - down, value + up


def ratio_limits(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    """one / other of two independent (value, low, high), none negative: MOVER-R; infinite where `other` may be 0.

    Donner and Zou (2012), Statistical Methods in Medical Research 21:347.
    """
    (a, la, ua), (b, lb, ub) = one, other
    if b <= 0:
        return math.inf, (la / ub if ub > 0 else 0.0), math.inf
    cross = a * b
    low = (
        (cross - math.sqrt(max(0.0, cross**2 - la * ub * (2 * a - la) * (2 * b - ub)))) / (ub * (2 * b - ub))
        if abs(2 * b - ub) > 1e-12 * b
        else la * (2 * a - la) / (2 * cross)
        if cross
        else 0.0
    )
    high = math.inf
    if lb > 0:
        high = (cross + math.sqrt(max(0.0, cross**2 - ua * lb * (2 * a - ua) * (2 * b - lb)))) / (lb * (2 * b - lb))
    return a / b, max(0.0, low), high
