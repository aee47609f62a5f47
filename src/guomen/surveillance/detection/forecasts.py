"""What the model of the past foretells for one period, with or without its trend."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from guomen.surveillance.detection.glm import Counted, Design, Row
from guomen.surveillance.detection.reweighting import Fitted, fitted
from guomen.surveillance.detection.terms import Counts, Flags

# A dispersion below is rounding: counts that lie on the curve show no trend by it.
_EXACT = 1e-12


@dataclass(frozen=True, slots=True)
class Forecast:
    """One number a series: log mean, its standard error, phi, the trend a period (NaN = none was kept)."""

    eta: Row
    error: Row
    phi: Row
    trend: Row


@dataclass(frozen=True, slots=True)
class Past:
    """Rows of the past that count: their levels and times, counts, offsets, which are known; and of the period judged:
    its time, level and offset.
    """

    levels: NDArray[np.intp]
    times: Row
    counted: Counted
    known: Counts
    offset: Counts | None
    now: float
    level: int
    offset_now: Row | float

    def only(self, series: Flags) -> "Past":
        """The same for some series."""
        offset = None if self.offset is None else self.offset[:, series]
        now = self.offset_now[series] if isinstance(self.offset_now, np.ndarray) else self.offset_now
        return Past(
            self.levels, self.times, self.counted[:, series], self.known[:, series], offset, self.now, self.level, now
        )


@dataclass(frozen=True, slots=True)
class Record:
    """All periods of the series as models take them: a count or denominator that is not known has no weight."""

    counted: Counted
    known: Counts
    offset: Counts | None

    @classmethod
    def of(cls, counts: Counts, population: Counts | None) -> "Record":
        """population: denominators whose logarithm is an offset, or None."""
        known, offset = ~np.isnan(counts), None
        if population is not None:
            usable = np.isfinite(population) & (population > 0)
            offset = np.where(usable, np.log(np.where(usable, population, 1.0)), np.nan)
            known &= usable
        return cls(Counted.of(np.where(known, counts, 0.0)), known.astype(float), offset)

    def past(self, rows: NDArray[np.intp], levels: NDArray[np.intp], now: int, level: int) -> Past:
        """These rows, for a forecast of the period `now` at this level."""
        shift, here = None, 0.0
        if self.offset is not None:
            shift, here = np.nan_to_num(self.offset[rows]), self.offset[now]
        return Past(levels, rows.astype(float), self.counted[rows], self.known[rows], shift, now, level, here)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a model is fitted and when its trend is kept.

    reweight: residual above which a row weighs less, None = never. trend: whether one is tried. significance: it is
    kept when its p-value is below. reference: errors under the dispersion that R's farringtonFlexible takes.
    """

    reweight: float | None
    trend: bool
    significance: float
    reference: bool


def forecast(past: Past, rules: Rules) -> Forecast:
    """Fit with a trend; where it is not kept (not significant, or foretelling more than ever was), fit without."""
    plain = Design(past.levels)
    if not rules.trend or len(np.unique(past.times)) < 2:
        return _foretold(past, _fit(plain, past, rules), rules)
    sloped = _fit(Design(past.levels, past.times), past, rules)
    found = _foretold(past, sloped, rules)
    dropped = ~_kept(past, sloped, found, rules)
    if not dropped.any():
        return found
    rest = past.only(dropped)
    flat = _foretold(rest, _fit(plain, rest, rules), rules)
    for one in fields(Forecast):
        getattr(found, one.name)[dropped] = getattr(flat, one.name)
    return found


def _fit(design: Design, past: Past, rules: Rules) -> Fitted:
    return fitted(design, past.counted, past.known, past.offset, rules.reweight)


def _dispersion(found: Fitted, rules: Rules) -> Row:
    """What R takes: the working residuals under the weights of the rows instead of the working weights."""
    if rules.reference and rules.reweight is not None:
        return found.model.dispersion(found.counts, found.prior)
    return found.model.dispersion(found.counts) if rules.reference else found.phi


def _foretold(past: Past, found: Fitted, rules: Rules) -> Forecast:
    model, design = found.model, found.model.design
    time = design.at(past.now) if design.trend else 0.0
    eta = model.coefficients[past.level] + past.offset_now
    trend = np.full_like(eta, np.nan)
    if design.trend:
        eta = eta + model.coefficients[-1] * time
        trend = model.coefficients[-1] / design.scale
    with np.errstate(invalid="ignore"):
        error = np.sqrt(_dispersion(found, rules) * model.arrow.spread(past.level, time))
    eta = np.where(np.isnan(error), np.nan, eta)
    return Forecast(eta, error, found.phi, trend)


def _kept(past: Past, found: Fitted, forecast: Forecast, rules: Rules) -> Flags:
    """A trend is kept when it is significant and foretells no more than the largest count of the past."""
    model = found.model
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        dispersion = _dispersion(found, rules) if rules.reference else model.dispersion(found.counts)
        ratio = model.coefficients[-1] / np.sqrt(np.maximum(dispersion, _EXACT) * model.arrow.slope_variance)
        significant = 2 * student.sf(np.abs(ratio), model.freedom) < rules.significance
        inside = np.exp(forecast.eta) <= past.counted.counts.max(axis=0)
    kept: Flags = significant & inside & model.settled
    return kept
