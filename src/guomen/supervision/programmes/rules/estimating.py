"""The share that does not conform, from samples that keep the chance they were drawn with. Pure."""

from dataclasses import dataclass

from guomen.kernel.terms.intervals import count_limits, share_limits
from guomen.supervision.programmes.terms import Estimate, Method

# Chances that differ by less are the same chance.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn by chance, in sums. drawn: samples; n: those with an answer, hits: of them not conforming; least,
    most: the chances of those with an answer; weight: Σ 1/chance over them; reach: Σ (1 − chance)/chance²; of_hits: the
    same two over the hits.
    """

    drawn: int
    n: int
    hits: int
    least: float
    most: float
    weight: float
    reach: float
    weight_of_hits: float
    reach_of_hits: float

    @property
    def effective(self) -> float:
        """How many answers of equal weight would tell as much: the lesser of two numbers.

        One is from the variance of the weighted share, linearised, with the finite population kept (Hájek 1971; Särndal
        and others 1992, 5.7); one from the weights alone (Kish 1965). With few hits the first is far too great where
        the hits have small weights: by simulation it covers as little as 55 % alone, the lesser of both 94 % and more.
        """
        by_weights = self.weight**2 / self.reach
        rate = self.weight_of_hits / self.weight
        missed = self.reach - self.reach_of_hits
        spread = (1 - rate) ** 2 * self.reach_of_hits + rate**2 * missed
        if self.hits in (0, self.n) or spread <= 0:
            return by_weights
        return min(by_weights, rate * (1 - rate) * self.weight**2 / spread)


def estimate(drawn: Drawn, *, confidence: float, finite: bool = False) -> Estimate | None:
    """The share not conforming among all that there was to draw from; None where nothing has an answer.

    finite: the number there was to draw from is known (registered premises), n over the chance. Samples without an
    answer are taken to be as the others. Equal chances: mid-P, Lancaster (1961); of a known number, hypergeometric,
    which covers a census with answers still to come; unequal: mid-P at the effective number, after Korn and Graubard
    (1998).
    """
    if drawn.n == 0:
        return None
    if drawn.least >= 1 - _SAME and drawn.n == drawn.drawn:
        rate = drawn.hits / drawn.n
        return Estimate(rate, rate, rate, confidence, Method.COUNTED, drawn.n, drawn.hits)
    if drawn.most - drawn.least <= _SAME:
        return _even(drawn, confidence, finite or drawn.least >= 1 - _SAME)
    rate = drawn.weight_of_hits / drawn.weight
    low, high = share_limits(rate * drawn.effective, drawn.effective, confidence)
    return Estimate(rate, low, high, confidence, Method.WEIGHTED, drawn.n, drawn.hits)


def _even(drawn: Drawn, confidence: float, finite: bool) -> Estimate:
    rate = drawn.hits / drawn.n
    if not finite:
        low, high = share_limits(drawn.hits, drawn.n, confidence)
        return Estimate(rate, low, high, confidence, Method.BINOMIAL, drawn.n, drawn.hits)
    whole = max(drawn.n, round(drawn.drawn / drawn.least))
    low, high = count_limits(drawn.hits, drawn.n, whole, confidence)
    return Estimate(rate, low / whole, high / whole, confidence, Method.HYPERGEOMETRIC, drawn.n, drawn.hits)
