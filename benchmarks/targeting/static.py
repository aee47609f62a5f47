"""Ranking of the public customs declarations: as published, and on lines never seen. Intervals by bootstrap of tuples.

    python benchmarks/targeting/static.py --data FOLDER --out static.json
    python benchmarks/targeting/static.py --data FOLDER --quick

FOLDER holds df_syn_{train,valid,test}_eng.csv of Customs-Declaration-Datasets (MIT). Protocol: train 2020, valid 2021
Q1, test 2021 Q2, split by day; what is known is frozen on the evening before the test begins. The file was made by
copying 18,003 tuples of goods, countries, tariff and mass with their label, so 85 % of test lines stand in what came
before, label and all: the row "as published" measures memory. "tuples never seen" are test lines whose tuple
does not stand there; only they measure skill. Small as that set is (1,288 lines), the same is told of every
tuple's first line over three later periods of train and valid (6,106 lines), each foretold from before, and of all
54,000 lines, each told by a model of the other four fifths of the tuples (five folds), as if it were declared the day
after the last of those.

Copies of a tuple stand and fall together, so intervals draw tuples, not lines.

Baselines, in the same run: a look-up of the past rate of goods × mass, and LightGBM with its defaults on label codes
(the published recipe, arXiv 2208.02484: P@5 .762, P@10 .641).
"""

import argparse
import json
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from guomen.targeting.model_v1.calibration import brier, calibration_error, reliability
from guomen.targeting.model_v1.measures import SHARES
from guomen.targeting.model_v1.terms import Roles
from guomen.targeting.model_v1.training import train

TUPLE = ["hs", "Country of Departure", "Country of Origin", "tax", "Tax Type", "Net Mass"]
ROLES = Roles(
    time="Date",
    entities=("hs", "hs:4", "hs:2", "Country of Departure", "Country of Origin", "tax", "Tax Type",
              "Country of Origin Indicator", "Office ID", "Process Type", "Import Type", "Import Use", "Payment Type",
              "Mode of Transport", "Declarant ID", "Importer ID", "Seller ID", "Courier ID"),
    crosses=(("hs", "Country of Origin"), ("hs:4", "Country of Origin"), ("hs:2", "Country of Origin"),
             ("Country of Departure", "Country of Origin"), ("hs:4", "Tax Type"), ("tax", "Tax Type"),
             ("hs", "tax", "Tax Type"), ("hs", "Country of Departure", "Country of Origin", "tax", "Tax Type"),
             tuple(TUPLE)),
    numbers=("Net Mass", "Item Price"),
    label="Fraud",
    goods="hs",
    origin="Country of Origin",
    importer="Importer ID",
    mass="Net Mass",
    worth="Item Price",
)  # fmt: skip
VALID, TEST = date(2021, 1, 1), date(2021, 4, 1)
FOLDS = 5
# Scores published for, or measured before on, these files; None: not given.
PUBLISHED = {
    "LightGBM, arXiv 2208.02484 table 3": {"p@5%": 0.762, "p@10%": 0.641},
    "look-up goods × mass, handbook": {"p@5%": 0.979, "p@10%": 0.955, "auc": 0.958},
    "best on tuples never seen, handbook": {"p@5%": 0.309, "p@10%": 0.281, "auc": 0.611},
    "five folds by tuple, handbook": {"p@5%": 0.344, "p@10%": 0.316, "auc": 0.608},
}


def measures(bad: np.ndarray, count: np.ndarray) -> dict[str, float]:
    """All measures of a ranking, from the nonconforming and the number of lines at each score, highest first.

    Lines of one score count as if in random order.
    """
    hits, lines = np.concatenate([[0], np.cumsum(bad)]), np.concatenate([[0], np.cumsum(count)])
    good = count - bad
    later_good = good.sum() - np.cumsum(good)
    found = {
        "auc": float(bad @ (later_good + good / 2)) / float(bad.sum() * good.sum()),
        "ap": float((bad * hits[1:] / np.maximum(lines[1:], 1)).sum() / bad.sum()),
    }
    for share in SHARES:
        looked = max(1, round(lines[-1] * share))
        caught = float(np.interp(looked, lines, hits))
        found |= {f"p@{share:.0%}": caught / looked, f"r@{share:.0%}": caught / float(hits[-1])}
    return found


def declarations(folder: Path) -> pl.DataFrame:
    parts = [
        pl.read_csv(folder / f"df_syn_{name}_eng.csv", infer_schema_length=0) for name in ("train", "valid", "test")
    ]
    return pl.concat(parts).with_columns(
        pl.col("Date").str.to_date(),
        pl.col("Net Mass", "Item Price").cast(pl.Float64),
        pl.col("Fraud").cast(pl.Int8),
        pl.col("HS6 Code").alias("hs"),
        pl.col("Tax Rate").alias("tax"),
    )


def ours(past: pl.DataFrame, then: pl.DataFrame, seed: int) -> np.ndarray:
    return train(past, ROLES, seed=seed).probability(then)


def look_up(past: pl.DataFrame, then: pl.DataFrame, seed: int) -> np.ndarray:
    """Past rate of goods × mass, shrunk towards the rate of all."""
    base = float(past["Fraud"].mean())
    rates = past.group_by("hs", "Net Mass").agg(((pl.col("Fraud").sum() + 2 * base) / (pl.len() + 2)).alias("rate"))
    return then.join(rates, on=["hs", "Net Mass"], how="left", maintain_order="left")["rate"].fill_null(base).to_numpy()


def _first_appearance(name: str) -> pl.Expr:
    place = pl.int_range(pl.len()).min().over(pl.col(name).fill_null(""))
    return place.rank("dense").cast(pl.Float64).alias(name)


def label_codes(past: pl.DataFrame, then: pl.DataFrame, seed: int) -> np.ndarray:
    """The published recipe: every text column as the number of its first appearance, LightGBM's defaults."""
    columns = [
        name for name in past.columns if name not in ("Fraud", "Critical Fraud", "Date", "Declaration ID", "hs", "tax")
    ]
    whole = (
        pl.concat([past, then])
        .select(pl.col(name) if name in ROLES.numbers else _first_appearance(name) for name in columns)
        .to_numpy()
    )
    settings = {"objective": "binary", "verbose": -1, "seed": seed, "num_threads": 1, "deterministic": True}
    booster = lightgbm.train(settings, lightgbm.Dataset(whole[: past.height], past["Fraud"].to_numpy()), 100)
    return np.asarray(booster.predict(whole[past.height :]))


WAYS = {"look-up": look_up, "LightGBM on label codes": label_codes, "ours": ours}


def never_seen(past: pl.DataFrame, then: pl.DataFrame) -> np.ndarray:
    known = past.select(TUPLE).unique().with_columns(pl.lit(True).alias("known"))
    return then.join(known, on=TUPLE, how="left", maintain_order="left", nulls_equal=True)["known"].is_null().to_numpy()


def tuples(lines: pl.DataFrame) -> np.ndarray:
    """The number of each line's tuple."""
    return lines.select(pl.struct(TUPLE).rank("dense")).to_series().to_numpy() - 1


def with_intervals(label: np.ndarray, score: np.ndarray, group: np.ndarray, times: int) -> dict[str, Any]:
    draw = np.random.default_rng(0)
    _, group = np.unique(group, return_inverse=True)
    groups = int(group.max()) + 1
    _, place = np.unique(-score, return_inverse=True)
    levels = int(place.max()) + 1

    def told(weight: np.ndarray) -> dict[str, float]:
        return measures(np.bincount(place, weight * label, levels), np.bincount(place, weight, levels))

    again = [told(np.bincount(draw.integers(0, groups, groups), minlength=groups)[group]) for _ in range(times)]
    found: dict[str, Any] = {"rows": len(label), "tuples": groups, "base_rate": round(float(label.mean()), 4)}
    for name, value in told(np.ones(len(label))).items():
        low, high = np.quantile([one[name] for one in again], [0.025, 0.975])
        found[name] = [round(float(one), 4) for one in (value, low, high)]
    if score.min() >= 0 and score.max() <= 1:
        found["brier"] = round(brier(score, label), 4)
        found["ece"] = round(calibration_error(reliability(score, label)), 4)
    return found


def time_split(frame: pl.DataFrame, begin: date, end: date, times: int, seed: int) -> dict[str, Any]:
    past, then = (
        frame.filter(pl.col("Date") < begin),
        frame.filter(pl.col("Date").is_between(begin, end, closed="left")),
    )
    label, group, new = then["Fraud"].to_numpy().astype(float), tuples(then), never_seen(past, then)
    found: dict[str, Any] = {}
    for name, way in WAYS.items():
        started = time.process_time()
        score = way(past, then, seed)
        found[name] = {
            "cpu_seconds": round(time.process_time() - started, 2),
            "as published": with_intervals(label, score, group, times),
            "tuples never seen": with_intervals(label[new], score[new], group[new], times),
        }
    return found


def first_lines(frame: pl.DataFrame, times: int, seed: int) -> dict[str, Any]:
    """Each tuple's first line over three later periods before the test, foretold from before each period."""
    past = frame.filter(pl.col("Date") < TEST)
    days = past["Date"].sort()
    edges = [days[int(share * len(days))] for share in (0.4, 0.6, 0.8)] + [TEST]
    labels, scores = [], {name: [] for name in WAYS}
    for begin, end in pairwise(edges):
        before, then = (
            past.filter(pl.col("Date") < begin),
            past.filter(pl.col("Date").is_between(begin, end, closed="left")),
        )
        then = then.filter(pl.Series(never_seen(before, then))).unique(TUPLE, keep="first", maintain_order=True)
        labels.append(then["Fraud"].to_numpy().astype(float))
        for name, way in WAYS.items():
            scores[name].append(way(before, then, seed))
    label = np.concatenate(labels)
    return {
        name: with_intervals(label, np.concatenate(parts), np.arange(len(label)), times)
        for name, parts in scores.items()
    }


def by_folds(frame: pl.DataFrame, times: int, seed: int) -> dict[str, Any]:
    """Every line, told by a model of tuples that are all others."""
    group = tuples(frame)
    fold = np.random.default_rng(seed).permutation(group.max() + 1)[group] % FOLDS
    scores = {name: np.zeros(frame.height) for name in WAYS}
    for part in range(FOLDS):
        past = frame.filter(pl.Series(fold != part))
        after = past["Date"].max() + timedelta(days=1)  # type: ignore[operator]
        then = frame.filter(pl.Series(fold == part)).with_columns(Date=pl.lit(after))
        for name, way in WAYS.items():
            scores[name][fold == part] = way(past, then, seed)
    label = frame["Fraud"].to_numpy().astype(float)
    return {name: with_intervals(label, score, group, times) for name, score in scores.items()}


def shown(report: dict[str, Any]) -> None:
    columns = ("auc", "p@1%", "p@5%", "p@10%", "r@10%", "brier", "ece")
    table = Table("split", "lines", "method", *columns)
    for split, kind in (("test", "as published"), ("test", "tuples never seen"), ("valid", "tuples never seen")):
        for name, found in report[split].items():
            table.add_row(split, kind, name, *(_cell(found[kind].get(column)) for column in columns))
    for split in ("first lines", "folds by tuple"):
        for name, found in report[split].items():
            table.add_row(split, "tuples never seen", name, *(_cell(found.get(column)) for column in columns))
    Console(width=170).print(table)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return f"{value[0]:.3f} ({value[1]:.3f}-{value[2]:.3f})"
    return "-" if value is None else f"{value:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bootstrap", type=int, default=2000)
    parser.add_argument("--quick", action="store_true", help="200 bootstrap samples")
    asked = parser.parse_args()
    times = 200 if asked.quick else asked.bootstrap
    frame = declarations(asked.data)
    report = {
        "published": PUBLISHED,
        "test": time_split(frame, TEST, date(2022, 1, 1), times, asked.seed),
        "valid": time_split(frame, VALID, TEST, times, asked.seed),
        "first lines": first_lines(frame, times, asked.seed),
        "folds by tuple": by_folds(frame, times, asked.seed),
    }
    if asked.out:
        asked.out.write_text(json.dumps(report, indent=1, ensure_ascii=False))
    shown(report)


if __name__ == "__main__":
    main()
