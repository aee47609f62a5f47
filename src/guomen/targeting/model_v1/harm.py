"""Expected harm of a nonconformity: the mean of what was found in the goods, shrunk towards that of all goods."""

import io
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import polars as pl

from guomen.targeting.model_v1.keys import Marks
from guomen.targeting.model_v1.statistics import Events, Floats

# Goods' own mean counts against that of all as soon as this many nonconformities are known.
_STRENGTH = 5.0


@dataclass(frozen=True, slots=True)
class Harm:
    """Mean weight of a nonconformity by key of the goods (ascending), and of all."""

    mean: float
    marks: Marks
    means: Floats

    def of(self, marks: Marks) -> Floats:
        """Expected harm per row, given that it does not conform."""
        if not len(self.marks):
            return np.full(len(marks), self.mean)
        at = np.minimum(np.searchsorted(self.marks, marks), len(self.marks) - 1)
        return np.where(self.marks[at] == marks, self.means[at], self.mean)

    def written(self) -> bytes:
        """As a Parquet file; the mean of all stands under key 0."""
        out = io.BytesIO()
        table = {"mark": np.r_[np.zeros(1, dtype=np.uint64), self.marks], "mean": np.r_[self.mean, self.means]}
        pl.DataFrame(table).write_parquet(out, compression="zstd", statistics=False)
        return out.getvalue()

    @classmethod
    def read(cls, content: bytes) -> "Harm":
        """What written() wrote."""
        table = pl.read_parquet(io.BytesIO(content))
        marks, means = table["mark"].to_numpy(), table["mean"].to_numpy()
        return cls(float(means[0]), marks[1:], means[1:])


def expected_harm(marks: Marks, events: Events) -> Harm:
    """Learn from the nonconformities of a history. Where there is none the mean is 1."""
    bad = events.labelled & (events.bad > 0)
    mean = float(events.harm[bad].mean()) if bad.any() else 1.0
    levels, place = np.unique(marks[bad & (marks != 0)], return_inverse=True)
    harm: np.ndarray[Any, np.dtype[np.float64]] = events.harm[bad & (marks != 0)]
    total, count = np.bincount(place, harm, len(levels)), np.bincount(place, minlength=len(levels))
    return Harm(mean, levels, cast(Floats, (total + _STRENGTH * mean) / (count + _STRENGTH)))
