"""The methods by their published names, and the one call that runs any of them."""

from collections.abc import Mapping
from typing import Any

from guomen.surveillance.detection.terms import Counts, Days, Detected, Method

METHODS: dict[str, Method] = {}
DEFAULT = "farrington-flexible"


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
    return METHODS[method](counts, first=first or 0, population=population, dates=dates, **options)
