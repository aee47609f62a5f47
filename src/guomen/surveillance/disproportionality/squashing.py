"""Fewer points for the fit: pairs with the same small count and nearly the same expectation become one."""

from dataclasses import dataclass

import numpy as np

from guomen.surveillance.disproportionality.mixture import Points


@dataclass(frozen=True, slots=True)
class Squash:
    """Bins of `size` pairs with this count, by expectation; the `keep` greatest expectations stay as they are.

    Counts that fewer than `least` points have are left alone.
    """

    count: int
    size: int
    keep: int
    least: int = 500


# DuMouchel and Pregibon (2001) propose to squash counts of one; that for two as openEBGM's guide has it.
USUAL = (Squash(1, 50, 100), Squash(2, 10, 50))
# Enough to see which start leads where; not for the answer.
ROUGH = tuple(Squash(count, 50, 20, least=200) for count in range(31))


def squashed(points: Points, squash: Squash) -> Points:
    """The same points with those of one count in bins; a bin has its members' mean expectation and their weight.

    The points must have been one pair each where they are squashed (weights of 1 give bins of equal weight).
    """
    mine = np.flatnonzero(points.n == squash.count)
    if len(mine) < squash.least:
        return points
    order = mine[np.argsort(points.expected[mine], kind="stable")]
    inside = order[: max((len(order) - squash.keep) // squash.size, 0) * squash.size].reshape(-1, squash.size)
    weight = points.weight[inside].sum(axis=1)
    mean = (points.expected[inside] * points.weight[inside]).sum(axis=1) / weight
    rest = np.setdiff1d(np.arange(len(points.n)), inside.ravel(), assume_unique=True)
    return Points(
        np.append(points.n[rest], np.full(len(mean), float(squash.count))),
        np.append(points.expected[rest], mean),
        np.append(points.weight[rest], weight),
    )
