"""A model whose past outbreaks weigh less. Farrington et al. (1996), J R Stat Soc A 159:547, sec. 3.4-3.6."""

from dataclasses import dataclass

import numpy as np

from guomen.surveillance.detection.glm import Counted, Design, Fit, Row, fit
from guomen.surveillance.detection.terms import Counts


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model after reweighting; phi: its dispersion, at least 1; prior: the weights it was fitted with."""

    model: Fit
    counts: Counts
    prior: Counts
    phi: Row


def fitted(design: Design, counted: Counted, known: Counts, offset: Counts | None, threshold: float | None) -> Fitted:
    """Fit; where a threshold is given, weigh down rows whose residual is above it and fit again. known: 1 or 0."""
    model = fit(design, counted, known, offset)
    phi = _phi(model, counted)
    if threshold is None:
        return Fitted(model, counted.counts, known, phi)
    prior = weights(residuals(model, counted, phi), known, threshold)
    model = fit(design, counted, prior, offset)
    return Fitted(model, counted.counts, prior, _phi(model, counted))


def _phi(model: Fit, counted: Counted) -> Row:
    return np.maximum(model.dispersion(counted.counts), 1.0)


def residuals(model: Fit, counted: Counted, phi: Row) -> Counts:
    """Standardised Anscombe residuals of counts."""
    mean = model.mean
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = 1.5 * (counted.power * mean ** (-1 / 6) - np.sqrt(mean))
        found: Counts = raw / np.sqrt(phi * (1.0 - model.leverage()))
    return found


def weights(residual: Counts, known: Counts, threshold: float) -> Counts:
    """1 / residual² above the threshold and 1 below, scaled so that they sum to the number of known rows."""
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = known / np.square(np.where(residual > threshold, residual, 1.0))
        found: Counts = raw * (known.sum(axis=0) / raw.sum(axis=0))
    return np.nan_to_num(found)
