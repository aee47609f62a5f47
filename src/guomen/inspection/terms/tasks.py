"""Tasks: their kinds and states, shifts, and the samples that a conclusion waits for."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class TaskKind(StrEnum):
    """The stages at the port: papers, goods against papers, the goods themselves, a sample for the laboratory."""

    DOCUMENTARY = "documentary"
    IDENTITY = "identity"
    PHYSICAL = "physical"
    SAMPLING = "sampling"


class TaskState(StrEnum):
    """open: nobody has it; claimed: an officer has it; the rest are ends. waiting is no state: samples are counted."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"

    @property
    def live(self) -> bool:
        return self in (TaskState.OPEN, TaskState.CLAIMED)


class Shift(StrEnum):
    """The three shifts of a port; their hours are policy (inspection.shift.<shift>)."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class ShiftHours:
    """When a shift starts; it lasts until the next one starts and may run past midnight."""

    shift: Shift
    starts: time


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift of one day."""

    shift_on: date
    shift: Shift


class OrderState(StrEnum):
    """What a sample that inspection ordered has come to."""

    PENDING = "pending"
    CONFORM = "conform"
    NONCONFORM = "nonconform"
    INCONCLUSIVE = "inconclusive"
    REFUSED = "refused"
    CANCELLED = "cancelled"
