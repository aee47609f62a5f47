"""Scans: parity with published figures, false alarms and power on a real map, and speed by number of places.

    python benchmarks/surveillance/scan.py [--quick] [--out scan.json]

Parity: highest difference of a region's score from the reference (skipped without the folder of real data). Power: on
the 281 tracts of upstate New York, 552 cases thrown by population; "quiet" has nothing odd, "× r" r times the risk in
a circle of 5 % of the people about a place drawn anew each time. Called: share of maps whose first region has p at
most 0.05; touched: of those called, first region has a place of the true one; held, right: people of the true circle
that the region holds, and of the region that are truly at risk. Speed: processor seconds, 999 repetitions.
"""

import argparse
import json
import os
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from guomen.surveillance.scanning.space import scan_space
from guomen.surveillance.scanning.space_time import scan_space_time
from guomen.surveillance.scanning.terms import Scan

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GUOMEN_SHARED", ROOT.parent / "shared")) / "data" / "reference"
Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the maps, small sizes")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "benchmarks" / "scan.json")
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    if SHARED.is_dir():
        figures |= {"parity": parity(), "power": power(20 if given.quick else 200)}
    figures["speed"] = speed(given.quick)
    show(figures)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(figures, indent=1))


def parity() -> list[dict[str, Any]]:
    people, places, cases = new_york()
    penn = pl.read_csv(SHARED / "data_pennLC.csv")
    lung, at = penn["cases"].to_numpy(), penn.select("x", "y").to_numpy()
    inhabitants, expected = penn["population"].to_numpy(), penn["expected_adj"].to_numpy()
    counts, zones = by_year("data_NM_counts.csv"), windows()
    past, residents = by_year("data_NM_baselines.csv"), by_year("data_NM_pop.csv")
    share = residents / residents.sum(axis=1, keepdims=True)
    return [
        compared("New York, 10 %, plane (SaTScan)", scan_space(cases, people, places, max_share=0.1),
                 [11.577255, 9.019716]),
        compared("New York, 50 %, great circle (smerc)", scan_space(cases, people, places, distance="great-circle"),
                 [14.7802764813857, 8.28705568087042, 7.19967193275293]),
        compared("Pennsylvania, binomial (SpatialEpi)", scan_space(lung, inhabitants, at, model="binomial"),
                 [36.5705106083396]),
        compared("Pennsylvania, Poisson (SpatialEpi)", scan_space(lung, inhabitants, at, expected=expected),
                 [17.6628831253954, 7.09894423264595]),
        compared("New Mexico, expectation (scanstatistics)",
                 scan_space_time(counts, None, expected=past, model="expectation-poisson", windows=zones, longest=4),
                 [9.18061699782842]),
        compared("New Mexico, population (scanstatistics)",
                 scan_space_time(counts, None, expected=share, model="population-poisson", windows=zones, longest=4),
                 [7.46404312430647]),
        compared("New Mexico, permutation (scanstatistics)",
                 scan_space_time(counts, None, windows=zones, longest=4), [1.7862412182993]),
    ]  # fmt: skip


def compared(name: str, scan: Scan, published: list[float]) -> dict[str, Any]:
    ours = [region.llr for region in scan.clusters[: len(published)]]
    apart = max(abs(one - other) for one, other in zip(ours, published, strict=True))
    return {"scan": name, "LLR": ours[0], "p": scan.clusters[0].p, "regions": len(published), "apart": f"{apart:.1e}"}


def power(maps: int) -> list[dict[str, Any]]:
    people, places, _ = new_york()
    rows = []
    for risk in (1.0, 1.5, 2.0, 3.0):
        called, found = 0, []
        for number in range(maps):
            rng = np.random.default_rng([20260301, int(risk * 10), number])
            true = circle(people, places, int(rng.integers(len(people))))
            weight = np.where(true, risk, 1.0) * people
            thrown = rng.multinomial(552, weight / weight.sum())
            (best, *_) = scan_space(
                thrown, people, places, distance="great-circle", replicates=199, seed=number
            ).clusters
            if best.p is not None and best.p <= 0.05:
                called += 1
                found.append(overlap(np.isin(np.arange(len(people)), best.places), true, people))
        touched, held, right = np.mean(found, axis=0).tolist() if found else (0.0, 0.0, 0.0)
        rows.append({"risk": "quiet" if risk == 1 else f"× {risk:g}", "maps": maps, "called": called / maps,
                     "touched": touched, "held": held, "right": right})  # fmt: skip
    return rows


def circle(people: Floats, places: Floats, centre: int) -> NDArray[np.bool_]:
    """The nearest places that have 5 % of the people."""
    order = np.argsort(((places - places[centre]) ** 2).sum(axis=1))
    inside = np.zeros(len(people), dtype=bool)
    inside[order[: int(np.searchsorted(np.cumsum(people[order]), 0.05 * people.sum())) + 1]] = True
    return inside


def overlap(found: NDArray[np.bool_], true: NDArray[np.bool_], people: Floats) -> tuple[float, float, float]:
    both = float(people[found & true].sum())
    return float(both > 0), both / float(people[true].sum()), both / float(people[found].sum())


def speed(quick: bool) -> list[dict[str, Any]]:
    rows = []
    for places in (100, 300) if quick else (100, 300, 1000, 3000):
        rng = np.random.default_rng(places)
        at, people = rng.random((places, 2)), rng.integers(500, 5000, places).astype(float)
        start = process_time()
        scan = scan_space(rng.poisson(people * 0.001), people, at)
        rows.append({"scan": f"space, {places} places", "windows": scan.windows, "seconds": process_time() - start})
    for places, periods in ((100, 26),) if quick else ((100, 26), (300, 52), (1000, 52)):
        rng = np.random.default_rng(places)
        table, at = rng.poisson(0.3, (periods, places)), rng.random((places, 2))
        start = process_time()
        scan = scan_space_time(table, at, nearest=50, longest=8)
        rows.append({"scan": f"permutation, {places} places × {periods}", "windows": scan.windows,
                     "seconds": process_time() - start})  # fmt: skip
    return rows


def new_york() -> tuple[Floats, Floats, Floats]:
    frame = pl.read_csv(SHARED / "data_ny_leukemia.csv")
    places = frame.select("longitude", "latitude").to_numpy()
    return frame["population"].to_numpy().astype(float), places, np.floor(frame["cases"].to_numpy())


def by_year(name: str) -> Floats:
    return pl.read_csv(SHARED / name).drop("year").to_numpy().astype(float)


def windows() -> list[list[int]]:
    return [[int(place) - 1 for place in row.split()] for row in pl.read_csv(SHARED / "data_NM_zones.csv")["locs"]]


def show(figures: dict[str, Any]) -> None:
    for title, rows in figures.items():
        table = Table(*rows[0], title=title)
        for row in rows:
            table.add_row(*(f"{value:.4g}" if isinstance(value, float) else str(value) for value in row.values()))
        Console().print(table)


if __name__ == "__main__":
    main()
