"""Judging days and shares of instruments: when the next verification is due, how sure a pass rate is."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from math import sqrt

from scipy.stats import beta

# Two-sided 95 %: the normal quantile that Wilson's interval takes.
_Z95 = 1.959963984540054


def due_after(on: date, months: int) -> date:
    """The same day so many months later; the last day of the month where it has no such day."""
    year, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + year, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Share:
    """k of n, with its 95 % intervals: Wilson's (score) and Clopper and Pearson's (exact). None where n is 0."""

    k: int
    n: int
    share: float | None
    wilson: tuple[float, float] | None
    exact: tuple[float, float] | None


def share(k: int, n: int) -> Share:
    """k of n with its intervals (Wilson 1927; Clopper and Pearson 1934). Raises ValueError where k is not in 0..n."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
    if n == 0:
        return Share(0, 0, None, None, None)
    p, z2 = k / n, _Z95 * _Z95
    middle, scale = p + z2 / (2 * n), 1 + z2 / n
    half = _Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
    high = float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0
    return Share(k, n, p, (max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)), (low, high))
