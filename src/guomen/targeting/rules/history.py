"""Compliance history: a continuous sampling plan CSP-1 (Dodge 1943; MIL-STD-1235).

Lots are looked at one and all until i in a row conform; then only a fraction f of them, until one does not.
"""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Where an importer's goods of an origin stand: no record yet, found wanting, or trusted with a fraction."""

    QUALIFYING = "qualifying"
    TIGHTENED = "tightened"
    SAMPLING = "sampling"


@dataclass(frozen=True, slots=True)
class Run:
    """run: lots found conforming in a row since the last that was not. failed: whether one ever was not."""

    run: int = 0
    failed: bool = False

    def after(self, conforming: bool) -> "Run":
        """The run once a further lot was looked at."""
        return Run(self.run + 1, self.failed) if conforming else Run(0, True)

    def phase(self, clearance_number: int) -> Phase:
        """Where it stands under a plan with clearance number i."""
        if self.run >= clearance_number and (self.run or not self.failed):
            return Phase.SAMPLING
        return Phase.TIGHTENED if self.failed else Phase.QUALIFYING


def adapted_rate(phase: Phase, lot_rate: float, sampling_fraction: float) -> float:
    """The share of lots to look at: the mode's own while there is no record, all after a failure, and once i in a row
    conformed the plan's fraction. Relief never raises: the fraction is at most the mode's own rate.
    """
    if phase is Phase.SAMPLING:
        return min(sampling_fraction, lot_rate)
    return 1.0 if phase is Phase.TIGHTENED else lot_rate


def average_fraction_inspected(i: int, f: float, p: float) -> float:
    """Long-run share of lots looked at when a share p of lots does not conform (textbook CSP-1, 100 % at first)."""
    if p <= 0:
        return f
    if p >= 1:
        return 1.0
    clean = (1 - p) ** i
    return f / (f + (1 - f) * clean)


def average_outgoing_quality(i: int, f: float, p: float) -> float:
    """Long-run share of lots that do not conform and pass unseen."""
    return p * (1 - average_fraction_inspected(i, f, p))
