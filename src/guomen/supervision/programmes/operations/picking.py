"""Which premises are sampled: a public draw among those registered, whose numbers anyone can prove afterwards."""

from datetime import datetime

from guomen.kernel.offices.models import Actor
from guomen.supervision.programmes.models import Pick


def draw_picks(*, actor: Actor | None, at: datetime, share: int) -> list[Pick]:
    """Draw the premises of a share, in the order of the draw; those drawn before stay."""
    raise NotImplementedError


def pick_impossible(*, actor: Actor, at: datetime, pick: int, ground: str) -> Pick | None:
    """Say that a pick cannot be drawn, and why; gives the next of the draw, which takes its place, or None."""
    raise NotImplementedError
