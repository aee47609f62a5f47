"""The boosted part: small trees over the features, in LightGBM, the same to the byte for the same rows and seed."""

from dataclasses import dataclass
from typing import Any, cast

import lightgbm
import numpy as np

from guomen.targeting.model_v1.statistics import Floats

Matrix = np.ndarray[Any, np.dtype[np.float32]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
ROUNDS, LEAVES, RATE = 120, 15, 0.05


@dataclass(frozen=True, slots=True)
class Trees:
    """Grown trees. threads: on how many they are asked."""

    booster: lightgbm.Booster
    threads: int = 1

    def logit(self, matrix: Matrix) -> Floats:
        """Log-odds that they give, or add, per row."""
        return cast(Floats, self.booster.predict(matrix, raw_score=True, num_threads=self.threads))

    def contributions(self, matrix: Matrix) -> Floats:
        """How far each feature moved each row's log-odds (exact for trees), the level of all in the last column."""
        return cast(Floats, self.booster.predict(matrix, pred_contrib=True, num_threads=self.threads))

    def gain(self) -> Floats:
        """How much each feature lowered the loss, over all splits."""
        return np.asarray(self.booster.feature_importance("gain"), dtype=np.float64)

    def written(self) -> bytes:
        """The trees as LightGBM writes them, in text."""
        return self.booster.model_to_string().encode()

    @classmethod
    def read(cls, content: bytes, *, threads: int = 1) -> "Trees":
        """The trees that written() wrote."""
        return cls(lightgbm.Booster(model_str=content.decode()), threads)


def grow(
    matrix: Matrix, label: Floats, weight: Floats, *, offset: Floats | None = None, seed: int = 0, threads: int = 1
) -> Trees:
    """Grow trees on labelled rows. offset: log-odds that they add to."""
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
    data = lightgbm.Dataset(matrix, label, weight=weight, init_score=offset)
    return Trees(lightgbm.train(settings, data, ROUNDS), threads)
