"""The words of capacity: the pace of a shift, and how it was found."""

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guomen.catalogue.terms import Channel
from guomen.targeting.model_v1.terms import EpisodesInForce

# Kinds of check that have a capacity of their own.
KINDS = (Channel.PHYSICAL, Channel.SAMPLE)
# Which channels open goods, so that they use a kind of check's capacity.
OPENED = {Channel.PHYSICAL: (Channel.PHYSICAL, Channel.SAMPLE), Channel.SAMPLE: (Channel.SAMPLE,)}


NO_EPISODES = EpisodesInForce()


class Found(StrEnum):
    """How a line was found: drawn; everything fits; nothing is left; nothing is known to draw it from."""

    DRAWN = "drawn"
    AMPLE = "ample"
    CLOSED = "closed"
    NO_HISTORY = "no_history"


@dataclass(frozen=True, slots=True)
class Line:
    """Lines of a value from `threshold` on are picked (inf: none, None: no line can be drawn), and of all else a share
    `random_rate` at random. random_unit: those of more value rather, by this unit of value (rules.chances); None: all
    alike.
    """

    threshold: float | None
    random_rate: float
    found: Found
    random_unit: float | None = None


@dataclass(frozen=True, slots=True)
class PaceInForce:
    """What an office's shift says of a kind of check. pace: its row, 0 where it is only planned. model: the digest of
    the model whose values the threshold was drawn from, empty where none is in charge. random_unit: as of a Line.
    episodes: what has lately befallen goods, as the office knows it this shift.
    """

    pace: int
    office: str
    check_kind: Channel
    shift_on: date
    sequence: int
    capacity: int
    spent: int
    threshold: float | None
    random_rate: float
    model: str = ""
    random_unit: float | None = None
    episodes: EpisodesInForce = NO_EPISODES

    @property
    def closed(self) -> bool:
        """Whether no value reaches the line."""
        return self.threshold == math.inf
