"""The weekly false alarms that are promised and those that are delivered, over thousands of quiet series.

    python benchmarks/surveillance/load.py --out load.json
    python benchmarks/surveillance/load.py --series 10000 --promised 100
    python benchmarks/surveillance/load.py --quick

Worlds: series of six years without outbreak in the weeks judged; means log-uniform between the limits told, half of
them with a trend (10 % a year, either way), three in five with a season, three in ten Poisson, else variance 1 + gamma
(1.5, 0.8) times the mean. "disturbed": a quarter has four earlier outbreaks of five standard deviations. "scenarios":
the 42 published ones, half of the series with four earlier outbreaks. "grown": half are younger than two years.

Promised: alarms a week, of surveillance/detection/burden.py. Expected: by the model, at the level it chose. Delivered:
the chance of an alarm at that level under the law that each series was drawn from, summed over the series (± 95 %, over
seeds); counted: alarms that came, which is the same with the noise of whole alarms. Even: alarms had each series been
held to promised divided by series, by the same p-value. One by one: the same, by the plain tail of the week's count.
The method was tuned on seeds below 100; those by default were looked at once, when all was settled.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path[:0] = [str(Path(__file__).parents[2])]

from guomen.surveillance.detection.burden import judge_week  # noqa: E402
from guomen.surveillance.detection.harmonic import METHODS, Outlook, outlook  # noqa: E402
from guomen.surveillance.detection.options import values_of  # noqa: E402
from guomen.surveillance.detection.procedure import Series  # noqa: E402
from guomen.surveillance.detection.tails import either, reaching  # noqa: E402
from tests.surveillance.detection.scenarios import PAST, drawn, means, simulated  # noqa: E402

Floats = NDArray[np.float64]
WEEKS = 312
WORLDS = {"sparse": (0.02, 1.0), "mixed": (0.02, 100.0), "dense": (1.0, 200.0), "disturbed": (0.02, 100.0),
          "grown": (0.02, 100.0)}  # fmt: skip


@dataclass(frozen=True)
class World:
    """Weekly counts (weeks, series), NaN where a series is not born yet, and the law that they were drawn from."""

    counts: Floats
    mean: Floats
    phi: Floats


def world(name: str, seed: int, series: int) -> World:
    """Quiet series."""
    if name == "scenarios":
        drawn_ones = simulated(seed, replicates=max(series // 84, 1))
        laws = [means(scenario) for scenario in drawn_ones.scenario.tolist()]
        return World(
            drawn_ones.quiet, np.array([mean[PAST:] for mean, _ in laws]).T, np.array([phi for _, phi in laws])
        )
    dice = np.random.default_rng([seed, sorted(WORLDS).index(name)])
    low, high = np.log(WORLDS[name])
    columns = []
    for number in range(series):
        one = _one(dice, float(np.exp(dice.uniform(low, high))), name == "disturbed" and number % 4 == 0)
        one[0][: int(dice.integers(WEEKS - 104, WEEKS - 26)) if name == "grown" and number % 2 else 0] = np.nan
        columns.append(one)
    counts, mean, phi = zip(*columns, strict=True)
    return World(np.array(counts).T, np.array(mean).T, np.array(phi))


def _one(dice: np.random.Generator, level: float, disturbed: bool) -> tuple[Floats, Floats, float]:
    week = np.arange(WEEKS)
    slope = dice.normal(0, 0.1) * (dice.random() < 0.5)
    turns = [dice.normal(0, 0.4 / j) * np.cos(2 * np.pi * (j * week / 52 + dice.random())) for j in (1, 2)]
    mean = level * np.exp(slope * (week - WEEKS) / 52 + sum(turns) * (dice.random() < 0.6))
    phi = 1.0 if dice.random() < 0.3 else 1.0 + dice.gamma(1.5, 0.8)
    counts = drawn(mean, phi, dice)
    for start in dice.choice(WEEKS - 50, 4, replace=False) if disturbed else ():
        cases = dice.poisson(5 * np.sqrt(phi * mean[start]))
        counts += np.bincount(start + np.floor(dice.lognormal(0, 0.5, cases)).astype(int), minlength=WEEKS)[:WEEKS]
    return counts, mean, phi


def chances(ahead: Outlook, level: float, law: World, week: int) -> Floats:
    """The chance of an alarm of each series at this level, under the law that it was drawn from."""
    alone, pooled = ahead.limits(level)
    alone, found = np.maximum(alone, 1), np.zeros(len(alone))
    for low, high in pairwise((0, 20, 60, 200, 600, np.inf)):
        part = ahead.answered & (alone > low) & (alone <= high)
        phis = law.phi[part], law.phi[part]
        found[part] = either(alone[part], pooled[part], law.mean[week, part], law.mean[week - 1, part], phis, 1)
    return found


def judged(name: str, seeds: list[int], series: int, weeks: int, promised: float) -> dict[str, Any]:
    """One world: what was promised a week, expected, delivered, counted."""
    began, sums = time.perf_counter(), []
    for seed in seeds:
        law, carried = world(name, seed, series), 0.0
        for week in range(len(law.counts) - weeks, len(law.counts)):
            seen = law.counts[: week + 1]
            answer = judge_week(seen, promised=promised, carried=carried)
            carried, level = answer.budget.carried, promised / seen.shape[1]
            ahead, _ = outlook(Series(seen, None, None), week, values_of(METHODS[0], {}))
            alone = ahead.answered & (reaching(np.nan_to_num(seen[-1]), ahead.mean, ahead.alone) <= level)
            sums.append((answer.budget.expected, chances(ahead, answer.budget.level, law, week).sum(),
                         answer.alarm.sum(), (answer.p <= level).sum(), alone.sum()))  # fmt: skip
    held = np.array(sums, dtype=float)
    mean, each = held.mean(axis=0), held[:, 1].reshape(len(seeds), weeks).mean(axis=1)
    half = 1.96 * float(each.std(ddof=1)) / len(seeds) ** 0.5 if len(seeds) > 1 else float("nan")
    told = dict(zip(("expected", "delivered", "counted", "even", "one_by_one"), mean.round(2).tolist(), strict=True))
    return {"world": name, "series": series, "weeks": len(held), "promised": promised, **told,
            "ratio": round(float(mean[1]) / promised, 3), "half": round(half / promised, 3),
            "counted_ratio": round(float(mean[2]) / promised, 3),
            "seconds": round(time.perf_counter() - began, 1)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[221, 222, 223, 224])
    parser.add_argument("--worlds", nargs="+", default=[*WORLDS, "scenarios"], metavar="WORLD")
    parser.add_argument("--series", type=int, default=4200)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--promised", type=float, default=42.0, help="false alarms a week over all series")
    parser.add_argument("--quick", action="store_true", help="one seed, two weeks")
    parser.add_argument("--out", type=Path, default=None, help="JSON file for the figures")
    given = parser.parse_args()
    seeds, weeks = (given.seeds[:1], 2) if given.quick else (given.seeds, given.weeks)
    rows = [judged(name, seeds, given.series, weeks, given.promised) for name in given.worlds]
    table = Table("world", "promised", "expected", "delivered", "delivered ÷ promised", "counted ÷ promised", "even",
                  "one by one", "seconds", title="False alarms a week")  # fmt: skip
    for row in rows:
        table.add_row(row["world"], f"{row['promised']:.1f}", f"{row['expected']:.2f}", f"{row['delivered']:.2f}",
                      f"{row['ratio']:.3f} ± {row['half']:.3f}", f"{row['counted_ratio']:.3f}", f"{row['even']:.2f}",
                      f"{row['one_by_one']:.2f}", f"{row['seconds']:.0f}")  # fmt: skip
    Console(stderr=True, width=140).print(table)
    told = json.dumps({"seeds": seeds, "series": given.series, "rows": rows})
    print(told)
    if given.out:
        given.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
