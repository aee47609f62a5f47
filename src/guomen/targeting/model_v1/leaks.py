"""Whether labels leak: lines that repeat earlier ones to the exact number, and always with the same label.

Files made by copying rows, or labelled by a rule on what is declared, show this. A model then remembers instead of
judging, and what it scores on repeated lines says nothing of its skill.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from guomen.targeting.model_v1.history import History
from guomen.targeting.model_v1.keys import Marks, entity_marks, mixed, number_marks, source
from guomen.targeting.model_v1.terms import Roles

# From this share of labelled lines in repeated tuples on, they are told of apart.
_MANY = 0.05
# Purer than chance by this much is no accident.
_TOO_PURE = 0.2


@dataclass(frozen=True, slots=True)
class Repeats:
    """Repeated tuples of goods and one number. share: of labelled lines that belong to one met twice or more.

    pure: share of repeated tuples whose lines all have one label; chance: what it would be if labels knew nothing
    of tuples.
    """

    number: str
    share: float
    pure: float
    chance: float
    marks: Marks

    @property
    def many(self) -> bool:
        return self.share >= _MANY

    @property
    def leaking(self) -> bool:
        return self.many and self.pure - self.chance >= _TOO_PURE

    def as_json(self) -> dict[str, Any]:
        facts = {"share": self.share, "pure": self.pure, "chance": self.chance}
        return {"number": self.number, "leaking": self.leaking} | {name: round(x, 4) for name, x in facts.items()}


def repeats(past: History, roles: Roles) -> Repeats | None:
    """The repeated tuples whose labels are purest beyond chance; None where the table has no number."""
    found = [_of(past, roles, name) for name in roles.numbers]
    return max(found, key=lambda one: (one.leaking, one.many, one.pure - one.chance), default=None)


def _of(past: History, roles: Roles, number: str) -> Repeats:
    parts = [number_marks(past.frame, number)]
    if roles.goods:
        parts.insert(0, entity_marks(past.frame, finest(roles)))
    marks = mixed(parts)
    rows = past.labelled[marks[past.labelled] != 0]
    _, place, count = np.unique(marks[rows], return_inverse=True, return_counts=True)
    bad = np.bincount(place, past.events.bad[rows], len(count))
    again = count > 1
    if not again.any():
        return Repeats(number, 0.0, 0.0, 0.0, marks)
    rate = float(past.events.bad[rows].mean())
    pure = (bad[again] == 0) | (bad[again] == count[again])
    chance = rate ** count[again] + (1 - rate) ** count[again]
    share = float(count[again].sum()) / max(1, len(past.labelled))
    return Repeats(number, share, float(pure.mean()), float(chance.mean()), marks)


def finest(roles: Roles) -> str:
    """The entity that tells goods apart best: the longest cut of the same column."""
    column, _ = source(roles.goods)
    cuts = [entity for entity in roles.entities if source(entity)[0] == column]
    return max(cuts, key=lambda entity: source(entity)[1] or 99, default=roles.goods)
