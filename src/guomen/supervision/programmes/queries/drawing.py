"""What offices have to draw now."""

from dataclasses import dataclass
from datetime import date

from guomen.kernel.offices.models import Actor
from guomen.supervision.programmes.models import Pick, Share


@dataclass(frozen=True, slots=True)
class Due:
    """A share that runs. drawn: samples that count; waiting: lots picked whose sample is still to be drawn; due: how
    many should have been drawn by the day, in step with the period; picks: those of the draw whose turn it is.
    """

    share: Share
    drawn: int
    waiting: int
    due: int
    picks: tuple[Pick, ...] = ()

    @property
    def wanted(self) -> int:
        """How many are still to be drawn."""
        return max(0, self.share.number - self.drawn)

    @property
    def late(self) -> int:
        """How many fewer were drawn than should have been."""
        return max(0, self.due - self.drawn)


def due_shares(actor: Actor, on: date) -> list[Due]:
    """The running shares of signed programmes in the actor's office and below, the latest first."""
    raise NotImplementedError
