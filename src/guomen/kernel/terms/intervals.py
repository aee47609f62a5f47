"""Intervals for shares and for weighted counts that hold with few hits too."""

import math
from collections.abc import Callable, Sequence

from scipy import special, stats
from scipy.optimize import brentq

LEVEL = 0.95
Limits = tuple[float, float]
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

    # It lies between the exact limits of "more than hits" and of "as many or more".
    ends = special.betaincinv((hits, hits + 1), (n - hits + 1, n - hits), tail)
    return float(brentq(excess, *ends, xtol=1e-12))


def even_share_limits(hits: int, n: int, level: float = LEVEL) -> Limits:
    """The share behind `hits` of `n`, not too wide where hits are few: Jeffreys, a beta law of half a hit more.

    mid-P leaves its upper tail unused below three hits to expect and holds the truth in 98 or 99 of 100 draws there;
    this holds it in about as many as it says in the mean over shares. The estimate itself is never left out.
    Brown, Cai and DasGupta (2001), Statistical Science 16:101.
    """
    tail = (1.0 - level) / 2.0
    low, high = special.betaincinv(hits + 0.5, n - hits + 0.5, (tail, 1.0 - tail))
    return (float(low) if hits else 0.0), (float(high) if hits < n else 1.0)


def gamma_limits(total: float, variance: float, unseen: float, level: float = LEVEL) -> Limits:
    """Limits of a weighted sum of Poisson counts: a gamma law of the sum's mean and variance and half a hit more.

    total = Σ w x, variance = Σ w² x, unseen = the weight of a hit that was not seen. With equal weights this is
    Jeffreys' interval, gamma(x + 1/2): Brown, Cai and DasGupta (2003), Statistica Sinica 13:19. Law matched to the
    weights: Fay and Feuer (1997), Statistics in Medicine 16:791, with a whole hit of the greatest weight, which is
    wider; Tiwari, Clegg and Zou (2006), Statistical Methods in Medical Research 15:547, with a mean weight.
    """
    tail = (1.0 - level) / 2.0
    wide, spread = total + unseen / 2.0, variance + unseen**2 / 2.0
    low, high = special.gammaincinv(wide**2 / spread, (tail, 1.0 - tail)) * spread / wide
    return min(float(low), total), float(high)


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
