"""The methods by their published names, and the one call that runs any of them."""

from collections.abc import Mapping
from typing import Any

from guomen.kernel.terms import Text
from guomen.surveillance.detection import (
    bayes,
    cdc,
    cusum,
    ears,
    farrington,
    flexible,
    glr,
    harmonic,
    outbreakp,
    rate,
    rki,
)
from guomen.surveillance.detection.procedure import Procedure
from guomen.surveillance.detection.terms import Counts, Days, Detected, UnknownMethod

METHODS: dict[str, Procedure] = {
    method.name: method
    for family in (harmonic, ears, farrington, flexible, cusum, glr, bayes, rki, cdc, outbreakp, rate)
    for method in family.METHODS
}
DEFAULT = "harmonic-nb"


def detect(
    counts: Counts,
    *,
    method: str = DEFAULT,
    first: int | None = None,
    population: Counts | None = None,
    dates: Days | None = None,
    options: Mapping[str, Any] = {},
) -> Detected:
    """Run a method over many series at once, from period `first` to the last.

    first: index of the first period to judge; None = the earliest that the method can judge with these options.
    population: denominators of the same shape. dates: day on which each period begins, for methods that step back by
    calendar years. Raises UnknownMethod, BadOption, TooShort, BadCounts.
    """
    return named(method)(counts, first=first, population=population, dates=dates, **options)


def named(method: str) -> Procedure:
    """The method of this name; UnknownMethod tells the choice."""
    if method in METHODS:
        return METHODS[method]
    choice = ", ".join(METHODS)
    raise UnknownMethod(
        "detection.unknown_method",
        Text(f"没有名为 {method} 的方法。", f"There is no method called {method}."),
        Text(f"可用方法：{choice}。", f"There are: {choice}."),
    )
