"""Alarms in series that no model of the detectors describes: a step, a wandering level, a giant, a past that is short.

    python benchmarks/surveillance/upheaval.py
    python benchmarks/surveillance/upheaval.py --series 50

Poisson counts, no outbreak; the share of weeks with an alarm, by quarters of a year from the first week judged. Step:
the level changes for good in the first week judged, after six years. Walk: the log of the mean takes normal steps of
0.05 a week all the time. Giant: ten million cases in one week of the past year. Short: so many weeks of past in all.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from guomen.surveillance.detection.methods import detect
from guomen.surveillance.detection.terms import TooShort

Floats = NDArray[np.float64]
PAST, JUDGED, QUARTER = 312, 78, 13


def worlds(series: int, seed: int) -> Iterator[tuple[str, Floats, int]]:
    """Name, counts (weeks, series), first week judged."""
    dice = np.random.default_rng(seed)
    shape = (PAST + JUDGED, series)
    later = np.arange(PAST + JUDGED)[:, None] >= PAST
    for before, after in ((10.0, 30.0), (2.0, 6.0), (10.0, 3.0)):
        mean = np.broadcast_to(np.where(later, after, before), shape)
        yield f"step {before:g} to {after:g}", dice.poisson(mean).astype(float), PAST
    steps = np.cumsum(dice.normal(0, 0.05, shape), axis=0)
    yield "walk from 8", dice.poisson(8 * np.exp(steps - steps[PAST])).astype(float), PAST
    counts = dice.poisson(8.0, shape).astype(float)
    counts[PAST - 40] = 1e7
    yield "giant", counts, PAST
    for weeks in (16, 26, 52, 104):
        yield f"short {weeks}", dice.poisson(5.0, (weeks + QUARTER, 4 * series)).astype(float), weeks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--seed", type=int, default=301)
    parser.add_argument("--methods", nargs="+", default=["harmonic-nb", "farrington-improved"])
    parser.add_argument("--quick", action="store_true", help="20 series")
    parser.add_argument("--out", type=Path, default=None, help="JSON file for the figures")
    given = parser.parse_args()
    table = Table("world", "method", "share of weeks with an alarm, quarter by quarter", title="Upheaval")
    rows = []
    for name, counts, first in worlds(20 if given.quick else given.series, given.seed):
        for method in given.methods:
            try:
                alarm = detect(counts, method=method, first=first).alarm
            except TooShort:
                continue
            shares = [round(float(alarm[at : at + QUARTER].mean()), 4) for at in range(0, len(alarm), QUARTER)]
            rows.append({"world": name, "method": method, "shares": shares})
            table.add_row(name, method, "  ".join(f"{share:.3f}" for share in shares))
    Console(stderr=True, width=120).print(table)
    told = json.dumps({"seed": given.seed, "rows": rows})
    print(told)
    if given.out:
        given.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
