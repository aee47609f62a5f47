"""The boosted part: small trees over the features, told apart for lines that are new and lines that repeat one.

A line that repeats an earlier one to the exact number is best judged by what that one was found to be; trees that
learn from such lines learn to remember and judge new ones badly. So `fresh` is grown on lines never met before
alone, and `repeat` adds to it on the others. Where no cross names a number every line is a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import lightgbm
import numpy as np

from guomen.targeting.model_v1.statistics import Floats

Matrix = np.ndarray[Any, np.dtype[np.float32]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
ROUNDS, LEAVES, RATE = 120, 15, 0.05
# Fewer lines of a kind than this are no ground for trees of their own.
FEWEST = 200
_FRESH, _REPEAT = "fresh.txt", "repeat.txt"


@dataclass(frozen=True, slots=True)
class Trees:
    """Grown trees. Their log-odds are those of `fresh`, and for lines met before those of `repeat` added."""

    fresh: lightgbm.Booster
    repeat: lightgbm.Booster | None = None
    threads: int = 1

    def logit(self, matrix: Matrix, met: Flags) -> Floats:
        """Log-odds of nonconformity per row."""
        found = self._raw(self.fresh, matrix)
        if self.repeat is not None and met.any():
            found[met] += self._raw(self.repeat, matrix[met])
        return found

    def contributions(self, matrix: Matrix, met: Flags) -> Floats:
        """How far each feature moved each row's log-odds (exact for trees), the level of all in the last column."""
        found = self._shares(self.fresh, matrix)
        if self.repeat is not None and met.any():
            found[met] += self._shares(self.repeat, matrix[met])
        return found

    def gain(self) -> Floats:
        """How much each feature lowered the loss, over all splits."""
        total = np.asarray(self.fresh.feature_importance("gain"), dtype=np.float64)
        if self.repeat is not None:
            total = total + np.asarray(self.repeat.feature_importance("gain"), dtype=np.float64)
        return total

    def files(self) -> dict[str, bytes]:
        """The trees as LightGBM writes them, in text."""
        both = {_FRESH: self.fresh, _REPEAT: self.repeat}
        return {name: one.model_to_string().encode() for name, one in both.items() if one is not None}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes], *, threads: int = 1) -> "Trees":
        """The trees that files() wrote."""
        repeat = lightgbm.Booster(model_str=files[_REPEAT].decode()) if _REPEAT in files else None
        return cls(lightgbm.Booster(model_str=files[_FRESH].decode()), repeat, threads)

    def _raw(self, booster: lightgbm.Booster, matrix: Matrix) -> Floats:
        return cast(Floats, booster.predict(matrix, raw_score=True, num_threads=self.threads))

    def _shares(self, booster: lightgbm.Booster, matrix: Matrix) -> Floats:
        return cast(Floats, booster.predict(matrix, pred_contrib=True, num_threads=self.threads))


def grow(
    matrix: Matrix, label: Floats, weight: Floats, met: Flags, *, seed: int, threads: int = 1, names: list[str]
) -> Trees:
    """Grow trees on labelled rows. The same rows, seed and version of LightGBM give the same trees to the byte."""
    new = ~met
    if _enough(label, new) and _enough(label, met):
        fresh = _boosted(matrix[new], label[new], weight[new], None, seed, threads, names)
        offset = cast(Floats, fresh.predict(matrix[met], raw_score=True, num_threads=threads))
        return Trees(fresh, _boosted(matrix[met], label[met], weight[met], offset, seed, threads, names), threads)
    return Trees(_boosted(matrix, label, weight, None, seed, threads, names), None, threads)


def _enough(label: Floats, rows: Flags) -> bool:
    some = label[rows]
    return len(some) >= FEWEST and 0 < some.sum() < len(some)


def _boosted(
    matrix: Matrix, label: Floats, weight: Floats, offset: Floats | None, seed: int, threads: int, names: list[str]
) -> lightgbm.Booster:
    settings = {
        "objective": "binary",
        "num_leaves": LEAVES,
        "learning_rate": RATE,
        "min_data_in_leaf": 50 if len(label) >= 5000 else 20,
        "lambda_l2": 5.0,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "max_bin": 127,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": threads,
        "verbose": -1,
    }
    data = lightgbm.Dataset(matrix, label, weight=weight, init_score=offset, feature_name=names, free_raw_data=True)
    return lightgbm.train(settings, data, ROUNDS)
