"""Improved Farrington over thousands of weekly series, and how many times faster than R's surveillance it is.

    python benchmarks/surveillance/speed.py [--series 10000] [--weeks 49] [--r-series 40] [--quick] [--out speed.json]

Series of 12 years (624 weeks) are drawn from the 42 published scenarios of Noufaily et al. (2013), no outbreaks. The
last week, and the last 49, are judged with b = 5 and the improved settings. R (where Rscript and surveillance are
installed) judges some of the same series in the same run; alarms and bounds of both are held against each other.
seconds: on the clock, on a machine that may have other work; processor: of processor time, from which the ratio is.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import polars as pl

from guomen.surveillance.detection.methods import detect
from guomen.surveillance.detection.terms import Counts, Detected

ROOT = Path(__file__).resolve().parents[2]
WEEKS = 624
# theta, beta where there is a trend, gamma1, gamma2, phi: Noufaily et al. (2013), table 2.
SETS = ((0.1, 0.0025, 0.6, 0.6, 1.5), (-2, 0.005, 0.1, 0.3, 2), (1.5, 0.003, 0.2, -0.4, 1), (0.5, 0.002, 0.5, 0.5, 5),
        (2.5, 0.001, 1, 0.1, 3), (3.75, 0.001, 0.1, -0.1, 1.1), (5, 0.0001, 0.05, 0.01, 1.2))  # fmt: skip
IN_R = """
suppressPackageStartupMessages(library(surveillance))
given <- commandArgs(TRUE)
counts <- as.matrix(read.csv(given[1]))
last <- as.integer(given[3])
series <- sts(observed = counts, start = c(2012, 1), frequency = 52)
control <- list(range = (nrow(counts) - last + 1):nrow(counts), b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
                weightsThreshold = 2.58, pThresholdTrend = 1, thresholdMethod = "nbPlugin", alpha = 0.01,
                glmWarnings = FALSE)
seconds <- system.time(found <- suppressWarnings(farringtonFlexible(series, control)))["user.self"]
write.csv(upperbound(found), paste0(given[2], "/bound.csv"), row.names = FALSE)
write.csv(alarms(found) + 0, paste0(given[2], "/alarm.csv"), row.names = FALSE)
cat(seconds, as.character(packageVersion("surveillance")), R.version$major, R.version$minor)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=10_000)
    parser.add_argument("--weeks", type=int, default=49)
    parser.add_argument("--r-series", type=int, default=40, help="series that R judges, too; 0 = without R")
    parser.add_argument("--quick", action="store_true", help="1,000 series, 5 weeks, 10 in R")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "benchmarks" / "detection_speed.json")
    given = parser.parse_args()
    if given.quick:
        given.series, given.weeks, given.r_series = 1000, 5, min(given.r_series, 10)
    figures = measured(scenarios(given.series, 20181), given.weeks, given.r_series)
    show(figures)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(figures, indent=1))


def scenarios(series: int, seed: int) -> Counts:
    """Counts of shape (624, series): the 42 scenarios in turn."""
    rng, t = np.random.default_rng(seed), np.arange(1, WEEKS + 1)
    columns = [drawn(rng, t, number % 42) for number in range(series)]
    return np.column_stack(columns).astype(float)


def drawn(rng: np.random.Generator, t: Counts, number: int) -> Counts:
    """One series of scenario `number`: parameter set × trend × harmonics."""
    theta, beta, cosine, sine, phi = SETS[number // 6]
    trend, harmonics = number % 6 // 3, number % 3
    waves = sum(cosine * np.cos(2 * np.pi * j * t / 52) + sine * np.sin(2 * np.pi * j * t / 52)
                for j in range(1, harmonics + 1))  # fmt: skip
    mean = np.exp(theta + trend * beta * t + waves)
    return rng.poisson(mean) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi)


def measured(counts: Counts, weeks: int, in_r: int) -> dict[str, Any]:
    figures: dict[str, Any] = {"series": counts.shape[1], "weeks": WEEKS, "processors": os.cpu_count()}
    detect(counts[:, :8], method="farrington-improved", first=WEEKS - 1)
    for last in (1, weeks):
        start, busy = perf_counter(), process_time()
        found = detect(counts, method="farrington-improved", first=WEEKS - last)
        figures[f"seconds_{last}"] = round(perf_counter() - start, 2)
        figures[f"processor_{last}"] = round(process_time() - busy, 2)
        figures[f"alarms_{last}"] = round(float(found.alarm.mean()), 5)
    if in_r and shutil.which("Rscript"):
        chosen = np.linspace(0, counts.shape[1] - 1, in_r).astype(int)
        figures |= beside_r(counts[:, chosen], found, chosen, weeks, figures[f"processor_{weeks}"] / counts.shape[1])
    return figures


def beside_r(counts: Counts, ours: Detected, chosen: Counts, weeks: int, ours_each: float) -> dict[str, Any]:
    """Processor seconds of R for the same weeks of some of the series, and where its answers differ."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        pl.DataFrame(counts.astype(int), schema=[f"s{n}" for n in range(counts.shape[1])]).write_csv(
            here / "counts.csv"
        )
        (here / "run.R").write_text(IN_R)
        run = ["Rscript", str(here / "run.R"), str(here / "counts.csv"), folder, str(weeks)]
        said = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
        bound, alarm = (pl.read_csv(here / f"{name}.csv", null_values="NA").cast(pl.Float64).to_numpy()
                        for name in ("bound", "alarm"))  # fmt: skip
    each = float(said[0]) / counts.shape[1]
    mine = ours.bound[:, chosen]
    same = (mine == bound) | (np.isnan(mine) & np.isnan(bound))
    return {"r": f"R {said[2]}.{said[3]}, surveillance {said[1]}", "r_series": counts.shape[1],
            "r_processor": float(said[0]), "ratio": round(each / ours_each, 1), "same_bounds": float(same.mean()),
            "same_alarms": float(((alarm > 0) == ours.alarm[:, chosen]).mean()), "decisions": alarm.size}  # fmt: skip


def show(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        print(f"{name:14} {value}")


if __name__ == "__main__":
    main()
