"""A shift decided one by one against its pace, beside the same shift decided when all of it is known.

    python benchmarks/targeting/capacity.py
    python benchmarks/targeting/capacity.py --seeds 2 --quick

Worlds in columns with known true risk (simulator/columns), dealt out to days of uneven traffic: weekdays differ, each
day differs by a gamma factor of relative spread 0.15, arrivals peak at 10:00 and 15:30. A value is the true log-odds
with noise N(0, 0.8), so a model that ranks well and not perfectly. 1 % is opened by rules, 5 % of the capacity is
random with a floor of 1 %; the line is drawn anew every ten minutes or 500 decisions. Found: the sum of the true risks
of what is opened. Ratio: one by one to all at once, summed over the days after two weeks of warming up; mean and 95 %
interval over seeds.
"""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.special import expit, logit
from scipy.stats import t

from guomen.simulator.columns.world import World
from guomen.simulator.columns.worlds import SHAPES
from tests.targeting.capacity.arrivals import Stream, arrivals, compared

OFFICES = ((100, 0.1), (400, 0.05), (400, 0.15), (1000, 0.05), (1000, 0.1))


def one(name: str, seed: int, daily: int, budget: float, days: int) -> dict[str, Any]:
    """One office in one world."""
    weeks = days // 7 + 3
    shape = replace(SHAPES[name], weekly=daily * 7, weeks=weeks)
    risk = np.concatenate([week.true_risk for week in World(shape, seed).weeks()])
    dice = np.random.default_rng([seed, daily])
    value = expit(logit(np.clip(risk, 1e-9, 1 - 1e-9)) + dice.normal(0.0, 0.8, len(risk))).round(6)
    capacity = max(1, round(daily * budget))
    batch, flow, count = compared(arrivals(value, risk, dice, daily=daily), Stream(capacity))
    return {"world": name, "seed": seed, "daily": daily, "capacity": capacity, "days": count,
            "ratio": flow.found / batch.found, "batch_opened": batch.opened / count,
            "stream_opened": flow.opened / count, "stream_most": flow.most}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--quick", action="store_true", help="60 days, offices of at most 400 a day")
    parser.add_argument("--out", type=Path, default=None, help="JSON file for the figures")
    given = parser.parse_args()
    began = time.perf_counter()
    days = 60 if given.quick else given.days
    offices = [office for office in OFFICES if office[0] <= 400 or not given.quick]
    rows = [
        one(name, seed, daily, budget, days)
        for name in ("stationary", "drift")
        for daily, budget in offices
        for seed in range(1, given.seeds + 1)
    ]
    table = Table("world", "a day", "capacity", "ratio", "95 %", "opened at once", "opened one by one", "most",
                  title="One by one against all at once")  # fmt: skip
    for name, daily, capacity in dict.fromkeys((row["world"], row["daily"], row["capacity"]) for row in rows):
        found = [row for row in rows if (row["world"], row["daily"], row["capacity"]) == (name, daily, capacity)]
        ratios = np.array([row["ratio"] for row in found])
        half = t.ppf(0.975, len(ratios) - 1) * ratios.std(ddof=1) / len(ratios) ** 0.5 if len(ratios) > 1 else np.nan
        table.add_row(name, str(daily), str(capacity), f"{ratios.mean():.4f}", f"± {half:.4f}",
                      f"{np.mean([row['batch_opened'] for row in found]):.2f}",
                      f"{np.mean([row['stream_opened'] for row in found]):.2f}",
                      str(max(row["stream_most"] for row in found)))  # fmt: skip
    Console(stderr=True).print(table)
    told = json.dumps({"rows": rows, "seconds": round(time.perf_counter() - began, 1)})
    print(told)
    if given.out:
        given.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
