"""Our count-series methods beside R's surveillance, number for number.

    python benchmarks/surveillance/parity.py [--series 84] [--weeks 49] [--quick] [--out parity.json]

First table: the reference figures of shared/data/reference (GUOMEN_SHARED), each with the largest difference of the
bounds and the number of alarms that differ. Second table, where Rscript and surveillance are installed: both programs
judge the last weeks of fresh series drawn from the 42 scenarios of Noufaily et al. (2013).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from guomen.surveillance.detection.methods import detect
from guomen.surveillance.detection.terms import Counts

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from speed import scenarios  # noqa: E402

from tests.surveillance.detection.test_reference import EARS, FARRINGTON, OTHERS  # noqa: E402

FLEXIBLE = (
    "noPeriods=10, pastWeeksNotIncluded=26, pThresholdTrend=1, weightsThreshold=2.58, alpha=.01, glmWarnings=FALSE"
)
IMPROVED = {"noPeriods": 10, "pastWeeksNotIncluded": 26, "pThresholdTrend": 1, "alpha": 0.01}
# method, options here, the call in R on one series (s: sts, d: disProg, r: weeks)
CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("ears-c1", {}, 'earsC(s, list(range=r, method="C1"))'),
    ("ears-c2", {"alpha": 0.01, "minSigma": 0.5}, 'earsC(s, list(range=r, method="C2", alpha=.01, minSigma=.5))'),
    ("ears-c3", {"compatible": True}, 'earsC(s, list(range=r, method="C3"))'),
    ("farrington", {}, "algo.farrington(d, list(range=r))"),
    ("farrington", {"b": 4, "w": 2, "powertrans": "1/2", "alpha": 0.01, "reweight": False},
     'algo.farrington(d, list(range=r, b=4, w=2, powertrans="1/2", alpha=.01, reweight=FALSE))'),
    ("farrington-flexible", {}, "farringtonFlexible(s, list(range=r, glmWarnings=FALSE))"),
    ("farrington-flexible", {**IMPROVED, "thresholdMethod": "delta"},
     f"farringtonFlexible(s, list(range=r, {FLEXIBLE}))"),
    ("farrington-flexible", {**IMPROVED, "thresholdMethod": "muan"},
     f'farringtonFlexible(s, list(range=r, thresholdMethod="muan", {FLEXIBLE}))'),
    ("farrington-improved", {}, f'farringtonFlexible(s, list(range=r, thresholdMethod="nbPlugin", {FLEXIBLE}))'),
    ("cusum", {"trans": "rossi"}, 'algo.cusum(d, list(range=r, trans="rossi"))'),
    ("cusum", {"m": "glm"}, 'algo.cusum(d, list(range=r, m="glm"))'),
    ("glr-poisson", {}, 'algo.glrpois(d, list(range=r, ret="value"))'),
    ("glr-nb", {"alpha": 0.3}, 'algo.glrnb(d, list(range=r, ret="value", alpha=.3))'),
    ("bayes1", {}, "algo.bayes1(d, list(range=r))"),
    ("bayes2", {}, "algo.bayes2(d, list(range=r))"),
    ("bayes3", {}, "algo.bayes3(d, list(range=r))"),
    ("rki1", {}, "algo.rki1(d, list(range=r))"),
    ("rki2", {}, "algo.rki2(d, list(range=r))"),
    ("rki3", {}, "algo.rki3(d, list(range=r))"),
    ("cdc", {}, "algo.cdc(d, list(range=r))"),
    ("outbreakp", {"ret": "value"}, 'algo.outbreakP(d, list(range=r, ret="value"))'),
]  # fmt: skip
IN_R = """
suppressPackageStartupMessages(library(surveillance))
given <- commandArgs(TRUE)
counts <- as.matrix(read.csv(given[1]))
r <- (nrow(counts) - as.integer(given[3]) + 1):nrow(counts)
bound <- function(x) if (is(x, "sts")) as.vector(upperbound(x)) else as.vector(x$upperbound)
alarm <- function(x) if (is(x, "sts")) as.vector(alarms(x)) else as.vector(x$alarm)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=84)
    parser.add_argument("--weeks", type=int, default=49)
    parser.add_argument("--quick", action="store_true", help="14 series, 10 weeks")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "benchmarks" / "detection_parity.json")
    given = parser.parse_args()
    if given.quick:
        given.series, given.weeks = 14, 10
    figures: dict[str, Any] = {"reference": reference(), "fresh": beside_r(given.series, given.weeks)}
    show(figures)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(figures, indent=1))


def reference() -> list[dict[str, Any]]:
    """The published reference figures against ours."""
    folder = Path(os.environ.get("GUOMEN_SHARED", ROOT.parent / "shared")) / "data" / "reference"
    if not folder.is_dir():
        return []
    agona = pl.read_csv(folder / "data_salmonella_agona.csv")["observed"].to_numpy()[:, None].astype(float)
    newport = pl.read_csv(folder / "data_salmNewport.csv")["total"].to_numpy()[:, None].astype(float)
    days = np.datetime64(date.fromisocalendar(2004, 2, 1)) + 7 * np.arange(len(newport))
    rows = []
    for file, series, method, options in EARS + FARRINGTON + OTHERS:
        theirs = pl.read_csv(folder / f"{file}.csv", null_values="NA", infer_schema_length=None)
        counts, dates = (agona, None) if series == "agona" else (newport, days)
        ours = detect(counts, method=method, first=int(theirs["t"][0]) - 1, dates=dates, options=options)
        bound, alarm = (theirs[name].cast(pl.Float64).to_numpy()[:, None] for name in ("upperbound", "alarm"))
        rows.append({"what": file} | compared(bound, alarm, ours.bound, ours.alarm))
    return rows


def compared(bound: Counts, alarm: Counts, ours: Counts, alarms: Counts) -> dict[str, Any]:
    """Largest difference of the bounds, relative to the larger of 1 and R's; where only one answers; alarms."""
    with np.errstate(invalid="ignore"):
        apart = np.where(ours == bound, 0.0, np.abs(ours - bound) / np.maximum(np.abs(bound), 1.0))
    return {
        "bound": float(np.nanmax(apart, initial=0.0)),
        "silence": int((np.isnan(bound) != np.isnan(ours)).sum()),
        "decisions": alarm.size,
        "alarms": int(np.nansum(alarm > 0)),
        "differ": int(((np.nan_to_num(alarm) > 0) != alarms).sum()),
    }


def beside_r(series: int, weeks: int) -> list[dict[str, Any]]:
    """Both programs on fresh series."""
    if not shutil.which("Rscript"):
        return []
    counts = scenarios(series, 7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pl.DataFrame(counts.astype(int), schema=[f"s{n}" for n in range(series)]).write_csv(folder / "counts.csv")
        (folder / "run.R").write_text(IN_R + "\n".join(in_r(number, call[2]) for number, call in enumerate(CALLS)))
        run = ["Rscript", str(folder / "run.R"), str(folder / "counts.csv"), name, str(weeks)]
        subprocess.run(run, capture_output=True, text=True, check=True)
        return [fresh(folder, number, call, counts, weeks) for number, call in enumerate(CALLS)]


def in_r(number: int, call: str) -> str:
    """R's answer to one call for every series, written to two files."""
    return f"""
found <- lapply(seq_len(ncol(counts)), function(j) {{
  s <- sts(observed = counts[, j], start = c(2012, 1), frequency = 52)
  d <- create.disProg(week = seq_len(nrow(counts)), observed = counts[, j], state = rep(0, nrow(counts)), freq = 52)
  suppressMessages(suppressWarnings({call}))
}})
write.csv(sapply(found, bound), paste0(given[2], "/bound{number}.csv"), row.names = FALSE)
write.csv(sapply(found, alarm) + 0, paste0(given[2], "/alarm{number}.csv"), row.names = FALSE)
"""


def fresh(
    folder: Path, number: int, call: tuple[str, dict[str, Any], str], counts: Counts, weeks: int
) -> dict[str, Any]:
    method, options, _ = call
    bound, alarm = (
        pl.read_csv(folder / f"{name}{number}.csv", null_values=["NA", "NaN"], infer_schema_length=None)
        .select(pl.all().cast(pl.Float64, strict=False))
        .to_numpy()
        for name in ("bound", "alarm")
    )
    ours = detect(counts, method=method, first=len(counts) - weeks, options=options)
    said = " ".join(f"{name}={value}" for name, value in options.items())
    # A rising curve is at least as likely as a level; R multiplies likelihoods until nothing is left of them.
    broken = (bound < 1) if method == "outbreakp" else np.zeros(bound.shape, bool)
    held = [one[~broken] for one in (bound, alarm, ours.bound, ours.alarm)]
    return {"what": f"{method} {said}".strip()} | compared(*held) | {"broken in R": int(broken.sum())}


def show(figures: dict[str, list[dict[str, Any]]]) -> None:
    for name, rows in figures.items():
        print(f"\n{name:62} {'bound':>9} {'silence':>8} {'decisions':>9} {'alarms':>7} {'differ':>7}")
        for row in rows:
            numbers = f"{row['bound']:9.1e} {row['silence']:8} {row['decisions']:9} {row['alarms']:7} {row['differ']:7}"
            print(f"{row['what'][:62]:62} {numbers}")


if __name__ == "__main__":
    main()
