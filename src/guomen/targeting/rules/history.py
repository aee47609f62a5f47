"""Compliance history: what the lots of an importer's goods of an origin were found to be, one after another."""

from dataclasses import dataclass
from typing import NamedTuple

# A record keeps so many outcomes; what lies further back is forgotten.
RECORD = 200


@dataclass(frozen=True, slots=True)
class Run:
    """run: lots found conforming in a row since the last that was not. failed: whether one ever was not."""

    run: int = 0
    failed: bool = False

    def after(self, conforming: bool) -> "Run":
        """The run once a further lot was looked at."""
        return Run(self.run + 1, self.failed) if conforming else Run(0, True)


class History(NamedTuple):
    """The sampling state that a decision reads: its id, the run, and the record of outcomes ("1101…", oldest first)."""

    state: int | None = None
    run: int = 0
    failed: bool = False
    record: str = ""

    @property
    def outcomes(self) -> str:
        """The record; of a state written before records were kept, what run and failure still tell of it."""
        return self.record or record_of(self.run, self.failed)

    def after(self, conforming: bool, state: int | None = None) -> "History":
        """The history once a further lot was looked at."""
        run = Run(self.run, self.failed).after(conforming)
        return History(state, run.run, run.failed, recorded(self.outcomes, conforming))


NO_HISTORY = History()


def record_of(run: int, failed: bool) -> str:
    """The least record with this run: one failure where there ever was one, then the run."""
    return ("0" * failed + "1" * run)[-RECORD:]


def recorded(record: str, conforming: bool) -> str:
    """The record with one outcome more, the oldest given up where it is full."""
    return (record + "01"[conforming])[-RECORD:]
