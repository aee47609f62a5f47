"""How a capacity is spent: all at once on a day's lines, or line by line against a threshold. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from guomen.targeting.capacity.terms import Found, Line
from guomen.targeting.terms import Arm

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Ties are broken by the drawn number's further digits: the first decide over the random arm.
_TIE_SHIFT = 2.0**20
_ALL = 1.0 - 1e-12
# Chances are kept to this many decimals, so that the order of a multiplication leaves no trace.
_CHANCE_DECIMALS = 9
# Values are kept to so many decimals (rules.learned): what is less is as good as nothing.
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Allocation:
    """What became of each: whether it is picked, by which arm, and with which chance beforehand.

    exceeded: what the mandatory picks and the random floor need beyond the capacity; 0 where it suffices.
    """

    picked: Flags
    arm: NDArray[np.str_]
    probability: Numbers
    random_rate: float
    exceeded: float = 0.0


def allocate(
    value: Numbers,
    mandatory: Flags,
    uniform: Numbers,
    *,
    capacity: float,
    random_share: float,
    floor: float = 0.0,
    cost: Numbers | None = None,
    even: float = 1.0,
) -> Allocation:
    """Spend a capacity on what is all known: the mandatory first, whatever it takes; then a random stratum; then the
    rest by value for each unit of capacity, ties by the drawn number.

    uniform: each one's drawn number in [0, 1). random_share: the share of the capacity that the random stratum may
    use; floor: the rate below which it never falls. cost: units of capacity that each takes (default 1). even: the part
    of the random stratum that falls on all alike; the rest goes by value (`chances`).
    """
    takes = np.ones(len(value)) if cost is None else np.asarray(cost, dtype=np.float64)
    free = ~mandatory
    needed, left = float(takes[mandatory].sum()), float(takes[free].sum())
    rate = random_rate(max(0.0, capacity - needed), left, random_share, floor)
    budget = capacity - needed - rate * left
    learned, share = np.zeros(len(value), dtype=bool), np.zeros(len(value))
    if rate < 1.0 and budget > 0.0:
        rows = np.flatnonzero(free & (takes > 0.0))
        learned[rows], share[rows] = _by_value(value[rows], takes[rows] * (1.0 - rate), uniform[rows], budget)
    rest = free & ~learned
    at_random = chances(rate, value, even_unit(value[rest], even, rate, takes[rest]), even)
    chance = np.where(mandatory, 1.0, share + (1.0 - share) * at_random)
    drawn = uniform < at_random
    arm = np.select(
        [mandatory, learned, drawn], [str(Arm.MANDATORY), str(Arm.LEARNED), str(Arm.CONTROL)], str(Arm.NONE)
    )
    return Allocation(mandatory | learned | drawn, arm, chance, rate, max(0.0, -budget))


def random_rate(capacity: float, expected: float, random_share: float, floor: float) -> float:
    """The share of all else that the random arm picks: its part of the capacity, never below the floor."""
    part = random_share * capacity / expected if expected > 0.0 else 0.0
    return float(min(1.0, max(floor, part)))


def chances(rate: float, value: Numbers | float, unit: float | None, even: float) -> Numbers:
    """The chance with which the random arm picks what has these values, where its rate is `rate`.

    `even` of the stratum falls on all alike, the rest in proportion to value: even + (1 − even) value / unit times the
    rate, at most 1 / even times, so that no two chances differ by more than 1 / even². All alike where unit is None.
    """
    if unit is None or even >= 1.0:
        return np.full(np.shape(value), rate)
    times = np.minimum(even + (1.0 - even) * np.asarray(value) / unit, 1.0 / even)
    return np.minimum(times * rate, 1.0).round(_CHANCE_DECIMALS)


def even_unit(values: Numbers, even: float, rate: float, takes: Numbers | None = None) -> float | None:
    """The unit of value with which the chances of these values have the rate as their mean (weighted by `takes`).

    None where there is none: nothing to draw from, too few values above 0, or nothing but an even draw wanted.
    """
    weight = np.ones(len(values)) if takes is None else takes
    if not 0.0 < even < 1.0 or not 0.0 < rate < 1.0 or not values.max(initial=0.0) >= _LEAST:
        return None

    def beyond(log_unit: float) -> float:
        return float(weight @ chances(rate, values, math.exp(log_unit), even)) - rate * float(weight.sum())

    low, high = (
        math.log(float(end))
        for end in (max(values[values > 0.0].min(), _LEAST) * even / 2.0, values.max() * 2.0 / even)
    )
    return math.exp(brentq(beyond, low, high)) if beyond(low) > 0.0 > beyond(high) else None


def _by_value(value: Numbers, takes: Numbers, uniform: Numbers, budget: float) -> tuple[Flags, Numbers]:
    """(picked, chance of being picked) of those that the budget suffices for, by value for each unit.

    Among those of equal value and need each has the same chance; the drawn numbers say which.
    """
    density = value / takes
    tie = np.modf(uniform * _TIE_SHIFT)[0]
    order = np.lexsort((tie, takes, -density))
    fits = np.cumsum(takes[order]) <= budget + 1e-9
    picked = np.zeros(len(value), dtype=bool)
    share = np.zeros(len(value))
    count = int(np.argmin(fits)) if not fits.all() else len(fits)
    picked[order[:count]] = share[order[:count]] = True
    if 0 < count < len(order):
        last = order[count - 1]
        tied = np.flatnonzero((density == density[last]) & (takes == takes[last]))
        share[tied] = picked[tied].sum() / len(tied)
    return picked, share


def draw_line(
    recent_values: Numbers | Sequence[float],
    *,
    capacity_left: float,
    expected_left: float,
    random_share: float,
    floor: float,
    even: float = 1.0,
) -> Line:
    """The line that spends what is left over what is still expected: a quantile of the values met lately.

    With random rate r and a share q of values from the line on, q + (1 − q) r of what comes is picked: q is chosen so
    that this is what is left for each that is expected. What ties at the line leave over goes to the random arm.
    The random arm's chances below the line follow value as `chances` says, with r as their mean. capacity_left,
    expected_left: without what rules pick anyway. Nothing but the floor where nothing is left; no line
    where no value was ever met.
    """
    values = np.sort(np.asarray(recent_values, dtype=np.float64))
    left = max(0.0, capacity_left)
    if not len(values):
        return Line(None, floor, Found.NO_HISTORY)
    share = left / expected_left if expected_left > 0.0 else math.inf
    rate = random_rate(left, expected_left, random_share, floor)
    if left <= 0.0 or share <= rate:
        return Line(math.inf, rate, Found.CLOSED, even_unit(values, even, rate))
    if share >= _ALL:
        return Line(0.0, rate, Found.AMPLE)
    wanted = (share - rate) / (1.0 - rate)
    threshold, reached = _quantile(values, wanted)
    spread = (share - reached) / (1.0 - reached)
    rate = float(min(1.0, max(rate, spread)))
    return Line(threshold, rate, Found.DRAWN, even_unit(values[values < threshold], even, rate))


def _quantile(values: Numbers, share: float) -> tuple[float, float]:
    """The lowest value that at most `share` of the values reach, and the share that do."""
    count = math.floor(share * len(values) + 1e-9)
    if count == 0:
        return math.inf, 0.0
    lowest = values[len(values) - count]
    first = int(np.searchsorted(values, lowest, side="left"))
    if len(values) - first > count:
        first = int(np.searchsorted(values, lowest, side="right"))
    if first == len(values):
        return math.inf, 0.0
    return float(values[first]), (len(values) - first) / len(values)


def expected_left(before: Sequence[int], after: Sequence[int], so_far: int) -> float:
    """How many are still to come today. before, after: how many came on each of the recent days until this time of day
    and from it on; so_far: today until now.

    Days differ by a factor whose spread is that of the days' totals; today's is estimated from what came so far and
    drawn towards 1 (gamma and Poisson), the more the less has come.
    """
    if not before:
        return 0.0
    early, late = float(np.mean(before)), float(np.mean(after))
    totals = np.asarray(before, dtype=np.float64) + np.asarray(after, dtype=np.float64)
    mean = float(totals.mean())
    if mean <= 0.0:
        return 0.0
    beyond = max(float(totals.var()) - mean, 0.0) / mean**2
    if beyond == 0.0 or early == 0.0:
        return late
    weight = 1.0 / beyond
    return late * (so_far + weight) / (early + weight)
