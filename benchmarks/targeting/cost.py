"""What the model costs: features, fit, scoring, reasons, one declaration; against bare LightGBM in the same run.

    python benchmarks/targeting/cost.py --data FOLDER --out cost.json
    python benchmarks/targeting/cost.py --data FOLDER --lines 1000000 --threads 2
    python benchmarks/targeting/cost.py --data FOLDER --quick

FOLDER: the public customs declarations (see static.py), all 54,000 lines of which are learned from. --lines: labelled
synthetic lines of a large agency (20,000 importers, 2,500 goods, 119 origins, three years) for the long run; 0 leaves
it out. Seconds are of wall clock and of processor (all threads); on a machine that others use the
second is the one to compare. Bars: features 1.5 s, fit 3 s; small trees 150,000 rows/s a core; a declaration of five
lines under 5 ms; 1,000,000 lines in under 5 minutes.
"""

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table
from static import ROLES, declarations

from guomen.targeting.model_v1 import training
from guomen.targeting.model_v1.features import matrix, met_before
from guomen.targeting.model_v1.history import history
from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.model_v1.terms import LINE_ROLES, Roles
from guomen.targeting.model_v1.trees import LEAVES, RATE, ROUNDS


def took(work: Callable[[], Any], times: int = 1) -> tuple[Any, dict[str, float]]:
    """What work gave, and its fastest run."""
    walls, processors, found = [], [], None
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return found, {"seconds": round(min(walls), 4), "cpu": round(min(processors), 4)}


def parts(frame: pl.DataFrame, roles: Roles, threads: int) -> dict[str, Any]:
    """Each step of a training run by itself, and bare LightGBM on the same matrix."""
    past = history(frame, roles)
    table, features = took(lambda: training._prepared(past, roles, 0, threads))
    rows = past.labelled

    def fitted() -> Any:
        whole = training._learned(table, rows, past.until, None, training._WAYS[-1])
        return whole, training._repeating(table, whole, 0.5, rows)

    _, fit = took(fitted)
    bare_rows, label = table.matrix[rows], table.label[rows]
    settings = {
        "objective": "binary",
        "num_leaves": LEAVES,
        "learning_rate": RATE,
        "verbose": -1,
        "num_threads": threads,
    }
    _, bare = took(lambda: lightgbm.train(settings, lightgbm.Dataset(bare_rows, label), ROUNDS))
    return {"lines": past.frame.height, "features": table.matrix.shape[1], "feature_seconds": features, "fit": fit,
            "bare_lightgbm_fit": bare, "fit_over_bare": round(fit["cpu"] / bare["cpu"], 2)}  # fmt: skip


def asked(model: Model, frame: pl.DataFrame) -> dict[str, Any]:
    """Scoring: trees alone, whole lines from the frame on, reasons, one declaration of five lines."""
    view = model.view(frame)
    rows = matrix(view, model.features)
    met_before(view, model.roles)
    _, trees = took(lambda: model.trees.logit(rows), 3)
    _, bare = took(lambda: model.trees.booster.predict(rows, raw_score=True, num_threads=1), 3)
    _, whole = took(lambda: model.score(frame), 3)
    some = frame.head(1000)
    _, reasons = took(lambda: model.explain(some), 3)
    model.score(frame.head(5))
    alone = [took(lambda place=place: model.score(frame[place : place + 5]))[1] for place in range(0, 500, 5)]
    return {
        "trees_rows_per_cpu_second": round(frame.height / trees["cpu"]),
        "bare_booster_rows_per_cpu_second": round(frame.height / bare["cpu"]),
        "whole_rows_per_cpu_second": round(frame.height / whole["cpu"]),
        "reasons_rows_per_cpu_second": round(some.height / reasons["cpu"]),
        "five_lines_ms_median": round(1000 * statistics.median(one["seconds"] for one in alone), 2),
        "five_lines_cpu_ms_median": round(1000 * statistics.median(one["cpu"] for one in alone), 2),
    }


def synthetic(count: int, seed: int) -> pl.DataFrame:
    """Inspected lines of a large agency, importers and goods of hidden quality, three years, 3 % nonconforming."""
    draw = np.random.default_rng(seed)
    importer = (draw.pareto(1.1, count) * 40).astype(np.int64) % 20_000
    goods, origin = draw.integers(0, 2_500, count), (draw.pareto(1.0, count) * 4).astype(np.int64) % 119
    quality = [draw.normal(0, spread, many) for spread, many in ((0.8, 20_000), (0.7, 2_500), (0.5, 119))]
    odds = -4 + quality[0][importer] + quality[1][goods] + quality[2][origin]
    day = np.sort(draw.integers(0, 1095, count))
    bad = (draw.random(count) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    start = date(2015, 1, 1)
    days = pl.Series([start + timedelta(days=one) for one in range(1110)])
    return pl.DataFrame(
        {
            "reference": pl.int_range(count, eager=True).cast(pl.String),
            "item_no": pl.repeat(1, count, eager=True),
            "declared_on": days.gather(day),
            "known_on": days.gather(day + draw.integers(0, 14, count)),
            "importer": pl.Series(importer).cast(pl.String),
            "declarant": pl.Series(importer % 700).cast(pl.String),
            "producer": pl.Series((importer * 7 + goods) % 9_000).cast(pl.String),
            "goods_code": pl.Series(goods + 10_000_000).cast(pl.String) + "00000",
            "origin": pl.Series(origin + 100).cast(pl.String),
            "departure_country": pl.Series((origin + draw.integers(0, 2, count)) % 119 + 100).cast(pl.String),
            "office": pl.Series(importer % 40).cast(pl.String),
            "port": pl.Series(importer % 60).cast(pl.String),
            "net_mass": np.round(draw.lognormal(6, 2, count), 1),
            "value": np.round(draw.lognormal(9, 2, count), 2),
            "nonconforming": bad,
            "harm": bad * draw.choice([1.0, 3.0, 10.0], count),
        }
    )


def long_run(count: int, threads: int) -> dict[str, Any]:
    frame = synthetic(count, 0)
    roles = replace(LINE_ROLES, identity=("reference", "item_no"))
    steps: list[tuple[str, float]] = []
    model, whole = took(
        lambda: training.train(
            frame, roles, threads=threads, progress=lambda step: steps.append((step, time.perf_counter()))
        )
    )
    ends = [at for _, at in steps[1:]] + [time.perf_counter()]
    spent = {step: round(end - at, 1) for (step, at), end in zip(steps, ends, strict=True)}
    return {"lines": count, "threads": threads, "train": whole, "steps": spent, "share": model.share,
            "later": model.card["parts"], "asked": asked(model.threaded(1), frame.tail(100_000)),
            "artefact_mb": round(sum(len(one) for one in model.files().values()) / 1e6, 1)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="50,000 synthetic lines")
    given = parser.parse_args()
    frame = declarations(given.data)
    model, whole = took(lambda: training.train(frame, ROLES, threads=given.threads))
    report = {
        "customs declarations": parts(frame, ROLES, given.threads) | {"whole_training_run": whole},
        "scoring": asked(model.threaded(1), frame),
    }
    count = 50_000 if given.quick else given.lines
    if count:
        report["synthetic"] = long_run(count, given.threads)
    report["memory_mb"] = {"most": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}
    if given.out:
        given.out.write_text(json.dumps(report, indent=1, ensure_ascii=False))
    table = Table("what", "figure")
    for part, found in report.items():
        for name, value in found.items():
            table.add_row(f"{part}: {name}", json.dumps(value, ensure_ascii=False))
    Console(width=170).print(table)


if __name__ == "__main__":
    main()
