"""What a world must be able to do to be played, and the making of one from its parameters."""

from datetime import date
from typing import Any, Protocol

from guomen.parties.terms import PartySnapshot
from guomen.simulator.trying.courses import CourseWorld
from guomen.simulator.trying.people import Whole
from guomen.simulator.trying.terms import Parameters
from guomen.simulator.trying.worlds import Arrivals, World


class Learner(Protocol):
    """Those of a world who answer to being caught."""

    def learn(self, relations: Whole, day: int) -> None: ...


class Playable(Protocol):
    """A seeded world. Its days are asked for once each, in order."""

    parameters: Parameters
    seed: int

    @property
    def parties(self) -> PartySnapshot: ...
    @property
    def days(self) -> int: ...
    def on(self, day: int) -> date: ...
    def evasion(self) -> Any: ...
    def arrivals(self, day: int, evasion: Any) -> Arrivals: ...


def world_of(parameters: Parameters, seed: int) -> Playable:
    """The world of that seed."""
    return CourseWorld(parameters, seed) if parameters.course else World(parameters, seed)
