"""Thousands of small log-linear models at once: Poisson regression on levels and a trend, one per column of counts.

Iteratively reweighted least squares (McCullagh and Nelder 1989, sec. 2.5) from mean = count + 0.1 until the deviance
changes by less than 1e-8 of itself, as R's glm does it. The normal equations of levels and one trend have the shape of
an arrow, so that a step is three sums per level and a division; a column that has settled takes no further part.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from guomen.surveillance.detection.terms import Counts, Flags

Row = NDArray[np.float64]
_SETTLED = 1e-8
_MOST_STEPS = 25
_LARGEST = 690.0


class Design:
    """Rows of a model: each has a level, and its time where there is a trend."""

    def __init__(self, levels: NDArray[np.intp], time: Row | None = None) -> None:
        n, self.levels = len(levels), int(levels.max()) + 1
        self.member = np.zeros((n, self.levels))
        self.member[np.arange(n), levels] = 1.0
        self.level = levels
        self.trend = time is not None
        if time is not None:
            self.centre, self.scale = float(time.mean()), float(np.ptp(time)) or 1.0
            self.time: Row = (time - self.centre) / self.scale
            timed = self.member * self.time[:, None]
            self.rows = np.ascontiguousarray(np.hstack([self.member, self.time[:, None]]))
            self._sums = np.ascontiguousarray(np.hstack([self.member, timed, (self.time**2)[:, None]]).T)
        else:
            self.rows = self.member
            self._sums = np.ascontiguousarray(self.member.T)

    def arrow(self, weights: Counts) -> "Arrow":
        """The normal equations under these weights."""
        sums, k = self._sums @ weights, self.levels
        if not self.trend:
            return Arrow(sums, None, None)
        return Arrow(sums[:k], sums[k : 2 * k], sums[2 * k])

    def at(self, time: float) -> float:
        """A time in the unit of the design."""
        return (time - self.centre) / self.scale


@dataclass(frozen=True, slots=True)
class Arrow:
    """Normal equations: weight of each level (levels, series), weight times time, weight times time squared."""

    weight: Counts
    timed: Counts | None
    squared: Row | None

    @property
    def variance(self) -> Counts:
        """1 / weight of each level; 0 for a level without weight."""
        with np.errstate(divide="ignore"):
            return np.where(self.weight > 0, 1.0 / self.weight, 0.0)

    @property
    def middle(self) -> Counts:
        """Mean time of each level under the weights."""
        assert self.timed is not None
        found: Counts = self.timed * self.variance
        return found

    @property
    def slope_variance(self) -> Row:
        """Variance of the trend, over the dispersion; infinite where all rows of a level have one time."""
        assert self.timed is not None
        assert self.squared is not None
        left = self.squared - (self.timed * self.middle).sum(axis=0)
        with np.errstate(divide="ignore"):
            return np.where(left > 1e-12 * self.squared, 1.0 / left, np.inf)

    def solved(self, right: Counts) -> Counts:
        """The coefficients of these right sides: one a level, then the trend."""
        if self.timed is None:
            found: Counts = right * self.variance
            return found
        k = len(self.weight)
        slope = (right[k] - (self.middle * right[:k]).sum(axis=0)) * np.nan_to_num(self.slope_variance, posinf=0.0)
        return np.vstack([(right[:k] - self.timed * slope) * self.variance, slope])

    def spread(self, level: int, time: float) -> Row:
        """Variance of the linear predictor at a level and a time, over the dispersion; NaN for a level without rows."""
        found: Row = np.where(self.weight[level] > 0, self.variance[level], np.nan)
        if self.timed is not None:
            found = found + (time - self.middle[level]) ** 2 * self.slope_variance
        return found


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts (0 where not known) and what each fit needs of them: log(count + 0.1), count × log(count), count^(2/3)."""

    counts: Counts
    log: Counts
    entropy: Counts
    power: Counts

    @classmethod
    def of(cls, counts: Counts) -> "Counted":
        """Reckoned once for all fits on these counts."""
        return cls(counts, np.log(counts + 0.1), xlogy(counts, counts), np.cbrt(counts) ** 2)

    def __getitem__(self, part: Any) -> "Counted":
        """Some rows, or rows and columns."""
        return Counted(self.counts[part], self.log[part], self.entropy[part], self.power[part])


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted: coefficients (levels, then the trend; series), means, working weights of the last step."""

    design: Design
    coefficients: Counts
    mean: Counts
    weights: Counts
    arrow: Arrow
    freedom: Row
    settled: Flags

    def leverage(self) -> Counts:
        """How far each row draws its own mean: the diagonal of the hat matrix."""
        level = self.design.level
        spread = self.arrow.variance[level]
        if self.design.trend:
            away = self.design.time[:, None] - self.arrow.middle[level]
            spread = spread + away**2 * self.arrow.slope_variance
        found: Counts = self.weights * spread
        return found

    def dispersion(self, counts: Counts, weights: Counts | None = None) -> Row:
        """Sum of squared working residuals under the working (or other) weights, over the degrees of freedom."""
        weights = self.weights if weights is None else weights
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            left: Row = np.where(weights > 0, weights * ((counts - self.mean) / self.mean) ** 2, 0.0).sum(axis=0)
            return np.where(self.freedom > 0, left / self.freedom, np.nan)


def fit(design: Design, counted: Counted, prior: Counts, offset: Counts | None = None) -> Fit:
    """Fit the design to every column. prior: 0 where a row is not known. offset: added to the predictor."""
    series = prior.shape[1]
    steps = _Steps(design, counted, prior, np.zeros((1, series)) if offset is None else offset)
    coefficients, before = np.zeros((design.rows.shape[1], series)), np.empty_like(prior)
    settled, live = np.zeros(series, dtype=bool), np.arange(series)
    for left in reversed(range(_MOST_STEPS)):
        last = steps.mean
        done = steps.step()
        told = done if left else np.ones_like(done)
        if told.all():
            coefficients[:, live], before[:, live], settled[live] = steps.coefficients, last, done
            break
        fresh = live[told]
        coefficients[:, fresh], before[:, fresh], settled[fresh] = steps.coefficients[:, told], last[:, told], True
        if told.any():
            live = live[~told]
            steps.keep(~told)
    return _fitted(design, coefficients, prior, before, settled, offset)


def _fitted(
    design: Design, coefficients: Counts, prior: Counts, before: Counts, settled: Flags, offset: Counts | None
) -> Fit:
    shift = 0.0 if offset is None else offset
    mean = np.exp(np.minimum(design.rows @ coefficients + shift, _LARGEST))
    weights = prior * before
    arrow = design.arrow(weights)
    rank = (arrow.weight > 0).sum(axis=0) + (np.isfinite(arrow.slope_variance) if design.trend else 0)
    freedom = (prior > 0).sum(axis=0) - rank
    return Fit(design, coefficients, mean, weights, arrow, freedom.astype(float), settled)


class _Steps:
    """The columns that have not settled, between two steps."""

    def __init__(self, design: Design, counted: Counted, prior: Counts, offset: Counts) -> None:
        self.design, self.prior, self.offset = design, prior, offset
        weighted, eta = prior * counted.counts, counted.log
        self.right = design.rows.T @ weighted
        self.mean = counted.counts + 0.1
        weights = prior * self.mean
        constant = (prior * counted.entropy).sum(axis=0) - weighted.sum(axis=0)
        self.deviance = 2.0 * (constant - (weighted * eta).sum(axis=0) + weights.sum(axis=0))
        self.constant = constant - (weighted * offset).sum(axis=0)
        self.coefficients = np.zeros_like(self.right)
        side = design.rows.T @ (weights * (eta - offset) + weighted - weights)
        self.next = design.arrow(weights).solved(side)

    def step(self) -> Flags:
        """Take a step; which columns it settled."""
        self.coefficients = self.next
        eta = self.design.rows @ self.coefficients
        eta += self.offset
        np.minimum(eta, _LARGEST, out=eta)
        self.mean = np.exp(eta, out=eta)
        arrow = self.design.arrow(self.prior * self.mean)
        fitted = (self.coefficients * self.right).sum(axis=0)
        deviance = 2.0 * (self.constant - fitted + arrow.weight.sum(axis=0))
        done: Flags = np.abs(deviance - self.deviance) < _SETTLED * (np.abs(deviance) + 0.1)
        self.deviance = deviance
        self.next = arrow.solved(self._side(arrow))
        return done

    def _side(self, arrow: Arrow) -> Counts:
        """The right side of the normal equations: X'W(Xb + (y - m) / m) = X'WXb + X'(y - m)."""
        if arrow.timed is None or arrow.squared is None:
            return arrow.weight * self.coefficients + self.right - arrow.weight
        levels, slope = self.coefficients[:-1], self.coefficients[-1]
        side = arrow.weight * levels + arrow.timed * slope + self.right[:-1] - arrow.weight
        timed = (arrow.timed * levels).sum(axis=0) + arrow.squared * slope
        return np.vstack([side, timed + self.right[-1] - arrow.timed.sum(axis=0)])

    def keep(self, kept: Flags) -> None:
        """Go on with these columns only."""
        self.prior, self.offset, self.mean = self.prior[:, kept], self.offset[:, kept], self.mean[:, kept]
        self.right, self.next = self.right[:, kept], self.next[:, kept]
        self.deviance, self.constant = self.deviance[kept], self.constant[kept]
