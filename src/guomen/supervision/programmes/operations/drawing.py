"""Drawing samples that a programme asks for outside declarations: of a pick, or bought in the market."""

from datetime import datetime

from guomen.kernel.offices.models import Actor
from guomen.laboratory.terms import Hand


def draw_programme_sample(
    *,
    actor: Actor,
    at: datetime,
    hand: Hand,
    share: int | None = None,
    pick: int | None = None,
    goods_code: str = "",
    origin: str = "",
    producer: str = "",
    description: str = "",
    units: int = 1,
    handed_to: Hand | None = None,
) -> str:
    """Draw a sample of a pick (its chance is the pick's) or by hand for a share (no chance); gives its label."""
    raise NotImplementedError
