"""Switching between normal, tightened and reduced inspection, GB/T 2828.1-2012 (ISO 2859-1:1999) clause 9.

Every lot is looked at unless a share is given; what switches is how many of its units are taken and what is accepted.
"""

from dataclasses import dataclass, field

from guomen.catalogue.terms import PlanKind
from guomen.kernel.terms import Text
from guomen.targeting.plans.rules.continuous import titled
from guomen.targeting.plans.terms import Standing, State

# Clause 9.3.1: 2 lots of 5 or fewer in a row; 9.3.2: 5 in a row; 9.3.3: score of 30; 9.4: 5 lots since tightened began.
_WITHIN, _BACK, _SCORE, _STOP = 5, 5, 30, 5
_SEVERITY = {State.TIGHTENED: "tightened", State.REDUCED: "reduced", State.DISCONTINUED: "tightened"}


@dataclass(frozen=True, slots=True)
class Lot:
    """Normal inspection: `since`, lots since one not accepted that still counts (else 0), and the switching score.
    Tightened inspection: `run`, accepted in a row, and how many have failed since it began.
    """

    state: State = State.NORMAL
    since: int = 0
    run: int = 0
    score: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Switching:
    """points: what an accepted lot adds to the switching score: 2 for acceptance numbers 0 and 1; 3 for others if it
    would also be accepted one AQL tighter, which a record of outcomes alone does not tell (clause 9.3.3.2).

    reduced: whether the authority agrees to reduced inspection. stop: lots not accepted on tightened inspection that
    discontinue it; 0 for never. f: share of lots looked at on reduced inspection.
    """

    points: int = 2
    reduced: bool = True
    stop: int = _STOP
    f: float = 1.0
    kind: PlanKind = field(default=PlanKind.SWITCHING, init=False)

    @property
    def title(self) -> Text:
        """The plan with its parameters."""
        return titled(self.kind.text, points=self.points, f=self.f)

    @property
    def start(self) -> Lot:
        return Lot()

    def after(self, place: Lot, conforming: bool) -> Lot:
        """Where the outcome of a lot leads."""
        moves = {State.NORMAL: self._normal, State.TIGHTENED: self._tightened, State.REDUCED: self._reduced}
        return moves[place.state](place, conforming) if place.state in moves else place

    def _normal(self, place: Lot, accepted: bool) -> Lot:
        if not accepted:
            return Lot(State.TIGHTENED) if place.since else Lot(since=1)
        score = min(place.score + self.points, _SCORE) if self.reduced else 0
        if score >= _SCORE:
            return Lot(State.REDUCED)
        # A failure counts while it is among the last four, so that with the lot to come it is one of five.
        since = place.since + 1 if 0 < place.since < _WITHIN - 1 else 0
        return Lot(since=since, score=score)

    def _tightened(self, place: Lot, accepted: bool) -> Lot:
        if accepted:
            return Lot() if place.run + 1 >= _BACK else Lot(State.TIGHTENED, run=place.run + 1, failed=place.failed)
        failed = place.failed + 1 if self.stop else 0
        return Lot(State.DISCONTINUED) if self.stop and failed >= self.stop else Lot(State.TIGHTENED, failed=failed)

    def _reduced(self, place: Lot, accepted: bool) -> Lot:
        """The lot that ends reduced inspection is not among the five of 9.3.1: normal inspection begins anew."""
        return place if accepted else Lot()

    def standing(self, place: Lot) -> Standing:
        """How severe; on discontinued inspection nothing is accepted by sampling and every lot is looked at."""
        rate = self.f if place.state is State.REDUCED else 1.0
        return Standing(place.state, rate, _SEVERITY.get(place.state, "normal"))
