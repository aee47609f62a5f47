"""The mixture of two gamma distributions behind EBGM, fitted to all pairs at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, gammaln, logit, psi, xlogy

from guomen.surveillance.disproportionality.terms import Numbers, Prior

# What DuMouchel (1999) and others begin with; the best end of all is taken.
STARTS = (
    Prior(0.2, 0.1, 2.0, 4.0, 1 / 3),
    Prior(2.0, 1.0, 2.0, 1.0, 0.2),
    Prior(0.2, 0.06, 1.4, 1.8, 0.1),
    Prior(1.0, 1.0, 5.0, 5.0, 0.1),
    Prior(3.0, 0.4, 2.0, 2.0, 0.07),
)
_BOUNDS = [(np.log(1e-5), np.log(1e5))] * 4 + [(float(logit(1e-8)), float(logit(1 - 1e-8)))]


@dataclass(frozen=True, slots=True)
class Points:
    """Counts with what was expected of them; weight: how many pairs a point stands for."""

    n: Numbers
    expected: Numbers
    weight: Numbers


def same_together(n: Numbers, expected: Numbers) -> Points:
    """Pairs with the same count and expectation as one point: nothing is lost."""
    points, weight = np.unique(np.column_stack([n, expected]), axis=0, return_counts=True)
    return Points(points[:, 0], points[:, 1], weight.astype(float))


def log_negative_binomial(n: Numbers, expected: Numbers, alpha: float, beta: float) -> Numbers:
    """Logarithm of the chance of a count whose Poisson ratio is gamma(alpha, beta) (DuMouchel 1999, eq. 5)."""
    heads = gammaln(alpha + n) - gammaln(alpha) - gammaln(n + 1)
    found: Numbers = heads - alpha * np.log1p(expected / beta) + xlogy(n, expected / (beta + expected))
    return found


def fit_prior(points: Points, *, least: int = 1, truncation: str = "each", rough: Points | None = None) -> Prior:
    """The prior under which the counts are most likely.

    least: the smallest count that could have been seen (0: pairs never reported are among the points). truncation:
    "each" conditions either part of the mixture on a count of at least `least`, as openEBGM does after DuMouchel and
    Pregibon (2001), and the thresholds in use go with it; "mixture" conditions the mixture as a whole, which is the
    likelihood of what was sampled and finds again the prior that counts were drawn from. rough: fewer points for
    choosing among the starts.
    """
    if not len(points.n):
        return STARTS[0]
    whole = truncation == "mixture"
    ends = [_climbed(_packed(start), points if rough is None else rough, least, whole) for start in STARTS]
    best = min(ends, key=lambda end: end[0])[1]
    if rough is not None:
        best = _climbed(best, points, least, whole)[1]
    return _greater_first(_unpacked(best))


def _climbed(theta: Numbers, points: Points, least: int, whole: bool) -> tuple[float, Numbers]:
    found = minimize(
        _loss, theta, (points, least, whole), method="L-BFGS-B", jac=True, bounds=_BOUNDS,
        options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-15, "gtol": 1e-9, "maxls": 50},
    )  # fmt: skip
    return float(found.fun), found.x


def _packed(prior: Prior) -> Numbers:
    rates = np.log([prior.alpha1, prior.beta1, prior.alpha2, prior.beta2])
    return np.append(rates, logit(prior.share))


def _unpacked(theta: Numbers) -> Prior:
    alpha1, beta1, alpha2, beta2 = np.exp(theta[:4]).tolist()
    return Prior(alpha1, beta1, alpha2, beta2, float(expit(theta[4])))


def _greater_first(prior: Prior) -> Prior:
    if prior.alpha1 / prior.beta1 >= prior.alpha2 / prior.beta2:
        return prior
    return Prior(prior.alpha2, prior.beta2, prior.alpha1, prior.beta1, 1 - prior.share)


def _loss(theta: Numbers, points: Points, least: int, whole: bool) -> tuple[float, Numbers]:
    """Mean negative log-likelihood of a point, and its slope in the logarithms of the four and the share's logit."""
    value, slope = _mixed(theta, points.n, points.expected, 0 if whole else least)
    if whole and least:
        below = [_mixed(theta, np.full_like(points.n, k), points.expected, 0) for k in range(least)]
        chance = np.sum([np.exp(one) for one, _ in below], axis=0)
        value = value - np.log1p(-chance)
        slope = slope + np.sum([np.exp(one) * slant for one, slant in below], axis=0) / (1 - chance)
    share = points.weight / points.weight.sum()
    return -float(share @ value), -(slope @ share)


def _mixed(theta: Numbers, n: Numbers, expected: Numbers, least: int) -> tuple[Numbers, Numbers]:
    """Logarithm of the mixture's chance of n, and its slope (5, points)."""
    first, first_slope = _part(theta[:2], n, expected, least)
    second, second_slope = _part(theta[2:4], n, expected, least)
    share = expit(theta[4])
    value = np.logaddexp(np.log(share) + first, np.log1p(-share) + second)
    mine = np.exp(np.log(share) + first - value)
    slope = np.vstack([mine * first_slope, (1 - mine) * second_slope, mine - share])
    return value, slope


def _part(logs: Numbers, n: Numbers, expected: Numbers, least: int) -> tuple[Numbers, Numbers]:
    """Logarithm of a part's chance of n, given that it is at least `least`, and its slope (2, points)."""
    alpha, beta = np.exp(logs).tolist()
    value, slope = log_negative_binomial(n, expected, alpha, beta), _slope(n, expected, alpha, beta)
    if not least:
        return value, slope
    counts: list[NDArray[np.float64]] = [np.full_like(n, k) for k in range(least)]
    chances = [np.exp(log_negative_binomial(k, expected, alpha, beta)) for k in counts]
    left = np.maximum(1 - np.sum(chances, axis=0), 1e-300)
    lost = np.sum([p * _slope(k, expected, alpha, beta) for p, k in zip(chances, counts, strict=True)], axis=0)
    return value - np.log(left), slope + lost / left


def _slope(n: Numbers, expected: Numbers, alpha: float, beta: float) -> Numbers:
    by_alpha = alpha * (psi(alpha + n) - psi(alpha) - np.log1p(expected / beta))
    by_beta = alpha - beta * (alpha + n) / (beta + expected)
    return np.vstack([by_alpha, by_beta])
