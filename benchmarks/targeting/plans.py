"""Rate plans: published figures against the chain and a simulation; effort and interception in a drifting world.

    python benchmarks/targeting/plans.py [--seeds 3] [--quick] [--out plans.json]

First table: the share of lots looked at (AFI) by plan and share p of nonconforming lots - as published or computed
elsewhere, as our chain has it, and in a simulation of 2,000,000 lots. Second table: each plan kept for suppliers,
importers, goods × origin, or importer × heading in the world "drift" of simulator.columns (104 weeks), every outcome
known at once and every check certain: share inspected, share of the nonconforming intercepted, and their quotient.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from guomen.simulator.columns.worlds import world
from guomen.targeting.plans.rules.chain import long_run, outgoing_limit
from guomen.targeting.plans.rules.continuous import Csp1, Csp2, Csp3
from guomen.targeting.plans.rules.machine import Machine, automaton
from guomen.targeting.plans.rules.playing import play
from guomen.targeting.plans.rules.skipping import SkipLot
from guomen.targeting.plans.rules.stepwise import Steps

ROOT = Path(__file__).resolve().parents[2]
# (plan, p, published share of lots looked at)
PUBLISHED: list[tuple[Machine, float, float]] = [
    (Csp1(10, 0.1), 0.03, 0.1309), (Csp2(10, 0.1), 0.03, 0.1066), (Csp3(10, 0.1), 0.03, 0.1171),
    (Csp1(10, 0.1), 0.005, 0.1046), (Csp1(10, 0.1), 0.05, 0.1565),
    (Csp3(3, 0.1), 0.05, 0.1186), (Csp3(5, 0.1), 0.05, 0.1218), (Csp3(10, 0.1), 0.01, 0.1044),
    (Csp3(10, 0.1), 0.05, 0.1345), (Csp3(5, 0.25), 0.05, 0.2938), (Csp3(20, 0.1), 0.05, 0.1784),
    (Steps(), 0.001, 0.051), (Steps(), 0.01, 0.061), (Steps(), 0.02, 0.075), (Steps(), 0.05, 0.129),
]  # fmt: skip
LIMITS: list[tuple[Machine, float]] = [
    (Csp1(10, 0.1), 0.0995), (Csp3(3, 0.1), 0.263), (Csp3(5, 0.1), 0.186), (Csp3(10, 0.1), 0.111),
    (Csp3(5, 0.25), 0.108), (Csp3(20, 0.1), 0.0627),
]  # fmt: skip
KEYS: dict[str, tuple[str, ...]] = {
    "supplier": ("producer",), "heading × origin": ("heading", "origin"), "importer": ("importer",),
    "importer × heading": ("importer", "heading"),
}  # fmt: skip
# (plan, key, handbook's inspected and intercepted share where it has them)
EFFORT: list[tuple[Machine, str, tuple[float, float] | None]] = [
    (Csp3(10, 0.1), "supplier", (0.32, 0.49)), (Csp3(10, 0.1), "heading × origin", (0.25, 0.40)),
    (Csp3(10, 0.1), "importer", (0.23, 0.33)), (Csp3(10, 0.1), "importer × heading", (0.55, 0.68)),
    (Csp3(5, 0.25), "supplier", (0.35, 0.48)), (Steps(), "supplier", (0.33, 0.47)),
    (Steps(), "importer × heading", (0.49, 0.62)), (Csp1(10, 0.1), "supplier", None),
    (Csp2(10, 0.1), "supplier", None), (SkipLot(), "supplier", None),
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one seed, a tenth of the lots")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "benchmarks" / "plans.json")
    given = parser.parse_args()
    start = perf_counter()
    figures: dict[str, Any] = {"correctness": correctness(200_000 if given.quick else 2_000_000), "limits": limits()}
    figures["effort"] = effort(range(1, (1 if given.quick else given.seeds) + 1))
    figures["seconds"] = round(perf_counter() - start, 1)
    show(figures)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(figures, indent=1))


def correctness(lots: int) -> list[dict[str, Any]]:
    rows = []
    for plan, p, published in PUBLISHED:
        exact, played = long_run(plan, p).inspected, play(plan, p, lots=lots, seed=20180903, streams=2000)
        rows.append({"plan": plan.title.en, "p": p, "published": published, "chain": exact,
                     "simulated": played.inspected, "error": played.error})  # fmt: skip
    return rows


def limits() -> list[dict[str, Any]]:
    return [
        {"plan": plan.title.en, "published": published, "aoql": outgoing_limit(plan).outgoing}
        for plan, published in LIMITS
    ]


def effort(seeds: Sequence[int]) -> list[dict[str, Any]]:
    """Each plan in each key over the same worlds; the dice of a seed are the same for all."""
    found: dict[int, list[tuple[float, float]]] = {}
    for seed in seeds:
        frame, bad = history(seed)
        dice = np.random.default_rng(seed).random(len(bad))
        for number, (plan, key, _) in enumerate(EFFORT):
            groups = frame.select(pl.struct(KEYS[key]).rank("dense") - 1).to_series().to_numpy()
            looked = kept(plan, groups, bad, dice)
            found.setdefault(number, []).append((float(looked.mean()), float((looked & bad).sum() / bad.sum())))
    rows = []
    for number, (plan, key, published) in enumerate(EFFORT):
        inspected, intercepted = np.mean(found[number], axis=0).tolist()
        rows.append({"plan": plan.title.en, "key": key, "inspected": inspected, "intercepted": intercepted,
                     "lift": intercepted / inspected, "handbook": published, "seeds": len(seeds)})  # fmt: skip
    return rows


def history(seed: int) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """All declarations of a world's weeks in their order, and which of them do not conform."""
    weeks = list(world("drift", seed).weeks())
    bad = pl.concat([week.truth["nonconforming"] for week in weeks])
    return pl.concat([week.frame for week in weeks]), bad.cast(pl.Boolean).to_numpy()


def kept(plan: Machine, groups: NDArray[Any], bad: NDArray[np.bool_], dice: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which lots a plan kept for each group looks at, one after another."""
    table = automaton(plan)
    rates, (failed, conformed) = table.rates.tolist(), table.moves
    places = [0] * (int(groups.max()) + 1)
    looked = np.zeros(len(bad), dtype=bool)
    for row, (group, wrong, number) in enumerate(zip(groups.tolist(), bad.tolist(), dice.tolist(), strict=True)):
        place = places[group]
        if number < rates[place]:
            looked[row] = True
            places[group] = failed[place] if wrong else conformed[place]
    return looked


def show(figures: dict[str, Any]) -> None:
    console = Console()
    for title, rows in figures.items():
        if isinstance(rows, list):
            table = Table(*rows[0], title=title)
            for row in rows:
                table.add_row(*(f"{value:.4f}" if isinstance(value, float) else str(value) for value in row.values()))
            console.print(table)
    console.print(f"{figures['seconds']} s")


if __name__ == "__main__":
    main()
