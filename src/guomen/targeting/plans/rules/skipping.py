"""Skip-lot sampling, ISO 2859-3:2005. Its numbers are recalled and not checked against the printed text.

State 1: every lot, until i in a row are accepted. State 2: the share f of lots, one step rarer (1/2, 1/3, 1/4, 1/5)
after each i2 lots in a row, never rarer than f2. A lot not accepted leads to state 3: every lot, until `back` in a row
are accepted; then state 2 at its first share. A lot not accepted in state 3 disqualifies: state 1 from the beginning.
"""

from dataclasses import dataclass, field

from guomen.catalogue.terms import PlanKind
from guomen.kernel.terms import Text
from guomen.targeting.plans.rules.continuous import titled
from guomen.targeting.plans.terms import Standing, State

# Frequencies of the standard, the most frequent first.
LADDER = (1 / 2, 1 / 3, 1 / 4, 1 / 5)
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Skip:
    """length: accepted in a row in the state; step: how many times the frequency was lowered (state 2)."""

    state: State = State.LOT_BY_LOT
    length: int = 0
    step: int = 0


@dataclass(frozen=True)
class SkipLot:
    """i: lots to qualify; f, f2: first and last share; i2: lots from one share to the next; back: out of state 3."""

    i: int = 10
    f: float = 1 / 2
    i2: int = 10
    f2: float = 1 / 5
    back: int = 4
    kind: PlanKind = field(default=PlanKind.SKIP_LOT, init=False)

    @property
    def title(self) -> Text:
        """The plan with its parameters."""
        return titled(self.kind.text, i=self.i, f=self.f, i2=self.i2, f2=self.f2, back=self.back)

    @property
    def shares(self) -> tuple[float, ...]:
        """The shares of state 2, from the first to the last."""
        between = [share for share in LADDER if self.f2 + _SAME < share < self.f - _SAME]
        return (self.f, *between, self.f2) if self.f2 < self.f - _SAME else (self.f,)

    @property
    def start(self) -> Skip:
        return Skip()

    def after(self, place: Skip, conforming: bool) -> Skip:
        """Where the outcome of a lot leads."""
        if not conforming:
            return Skip(State.INTERRUPTED) if place.state is State.SKIPPING else Skip()
        length = place.length + 1
        if place.state is State.SKIPPING:
            return self._rarer(place, length)
        needed = self.i if place.state is State.LOT_BY_LOT else self.back
        return Skip(place.state, length) if length < needed else Skip(State.SKIPPING)

    def _rarer(self, place: Skip, length: int) -> Skip:
        if place.step + 1 >= len(self.shares):
            return place
        return Skip(State.SKIPPING, length, place.step) if length < self.i2 else Skip(State.SKIPPING, 0, place.step + 1)

    def standing(self, place: Skip) -> Standing:
        """Every lot but in state 2."""
        return Standing(place.state, self.shares[place.step] if place.state is State.SKIPPING else 1.0)
