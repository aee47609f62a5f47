"""The negative binomial whose variance is a fixed multiple of its mean, and the odds of two looks at the same weeks.

With variance phi times the mean, sums of independent counts stay in the family (the means add up, phi stays), so that
the cases of several weeks are judged as exactly as those of one.
"""

import math
from collections.abc import Callable

import numpy as np
from scipy.special import betainc, ndtri, owens_t

from guomen.surveillance.detection.terms import Counts, Flags

# Below this the law is a Poisson for every purpose here.
NEARLY_POISSON = 1.0001


def reaching(count: Counts, mean: Counts, phi: Counts) -> Counts:
    """P(Y >= count) for mean `mean` and variance phi times the mean."""
    spread = np.maximum(phi, NEARLY_POISSON)
    above = betainc(np.maximum(count, 1.0), np.maximum(mean, 1e-12) / (spread - 1.0), 1.0 - 1.0 / spread)
    return np.where(count <= 0, 1.0, above)


def mid_p(count: Counts, mean: Counts, phi: Counts) -> Counts:
    """P(Y > count) + P(Y = count) / 2: of discrete counts the tail that is uniform on the average. Lancaster (1961)."""
    return 0.5 * (reaching(count, mean, phi) + reaching(count + 1.0, mean, phi))


def least_of_two(p: Counts, shared: Counts) -> Counts:
    """The chance that the smaller of two tail probabilities is as small as p. shared: correlation of the two looks.

    Two normal variables of correlation rho, both at the same limit z: 1 - P(both below) = p + 2 T(z, a), where T is
    Owen's function and a = sqrt((1 - rho) / (1 + rho)). Owen (1956), Annals of Mathematical Statistics 27:1075.
    """
    small = np.clip(p, 1e-300, 1.0)
    twist = np.sqrt((1.0 - shared) / (1.0 + shared))
    found: Counts = np.minimum(small + 2.0 * owens_t(-ndtri(small), twist), 1.0)
    return found


def each_level(level: float, shared: Counts) -> Counts:
    """The tail probability at which the smaller of two looks is at `level`: least_of_two turned round, by halving."""
    low, high = np.full_like(shared, math.log(level / 2.0)), np.full_like(shared, math.log(level))
    for _ in range(30):
        middle = (low + high) / 2.0
        over = least_of_two(np.exp(middle), shared) > level
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.exp(low)


def least_count(mean: Counts, phi: Counts, level: Counts) -> Counts:
    """The smallest count whose mid-p is at most `level`; sought from half the mean to a bound of Bernstein's."""
    rare = -np.log(level)
    far = np.ceil(mean + np.sqrt(2.0 * phi * mean * rare) + phi * rare) + 2.0
    return smallest(lambda count: mid_p(count, mean, phi) <= level, np.floor(mean / 2.0) - 1.0, far)


def either(
    alone: Counts, together: Counts, mean: Counts, before: Counts, phi: tuple[Counts, Counts], least: int
) -> Counts:
    """P(Y >= alone or Y + R >= together, and Y >= least), as a sum over Y.

    Y has mean `mean`, R `before`, both independent; phi: their dispersions; alone is at least `least`.
    """
    missed, above = np.zeros_like(mean), np.ones_like(mean)
    for count in range(int(alone.max(initial=0.0))):
        beyond = reaching(np.full_like(mean, count + 1.0), mean, phi[0])
        left = 1.0 - reaching(together - count, before, phi[1]) if count >= least else 1.0
        missed += np.where(count < alone, (above - beyond) * left, 0.0)
        above = beyond
    return 1.0 - missed


def smallest(holds: Callable[[Counts], Flags], low: Counts, high: Counts) -> Counts:
    """The smallest whole number in (low, high] at which a condition that stays true begins to hold, by halving."""
    for _ in range(math.ceil(math.log2(max(float((high - low).max(initial=1.0)), 2.0)))):
        middle = np.floor((low + high) / 2.0)
        true = (middle > low) & holds(middle)
        low, high = np.where(true, low, middle), np.where(true, middle, high)
    return high
