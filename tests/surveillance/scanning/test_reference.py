"""Number for number with smerc, SaTScan (as smerc's tests quote it), SpatialEpi and scanstatistics."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from guomen.surveillance.scanning.space import scan_space
from guomen.surveillance.scanning.space_time import scan_space_time


def _table(shared: Path, name: str) -> pl.DataFrame:
    path = shared / "data" / "reference" / name
    if not path.is_file():
        pytest.skip(f"no reference figures at {path}")
    return pl.read_csv(path, infer_schema_length=None, null_values="NA")


def _by_year(shared: Path, name: str) -> np.ndarray:
    return _table(shared, name).drop("year").to_numpy().astype(float)


@pytest.fixture(scope="module")
def new_york(shared):
    frame = _table(shared, "data_ny_leukemia.csv")
    return np.floor(frame["cases"].to_numpy()), frame["population"].to_numpy(), frame.select("longitude", "latitude")


def test_leukaemia_in_new_york_as_satscan_has_it(new_york):
    """Windows of at most 10 % of the population, by plane distance of the degrees."""
    cases, people, places = new_york
    found = scan_space(cases, people, places.to_numpy(), max_share=0.1, seed=1).clusters
    satscan = {0: (95_249, 85, 49.71, 11.577255), 1: (34_083, 38, 17.79, 9.019716), 6: (8_839, 11, 4.61, 3.209485)}
    for rank, (population, count, expected, llr) in satscan.items():
        one = found[rank]
        assert (one.population, one.cases) == (population, count)
        assert one.expected == pytest.approx(expected, abs=0.005)
        assert one.llr == pytest.approx(llr, abs=1e-6)
    assert found[0].ratio == pytest.approx(1.71, abs=0.005)
    assert found[0].p <= 0.01
    assert found[1].p == pytest.approx(0.013, abs=0.02)
    assert found[6].p == pytest.approx(0.976, abs=0.03)


def test_leukaemia_in_new_york_as_smerc_has_it(new_york, shared):
    """Windows of at most half the population, by great circle."""
    cases, people, places = new_york
    found = scan_space(cases, people, places.to_numpy(), distance="great-circle", seed=1).clusters
    theirs = _table(shared, "smerc_scan_ny_leukemia_ubpop50.csv")
    for ours, row in zip(found, theirs.iter_rows(named=True), strict=False):
        assert sorted(place + 1 for place in ours.places) == sorted(map(int, row["locids"].split()))
        assert ours.cases == row["cases"]
        assert ours.expected == pytest.approx(row["expected"], rel=1e-9)
        assert ours.llr == pytest.approx(row["loglikrat"], abs=1e-6)
        assert ours.p == pytest.approx(row["pvalue"], abs=0.04)


def test_lung_cancer_in_pennsylvania_as_spatialepi_has_it(shared):
    frame, theirs = _table(shared, "data_pennLC.csv"), _table(shared, "spatialepi_kulldorff_pennLC.csv")
    cases, people, places = frame["cases"].to_numpy(), frame["population"].to_numpy(), frame.select("x", "y").to_numpy()
    binomial = scan_space(cases, people, places, model="binomial", seed=1).clusters
    poisson = scan_space(cases, people, places, expected=frame["expected_adj"].to_numpy(), seed=1).clusters
    ours = {"binomial-MLC": binomial[0], "poisson-age-adjusted-MLC": poisson[0], "poisson-secondary": poisson[1]}
    for row in theirs.iter_rows(named=True):
        one = ours[row["model"]]
        assert sorted(place + 1 for place in one.places) == sorted(map(int, row["ids"].split()))
        assert (one.cases, one.population) == (row["cases"], row["population"])
        assert one.expected == pytest.approx(row["expected"], rel=1e-9)
        assert one.llr == pytest.approx(row["llr"], abs=1e-6)
        assert one.p == pytest.approx(row["p"], abs=0.02)


@pytest.fixture(scope="module")
def new_mexico(shared):
    zones = [[int(place) - 1 for place in row.split()] for row in _table(shared, "data_NM_zones.csv")["locs"]]
    return _by_year(shared, "data_NM_counts.csv"), zones, _table(shared, "data_NM_counts.csv").columns[1:]


@pytest.mark.parametrize(
    ("model", "file", "row"),
    [
        ("expectation-poisson", "data_NM_baselines.csv", "eb_poisson"),
        ("population-poisson", "data_NM_pop.csv", "pb_poisson"),
        ("permutation", "", "permutation"),
    ],
)
def test_brain_cancer_in_new_mexico_as_scanstatistics_has_it(new_mexico, shared, model, file, row):
    cases, zones, names = new_mexico
    base = _by_year(shared, file) if file else None
    given = {"expected": base} if model == "expectation-poisson" else {"population": base, "even": True}
    scan = scan_space_time(cases, None, model=model, windows=zones, longest=4, seed=1, **given)
    (theirs,) = _table(shared, "scanstatistics_NM_summary.csv").filter(pl.col("method") == row).to_dicts()
    best = scan.clusters[0]
    assert scan.windows == theirs["n_zones"] * 4
    assert sorted(names[place] for place in best.places) == sorted(theirs["counties"].split())
    assert (best.end, best.end - best.start + 1) == (3, theirs["duration"])
    assert best.llr == pytest.approx(theirs["score"], abs=1e-6)
    assert best.p == pytest.approx(theirs["mc_p"], abs=0.05)


@pytest.mark.parametrize(
    ("model", "file", "reference"),
    [
        ("expectation-poisson", "data_NM_baselines.csv", "scanstatistics_NM_eb_poisson_top300.csv"),
        ("population-poisson", "data_NM_pop.csv", "scanstatistics_NM_pb_poisson_top300.csv"),
    ],
)
def test_every_zone_of_the_best_300_windows_has_the_score_and_beginning_of_scanstatistics(
    new_mexico, shared, model, file, reference
):  # fmt: skip
    cases, zones, _ = new_mexico
    base = _by_year(shared, file)
    given = {"expected": base} if model == "expectation-poisson" else {"population": base, "even": True}
    theirs = _table(shared, reference).sort("score", descending=True).unique("zone", keep="first")
    for zone, duration, score in theirs.select("zone", "duration", "score").iter_rows():
        found = scan_space_time(cases, None, model=model, windows=[zones[zone - 1]], longest=4, replicates=0, **given)
        (best,) = found.clusters
        assert best.end - best.start + 1 == duration
        assert best.llr == pytest.approx(score, abs=1e-6)
