"""The same test on goods of two sides: what each side's values are, and how far apart they lie. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from guomen.kernel.terms import Text
from guomen.kernel.terms.intervals import add_limits

Numbers = NDArray[np.float64]
Share = tuple[float, float, float]
# Moments beyond which values are called highly skewed: Bulmer (1979), Principles of Statistics, 4.
_SKEWED = 1.0
# So many pairs are sorted; of more, the means are compared: they are normal then (central limit).
_PAIRS = 4_000_000
# So many values have their exact rank distribution worked out.
_EXACT = 100
_NUMBER = r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_BELOW = re.compile(rf"(?:ND|<LOQ)(?: \((?:LOD )?({_NUMBER})(?: ([^)]+))?\))?\Z")
_PLAIN = re.compile(
    rf"({_NUMBER}|ND|<LOQ)((?:, (?:{_NUMBER}|ND|<LOQ))*)(?: ± {_NUMBER})?(?: ([^(]+?))?(?: \(k = .+\))?\Z"
)


class GapMethod(StrEnum):
    """How a difference was made."""

    WELCH = "welch"
    RANKS = "ranks"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _METHODS[self]


_METHODS = {
    GapMethod.WELCH: Text("均值之差，Welch法", "difference of means, Welch"),
    GapMethod.RANKS: Text("位置差，Hodges–Lehmann法", "shift, Hodges and Lehmann"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample's value. below: nothing was found above `value`, the limit of detection (0 where it is not known)."""

    value: float
    unit: str = ""
    below: bool = False


@dataclass(frozen=True, slots=True)
class SideSummary:
    """One side's values: how many, of them below the limit of detection, mean, median, geometric mean (None where a
    value is 0). judged: samples with a statement on the analyte; share: of them conforming, with its interval.
    values: as they are reckoned with.
    """

    side: str
    values: tuple[float, ...]
    below: int
    mean: float | None
    median: float | None
    geometric: float | None
    judged: int
    conforming: int
    share: Share | None

    @property
    def n(self) -> int:
        """How many values."""
        return len(self.values)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far one side lies above the other, with its interval."""

    value: float
    low: float
    high: float
    method: GapMethod

    @property
    def told(self) -> bool:
        """Whether the interval leaves out 0: the sides differ."""
        return self.low > 0 or self.high < 0


def read_value(written: str) -> Reading | None:
    """A value as the laboratory writes it: "0.31 ± 0.04 mg/kg (k = 2)", "ND (LOD 0.05 mg/kg)", "12, 14, ND CFU/g" (the
    mean of its units, not detected as 0); None where it is of another form, such as the members of a sum.
    """
    if found := _BELOW.match(written.strip()):
        return Reading(float(found[1] or 0), found[2] or "", below=True)
    if not (found := _PLAIN.match(written.strip())):
        return None
    units = [found[1], *found[2].split(", ")[1:]]
    values = [0.0 if one in ("ND", "<LOQ") else float(one) for one in units]
    return Reading(float(np.mean(values)), found[3] or "", below=not any(values))


def taken(readings: Sequence[Reading]) -> list[float]:
    """The values that are reckoned with: half the limit where nothing above it was found (Hornung and Reed 1990)."""
    return [one.value / 2 if one.below else one.value for one in readings]


def summary(side: str, readings: Sequence[Reading], conforming: int, judged: int, *, confidence: float) -> SideSummary:
    """What one side's values are. The geometric mean is told of positive values only. Share: Wilson (1927)."""
    values = np.array(taken(readings))
    logs = np.log(values) if len(values) and (values > 0).all() else None
    return SideSummary(
        side=side,
        values=tuple(values.tolist()),
        below=sum(one.below for one in readings),
        mean=float(values.mean()) if len(values) else None,
        median=float(np.median(values)) if len(values) else None,
        geometric=float(np.exp(logs.mean())) if logs is not None else None,
        judged=judged,
        conforming=conforming,
        share=wilson(conforming, judged, confidence) if judged else None,
    )


def wilson(hits: int, n: int, confidence: float) -> Share:
    """A share with Wilson's interval."""
    limits = stats.binomtest(hits, n).proportion_ci(confidence, method="wilson")
    return hits / n, float(limits.low), float(limits.high)


def newcombe(one: tuple[int, int], other: tuple[int, int], confidence: float) -> Share:
    """The difference of two shares (hits, n) with its interval: method 10 of Newcombe (1998), Statistics in Medicine
    17:873.
    """
    (a, la, ua), (b, lb, ub) = (wilson(*side, confidence) for side in (one, other))
    return add_limits([(a, la, ua), (-b, -ub, -lb)])


def gap(one: Sequence[Reading], other: Sequence[Reading], *, least: int, confidence: float) -> Gap | None:
    """How far `one` lies above `other`; None where there are too few values for an interval.

    Welch's interval for the means where each side has at least `least` values, all above the limit of detection, and
    is not highly skewed; else Hodges and Lehmann's shift with the interval of Mann and Whitney's test.
    """
    a, b = np.array(taken(one)), np.array(taken(other))
    if min(len(a), len(b)) == 0:
        return None
    plain = min(len(a), len(b)) >= max(2, least) and not any(value.below for value in (*one, *other))
    if (plain and not _skewed(a) and not _skewed(b)) or len(a) * len(b) > _PAIRS:
        told = stats.ttest_ind(a, b, equal_var=False)
        limits = told.confidence_interval(confidence)
        return Gap(float(a.mean() - b.mean()), float(limits.low), float(limits.high), GapMethod.WELCH)
    return _shift(a, b, confidence)


def _skewed(values: Numbers) -> bool:
    return bool(np.ptp(values) > 0 and abs(stats.skew(values)) > _SKEWED)


def _shift(a: Numbers, b: Numbers, confidence: float) -> Gap | None:
    """Hollander and Wolfe (1999), 4.2 and 4.3. None where no interval of that confidence exists: too few values."""
    apart = np.sort(np.subtract.outer(a, b), axis=None)
    place = _place(len(a), len(b), (1 - confidence) / 2)
    if place < 1:
        return None
    low, high = float(apart[place - 1]), float(apart[-place])
    return Gap(float(np.median(apart)), low, high, GapMethod.RANKS)


def _place(m: int, n: int, tail: float) -> int:
    """Which of the ordered differences, from either end, is a limit with at most `tail` beyond it; 0 where none is."""
    if m + n > _EXACT:
        return int(m * n / 2 - stats.norm.isf(tail) * math.sqrt(m * n * (m + n + 1) / 12))
    reached, place, beyond = tail * math.comb(m + n, m), 0, 0
    for count in _rank_counts(m, n):
        beyond += count
        if beyond > reached:
            break
        place += 1
    return place


def _rank_counts(m: int, n: int) -> list[int]:
    """In how many orders of m and n values U is 0, 1, …, up to its middle: the Gaussian binomial coefficient."""
    ways = [1] + [0] * (m * n // 2)
    for size in range(1, m + 1):
        for place in range(len(ways) - 1, n + size - 1, -1):
            ways[place] -= ways[place - n - size]
        for place in range(size, len(ways)):
            ways[place] += ways[place - size]
    return ways
