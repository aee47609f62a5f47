"""What a scan finds, and when it is refused."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guomen.kernel.terms import Refusal

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Region:
    """A window that stands out.

    places: their numbers, the centre first and then by distance; radius: distance of the farthest (kilometres by great
    circle, else in the unit of the coordinates; NaN where windows were given). start, end: first and last period,
    counted from 0 (both 0 without time). population: within the window (NaN where none was given; in time, summed).
    expected: cases if nothing were odd; ratio: cases / expected; llr: logarithm of the likelihood ratio; p: share of
    random repetitions in which any window did as well, with the observed one among them; None without repetitions.
    """

    places: tuple[int, ...]
    start: int
    end: int
    cases: float
    expected: float
    ratio: float
    llr: float
    p: float | None
    radius: float = float("nan")
    population: float = float("nan")


@dataclass(frozen=True, slots=True)
class Scan:
    """Regions that do not overlap, the most likely first.

    windows: how many were weighed; replicates, seed: of the random repetitions; highest: the best score of each.
    """

    clusters: tuple[Region, ...]
    model: str
    windows: int
    replicates: int
    seed: int
    highest: tuple[float, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """JSON has no NaN: what is not there is null."""
        regions = [{name: _number(getattr(one, name)) for name in one.__slots__} for one in self.clusters]
        return {"model": self.model, "windows": self.windows, "replicates": self.replicates, "seed": self.seed,
                "clusters": regions}  # fmt: skip


def _number(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value


class NotScannable(Refusal):
    """The cases cannot be scanned as asked: what is wrong, and what to do."""
