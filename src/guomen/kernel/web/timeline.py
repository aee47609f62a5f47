"""What a timeline shows: moments, oldest first, in the words of whoever reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from guomen.kernel.terms import Reason, Text


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened.

    what: the heading; tone: "good", "watch", "stop", "idle" or empty; by: who did it; href: where more is told;
    badge, badge_text: a state's code and its name in the reader's language.
    """

    at: datetime
    what: Text
    by: Text | str = ""
    href: str = ""
    tone: str = ""
    detail: Text | None = None
    reasons: tuple[Reason, ...] = ()
    badge: str = ""
    badge_text: Text | None = None


def in_order(moments: Iterable[Moment]) -> list[Moment]:
    """The moments by their instant; of two at one instant the one that was given first stays first."""
    return sorted(moments, key=lambda one: one.at)
