"""Continuous sampling plans: CSP-1 (Dodge 1943), CSP-2 and CSP-3 (Dodge and Torrey 1951; MIL-STD-1235).

i (clearance number): lots in a row that conform before sampling begins; f: the share then looked at; k: within how many
sampled lots a second failure brings every lot again (k = i where nothing else is said).
"""

from dataclasses import dataclass, field

from guomen.catalogue.terms import PlanKind
from guomen.kernel.terms import Text
from guomen.targeting.plans.terms import Standing, State

# CSP-3: after a failure the next four lots are each looked at (Dodge and Torrey 1951).
_NEXT = 4


@dataclass(frozen=True, slots=True)
class Run:
    """On every lot: conforming lots in a row so far; failed: whether a lot ever failed."""

    length: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Sampled:
    """On sampling. since: lots sampled since a failure that still counts, else 0; next: of the four, those due."""

    since: int = 0
    next: int = 0


def titled(name: Text, **parameters: float) -> Text:
    """A plan's name with its parameters, as an officer reads it."""
    written = " ".join(f"{letter}={value:.4g}" for letter, value in parameters.items())
    return Text(f"{name.zh} {written}", f"{name.en} {written}")


@dataclass(frozen=True)
class Continuous:
    """What the three share: qualify by i in a row; `first`: the share looked at until then while none has failed."""

    i: int
    f: float
    first: float = 1.0
    kind: PlanKind = field(default=PlanKind.CSP_1, init=False)

    @property
    def title(self) -> Text:
        """The plan with its parameters."""
        return titled(self.kind.text, i=self.i, f=self.f)

    @property
    def start(self) -> Run | Sampled:
        return Run(0) if self.i else Sampled()

    def _qualified(self, run: Run) -> Run | Sampled:
        return Sampled() if run.length >= self.i else run

    def standing(self, place: Run | Sampled) -> Standing:
        """The share of lots; relief never raises it above `first`."""
        if isinstance(place, Run):
            return Standing(State.EVERY_LOT, 1.0) if place.failed else Standing(State.QUALIFYING, self.first)
        if place.next:
            return Standing(State.NEXT_FOUR, 1.0)
        return Standing(State.WATCHED if place.since else State.SAMPLING, min(self.f, self.first))


@dataclass(frozen=True)
class Csp1(Continuous):
    """One failure on sampling brings every lot, until i in a row conform."""

    def after(self, place: Run | Sampled, conforming: bool) -> Run | Sampled:
        """Where the outcome of a lot leads."""
        if not conforming:
            return Run(0, True)
        return self._qualified(Run(place.length + 1, place.failed)) if isinstance(place, Run) else place


@dataclass(frozen=True)
class Csp2(Continuous):
    """A failure on sampling brings every lot only where another follows within the next k sampled lots."""

    k: int = 0
    kind: PlanKind = field(default=PlanKind.CSP_2, init=False)

    def after(self, place: Run | Sampled, conforming: bool) -> Run | Sampled:
        """Where the outcome of a lot leads."""
        if isinstance(place, Run):
            return self._qualified(Run(place.length + 1, place.failed)) if conforming else Run(0, True)
        if not conforming:
            return Run(0, True) if place.since else self._first_failure()
        return self._counted(place)

    def _first_failure(self) -> Sampled:
        return Sampled(1)

    def _counted(self, place: Sampled) -> Sampled:
        """since is 1 after the failure itself; when k lots have followed it no longer counts."""
        if not place.since or place.since >= (self.k or self.i):
            return Sampled()
        return Sampled(place.since + 1)


@dataclass(frozen=True)
class Csp3(Csp2):
    """As CSP-2, and after a failure the next four lots are each looked at: one more failure there brings every lot."""

    kind: PlanKind = field(default=PlanKind.CSP_3, init=False)

    def _first_failure(self) -> Sampled:
        return Sampled(1, _NEXT)

    def _counted(self, place: Sampled) -> Sampled:
        """The four do not count among the k."""
        return Sampled(place.since, place.next - 1) if place.next else super()._counted(place)
