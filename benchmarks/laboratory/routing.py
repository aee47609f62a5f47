"""Samples given to laboratories at the least cost, beside the same problem given whole to the solver.

    python benchmarks/laboratory/routing.py [--samples 5000] [--laboratories 60] [--seeds 1 2 3] [--quick]

Samples and laboratories lie anywhere between 20 and 45° N, 80 and 125° E; half of the laboratories do not qualify for a
sample, each sample takes one to five tests. Room for 30 % more tests than there are, for 2 % more, and for 5 % fewer.
The bound is that of the linear programme (no placement costs less). The whole programme, every pair of sample and
laboratory at once, is solved by HiGHS in the same run for the ratio. Prints a table, and one line of JSON.
"""

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from guomen.laboratory.pool.rules import kilometres, place
from guomen.laboratory.pool.rules import routing as solver
from guomen.laboratory.pool.rules.routing import NOBODY

ROOM = {"30 % to spare": 1.3, "2 % to spare": 1.02, "5 % too little": 0.95}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--samples", type=int, default=5000)
    ask.add_argument("--laboratories", type=int, default=60)
    ask.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    ask.add_argument("--quick", action="store_true", help="500 samples, 20 laboratories, one seed")
    wish = ask.parse_args()
    if wish.quick:
        wish.samples, wish.laboratories, wish.seeds = 500, 20, [1]
    rows = [run(wish.samples, wish.laboratories, seed, name) for seed in wish.seeds for name in ROOM]
    print(f"{'room':16} {'seed':>4} {'s':>7} {'whole, s':>9} {'gap':>8} {'unplaced':>9}")
    for row in rows:
        figures = f"{row['seconds']:7.2f} {row['whole']:9.2f} {row['gap']:8.4f} {row['left']:9}"
        print(f"{row['room']:16} {row['seed']:4} {figures}")
    print(json.dumps(rows))


def run(samples: int, laboratories: int, seed: int, room: str) -> dict[str, Any]:
    """One problem: seconds and gap of ours, seconds of the whole programme."""
    costs, tests, share = problem(samples, laboratories, seed)
    rooms = (share * tests.sum() * ROOM[room]).astype(np.int64)
    seconds, placed = timed(lambda: place(costs, tests, rooms))
    used = np.bincount(
        placed.bodies[placed.bodies != NOBODY], weights=tests[placed.bodies != NOBODY], minlength=len(rooms)
    )
    assert (used <= rooms).all()
    every = np.nonzero(np.isfinite(costs))
    whole, _ = timed(lambda: solver._solved(costs[every], *every, tests, rooms, placed.penalty))
    return {"room": room, "seed": seed, "seconds": seconds, "whole": whole, "gap": placed.gap,
            "left": int((placed.bodies == NOBODY).sum())}  # fmt: skip


def problem(samples: int, laboratories: int, seed: int) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(seed)
    here = rng.uniform(20, 45, samples), rng.uniform(80, 125, samples)
    there = rng.uniform(20, 45, laboratories), rng.uniform(80, 125, laboratories)
    tests = rng.integers(1, 6, samples)
    price = rng.uniform(100, 900, (1, laboratories)) * tests[:, None]
    costs = price + 2 * kilometres(*here, *there) + 24 * rng.integers(2, 10, (1, laboratories))
    costs[rng.random(costs.shape) < 0.5] = np.inf
    return costs, tests, rng.dirichlet(np.full(laboratories, 2.0))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


if __name__ == "__main__":
    main()
