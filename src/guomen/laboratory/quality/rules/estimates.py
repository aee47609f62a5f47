"""Mean and standard deviation of a control series from its first points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, stdev

from guomen.kernel.terms import Refusal, Text

# CLSI C24: at least 20 points on separate days to set up a chart; ISO 7870-2 likewise speaks of 20 and more.
LEAST = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean and standard deviation (n - 1) of `points` values."""

    mean: float
    sd: float
    points: int


def estimate(values: Sequence[float] | Sequence[Decimal], least: int = LEAST) -> Estimate:
    """From a first run of values. Raises Refusal where they are fewer than `least`, or do not differ."""
    if len(values) < max(2, least):
        raise Refusal(
            "quality.too_few",
            Text(
                f"估计均值和标准差至少需要{least}点，现有{len(values)}点。",
                f"{least} points are needed to estimate mean and standard deviation; there are {len(values)}.",
            ),
            Text("请继续积累，或给定均值和标准差。", "Collect more, or state mean and standard deviation."),
        )
    numbers = [float(value) for value in values]
    spread = stdev(numbers) if all(map(math.isfinite, numbers)) else 0.0
    if spread <= 0 or not math.isfinite(spread):
        raise Refusal(
            "quality.no_spread",
            Text("这些质控值没有离散，不能估计标准差。", "The control values do not differ: no standard deviation."),
            Text("请核对数据的分辨力，或给定标准差。", "Check their resolution, or state the standard deviation."),
        )
    return Estimate(fmean(numbers), spread, len(numbers))
