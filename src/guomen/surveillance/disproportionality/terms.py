"""What a pair of product and event is told about, and when the question is refused."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.kernel.terms import Refusal, Text

Numbers = NDArray[np.float64]

# One row a pair. a: reports with both; b: product without event; c: event without product; d: neither; n: all reports;
# expected: a if the two had nothing to do with each other (within strata, where there are any).
# Limits are of 95 % intervals; empty where a zero cell leaves them undefined. Then one boolean column a rule.
PAIR_SCHEMA = pl.Schema(
    {
        "product": pl.String,
        "event": pl.String,
        "a": pl.Float64,
        "b": pl.Float64,
        "c": pl.Float64,
        "d": pl.Float64,
        "n": pl.Float64,
        "expected": pl.Float64,
        "prr": pl.Float64,
        "prr_low": pl.Float64,
        "prr_high": pl.Float64,
        "ror": pl.Float64,
        "ror_low": pl.Float64,
        "ror_high": pl.Float64,
        "chi2": pl.Float64,
        "ic": pl.Float64,
        "ic025": pl.Float64,
        "ic975": pl.Float64,
        "ebgm": pl.Float64,
        "eb05": pl.Float64,
        "eb95": pl.Float64,
    }
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a frame are. count: of reports a row stands for (default 1). report: what tells reports
    apart where one names several products or events (default: every row counts by itself). strata: groups within which
    the expected number is taken.
    """

    product: str = "product"
    event: str = "event"
    count: str = ""
    report: str = ""
    strata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prior:
    """Two gamma distributions mixed (DuMouchel 1999, eq. 4): what is believed of a pair's ratio before its count.

    alpha1, beta1: shape and rate of the part with the greater mean; alpha2, beta2: of the other; share: of the first.
    """

    alpha1: float
    beta1: float
    alpha2: float
    beta2: float
    share: float

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Rule:
    """A published rule for calling a pair a signal. name: its column; test: on the columns of PAIR_SCHEMA."""

    name: str
    text: Text
    source: str
    test: pl.Expr


class NotAnswerable(Refusal):
    """The reports cannot be counted as asked: what is wrong, and what to do."""
