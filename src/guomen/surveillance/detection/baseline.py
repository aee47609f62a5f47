"""What the past of many series foretells: a log-linear mean of level, trend, season and the last year, fitted robustly.

All series of one week share the columns, so that one pass of weighted least squares is a few matrix products over all
of them. Counts far beyond their mean (earlier outbreaks, slips of the pen) are weighed down as Farrington et al. (1996)
and Noufaily et al. (2013) do it; weak priors stand in for what a short past cannot tell.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from guomen.surveillance.detection.terms import Counts

Floats = NDArray[np.float64]
ROUNDS = 10
# A residual beyond this many standard deviations is weighed down (Noufaily et al. 2013).
FAR = 2.58
# … and only this many times (2 phi - 1) cases further: counts of sparse series are too skewed for standard deviations.
SKEW = 2.0
# Standard deviations of the priors of the logarithm of the mean: trend a year, first harmonic, level of the last year.
TREND, SEASON, RECENT = 0.3, 0.5, 0.3
# The prior of the dispersion: so many weeks that showed so much. What n weeks show of it is in doubt, which widens the
# tail by (z² + 1) / (2 n) of the dispersion, as Student's t against the normal, here at z = 2.6.
WEEKS, DISPERSION = 10.0, 2.0
IN_DOUBT = 4.0
LEAST_MEAN, MOST = 1e-6, 30.0


@dataclass(frozen=True, slots=True)
class Foretold:
    """Of each series: means of the weeks asked (weeks, series), dispersion, variance of the logarithm of the mean."""

    mean: Counts
    phi: Floats
    doubt: Floats


@dataclass(frozen=True, slots=True)
class Past:
    """What is fitted: counts (0 where not known), exposures, what is known, the columns, the priors' precisions."""

    seen: Counts
    size: Counts
    known: NDArray[np.bool_]
    columns: Floats
    prior: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """Of each series: coefficients, dispersion, covariance of the coefficients, weeks that speak of the dispersion."""

    beta: Floats
    phi: Floats
    spread: Floats
    worth: Floats


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Periods in a year, how many harmonics the season has, and whether periods are days with a cycle of seven."""

    year: float = 52.0
    harmonics: int = 2
    daily: bool = False

    @property
    def turns(self) -> list[tuple[float, int]]:
        """Period and number of each harmonic; three harmonics of seven days are any pattern of seven days."""
        season = [(self.year, j) for j in range(1, self.harmonics + 1)]
        return season + [(7.0, j) for j in (1, 2, 3) if self.daily]


def columns(periods: Floats, now: float, rhythm: Rhythm) -> Floats:
    """Level, trend in years before `now`, harmonics, and whether the period lies in the last year."""
    waves = [turn(2 * np.pi * j * periods / length) for length, j in rhythm.turns for turn in (np.cos, np.sin)]
    recent = now - periods < rhythm.year
    return np.column_stack([np.ones_like(periods), (periods - now) / rhythm.year, *waves, recent])


def precisions(rhythm: Rhythm) -> Floats:
    """One over the variance of each column's prior; higher harmonics are smaller. The level has next to none."""
    season = [(j / SEASON) ** 2 for _, j in rhythm.turns for _ in range(2)]
    return np.array([1.0 / 9.0, 1.0 / TREND**2, *season, 1.0 / RECENT**2])


def foretell(counts: Counts, exposure: Counts, periods: Floats, asked: Floats, rhythm: Rhythm) -> Foretold:
    """Fit the past (`counts` at `periods`, NaN = not known) and foretell the periods asked, per unit of exposure."""
    known = np.isfinite(counts) & (exposure > 0)
    seen, size = np.where(known, counts, 0.0), np.where(known, exposure, 1.0)
    past = Past(seen, size, known, columns(periods, float(asked[-1]), rhythm), precisions(rhythm))
    start = np.zeros((counts.shape[1], len(past.prior)))
    start[:, 0] = _log_level(past)
    fit = _round(past, start, start, np.full(len(start), DISPERSION))
    for _ in range(ROUNDS - 1):
        fit = _round(past, start, fit.beta, fit.phi)
    ahead = columns(asked, float(asked[-1]), rhythm)
    doubt = np.einsum("i,sij,j->s", ahead[-1], fit.spread, ahead[-1])
    return Foretold(np.exp(np.clip(ahead @ fit.beta.T, -MOST, MOST)), fit.phi * (1.0 + IN_DOUBT / fit.worth), doubt)


def _log_level(past: Past) -> Floats:
    """Where the fit begins and what the level's prior leans to: the mean with half a case more, giants cut off."""
    giants = np.quantile(past.seen, 0.95, axis=0) * 2.0 + 5.0
    cases = np.minimum(past.seen, giants).sum(axis=0) + 0.5
    level: Floats = np.log(cases / np.maximum((past.size * past.known).sum(axis=0), 1e-9))
    return level


def _round(past: Past, start: Floats, beta: Floats, phi: Floats) -> Fit:
    """One step of penalised, weighted scoring, and the dispersion it leaves.

    What a week is worth beside the prior: see `_telling`.
    """
    mean = np.maximum(past.size * np.exp(np.clip(past.columns @ beta.T, -MOST, MOST)), LEAST_MEAN)
    weight = _weights(past, mean, phi)
    pull = (past.columns.T @ (weight * (past.seen - mean) / phi)).T - past.prior * (beta - start)
    spread = np.linalg.inv(_information(past.columns, weight * mean / phi) + np.diag(past.prior)).astype(np.float64)
    step = np.einsum("sij,sj->si", spread, pull)
    freedom = weight.sum(axis=0) - len(past.prior) + np.einsum("sii,i->s", spread, past.prior)
    shown = (weight * (past.seen - mean) ** 2 / mean).sum(axis=0) / np.maximum(freedom, 1.0)
    worth = (weight * _telling(mean, phi)).sum(axis=0)
    dispersion = (worth * shown + WEEKS * DISPERSION) / (worth + WEEKS)
    return Fit(beta + np.clip(step, -2.0, 2.0), np.maximum(dispersion, 1.0), spread, worth + WEEKS)


def _telling(mean: Counts, phi: Floats) -> Counts:
    """How much a week of this mean tells of the dispersion, beside one of many cases.

    The variance of the squared Pearson residual is 2 + (6 (phi - 1) + 1 / phi) / mean (the negative binomial's fourth
    moment): a few cases that come in bunches tell next to nothing of how they bunch.
    """
    told: Counts = 2.0 * mean / (2.0 * mean + 6.0 * (phi - 1.0) + 1.0 / phi)
    return told


def _weights(past: Past, mean: Counts, phi: Floats) -> Counts:
    """1, or next to one over the squared residual where a count lies too far above its mean to be there by chance.

    Of n quiet weeks n Q(r) lie beyond r by chance. Where k weeks lie far out, the share of chance in one at r is put at
    n Q(r) / k: an undisturbed series is left alone, and its dispersion is not made smaller than it is.
    """
    residual = (past.seen - mean - SKEW * (2.0 * phi - 1.0)) / np.sqrt(phi * mean)
    far = past.known & (residual > FAR)
    series, beyond = np.nonzero(far)[1], residual[far]
    share = past.known.sum(axis=0) / np.maximum(far.sum(axis=0), 1)
    chance = np.minimum(share[series] * ndtr(-beyond), 1.0)
    weight = past.known.astype(np.float64)
    weight[far] = chance + (1.0 - chance) / beyond**2
    return weight


def _information(columns: Floats, weight: Counts) -> Floats:
    """columns' W columns for every series at once: the products of the columns times the weights."""
    width = columns.shape[1]
    i, j = np.triu_indices(width)
    sums = ((columns[:, i] * columns[:, j]).T @ weight).T
    square = np.empty((weight.shape[1], width, width))
    square[:, i, j] = square[:, j, i] = sums
    return square
