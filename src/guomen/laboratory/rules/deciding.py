"""One value against one limit by a decision rule, and the risk that the decision is wrong.

ILAC-G8:09/2019 4.2: acceptance limits lie w = r·U inside the tolerance limits. JCGM 106:2012 7: given the value y with
standard uncertainty u = U/k, the true value lies within the limits with p = Φ((T_U − y)/u) − Φ((T_L − y)/u); accepting
risks 1 − p (false accept), rejecting risks p (false reject).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import erfc, sqrt

from guomen.laboratory.terms import Conformity, DecisionRule, Grade, Limit


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of one value; side is −1 below the limits, 1 above, 0 within; certain only outside both."""

    conformity: Conformity
    side: int = 0
    grade: Grade = Grade.NONE


def verdict(value: Decimal, limit: Limit, guard: Decimal, rule: DecisionRule) -> Verdict:
    """The value against the limits, moved inwards by the guard band (outwards where it is negative)."""
    inner, tolerance = _side(value, limit, guard), _side(value, limit, Decimal(0))
    if inner == 0:
        return Verdict(Conformity.CONFORM)
    if rule is not DecisionRule.CONDITIONAL:
        return Verdict(_empty(limit, guard, tolerance), inner)
    if tolerance == 0:
        return Verdict(Conformity.INCONCLUSIVE, inner, Grade.CONDITIONAL_ACCEPT)
    outer = _side(value, limit, -guard)
    if outer == 0:
        return Verdict(Conformity.INCONCLUSIVE, inner, Grade.CONDITIONAL_REJECT)
    return Verdict(Conformity.NONCONFORM, outer)


def _side(value: Decimal, limit: Limit, guard: Decimal) -> int:
    if limit.value is not None and value > limit.value - guard:
        return 1
    return -1 if limit.low is not None and value < limit.low + guard else 0


def _empty(limit: Limit, guard: Decimal, tolerance: int) -> Conformity:
    """A value within the limits is not rejected by a guard band that leaves nothing to accept."""
    low = limit.low or Decimal(0)
    nothing = (
        guard > 0 and limit.value is not None and low + (guard if limit.low is not None else 0) > limit.value - guard
    )
    return Conformity.INCONCLUSIVE if nothing and tolerance == 0 else Conformity.NONCONFORM


def conformance_probability(value: Decimal, uncertainty: Decimal, low: Decimal | None, high: Decimal | None) -> float:
    """The probability that the true value lies within [low, high], given the value and its standard uncertainty u > 0.

    JCGM 106:2012 7.3 (one limit) and 7.4 (two limits), with a normal error.
    """
    y, u = float(value), float(uncertainty)
    below = _normal((float(low) - y) / u) if low is not None else 0.0
    above = _normal((y - float(high)) / u) if high is not None else 0.0
    return max(0.0, 1.0 - below - above)


def _normal(z: float) -> float:
    return 0.5 * erfc(-z / sqrt(2))


def chance_of_more_than(allowed: int, outside: Sequence[float]) -> float:
    """The probability that more than `allowed` of independent units lie outside, each with its own probability."""
    counts = [1.0]
    for chance in outside:
        counts = [
            (counts[i] * (1 - chance) if i < len(counts) else 0.0) + (counts[i - 1] * chance if i else 0.0)
            for i in range(len(counts) + 1)
        ]
    return min(1.0, sum(counts[allowed + 1 :]))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came out for all units: how many lie beyond, with what risk and uncertainty; cannot: why nobody can tell."""

    conformity: Conformity
    beyond: int = 0
    grade: Grade = Grade.NONE
    risk: float | None = None
    uncertainty: Decimal | None = None
    cannot: str = ""


def counted(limit: Limit, verdicts: Sequence[Verdict]) -> tuple[Conformity, int]:
    """At most c of the units beyond the limit, and how many are; what nobody can tell may be beyond it."""
    said = [one.conformity for one in verdicts]
    beyond = said.count(Conformity.NONCONFORM)
    if beyond > limit.accept:
        return Conformity.NONCONFORM, beyond
    open_ = beyond + said.count(Conformity.INCONCLUSIVE) > limit.accept
    return Conformity.INCONCLUSIVE if open_ else Conformity.CONFORM, beyond
