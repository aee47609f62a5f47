"""The weekly false alarms that are promised and those that are delivered, over thousands of quiet series.

    python benchmarks/surveillance/load.py --out load.json
    python benchmarks/surveillance/load.py --series 10000 --promised 100
    python benchmarks/surveillance/load.py --quick

Worlds: series of six years without outbreak in the weeks judged; means log-uniform between the limits told, half of
them with a trend (10 % a year, either way), three in five with a season, three in ten Poisson, else variance 1 + gamma
(1.5, 0.8) times the mean. "disturbed": a quarter has four earlier outbreaks of five standard deviations. "scenarios":
the 42 published ones, half of the series with four earlier outbreaks. "grown": half are younger than two years.

Promised: alarms a week, of surveillance/detection/burden.py. Expected: by the model, at the level it chose. Delivered:
counted; 95 % interval over series (their weeks are not independent). Even: alarms had each series been held to promised
divided by series, by the same p-value. One by one: the same, by the plain tail probability of the week's count alone.
The method was tuned on seeds below 100.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from guomen.surveillance.detection.burden import judge_week
from guomen.surveillance.detection.harmonic import METHODS, outlook
from guomen.surveillance.detection.options import values_of
from guomen.surveillance.detection.procedure import Series
from guomen.surveillance.detection.tails import reaching
from tests.surveillance.detection.scenarios import drawn, simulated

Floats = NDArray[np.float64]
WEEKS = 312
WORLDS = {"sparse": (0.02, 1.0), "mixed": (0.02, 100.0), "dense": (1.0, 200.0), "disturbed": (0.02, 100.0),
          "grown": (0.02, 100.0)}  # fmt: skip


def world(name: str, seed: int, series: int) -> Floats:
    """Weekly counts of quiet series, (weeks, series); NaN where a series is not born yet."""
    if name == "scenarios":
        return simulated(seed, replicates=max(series // 84, 1)).quiet
    dice = np.random.default_rng([seed, sorted(WORLDS).index(name)])
    low, high = np.log(WORLDS[name])
    columns = []
    for number in range(series):
        counts = _one(dice, float(np.exp(dice.uniform(low, high))), name == "disturbed" and number % 4 == 0)
        counts[: int(dice.integers(WEEKS - 104, WEEKS - 26)) if name == "grown" and number % 2 else 0] = np.nan
        columns.append(counts)
    return np.array(columns).T


def _one(dice: np.random.Generator, level: float, disturbed: bool) -> Floats:
    week = np.arange(WEEKS)
    slope = dice.normal(0, 0.1) * (dice.random() < 0.5)
    turns = [dice.normal(0, 0.4 / j) * np.cos(2 * np.pi * (j * week / 52 + dice.random())) for j in (1, 2)]
    mean = level * np.exp(slope * (week - WEEKS) / 52 + sum(turns) * (dice.random() < 0.6))
    phi = 1.0 if dice.random() < 0.3 else 1.0 + dice.gamma(1.5, 0.8)
    counts = drawn(mean, phi, dice)
    for start in dice.choice(WEEKS - 50, 4, replace=False) if disturbed else ():
        cases = dice.poisson(5 * np.sqrt(phi * mean[start]))
        counts += np.bincount(start + np.floor(dice.lognormal(0, 0.5, cases)).astype(int), minlength=WEEKS)[:WEEKS]
    return counts


def one_by_one(counts: Floats, level: float) -> int:
    """Alarms of the week by P(Y >= count) alone."""
    ahead, _ = outlook(Series(counts, None, None), len(counts) - 1, values_of(METHODS[0], {}))
    return int((ahead.answered & (reaching(counts[-1], ahead.mean, ahead.alone) <= level)).sum())


def judged(name: str, seeds: list[int], series: int, weeks: int, promised: float) -> dict[str, Any]:
    """One world: what was promised a week, expected, delivered."""
    began, each, expected, even, alone = time.perf_counter(), [], [], [], []
    for seed in seeds:
        counts, carried = world(name, seed, series), 0.0
        alarms = np.zeros(counts.shape[1])
        for week in range(len(counts) - weeks, len(counts)):
            answer = judge_week(counts[: week + 1], promised=promised, carried=carried)
            carried = answer.budget.carried
            alarms += answer.alarm
            expected.append(answer.budget.expected)
            level = promised / counts.shape[1]
            even.append(int((answer.p <= level).sum()))
            alone.append(one_by_one(counts[: week + 1], level))
        each.append(alarms / weeks)
    a_week = np.concatenate(each)
    delivered = float(a_week.sum() / len(seeds))
    half = 1.96 * float(np.sqrt(a_week.var(ddof=1) * len(a_week))) / len(seeds)
    return {"world": name, "series": series, "weeks": weeks * len(seeds), "promised": promised,
            "expected": round(float(np.mean(expected)), 2), "delivered": round(delivered, 2),
            "low": round(delivered - half, 2), "high": round(delivered + half, 2),
            "ratio": round(delivered / promised, 3), "even": round(float(np.mean(even)), 2),
            "one_by_one": round(float(np.mean(alone)), 2),
            "seconds": round(time.perf_counter() - began, 1)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[201, 202, 203, 204])
    parser.add_argument("--worlds", nargs="+", default=[*WORLDS, "scenarios"], metavar="WORLD")
    parser.add_argument("--series", type=int, default=4200)
    parser.add_argument("--weeks", type=int, default=8)
    parser.add_argument("--promised", type=float, default=42.0, help="false alarms a week over all series")
    parser.add_argument("--quick", action="store_true", help="one seed, two weeks")
    parser.add_argument("--out", type=Path, default=None, help="JSON file for the figures")
    given = parser.parse_args()
    seeds, weeks = (given.seeds[:1], 2) if given.quick else (given.seeds, given.weeks)
    rows = [judged(name, seeds, given.series, weeks, given.promised) for name in given.worlds]
    table = Table("world", "promised", "expected", "delivered", "95 %", "ratio", "even", "one by one", "seconds",
                  title="False alarms a week")  # fmt: skip
    for row in rows:
        table.add_row(row["world"], f"{row['promised']:.1f}", f"{row['expected']:.2f}", f"{row['delivered']:.2f}",
                      f"{row['low']:.2f} … {row['high']:.2f}", f"{row['ratio']:.3f}", f"{row['even']:.2f}",
                      f"{row['one_by_one']:.2f}", f"{row['seconds']:.0f}")  # fmt: skip
    Console(stderr=True, width=140).print(table)
    told = json.dumps({"seeds": seeds, "series": given.series, "rows": rows})
    print(told)
    if given.out:
        given.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
