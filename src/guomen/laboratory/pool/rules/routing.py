"""Which laboratory tests which sample: the cheapest whole, with nobody given more than there is room for.

The objective is money: the price of the tests, the way to the laboratory and the time until the result, each in CNY.
The assignment is solved by HiGHS (through SciPy) as a linear programme over the cheapest laboratories of each sample;
those left out are priced with its dual values and let in where they could help, so the bound is that of the whole
problem. The few samples that the programme splits are placed by a small integer programme in the room that is left.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

FIRST = 8
CLOSE = 5e-3
MOVABLE, LIKELY = 300, 6
NOBODY = -1
_EARTH = 6371.0088  # km, mean radius (IUGG)
_SLACK = 1e-7
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where each sample goes (index of the laboratory, NOBODY where none has room), what the whole costs, and the bound
    that no placement can go below, both with `penalty` counted for each sample that nobody takes.
    """

    bodies: Ints
    value: float
    bound: float
    penalty: float

    @property
    def gap(self) -> float:
        """How far above the bound the placement may be, as a share of the bound."""
        return (self.value - self.bound) / self.bound if self.bound > 0 else 0.0


def kilometres(latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats) -> Floats:
    """Great-circle distances from each first place to each second (haversine), shape (first, second); degrees in."""
    a, b = np.radians(latitude)[:, None], np.radians(to_latitude)[None, :]
    east = np.radians(to_longitude)[None, :] - np.radians(longitude)[:, None]
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(east / 2) ** 2
    distance: Floats = 2 * _EARTH * np.arcsin(np.sqrt(half))
    return distance


def place(costs: Floats, tests: Ints, room: Ints) -> Placement:
    """Give each sample to one laboratory at the least cost.

    costs: shape (samples, laboratories), infinite where a laboratory does not qualify; tests: how much room each sample
    takes; room: how many tests each laboratory has room for.
    """
    known = np.isfinite(costs)
    penalty = float(10 * costs[known].max() + 1) if known.any() else 1.0
    if not len(costs) or not known.any():
        return Placement(np.full(len(costs), NOBODY), penalty * len(costs), penalty * len(costs), penalty)
    shares, regrets, bound = _relaxed(costs, tests, room, penalty)
    bodies = _whole(shares, regrets, costs, tests, room, penalty)
    return Placement(bodies, _value(bodies, costs, penalty), bound, penalty)


def _relaxed(costs: Floats, tests: Ints, room: Ints, penalty: float) -> tuple[Floats, Floats, float]:
    """The linear programme's shares and reduced costs (samples × laboratories), and a bound below every placement."""
    chosen = np.zeros(costs.shape, dtype=bool)
    nearest = np.argsort(costs, axis=1)[:, :FIRST]
    np.put_along_axis(chosen, nearest, True, axis=1)
    chosen &= np.isfinite(costs)
    while True:
        rows, columns = np.nonzero(chosen)
        solved = _solved(costs[rows, columns], rows, columns, tests, room, penalty)
        missed = costs - solved.eqlin.marginals[:, None] - tests[:, None] * solved.ineqlin.marginals[None, :]
        # What each sample could still save with a laboratory that was left out: the dual (Lagrangian) bound.
        savings = np.minimum(missed.min(axis=1), 0).sum()
        if -savings <= CLOSE * solved.fun:
            shares = np.zeros(costs.shape)
            shares[rows, columns] = solved.x[: len(rows)]
            return shares, missed, float(solved.fun + savings)
        chosen |= missed < -_SLACK


def _solved(cost: Floats, rows: Ints, columns: Ints, tests: Ints, room: Ints, penalty: float):  # type: ignore[no-untyped-def]
    pairs, samples = len(rows), len(tests)
    ones = np.ones(pairs + samples)
    once = coo_array((ones, (np.r_[rows, np.arange(samples)], np.arange(pairs + samples)))).tocsr()
    used = coo_array((tests[rows].astype(float), (columns, np.arange(pairs))), shape=(len(room), pairs + samples))
    return linprog(
        np.r_[cost, np.full(samples, penalty)],
        A_eq=once, b_eq=np.ones(samples), A_ub=used.tocsr(), b_ub=room.astype(float), method="highs",
    )  # fmt: skip


def _whole(shares: Floats, regrets: Floats, costs: Floats, tests: Ints, room: Ints, penalty: float) -> Ints:
    """Every sample in one laboratory: most where the programme put them whole, the split ones placed anew.

    Where one of these finds no room, the samples that would lose least by going elsewhere are moved to make it.
    """
    best = shares.argmax(axis=1)
    split = shares[np.arange(len(shares)), best] <= 1 - 1e-6
    bodies = _anew(split, best, costs, tests, room, penalty)
    if not (bodies[split] == NOBODY).any():
        return bodies
    order = np.argsort(regrets, axis=1)
    loss = np.take_along_axis(regrets, order[:, 1:2], axis=1)[:, 0] if len(room) > 1 else np.zeros(len(regrets))
    again = split.copy()
    again[np.argsort(loss)[:MOVABLE]] = True
    likely = np.full(costs.shape, np.inf)
    near = order[:, :LIKELY]
    np.put_along_axis(likely, near, np.take_along_axis(costs, near, axis=1), axis=1)
    moved = _anew(again, best, likely, tests, room, penalty)
    return min((bodies, moved), key=lambda one: _value(one, costs, penalty))


def _anew(free: NDArray[np.bool_], best: Ints, costs: Floats, tests: Ints, room: Ints, penalty: float) -> Ints:
    """The free samples placed in the room that the others leave."""
    left = room - np.bincount(best[~free], weights=tests[~free], minlength=len(room)).astype(np.int64)
    bodies = np.where(free, NOBODY, best)
    if free.any():
        bodies[free] = _integer(costs[free], tests[free], left, penalty)
    return bodies


def _value(bodies: Ints, costs: Floats, penalty: float) -> float:
    placed = bodies != NOBODY
    return float(costs[placed, bodies[placed]].sum() + penalty * (~placed).sum())


def _integer(costs: Floats, tests: Ints, room: Ints, penalty: float) -> Ints:
    rows, columns = np.nonzero(np.isfinite(costs) & (tests[:, None] <= room[None, :]))
    pairs, samples = len(rows), len(costs)
    order = np.arange(pairs + samples)
    once = coo_array((np.ones(pairs + samples), (np.r_[rows, np.arange(samples)], order)))
    used = coo_array((tests[rows].astype(float), (columns, np.arange(pairs))), shape=(len(room), pairs + samples))
    found = milp(
        np.r_[costs[rows, columns], np.full(samples, penalty)],
        constraints=[LinearConstraint(once.tocsr(), 1, 1), LinearConstraint(used.tocsr(), -np.inf, room)],
        integrality=np.ones(pairs + samples), bounds=Bounds(0, 1), options={"time_limit": 3.0, "mip_rel_gap": 1e-3},
    )  # fmt: skip
    bodies = np.full(samples, NOBODY)
    if found.x is not None:
        taken = found.x[:pairs] > 0.5
        bodies[rows[taken]] = columns[taken]
    return bodies
