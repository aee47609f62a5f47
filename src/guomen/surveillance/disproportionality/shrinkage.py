"""EBGM and its quantiles: what is believed of a pair's ratio once its count is known."""

import numpy as np
from scipy.optimize.elementwise import find_root
from scipy.special import gammainc, gammaincinv, psi

from guomen.surveillance.disproportionality.mixture import log_negative_binomial
from guomen.surveillance.disproportionality.terms import Numbers, Prior


def first_share(prior: Prior, n: Numbers, expected: Numbers) -> Numbers:
    """The chance that the pair belongs to the first part of the mixture, given its count (DuMouchel 1999, eq. 7)."""
    first = np.log(prior.share) + log_negative_binomial(n, expected, prior.alpha1, prior.beta1)
    second = np.log1p(-prior.share) + log_negative_binomial(n, expected, prior.alpha2, prior.beta2)
    mine: Numbers = np.exp(first - np.logaddexp(first, second))
    return mine


def ebgm(prior: Prior, n: Numbers, expected: Numbers) -> Numbers:
    """Empirical Bayes geometric mean of the ratio (DuMouchel 1999, eq. 10)."""
    mine = first_share(prior, n, expected)
    first = psi(prior.alpha1 + n) - np.log(prior.beta1 + expected)
    second = psi(prior.alpha2 + n) - np.log(prior.beta2 + expected)
    found: Numbers = np.exp(mine * first + (1 - mine) * second)
    return found


def quantile(prior: Prior, n: Numbers, expected: Numbers, level: float) -> Numbers:
    """The ratio below which the posterior has `level` of its weight (EB05: 0.05, EB95: 0.95).

    The quantile of a mixture lies between those of its parts, and is found there to 1e-12.
    """
    if not len(n):
        return np.empty(0)
    mine = first_share(prior, n, expected)
    shapes = prior.alpha1 + n, prior.alpha2 + n
    rates = prior.beta1 + expected, prior.beta2 + expected
    ends = [gammaincinv(shape, level) / rate for shape, rate in zip(shapes, rates, strict=True)]
    low, high = np.minimum(*ends) * (1 - 1e-9), np.maximum(*ends) * (1 + 1e-9)

    def apart(x: Numbers, p: Numbers, s1: Numbers, r1: Numbers, s2: Numbers, r2: Numbers) -> Numbers:
        found: Numbers = p * gammainc(s1, r1 * x) + (1 - p) * gammainc(s2, r2 * x) - level
        return found

    parts = mine, shapes[0], rates[0], shapes[1], rates[1]
    root: Numbers = find_root(apart, (low, high), args=parts, tolerances={"xrtol": 1e-12}).x
    return root
