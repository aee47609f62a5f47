"""A rate plan as a state machine, and its table of moves.

A plan says three things: where it begins, where a looked-at lot's outcome leads from a state, and what a state means.
From them `automaton` lists every state that can be reached; records are folded and chains solved on that table.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from guomen.catalogue.terms import PlanKind
from guomen.kernel.terms import Text
from guomen.targeting.plans.terms import Standing

# A state machine that grows beyond this is no plan but a mistake in one.
LARGEST = 5000


class Machine(Protocol):
    """A plan for the share of lots. Frozen and hashable: the same parameters are the same plan.

    Only lots that were looked at move it; `place` is the plan's own account of where it is.
    """

    @property
    def kind(self) -> PlanKind: ...
    @property
    def title(self) -> Text: ...
    @property
    def start(self) -> Hashable: ...
    def after(self, place: Any, conforming: bool) -> Hashable: ...
    def standing(self, place: Any) -> Standing: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Automaton:
    """All places of a plan, the first being where it begins. moves[1][n]: from n by a conforming lot; 0: failed."""

    places: tuple[Hashable, ...]
    standings: tuple[Standing, ...]
    moves: tuple[tuple[int, ...], tuple[int, ...]]

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """The share of lots looked at, place by place."""
        return np.array([standing.rate for standing in self.standings])

    @cached_property
    def table(self) -> NDArray[np.int64]:
        """`moves` as an array, 2 × places."""
        return np.array(self.moves, dtype=np.int64)

    def ends(self, place: int) -> bool:
        """Whether nothing leads away from the place (inspection discontinued until a person says otherwise)."""
        return self.moves[0][place] == place == self.moves[1][place] and place != 0

    def fold(self, record: str, place: int = 0) -> int:
        """Where outcomes ("1101…", oldest first) lead from a place. Raises ValueError for any other sign."""
        failed, conformed = self.moves
        for outcome in record:
            if outcome == "1":
                place = conformed[place]
            elif outcome == "0":
                place = failed[place]
            else:
                raise ValueError(f"a record is written with 0 and 1 only, not {outcome!r}")
        return place

    def ahead(self, place: int) -> tuple[int, int] | None:
        """How many conforming lots in a row lead to another standing, and to which place; None where none do."""
        here, seen = place, 0
        while seen <= len(self.places):
            here, seen = self.moves[1][here], seen + 1
            if self.standings[here] != self.standings[place]:
                return seen, here
        return None


@lru_cache(maxsize=512)
def automaton(plan: Machine) -> Automaton:
    """The plan's table, by following every outcome from every place. Raises ValueError where it never ends."""
    numbers: dict[Hashable, int] = {plan.start: 0}
    queue: list[Hashable] = [plan.start]
    moves: tuple[list[int], list[int]] = ([], [])
    for place in queue:
        for outcome in (0, 1):
            after = plan.after(place, bool(outcome))
            if after not in numbers:
                numbers[after] = len(queue)
                queue.append(after)
            moves[outcome].append(numbers[after])
        if len(queue) > LARGEST:
            raise ValueError(f"more than {LARGEST} states: {plan}")
    return Automaton(tuple(queue), tuple(plan.standing(place) for place in queue), (tuple(moves[0]), tuple(moves[1])))


def standing(plan: Machine, record: str) -> Standing:
    """Where a record ("1101…", oldest first) stands under a plan."""
    table = automaton(plan)
    return table.standings[table.fold(record)]
