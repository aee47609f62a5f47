"""Information component: how many bits more often a pair is reported than expected, shrunk towards none."""

from collections.abc import Callable

import numpy as np
from scipy.special import gammaincinv, polygamma, psi

from guomen.surveillance.disproportionality.ratios import Z95, Interval
from guomen.surveillance.disproportionality.terms import Numbers

# a, margin of the product, margin of the event, all reports, expected -> value and its 95 % credibility interval
Component = Callable[[Numbers, Numbers, Numbers, Numbers, Numbers], Interval]


def shrunken(a: Numbers, product: Numbers, event: Numbers, n: Numbers, expected: Numbers) -> Interval:
    """log2((a + 1/2) / (expected + 1/2)) with the quantiles of a gamma distribution (Norén, Hopstadius, Bate 2013).

    The ratio's posterior is gamma with shape a + 1/2 and rate expected + 1/2. Only a and expected are used, so that
    strata count.
    """
    value = np.log2((a + 0.5) / (expected + 0.5))
    low, high = (np.log2(gammaincinv(a + 0.5, level) / (expected + 0.5)) for level in (0.025, 0.975))
    return value, low, high


def bcpnn(a: Numbers, product: Numbers, event: Numbers, n: Numbers, expected: Numbers) -> Interval:
    """Bayesian confidence propagation neural network (Bate et al. 1998; exact moments by Gould 2003).

    Beta priors Be(1, 1) for both margins and Be(1, g) for the pair, with g such that the component of an empty table
    is 0; mean and variance of the posterior are exact, the interval is normal. expected is not used: no strata.
    """
    p1, p2 = 1 + product, 1 + n - product
    q1, q2 = 1 + event, 1 + n - event
    r1 = 1 + a
    r2 = n - a - 1 + (2 + n) ** 2 / (p1 * q1)
    value = psi(r1) - psi(r1 + r2) - (psi(p1) - psi(p1 + p2) + psi(q1) - psi(q1 + q2))
    spread = _trigamma(r1) - _trigamma(r1 + r2)
    spread += _trigamma(p1) - _trigamma(p1 + p2) + _trigamma(q1) - _trigamma(q1 + q2)
    bits, error = value / np.log(2), np.sqrt(spread) / np.log(2)
    return bits, bits - Z95 * error, bits + Z95 * error


def _trigamma(x: Numbers) -> Numbers:
    found: Numbers = polygamma(1, x)
    return found


COMPONENTS: dict[str, Component] = {"shrunken": shrunken, "bcpnn": bcpnn}
