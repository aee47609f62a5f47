"""What another policy would have caught, from the log of this one: inverse probability and doubly robust estimates.

A policy is the chance with which it would look at each line (0 or 1 where it leaves nothing to chance). Horvitz and
Thompson (1952); Swaminathan and Joachims (2015) for the self-normalised; Dudík, Langford and Li (2011) for the doubly
robust estimate.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guomen.kernel.terms import Text
from guomen.kernel.terms.intervals import add_limits
from guomen.targeting.estimates.rules.totals import Sample, weighted_limits
from guomen.targeting.estimates.terms import Estimate, Numbers, no_labels, too_thin

_CERTAIN = 1.0 - 1e-9


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on the log is too thin to answer; policy targeting.estimate.* sets them.

    effective: least effective number of answered looks; share: the greatest part that one of them may decide;
    unsupported: the greatest part of the asked policy's looks that this policy would never have made.
    """

    effective: float
    share: float
    unsupported: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far the log can answer. looks: lines that the asked policy looks at; seen: answered looks of the log that
    speak for it; effective, share, unsupported: as in Limits.
    """

    looks: float
    seen: int
    effective: float
    share: float
    unsupported: float


@dataclass(frozen=True, slots=True)
class OffPolicy:
    """How many nonconforming lines the asked policy would have found, by three estimators."""

    overlap: Overlap
    ips: Estimate
    normalised: Estimate
    doubly_robust: Estimate | None


def off_policy(
    sample: Sample, target: Numbers, limits: Limits, *, days: int, expected: Numbers | None = None
) -> OffPolicy:
    """The asked policy's detections over the log's lines.

    target: its chance to look at each line. expected: each line's chance of being nonconforming, told by a model that
    did not learn from these lines; without it there is no doubly robust estimate. days: how long the log ran, to say
    how much longer it would have to. Raises NotAnswerable where the overlap is too thin.
    """
    chance = answered_chance(sample)
    overlap = overlap_of(sample, target, chance)
    refuse_thin(overlap, limits, days)
    sure = chance >= _CERTAIN
    known = sample.known & (target > 0)
    counted = float(target[known & sure] @ sample.label[known & sure])
    drawn = _Drawn(sample, target, chance, known & ~sure, counted, overlap)
    size = float(target[~sure].sum())
    even = drawn.weights * (size / drawn.weights.sum()) if len(drawn.weights) else drawn.weights
    rate = float(even @ drawn.label) / size if size else 0.0
    nothing = np.zeros(len(drawn.label))
    robust = None
    if expected is not None:
        told = float(target[~sure] @ expected[~sure])
        robust = drawn.estimate(drawn.weights, expected[drawn.mask], told, "doubly robust")
    return OffPolicy(
        overlap,
        drawn.estimate(drawn.weights, nothing, 0.0, "inverse probability"),
        drawn.estimate(even, nothing + rate, rate * size, "self-normalised"),
        robust,
    )


def answered_chance(sample: Sample) -> Numbers:
    """The chance to be picked and to have an answer by now, in each of the two strata: certain and left to chance."""
    chance = sample.probability.copy()
    for stratum in (sample.chance, ~sample.chance):
        picked = int((sample.picked & stratum).sum())
        if picked:
            chance[stratum] *= (sample.known & stratum).sum() / picked
    return chance


class _Drawn:
    """The part of an off-policy estimate that rests on a draw, and what is counted beside it."""

    def __init__(
        self, sample: Sample, target: Numbers, chance: Numbers, mask: NDArray[np.bool_], counted: float,
        overlap: Overlap,
    ) -> None:  # fmt: skip
        self.mask, self.counted, self.overlap = mask, counted, overlap
        self.label, self.chance, self.cluster = sample.label[mask], chance[mask], sample.cluster[mask]
        self.weights = target[mask] / self.chance
        self.certain = ~sample.chance[mask]
        self.pending = int((sample.pending & (target > 0)).sum())

    def estimate(self, weights: Numbers, expected: Numbers, told: float, method: str) -> Estimate:
        """counted + told + Σ w (y − expected). Raises NotAnswerable without a single answered look."""
        value = self.counted + told + float(weights @ (self.label - expected))
        sides = [self._sides(weights, expected, stratum) for stratum in (self.certain, ~self.certain)]
        _, low, high = add_limits([(0.0, -down, up) for down, up in sides])
        return Estimate(
            max(value, 0.0), max(value + low, 0.0), max(value + high, 0.0), self.overlap.seen, self.overlap.effective,
            method, int(self.label.sum() + self.counted), self.pending,
        )  # fmt: skip

    def _sides(self, weights: Numbers, expected: Numbers, part: NDArray[np.bool_]) -> tuple[float, float]:
        """How far the limits lie below and above, for the certain that wait for answers or for what was drawn."""
        if not part.any():
            return 0.0, 0.0
        found = float(weights[part] @ self.label[part])
        low, high = weighted_limits(
            weights[part], self.label[part], expected[part], self.chance[part], self.cluster[part]
        )
        return found - low, high - found


def overlap_of(sample: Sample, target: Numbers, chance: Numbers) -> Overlap:
    """How far the log's answered looks speak for a policy."""
    looks = float(target.sum())
    seen = sample.known & (target > 0)
    if not looks or not seen.any():
        raise no_labels()
    weights = target[seen] / chance[seen]
    return Overlap(
        looks=looks,
        seen=int(seen.sum()),
        effective=float(weights.sum() ** 2 / (weights**2).sum()),
        share=float(weights.max() / weights.sum()),
        unsupported=float(target[sample.probability <= 0].sum()) / looks,
    )


def refuse_thin(overlap: Overlap, limits: Limits, days: int) -> None:
    """Raises NotAnswerable, naming what is missing and how long the draw would have to run, where too thin."""
    if overlap.unsupported > limits.unsupported:
        share = f"{overlap.unsupported:.1%}"
        raise too_thin(
            Text(
                f"该方案要查的货物中有{share}在现行政策下绝不会被查，记录无法回答。",
                f"{share} of what this policy would look at is never looked at today: the log cannot say.",
            ),
            Text(
                "请先为这些货物设随机抽查（政策 targeting.control_arm_rate 大于零），再行比较。",
                "Let the random arm reach these goods first (policy targeting.control_arm_rate above zero), then ask.",
            ),
        )
    needed = max(limits.effective / overlap.effective, overlap.share / limits.share)
    if needed > 1.0:
        more = math.ceil(days * (needed - 1.0))
        raise too_thin(
            Text(
                f"可用的检验结果太少：有效样本量{overlap.effective:.0f}（至少{limits.effective:.0f}），"
                f"单个结果最大占比{overlap.share:.0%}（至多{limits.share:.0%}）。",
                f"Too few answered looks speak for this policy: effective sample {overlap.effective:.0f}"
                f" (at least {limits.effective:.0f}), one of them decides {overlap.share:.0%}"
                f" (at most {limits.share:.0%}).",
            ),
            Text(
                f"按现行随机抽查比例约须再运行{more}天；比例提高几倍，时间即缩短几倍。",
                f"At today's random rate it takes about {more} more days; at twice the rate half as long.",
            ),
        )
