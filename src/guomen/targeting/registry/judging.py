"""How good a model was on lines that it had not learned from. Pure.

Weights are 1 / the probability, beforehand, of being looked at: what was seldom looked at stands for many.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Numbers = NDArray[np.float64]

# Shares of the lines at which models are compared, and how often the comparison is drawn again for its interval.
SHARES = (0.02, 0.05, 0.10)
DRAWS = 400
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Lines of about the same probability. low, high: 95 % interval of the share observed (Wilson 1927)."""

    n: int
    expected: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """Nonconformities observed over those expected; low, high: its 95 % interval (exact, Poisson: Garwood 1936)."""

    n: int
    observed: int
    expected: float
    value: float | None
    low: float | None
    high: float | None

    def beyond(self, factor: float) -> bool:
        """Whether the whole interval lies further from 1 than this factor, either way."""
        return self.low is not None and self.high is not None and (self.low > factor or self.high * factor < 1)


@dataclass(frozen=True, slots=True)
class Caught:
    """What a share of the lines, picked by value, would have found of 1,000 lines like these; 95 % by bootstrap."""

    share: float
    caught: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gain:
    """How many more a candidate would have found per 1,000 lines than the champion; the same lines for both."""

    share: float
    more: float
    low: float
    high: float


def share_interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; the whole range where nothing was looked at."""
    if n == 0:
        return 0.0, 1.0
    found = stats.binomtest(hits, n).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def calibration(label: Numbers, probability: Numbers, bins: int = BINS) -> tuple[Bin, ...]:
    """Expected against observed, in groups of equal size from the least to the most probable."""
    order = np.argsort(probability, kind="stable")
    found = []
    for part in np.array_split(order, min(bins, len(order)) or 1):
        if len(part):
            hits = int(label[part].sum())
            low, high = share_interval(hits, len(part))
            found.append(Bin(len(part), float(probability[part].mean()), hits / len(part), low, high))
    return tuple(found)


def observed_over_expected(label: Numbers, probability: Numbers) -> Ratio:
    """Whether as many were nonconforming as was foretold. No value where nothing was expected."""
    hits, expected = int(label.sum()), float(probability.sum())
    if expected <= 0:
        return Ratio(len(label), hits, expected, None, None, None)
    low = stats.chi2.ppf(0.025, 2 * hits) / 2 if hits else 0.0
    high = stats.chi2.ppf(0.975, 2 * hits + 2) / 2
    return Ratio(len(label), hits, expected, hits / expected, float(low / expected), float(high / expected))


def top_band(label: Numbers, value: Numbers, share: float = 0.05) -> Bin:
    """What was found among the lines of the highest value."""
    picked = np.argsort(-value, kind="stable")[: max(1, round(share * len(value)))]
    hits = int(label[picked].sum())
    low, high = share_interval(hits, len(picked))
    return Bin(len(picked), share, hits / len(picked), low, high)


def _found(label: Numbers, value: Numbers, weight: Numbers, shares: tuple[float, ...]) -> list[float]:
    """Per 1,000 lines: nonconforming among the picks, the line on the margin of the share counted in part."""
    order = np.argsort(-value, kind="stable")
    mass = weight[order]
    before = np.cumsum(mass) - mass
    total = mass.sum()
    return [
        float(1000 * (np.clip((share * total - before) / mass, 0, 1) * mass * label[order]).sum() / total)
        for share in shares
    ]


def compared(
    label: Numbers, weight: Numbers, candidate: Numbers, champion: Numbers | None, *, seed: int
) -> tuple[tuple[Caught, ...], tuple[Gain, ...]]:
    """What each share of the lines, picked by the candidate's values, would have found, and how many more than by the
    champion's. The interval draws lines again, the same for both.
    """
    chance = np.random.default_rng(seed)
    once = _found(label, candidate, weight, SHARES)
    before = _found(label, champion, weight, SHARES) if champion is not None else []
    again, gains = [], []
    for _ in range(DRAWS):
        drawn = chance.integers(0, len(label), len(label))
        one = _found(label[drawn], candidate[drawn], weight[drawn], SHARES)
        again.append(one)
        if champion is not None:
            other = _found(label[drawn], champion[drawn], weight[drawn], SHARES)
            gains.append([mine - theirs for mine, theirs in zip(one, other, strict=True)])
    caught = tuple(
        Caught(share, value, *_interval(again, place))
        for place, (share, value) in enumerate(zip(SHARES, once, strict=True))
    )
    more = tuple(
        Gain(share, once[place] - theirs, *_interval(gains, place))
        for place, (share, theirs) in enumerate(zip(SHARES, before, strict=bool(before)))
    )
    return caught, more


def _interval(draws: list[list[float]], place: int) -> tuple[float, float]:
    low, high = np.quantile([one[place] for one in draws], [0.025, 0.975])
    return float(low), float(high)


def judged(
    label: Numbers, weight: Numbers, value: Numbers, probability: Numbers, champion: Numbers | None, *, seed: int
) -> dict[str, Any]:
    """What a second person should see before signing, as JSON. champion: the values of the model in charge."""
    caught, more = compared(label, weight, value, champion, seed=seed)
    return {
        "lines": len(label),
        "nonconforming": int(label.sum()),
        "effective": float(weight.sum() ** 2 / (weight**2).sum()),
        "calibration": [asdict(one) for one in calibration(label, probability)],
        "ratio": asdict(observed_over_expected(label, probability)),
        "top": asdict(top_band(label, value)),
        "caught": [asdict(one) for one in caught],
        "more": [asdict(one) for one in more],
    }


def stability(before: Numbers, after: Numbers) -> float:
    """Population stability index of two distributions given as counts over the same cells.

    Sum of (b - a) ln(b / a) over shares, half a case added to every cell; 0 where they are alike.
    """
    one = (before + 0.5) / (before + 0.5).sum()
    other = (after + 0.5) / (after + 0.5).sum()
    return float(((other - one) * np.log(other / one)).sum())
