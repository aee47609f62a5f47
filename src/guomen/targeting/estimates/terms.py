"""What an estimate says, and when it is refused."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guomen.kernel.terms import Refusal, Text

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the interval that holds it in 95 of 100 repetitions of the draws.

    n: labels it rests on, hits: nonconforming among them. effective_n: labels of equal weight that would tell as much
    (Kish 1965). method: how the interval was made. pending: picks without an answer yet; if_clean, if_foul: the value
    if all of those conform, or none does.
    """

    value: float
    low: float
    high: float
    n: int
    effective_n: float
    method: str
    hits: int = 0
    pending: int = 0
    if_clean: float | None = None
    if_foul: float | None = None

    @property
    def exact(self) -> bool:
        """Nothing was left to chance: a count, not an estimate."""
        return self.method == "count"

    def scaled(self, factor: float) -> "Estimate":
        """The same in another unit: value, limits and bounds times `factor`."""
        clean, foul = (None if bound is None else bound * factor for bound in (self.if_clean, self.if_foul))
        return Estimate(
            self.value * factor, self.low * factor, self.high * factor, self.n, self.effective_n, self.method,
            self.hits, self.pending, clean, foul,
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """JSON has no infinity: a limit that is not there is None."""
        data = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: None if isinstance(value, float) and not np.isfinite(value) else value for name, value in data.items()
        }


class NotAnswerable(Refusal):
    """The log cannot answer: what is missing, and how to get it."""


def no_labels() -> NotAnswerable:
    """Nothing of the stratum of chance has been looked at and answered yet."""
    return NotAnswerable(
        "estimate.no_labels",
        Text("随机抽中的货物尚无检验结果，无法估计。", "Nothing that was drawn at random has an answer yet."),
        Text(
            "请确认政策 targeting.control_arm_rate 大于零，并等待检验结果登记。",
            "See that policy targeting.control_arm_rate is above zero, and wait for the checks' results.",
        ),
    )


def too_thin(reason: Text, remedy: Text) -> NotAnswerable:
    """The log says too little about what the asked policy would look at."""
    return NotAnswerable("estimate.overlap_too_thin", reason, remedy)
