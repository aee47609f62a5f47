"""A mean for every period from the periods before the first that is judged: log-linear in season and trend."""

from dataclasses import dataclass

import numpy as np
from scipy.special import polygamma, psi

from guomen.surveillance.detection.glm import Row
from guomen.surveillance.detection.terms import Counts

_MOST_STEPS = 50
_MOST_TURNS = 25
_STILL = 1e-10
# A negative binomial whose 1/alpha is beyond this is a Poisson law.
_POISSON = 1e6


@dataclass(frozen=True, slots=True)
class Season:
    """Which curve: harmonics of a year of `freq` periods, with a trend or not."""

    freq: int
    harmonics: int
    trend: bool = False

    def rows(self, first: int, last: int) -> Counts:
        """The curve's rows for periods first … last - 1, times scaled to a year."""
        t = np.arange(first, last) + 1.0
        angle = 2.0 * np.pi * t / self.freq
        waves = [wave(j * angle) for j in range(1, self.harmonics + 1) for wave in (np.cos, np.sin)]
        return np.column_stack([np.ones_like(t), *([t / self.freq] if self.trend else []), *waves])


def seasonal_mean(counts: Counts, season: Season, last: int, alpha: Row | None) -> Counts:
    """Means of the periods after those of `counts` up to `last`. alpha: dispersion of each series, None = Poisson."""
    rows, n = season.rows(0, last), len(counts)
    mean = _mean(_coefficients(rows[:n], counts, np.zeros(counts.shape[1]) if alpha is None else alpha), rows[n:])
    mean[:, np.isnan(counts).all(axis=0)] = np.nan
    return mean


def _mean(coefficients: Counts, rows: Counts) -> Counts:
    return np.exp(_clipped(rows @ coefficients))


def _clipped(eta: Counts) -> Counts:
    found: Counts = np.clip(eta, -690.0, 690.0)
    return found


def _coefficients(rows: Counts, counts: Counts, alpha: Row) -> Counts:
    """Weighted least squares of the negative binomial with a log link, repeated until nothing moves."""
    known = (~np.isnan(counts)).astype(float)
    counts = np.nan_to_num(counts)
    mean: Counts = counts + 0.1
    found: Counts = np.zeros((rows.shape[1], counts.shape[1]))
    eta: Counts = np.log(mean)
    squares = (rows[:, :, None] * rows[:, None, :]).reshape(len(rows), -1).T
    for _ in range(_MOST_STEPS):
        weights = known * mean / (1.0 + alpha * mean)
        right = rows.T @ (weights * (eta + (counts - mean) / mean))
        left = (squares @ weights).T.reshape(-1, rows.shape[1], rows.shape[1])
        left += 1e-13 * np.trace(left, axis1=1, axis2=2)[:, None, None] * np.eye(rows.shape[1]) + 1e-300
        new = np.asarray(np.linalg.solve(left, right.T[:, :, None]), dtype=np.float64)[:, :, 0].T
        still = np.abs(new - found).max() < _STILL
        found = new
        eta = _clipped(rows @ found)
        mean = np.exp(eta)
        if still:
            break
    return found


def dispersion(counts: Counts, season: Season) -> Row:
    """alpha of each series by maximum likelihood, in turn with the mean; 0 where the counts are no wider than Poisson.

    Venables and Ripley (2002), Modern Applied Statistics with S, sec. 7.4.
    """
    rows = season.rows(0, len(counts))
    alpha, live = np.zeros(counts.shape[1]), np.arange(counts.shape[1])
    for _ in range(_MOST_TURNS):
        some = counts[:, live]
        new = _likeliest(some, _mean(_coefficients(rows, some, alpha[live]), rows))
        still = np.abs(new - alpha[live]) <= 1e-8 * np.maximum(new, 1e-6)
        alpha[live] = new
        live = live[~still]
        if not len(live):
            break
    return alpha


def _likeliest(counts: Counts, mean: Counts) -> Row:
    """1/size that makes these counts likeliest, given the means: Newton's steps on the score of size."""
    known = (~np.isnan(counts)).astype(float)
    counts = np.nan_to_num(counts)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        spread = np.clip(np.nan_to_num((known * (counts / mean - 1.0) ** 2).sum(axis=0)), 1e-12, 1e12)
        size = np.maximum(known.sum(axis=0), 1.0) / spread
        live = np.arange(len(size))
        for _ in range(_MOST_TURNS):
            here = size[live]
            step = np.nan_to_num(_step(here, counts[:, live], mean[:, live], known[:, live]))
            size[live] = np.clip(here + np.clip(step, -here / 2, here), 1e-6, _POISSON)
            live = live[(np.abs(step) > 1e-9 * here) & (size[live] < _POISSON)]
            if not len(live):
                break
    return np.where(size < _POISSON, 1.0 / size, 0.0)


def _step(size: Row, counts: Counts, mean: Counts, known: Counts) -> Row:
    score = psi(size + counts) - psi(size) + np.log(size) + 1.0 - np.log(size + mean)
    score = (known * (score - (counts + size) / (mean + size))).sum(axis=0)
    curve = polygamma(1, size) - polygamma(1, size + counts) - 1.0 / size + 2.0 / (mean + size)
    curve = (known * (curve - (counts + size) / (mean + size) ** 2)).sum(axis=0)
    return np.where(curve > 0, score / curve, size)
