"""How many nonconforming there are, from a sample drawn with known chances: exact where certain, an interval else."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guomen.kernel.terms.intervals import NORMAL, add_limits, even_share_limits, gamma_limits
from guomen.targeting.estimates.terms import Estimate, Numbers, no_labels

# Chances that differ by less are the same chance.
_SAME = 1e-9
COUNT, BETA, GAMMA = "count", "Jeffreys, finite population", "gamma, half a hit more"


@dataclass(frozen=True, slots=True)
class Sample:
    """Units, the chance with which each was picked, whether it was, and what it was found to be.

    label: 1 nonconforming, 0 conforming (or the harm found, 0 where none), not a number where unknown. cluster: units
    of one number were drawn together (the lines of a consignment that the random arm opens).
    """

    probability: Numbers
    picked: NDArray[np.bool_]
    label: Numbers
    cluster: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.probability)

    @property
    def chance(self) -> NDArray[np.bool_]:
        """Units that a draw decided over."""
        return self.probability < 1.0 - _SAME

    @property
    def known(self) -> NDArray[np.bool_]:
        """Units that were picked and have an answer."""
        return self.picked & ~np.isnan(self.label)

    @property
    def pending(self) -> NDArray[np.bool_]:
        """Units that were picked and have no answer yet."""
        return self.picked & np.isnan(self.label)

    def where(self, mask: NDArray[np.bool_]) -> "Sample":
        """The units of a mask."""
        return Sample(self.probability[mask], self.picked[mask], self.label[mask], self.cluster[mask])


def total(sample: Sample) -> Estimate:
    """How many units are nonconforming: the certain are counted, those left to chance are estimated.

    Picks without an answer are taken to be as the answered ones of their stratum; if_clean and if_foul say what they
    may change. Raises NotAnswerable where something was left to chance and nothing of it has an answer.
    """
    estimate = _total(sample)
    if not estimate.pending:
        return estimate
    clean, foul = (_total(_answered(sample, label)).value for label in (0.0, 1.0))
    return Estimate(
        estimate.value, estimate.low, estimate.high, estimate.n, estimate.effective_n, estimate.method,
        estimate.hits, estimate.pending, clean, foul,
    )  # fmt: skip


def _answered(sample: Sample, label: float) -> Sample:
    return Sample(sample.probability, sample.picked, np.where(sample.pending, label, sample.label), sample.cluster)


def _total(sample: Sample) -> Estimate:
    parts = [_certain(sample.where(~sample.chance)), drawn_total(sample.where(sample.chance))]
    value, low, high = add_limits([(part.value, part.low, part.high) for part in parts])
    told = [part for part in parts if not part.exact] or parts
    return Estimate(
        value, max(low, 0.0), high, sum(part.n for part in parts), told[-1].effective_n,
        told[-1].method, sum(part.hits for part in parts), int(sample.pending.sum()),
    )  # fmt: skip


def _certain(sample: Sample) -> Estimate:
    """Units that were sure to be picked: a count; a sample of them while some have no answer."""
    known, size = sample.known, len(sample)
    n, label = int(known.sum()), sample.label[known]
    hits, found = int((label > 0).sum()), float(label.sum())
    if n == size:
        return Estimate(found, found, found, n, float(n), COUNT, hits)
    answered = Sample(np.full(size, n / size), sample.picked, sample.label, sample.cluster)
    return drawn_total(answered)


def drawn_total(sample: Sample) -> Estimate:
    """How many of the units that were left to chance are nonconforming (Hájek: weights sum to the number of units)."""
    known, size = sample.known, len(sample)
    label = sample.label[known]
    n, hits = len(label), int((label > 0).sum())
    if size == 0:
        return Estimate(0.0, 0.0, 0.0, 0, 0.0, COUNT)
    if n == 0:
        raise no_labels()
    raw = 1.0 / sample.probability[known]
    if np.ptp(raw) <= _SAME * raw.max() and _plain(label, sample.cluster[known]):
        low, high = _even_limits(hits, n, size)
        return Estimate(size * hits / n, low, high, n, float(n), BETA, hits)
    weights = raw * size / raw.sum()
    value = float(weights @ label)
    low, high = weighted_limits(
        weights, label, np.full(n, value / size), sample.probability[known], sample.cluster[known]
    )
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    most = float(size) * max(1.0, float(label.max()))
    return Estimate(value, max(low, float(label.sum())), min(high, most), n, effective, GAMMA, hits)


def _plain(label: Numbers, cluster: NDArray[np.int64]) -> bool:
    """Each unit was drawn by itself and was found to be one of two things."""
    return bool(np.isin(label, (0.0, 1.0)).all()) and len(np.unique(cluster)) == len(cluster)


def _even_limits(hits: int, n: int, size: int) -> tuple[float, float]:
    """Jeffreys' limits of a share, drawn in as √(1 − n / size) of what is left says: all looked at leaves no doubt."""
    low, high = even_share_limits(hits, n)
    value, left = hits / n, math.sqrt(1.0 - n / size)
    ends = size * (value - left * (value - low)), size * (value + left * (high - value))
    return max(ends[0], float(hits)), min(ends[1], float(size - n + hits))


def weighted_limits(
    weights: Numbers, label: Numbers, expected: Numbers, probability: Numbers, cluster: NDArray[np.int64]
) -> tuple[float, float]:
    """Limits of Σ w y over what was drawn, where the estimate takes `expected` of each unit into account.

    The gamma interval of Σ z y, with z = w √(1 − chance) (a Poisson draw from a finite population), drawn together as
    one count a cluster. The half hit more has the contraharmonic mean Σ z² / Σ z, the mean weight there is.
    A good `expected` makes the squares of z (y − expected) less than those of z y: each side shrinks
    with their root, half a hit in both. A poor one makes them more: what is more is added to the squares of each side.
    """
    order = np.unique(cluster, return_inverse=True)[1]
    reach = weights * np.sqrt(1.0 - probability)
    if not reach.any():
        return float(weights @ label), float(weights @ label)
    hits = np.bincount(order, reach * label)
    value, variance = float(hits.sum()), float((hits**2).sum())
    unseen = float((reach**2).sum() / reach.sum())
    low, high = gamma_limits(value, variance, unseen)
    spread, half = float((np.bincount(order, reach * (label - expected)) ** 2).sum()), unseen**2 / 2.0
    shrunk = math.sqrt((min(spread, variance) + half) / (variance + half))
    more = NORMAL**2 * max(0.0, spread - variance)
    down, up = (math.hypot(shrunk * side, math.sqrt(more)) for side in (value - low, high - value))
    found = float(weights @ label)
    return found - down, found + up
