"""What the past of many series foretells: a log-linear mean of level, trend, season and the last year, fitted robustly.

All series of one week share the columns, so that one pass of weighted least squares is a few matrix products over all
of them. Counts far beyond their mean (earlier outbreaks, slips of the pen) are weighed down as Farrington et al. (1996)
and Noufaily et al. (2013) do it; weak priors stand in for what a short past cannot tell.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guomen.surveillance.detection.terms import Counts

Floats = NDArray[np.float64]
ROUNDS = 12
# A residual beyond this many standard deviations is weighed down (Noufaily et al. 2013).
FAR = 2.58
# … and only this many times (2 phi - 1) cases further: counts of sparse series are too skewed for standard deviations.
SKEW = 2.0
# Standard deviations of the priors of the logarithm of the mean: trend a year, first harmonic, level of the last year.
TREND, SEASON, RECENT = 0.3, 0.5, 0.3
# The prior of the dispersion: so many weeks that showed so much.
WEEKS, DISPERSION = 5.0, 1.5
LEAST_MEAN, MOST = 1e-6, 30.0


@dataclass(frozen=True, slots=True)
class Foretold:
    """Of each series: means of the weeks asked (weeks, series), dispersion, variance of the logarithm of the mean."""

    mean: Counts
    phi: Floats
    doubt: Floats


def columns(weeks: Floats, now: float, period: float, harmonics: int) -> Floats:
    """Level, trend in years before `now`, harmonics, and whether the week is one of the last year."""
    years = weeks / period
    season = [turn(2 * np.pi * j * years) for j in range(1, harmonics + 1) for turn in (np.cos, np.sin)]
    return np.column_stack([np.ones_like(years), years - now / period, *season, now - weeks < period])


def precisions(harmonics: int) -> Floats:
    """One over the variance of each column's prior; higher harmonics are smaller. The level has next to none."""
    season = [(j / SEASON) ** 2 for j in range(1, harmonics + 1) for _ in range(2)]
    return np.array([1.0 / 9.0, 1.0 / TREND**2, *season, 1.0 / RECENT**2])


def foretell(
    counts: Counts, exposure: Counts, weeks: Floats, asked: Floats, *, period: float, harmonics: int
) -> Foretold:
    """Fit the past (`counts` at `weeks`, NaN = not known) and foretell the weeks asked, per unit of exposure."""
    past = columns(weeks, float(asked[-1]), period, harmonics)
    known = np.isfinite(counts) & (exposure > 0)
    seen, size = np.where(known, counts, 0.0), np.where(known, exposure, 1.0)
    prior = precisions(harmonics)
    start = np.zeros((counts.shape[1], past.shape[1]))
    start[:, 0] = _log_level(seen, size, known)
    beta, phi, spread = start, np.full(len(start), DISPERSION), np.zeros((*start.shape, past.shape[1]))
    for _ in range(ROUNDS):
        beta, phi, spread = _round(seen, size, known, past, prior, start, beta, phi)
    ahead = columns(asked, float(asked[-1]), period, harmonics)
    doubt = np.einsum("i,sij,j->s", ahead[-1], spread, ahead[-1])
    return Foretold(np.exp(np.clip(ahead @ beta.T, -MOST, MOST)), phi, doubt)


def _log_level(seen: Counts, size: Counts, known: NDArray[np.bool_]) -> Floats:
    """Where the fit begins and what the level's prior leans to: the mean with half a case more, giants cut off."""
    giants = np.quantile(seen, 0.95, axis=0) * 2.0 + 5.0
    cases = np.minimum(seen, giants).sum(axis=0) + 0.5
    level: Floats = np.log(cases / np.maximum((size * known).sum(axis=0), 1e-9))
    return level


def _round(
    seen: Counts, size: Counts, known: NDArray[np.bool_], past: Floats, prior: Floats, centre: Floats, beta: Floats,
    phi: Floats,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """One step of penalised, weighted scoring: coefficients, dispersion, and the covariance of the coefficients."""
    mean = np.maximum(size * np.exp(np.clip(past @ beta.T, -MOST, MOST)), LEAST_MEAN)
    weight = known * _weights(seen, mean, phi)
    pull = (past.T @ (weight * (seen - mean) / phi)).T - prior * (beta - centre)
    spread = np.asarray(np.linalg.inv(_information(past, weight * mean / phi) + np.diag(prior)), dtype=np.float64)
    step = np.einsum("sij,sj->si", spread, pull)
    freedom = weight.sum(axis=0) - past.shape[1] + np.einsum("sii,i->s", spread, prior)
    pearson: Floats = (weight * (seen - mean) ** 2 / mean).sum(axis=0)
    dispersion: Floats = (pearson + WEEKS * DISPERSION) / (np.maximum(freedom, 0.0) + WEEKS)
    return beta + np.clip(step, -2.0, 2.0), np.maximum(dispersion, 1.0), spread


def _weights(seen: Counts, mean: Counts, phi: Floats) -> Counts:
    """1, or one over the squared residual where a count lies too far above its mean."""
    residual = (seen - mean - SKEW * (2.0 * phi - 1.0)) / np.sqrt(phi * mean)
    return np.where(residual > FAR, 1.0 / np.maximum(residual, 1.0) ** 2, 1.0)


def _information(past: Floats, weight: Counts) -> Floats:
    """past' W past for every series at once: the products of the columns times the weights."""
    width = past.shape[1]
    i, j = np.triu_indices(width)
    sums = ((past[:, i] * past[:, j]).T @ weight).T
    square = np.empty((weight.shape[1], width, width))
    square[:, i, j] = square[:, j, i] = sums
    return square
