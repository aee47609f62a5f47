"""Which plan a lot gets, what the plan is worth, and how many units detect a given share."""

from functools import lru_cache
from math import comb, exp, floor, lgamma, log

from guomen.catalogue.terms import Plan, SamplingTables

# The largest sample of the master tables is 2,000 (tightened: 3,150); a lot above it is never sampled whole.
_LARGEST_SAMPLE = 3150


def plan_for(tables: SamplingTables, lot: int, level: str, aql: str, state: str) -> Plan:
    """The single sampling plan of a lot (ISO 2859-1:1999, 10.1–10.4): letter, arrows followed; all units where the
    sample would be as large as the lot.

    Raises LookupError where the tables have no such lot size, level, AQL or state.
    """
    plan = tables.plan(state, tables.letter(lot, level), aql)
    return plan if plan.n < lot else Plan(plan.letter, lot, plan.ac, plan.re, plan.disputed)


def representative_lot(tables: SamplingTables, lot: int) -> int:
    """A lot size with the same plan as `lot` at every level and AQL; few answers for many lots."""
    if lot <= _LARGEST_SAMPLE:
        return lot
    for low, high, _ in tables.letters:
        if low <= lot and (high is None or lot <= high):
            return max(low, _LARGEST_SAMPLE + 1)
    return lot


def acceptance_probability(n: int, ac: int, p: float, lot: int | None = None) -> float:
    """Chance that a plan accepts a lot of quality p: the operating characteristic.

    Binomial; hypergeometric with round(lot × p) nonconforming units where the lot's size is given.
    """
    if lot is not None:
        bad = round(lot * p)
        return sum(_hypergeometric(lot, bad, n, d) for d in range(ac + 1))
    return sum(comb(n, d) * p**d * (1 - p) ** (n - d) for d in range(min(ac, n) + 1))


def _hypergeometric(lot: int, bad: int, n: int, d: int) -> float:
    if d > bad or n - d > lot - bad:
        return 0.0
    return comb(bad, d) * comb(lot - bad, n - d) / comb(lot, n)


@lru_cache(maxsize=65536)
def detection_sample(lot: int | None, level: float, confidence: float, efficacy: float = 1.0) -> int:
    """The smallest sample that finds at least one unit with the given confidence if a share `level` is infested.

    Exact hypergeometric law (ISPM 31, appendices 1 and 2); lot None is an endless lot (binomial). efficacy: chance
    that looking at an infested unit shows it; as in the standard it lowers the share that can be seen. The units that
    can be seen are lot × level × efficacy rounded down, at least one. Raises ValueError for shares outside (0, 1).
    Answers the whole lot where no smaller sample suffices.
    """
    if not (0 < level < 1 and 0 < confidence < 1 and 0 < efficacy <= 1):
        raise ValueError("level and confidence lie between 0 and 1, efficacy is more than 0 and at most 1")
    if lot is None:
        return _smallest(log(1 - confidence) / log(1 - level * efficacy))
    infested = max(1, floor(lot * level * efficacy + 1e-9))
    low, high = 1, lot
    while low < high:
        middle = (low + high) // 2
        if detection_confidence(lot, infested, middle) >= confidence - 1e-12:
            high = middle
        else:
            low = middle + 1
    return low


def _smallest(exact: float) -> int:
    return max(1, -floor(-exact + 1e-9))


def detection_confidence(lot: int, infested: int, n: int) -> float:
    """Chance to find at least one of `infested` units of the lot in a sample of n."""
    return 1 - exp(_log_comb(lot - infested, n) - _log_comb(lot, n)) if n <= lot - infested else 1.0


def _log_comb(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
