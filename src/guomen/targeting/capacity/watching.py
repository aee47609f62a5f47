"""How much to look at random: the floor, and far more for a while when picks stop finding what they used to find.

A model that goes on looking where nothing is left cannot learn where things went: it never looks there. What it does
see is its own picks failing. When the hits of the last weeks are fewer than their usual rate can explain by chance
(Poisson tail below the alarm), most of the capacity goes to the random stratum, since the picks it takes the place of
find little, until picks find again what they used to, or some weeks have passed. Pure.
"""

from dataclasses import dataclass, field

from scipy.special import gammaincc

_WINDOW, _MEMORY, _LEAST_WEEKS, _RECOVERED = 3, 26, 8, 0.8


@dataclass(frozen=True, slots=True)
class WatchRule:
    """Policy of the watch. alarm: the chance below which so few hits are no chance any more. wide, narrower: the random
    stratum's share of the capacity in the first wide_weeks of an alarm, and then. give_up: weeks after which it ends.
    """

    alarm: float
    wide: float
    wide_weeks: int
    narrower: float
    give_up: int


@dataclass(slots=True)
class Watch:
    """Week by week what learned picks found. floor: the random stratum's share of the capacity in quiet times."""

    floor: float
    rule: WatchRule
    hits: list[float] = field(default_factory=list)
    picks: list[int] = field(default_factory=list)
    usual: float | None = None
    weeks: int = 0

    @property
    def random_share(self) -> float:
        """The share of the capacity that the random stratum should have next."""
        if self.usual is None:
            return self.floor
        return max(self.floor, self.rule.wide if self.weeks < self.rule.wide_weeks else self.rule.narrower)

    def learn(self, hits: float, picks: int) -> bool:
        """One more week of learned picks; whether the alarm was raised by it."""
        self.hits.append(hits)
        self.picks.append(picks)
        if self.usual is None:
            return self._raised()
        self.weeks += 1
        over = self.weeks >= self.rule.give_up
        if over or (self.weeks >= self.rule.wide_weeks and self._rate(_WINDOW) >= _RECOVERED * self.usual):
            self.usual, self.hits, self.picks = None, self.hits[-4:], self.picks[-4:]
        return False

    def _raised(self) -> bool:
        if len(self.hits) < _LEAST_WEEKS:
            return False
        begin, end = max(0, len(self.hits) - _MEMORY - _WINDOW), len(self.hits) - _WINDOW
        usual = sum(self.hits[begin:end]) / max(1, sum(self.picks[begin:end]))
        windows = range(1, _WINDOW + 1)
        if any(fewer(sum(self.hits[-n:]), usual * sum(self.picks[-n:])) < self.rule.alarm for n in windows):
            self.usual, self.weeks = usual, 0
        return self.usual is not None

    def _rate(self, weeks: int) -> float:
        return sum(self.hits[-weeks:]) / max(1, sum(self.picks[-weeks:]))


def fewer(hits: float, expected: float) -> float:
    """The chance of so few hits or fewer where so many are expected (Poisson)."""
    return float(gammaincc(hits + 1, expected)) if expected > 0 else 1.0
