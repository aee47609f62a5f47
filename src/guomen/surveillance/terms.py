"""Kinds of measures and the states that a measure is in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import OfficeLevel, Text


class MeasureState(StrEnum):
    """Follows from the days and the lifting alone: nobody sets it."""

    COMING = "coming"
    IN_FORCE = "in_force"
    LIFTED = "lifted"
    EXPIRED = "expired"

    @property
    def text(self) -> Text:
        """The state's name on screen."""
        return _STATE_NAMES[self]


_STATE_NAMES = {
    MeasureState.COMING: Text("待生效", "Not yet in force"),
    MeasureState.IN_FORCE: Text("生效中", "In force"),
    MeasureState.LIFTED: Text("已解除", "Lifted"),
    MeasureState.EXPIRED: Text("已到期", "Expired"),
}


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A kind of measure that the law knows: what it orders, on which basis, and which offices may order it."""

    code: str
    text: Text
    orders: Channel
    basis: str
    levels: frozenset[OfficeLevel]
    confidence: str


def state_on(day: date, valid_from: date, valid_to: date | None, lifted_on: date | None) -> MeasureState:
    """The state of a measure on `day`; lifted_on is the first day on which it no longer holds."""
    if lifted_on is not None and day >= lifted_on:
        return MeasureState.LIFTED
    if valid_to is not None and day >= valid_to:
        return MeasureState.EXPIRED
    return MeasureState.IN_FORCE if day >= valid_from else MeasureState.COMING
