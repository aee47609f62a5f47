"""Long-run figures of a plan, exactly: the Markov chain of its state machine, solved as a linear system.

Lots do not conform with probability p, each on its own. The chain moves at each lot looked at; a place where the share
r is looked at lasts 1/r lots on average. Where inspection is discontinued it begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from guomen.targeting.plans.rules.machine import Automaton, Machine, automaton
from guomen.targeting.plans.terms import State

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class LongRun:
    """Of all lots that arrive: share looked at (AFI), share nonconforming that passes unseen (AOQ), share that arrives
    while not every lot is looked at (the plan's operating characteristic), share by state.

    AOQ: nonconforming lots that are found are replaced by conforming ones, as Dodge has it.
    """

    p: float
    inspected: float
    outgoing: float
    sampled: float
    states: dict[State, float]


def occupancy(table: Automaton, failing: float | Shares) -> Shares:
    """The share of arriving lots that meets each place. failing: chance that a lot looked at fails, in all or by place.

    Raises ValueError for a chance outside 0 … 1.
    """
    p = np.broadcast_to(np.asarray(failing, dtype=np.float64), (len(table.places),))
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("a share of failing lots lies from 0 to 1")
    closed, moves = _closed(table, p)
    size = len(closed)
    # Balance of every place but the last, whose equation follows from the others; instead, visits add up to 1.
    here = np.arange(size)
    targets, weights = np.concatenate(moves), np.concatenate([p[closed], 1 - p[closed]])
    balanced = targets < size - 1
    rows = np.concatenate([targets[balanced], here[:-1], np.full(size, size - 1)])
    columns = np.concatenate([np.tile(here, 2)[balanced], here[:-1], here])
    values = np.concatenate([weights[balanced], np.full(size - 1, -1.0), np.ones(size)])
    system = csc_array((values, (rows, columns)), shape=(size, size))
    visits = np.atleast_1d(spsolve(system, np.append(np.zeros(size - 1), 1.0)))
    lots = visits / table.rates[closed]
    shares = np.zeros(len(table.places))
    shares[closed] = lots / lots.sum()
    return shares


def _closed(table: Automaton, p: Shares) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places that are met for ever from the start, and the moves among them (renumbered)."""
    count = len(table.places)
    moves = table.table.copy()
    moves[:, [place for place in range(count) if table.ends(place)]] = 0
    rows = np.concatenate([np.flatnonzero(p > 0), np.flatnonzero(p < 1)])
    targets = np.concatenate([moves[0][p > 0], moves[1][p < 1]])
    graph = csr_array((np.ones(len(rows)), (rows, targets)), shape=(count, count))
    _, part = connected_components(graph, connection="strong")
    leaving = set(part[rows[part[rows] != part[targets]]].tolist())
    reached, queue = {0}, [0]
    arrows: dict[int, list[int]] = {}
    for row, target in zip(rows.tolist(), targets.tolist(), strict=True):
        arrows.setdefault(row, []).append(target)
    for place in queue:
        for target in arrows[place]:
            if target not in reached:
                reached.add(target)
                queue.append(target)
    final = sorted({int(part[place]) for place in reached} - leaving)
    if len(final) != 1:
        raise ValueError("the plan may end in more than one way: it has no single long run")
    closed = np.flatnonzero(part == final[0])
    number = np.zeros(count, dtype=np.int64)
    number[closed] = np.arange(len(closed))
    # At p of 0 or 1 one of the two moves is never made; it then leads anywhere without weight.
    inside = np.isin(moves[:, closed], closed)
    return closed, np.where(inside, number[moves[:, closed]], 0)


@lru_cache(maxsize=4096)
def long_run(plan: Machine, p: float) -> LongRun:
    """The plan's long-run figures where a share p of lots does not conform."""
    table = automaton(plan)
    shares = occupancy(table, p)
    inspected = float(shares @ table.rates)
    by_state: dict[State, float] = {}
    for standing, share in zip(table.standings, shares.tolist(), strict=True):
        by_state[standing.state] = by_state.get(standing.state, 0.0) + share
    return LongRun(p, inspected, p * (1 - inspected), float(shares[table.rates < 1].sum()), by_state)


def curve(plan: Machine, shares: Sequence[float]) -> tuple[LongRun, ...]:
    """The figures at several shares of nonconforming lots."""
    return tuple(long_run(plan, p) for p in shares)


@lru_cache(maxsize=512)
def outgoing_limit(plan: Machine) -> LongRun:
    """The figures where the average outgoing quality is worst: its `outgoing` is the AOQL."""
    grid = np.concatenate([np.geomspace(1e-4, 0.05, 24), np.linspace(0.06, 0.98, 47)])
    best = int(np.argmax([long_run(plan, float(p)).outgoing for p in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = minimize_scalar(
        lambda p: -long_run(plan, float(p)).outgoing, bounds=(low, high), method="bounded", options={"xatol": 1e-7}
    )
    return max(long_run(plan, float(found.x)), long_run(plan, float(grid[best])), key=lambda point: point.outgoing)
