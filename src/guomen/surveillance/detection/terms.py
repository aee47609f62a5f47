"""What a method is asked, what it answers, and how it refuses."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from guomen.kernel.terms import Refusal, Text

# Counts of shape (periods, series): time runs down, one column per series; NaN = not known.
Counts = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Days (datetime64[D]) on which the periods begin.
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Detected:
    """A method's answer for the periods from `first` on; every array has the shape (periods evaluated, series).

    first: index of the first period evaluated (0 = the first of the series). expected: what the past foretells. bound:
    the count above which the method raises an alarm. score: the method's own statistic, larger = odder (what it is, the
    method's text says). alarm: False where the method could not answer, and the numbers there are NaN. known: further
    numbers by name (phi, pvalue, trend …), of the same shape.
    """

    first: int
    expected: Counts
    bound: Counts
    score: Counts
    alarm: Flags
    known: dict[str, Counts] = field(default_factory=dict)


class Kind(StrEnum):
    """What an option's value is."""

    NUMBER = "number"
    WHOLE = "whole"
    SWITCH = "switch"
    CHOICE = "choice"
    NUMBERS = "numbers"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a method under its published name.

    default: None = the method decides (the text says how). least, most: limits of a number, both allowed unless `open`,
    when they are excluded. choices: of a CHOICE. length: how many NUMBERS. optional: None may be given.
    """

    name: str
    kind: Kind
    default: Any
    text: Text
    least: float | None = None
    most: float | None = None
    open: bool = False
    choices: tuple[str, ...] = ()
    length: int | None = None


class Method(Protocol):
    """A method of detection under its published name."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> Text: ...
    @property
    def options(self) -> tuple[Option, ...]: ...

    def __call__(
        self, counts: Counts, *, first: int, population: Counts | None = None, dates: Days | None = None, **options: Any
    ) -> Detected: ...


class UnknownMethod(Refusal):
    """No method has this name; the choice is told."""


class BadOption(Refusal):
    """An option the method does not have, or a value it cannot take; what it can is told."""


class TooShort(Refusal):
    """The series do not reach back far enough for the method with these options."""


class BadCounts(Refusal):
    """Counts that cannot be: negative, infinite, or of another shape than their denominators."""
