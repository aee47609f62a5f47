"""Stepwise relief (Australia's imported food inspection scheme) and fixed frequencies (the European Union's way).

Risk food of the scheme: every consignment until 5 in a row pass, then 25 %; after 20 more that pass, 5 %; a failure
brings every consignment until 5 pass (Imported Food Control Regulations 2019).
"""

from dataclasses import dataclass, field

from guomen.catalogue.terms import PlanKind
from guomen.kernel.terms import Text
from guomen.targeting.plans.rules.continuous import titled
from guomen.targeting.plans.terms import Standing, State


@dataclass(frozen=True, slots=True)
class Step:
    """level: 0 every lot, 1 the first relief, 2 the last; length: conforming lots in a row on it."""

    level: int = 0
    length: int = 0


@dataclass(frozen=True)
class Steps:
    """i in a row on every lot, then the share f; i2 more in a row, then f2; any failure brings every lot."""

    i: int = 5
    f: float = 0.25
    i2: int = 20
    f2: float = 0.05
    kind: PlanKind = field(default=PlanKind.STEPS, init=False)

    @property
    def title(self) -> Text:
        """The plan with its parameters."""
        return titled(self.kind.text, i=self.i, f=self.f, i2=self.i2, f2=self.f2)

    @property
    def start(self) -> Step:
        return Step()

    def after(self, place: Step, conforming: bool) -> Step:
        """Where the outcome of a lot leads."""
        if not conforming:
            return Step()
        needed = (self.i, self.i2, 0)[place.level]
        if place.level == 2:
            return place
        return Step(place.level, place.length + 1) if place.length + 1 < needed else Step(place.level + 1)

    def standing(self, place: Step) -> Standing:
        """Every lot, the first share, the last."""
        states = (State.TIGHTENED, State.NORMAL, State.REDUCED)
        return Standing(states[place.level], (1.0, self.f, self.f2)[place.level])


@dataclass(frozen=True)
class Fixed:
    """The same share whatever was found."""

    f: float
    kind: PlanKind = field(default=PlanKind.FIXED, init=False)

    @property
    def title(self) -> Text:
        """The plan with its share."""
        return titled(self.kind.text, f=self.f)

    @property
    def start(self) -> str:
        return ""

    def after(self, place: str, conforming: bool) -> str:
        """Nothing changes."""
        return place

    def standing(self, place: str) -> Standing:
        """Always the one share."""
        return Standing(State.FIXED, self.f)
