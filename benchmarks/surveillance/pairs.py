"""Disproportionality: parity with openEBGM and PhViD, what each rule finds in worlds whose truth is known, and speed.

    python benchmarks/surveillance/pairs.py [--quick] [--out pairs.json]

Parity: greatest relative difference from the reference, beyond its rounding (openEBGM writes two decimals and bisects
quantiles to 1/128); skipped without the folder of real data. Worlds: 400 products × 300
events, margins log-normal, reports Poisson about margin × margin / total × ratio; "mixed": the ratio is drawn from two
gammas for every pair; "planted": 1 but for 1 % of pairs, which have 4. Truth: pairs reported at least three times whose
ratio is 2 or more. Called, right, found: pairs that a rule calls, the share of them that is true, and the share of the
true that it calls. each, mixture, zeros: the three ways to learn EBGM's prior. Speed: processor seconds from reports to
measured pairs.
"""

import argparse
import json
import os
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from guomen.surveillance.disproportionality.counting import count_pairs
from guomen.surveillance.disproportionality.pairs import learned_prior, measured, pairs
from guomen.surveillance.disproportionality.rules import RULES
from guomen.surveillance.disproportionality.terms import Columns

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GUOMEN_SHARED", ROOT.parent / "shared")) / "data"
WAYS: dict[str, dict[str, Any]] = {"each": {}, "mixture": {"truncation": "mixture"}, "zeros": {"zeros": True}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one world of each kind, fewer reports")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "benchmarks" / "pairs.json")
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    if SHARED.is_dir():
        figures["parity"] = [*caers(), *phvid()]
    for kind in ("mixed", "planted"):
        figures[kind] = quality(kind, 1 if given.quick else 5)
    figures["speed"] = [speed(size) for size in ((100_000,) if given.quick else (100_000, 1_000_000, 5_000_000))]
    show(figures)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(figures, indent=1))


def caers() -> list[dict[str, Any]]:
    reports = pl.read_csv(SHARED / "disproportionality" / "fda_caers_openEBGM_20156.csv", infer_schema_length=None)
    theirs = pl.read_csv(SHARED / "reference" / "openEBGM_caers_unstratified.csv", schema_overrides={"PRR": pl.String})
    counted = count_pairs(reports, Columns("var1", "var2", report="id"))
    rows = []
    for way, options in WAYS.items():
        prior = learned_prior(counted, **options)
        ours = measured(counted.cells, prior)
        joined = ours.join(theirs, left_on=["product", "event"], right_on=["var1", "var2"])
        for name, published, rounding in (("ebgm", "EBGM", 0.005), ("eb05", "EB05", 0.005 + 1 / 256)):
            beyond = ((joined[name] - joined[published]).abs() - rounding).clip(0) / joined[published]
            apart = float(beyond.max() or 0.0)
            rows.append({"of": f"openEBGM {published}, {way}", "pairs": joined.height, "relative": apart,
                         "signals": f"{int(ours['signal_mgps_fda'].sum())} / 131"})  # fmt: skip
    return rows


def phvid() -> list[dict[str, Any]]:
    sums = pl.read_csv(SHARED / "disproportionality" / "phvid_pairs_102483.csv.gz")
    counted = count_pairs(sums, Columns("Drug lab", "AE lab", "n11"))
    ours = measured(counted.cells, learned_prior(counted, zeros=True), ic="bcpnn").filter(pl.col("a") >= 3)
    rows = []
    for name, column, theirs, keys, low, published in (
        ("PRR", "prr", "PRR", ("drug code", "event effect"), "prr_low", 13_565),
        ("ROR", "ror", "ROR", ("drug code", "event effect"), "ror_low", 13_546),
        ("GPS", "eb05", "Q_0.05(lambda)", ("drug", "event"), "eb05", 3_540),
    ):
        read = pl.read_csv(SHARED / "reference" / f"phvid_{name}.csv.gz", null_values="NA", infer_schema_length=None)
        joined = ours.join(read, left_on=["product", "event"], right_on=keys)
        apart = float((joined[column] / joined[theirs] - 1).abs().max() or 0.0)
        called = int((ours[low] >= 2).sum() if name == "GPS" else (ours[low] > 1).sum())
        rows.append({"of": f"PhViD {theirs}", "pairs": joined.height, "relative": apart,
                     "signals": f"{called} / {published}"})  # fmt: skip
    rows.append({"of": "PhViD IC025", "pairs": ours.height, "relative": float("nan"),
                 "signals": f"{int((ours['ic025'] > 0).sum())} / 10067"})  # fmt: skip
    return rows


def world(kind: str, seed: int) -> pl.DataFrame:
    """product, event, n, ratio: every pair of a world."""
    rng = np.random.default_rng([20260302, seed])
    products, events = rng.lognormal(0, 1.2, 400), rng.lognormal(0, 1.2, 300)
    expected = 40_000 * np.outer(products / products.sum(), events / events.sum())
    if kind == "mixed":
        part = rng.random(expected.shape) < 0.1
        ratio = np.where(part, rng.gamma(3, 2, expected.shape), rng.gamma(4, 0.25, expected.shape))
    else:
        ratio = np.where(rng.random(expected.shape) < 0.01, 4.0, 1.0)
    product, event = np.indices(expected.shape).reshape(2, -1)
    return pl.DataFrame({"product": product.astype(str), "event": event.astype(str),
                         "n": rng.poisson(expected * ratio).ravel(), "ratio": ratio.ravel()})  # fmt: skip


def quality(kind: str, worlds: int) -> list[dict[str, Any]]:
    totals: dict[str, list[int]] = {}
    for seed in range(worlds):
        every = world(kind, seed)
        seen = every.filter(pl.col("n") > 0)
        for way, options in WAYS.items():
            found = pairs(seen, **options).join(seen, on=["product", "event"]).filter(pl.col("a") >= 3)
            true = found["ratio"] >= 2
            for rule in RULES:
                if way != "each" and "mgps" not in rule.name:
                    continue
                called = found[rule.name]
                name = rule.name + (f", {way}" if "mgps" in rule.name else "")
                now = [int(called.sum()), int((called & true).sum()), int(true.sum())]
                totals[name] = [one + more for one, more in zip(totals.get(name, [0, 0, 0]), now, strict=True)]
    return [{"rule": name, "called": called, "right": right / max(called, 1), "found": right / max(true, 1)}
            for name, (called, right, true) in totals.items()]  # fmt: skip


def speed(reports: int) -> dict[str, Any]:
    rng = np.random.default_rng(reports)
    product, event = (np.minimum(rng.lognormal(4, 1.5, reports), top).astype(int).astype(str) for top in (3000, 2000))
    frame = pl.DataFrame({"product": product, "event": event})
    start = process_time()
    found = pairs(frame)
    return {"reports": reports, "pairs": found.height, "seconds": process_time() - start}


def show(figures: dict[str, Any]) -> None:
    for title, rows in figures.items():
        table = Table(*rows[0], title=title)
        for row in rows:
            table.add_row(*(f"{value:.4g}" if isinstance(value, float) else str(value) for value in row.values()))
        Console().print(table)


if __name__ == "__main__":
    main()
