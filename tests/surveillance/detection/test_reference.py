"""Number for number with what R 4.2 and surveillance 1.20.3 answer on the series that the package publishes."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from guomen.surveillance.detection.methods import detect
from guomen.surveillance.detection.terms import Counts, Detected

IMPROVED = {"noPeriods": 10, "pastWeeksNotIncluded": 26, "weightsThreshold": 2.58, "pThresholdTrend": 1}
NB = {**IMPROVED, "thresholdMethod": "nbPlugin"}
Case = tuple[str, str, str, dict[str, Any]]

EARS: list[Case] = [
    (f"ears_{series}_{kind}_b7_a{alpha}", series, f"ears-{kind.lower()}", {"alpha": alpha} | extra)
    for series in ("newport", "agona")
    for kind, alphas, extra in (
        ("C1", ("0.001", "0.01"), {}),
        ("C2", ("0.001", "0.01"), {}),
        ("C3", ("0.01", "0.025"), {"compatible": True}),
    )
    for alpha in alphas
] + [("ears_newport_C1_b14_minSigma05", "newport", "ears-c1", {"baseline": 14, "minSigma": 0.5})]
FARRINGTON: list[Case] = [
    ("farrington_agona_b3w3_a05", "agona", "farrington", {"b": 3}),
    ("farrington_agona_b3w3_a05_limit0", "agona", "farrington", {"b": 3, "limit54": (0, 50)}),
    ("farrington_agona_b4w3_a01", "agona", "farrington", {"b": 4, "alpha": 0.01}),
    ("farrington_agona_b4w3_a01_noRW_notrend_half", "agona", "farrington",
     {"b": 4, "alpha": 0.01, "reweight": False, "trend": False, "powertrans": "1/2", "limit54": (0, 50)}),
    ("farrington_agona_b4w3_a01_none", "agona", "farrington",
     {"b": 4, "alpha": 0.01, "powertrans": "none", "limit54": (0, 50)}),
    ("farringtonFlexible_newport_original", "newport", "farrington-flexible",
     {"weightsThreshold": 1, "pThresholdTrend": 0.05, "alpha": 0.05}),
    ("farringtonFlexible_newport_improved_delta_a01", "newport", "farrington-flexible", {**IMPROVED, "alpha": 0.01}),
    ("farringtonFlexible_newport_improved_nb_a005", "newport", "farrington-flexible", {**NB, "alpha": 0.005}),
    ("farringtonFlexible_newport_improved_nb_a01", "newport", "farrington-flexible", {**NB, "alpha": 0.01}),
    ("farringtonFlexible_newport_improved_muan_a01", "newport", "farrington-flexible",
     {**IMPROVED, "thresholdMethod": "muan", "alpha": 0.01}),
    ("farringtonFlexible_agona_improved_nb_a01", "agona", "farrington-improved", {"b": 4}),
]  # fmt: skip
OTHERS: list[Case] = [
    *((f"bayes{n}_agona", "agona", f"bayes{n}", {}) for n in (1, 2, 3)),
    *((f"rki{n}_agona", "agona", f"rki{n}", {}) for n in (1, 2, 3)),
    ("cdc_agona", "agona", "cdc", {"b": 4, "alpha": 0.001}),
    ("cusum_agona", "agona", "cusum", {}),
    ("cusum_rossi_agona", "agona", "cusum", {"trans": "rossi"}),
    ("cusum_glm_agona", "agona", "cusum", {"m": "glm"}),
    ("cusum_glm_rossi_agona", "agona", "cusum", {"m": "glm", "trans": "rossi"}),
    ("glrpois_agona", "agona", "glr-poisson", {}),
    ("glrnb_agona", "agona", "glr-nb", {}),
    ("outbreakP_agona", "agona", "outbreakp", {"ret": "value"}),
]


@pytest.fixture(scope="module")
def reference(shared: Path) -> Path:
    folder = shared / "data" / "reference"
    if not (folder / "INDEX.csv").is_file():
        pytest.skip(f"no reference figures in {folder}")
    return folder


def _series(folder: Path, name: str) -> tuple[Counts, Any]:
    if name == "agona":
        return pl.read_csv(folder / "data_salmonella_agona.csv")["observed"].to_numpy()[:, None].astype(float), None
    counts = pl.read_csv(folder / "data_salmNewport.csv")["total"].to_numpy()[:, None].astype(float)
    monday = np.datetime64(date.fromisocalendar(2004, 2, 1))
    return counts, monday + 7 * np.arange(len(counts))


def _both(folder: Path, case: Case) -> tuple[pl.DataFrame, Detected]:
    file, series, method, options = case
    theirs = pl.read_csv(folder / f"{file}.csv", null_values="NA", infer_schema_length=None)
    counts, dates = _series(folder, series)
    first = int(theirs["t"][0]) - 1
    return theirs, detect(counts, method=method, first=first, dates=dates, options=options)


@pytest.mark.parametrize("case", EARS + FARRINGTON + OTHERS, ids=lambda case: case[0])
def test_bound_and_alarm_are_those_of_r(case: Case, reference: Path) -> None:
    theirs, ours = _both(reference, case)
    tolerance = {"abs": 1e-9} if case in EARS else {"rel": 1e-6, "abs": 1e-6}
    bound = theirs["upperbound"].cast(pl.Float64).to_numpy()
    assert ours.bound[:, 0] == pytest.approx(bound, nan_ok=True, **tolerance)
    assert (ours.alarm[:, 0] == (theirs["alarm"].fill_null(0).cast(pl.Float64) > 0).to_numpy()).all()


@pytest.mark.parametrize("case", [case for case in FARRINGTON if "Flexible" in case[0]], ids=lambda case: case[0])
def test_the_flexible_methods_mean_dispersion_trend_and_chance_are_those_of_r(case: Case, reference: Path) -> None:
    theirs, ours = _both(reference, case)
    for column, number in (("phi", "phi"), ("trendVector", "trend"), ("pvalue", "pvalue")):
        expected = theirs[column].cast(pl.Float64).to_numpy()
        assert ours.known[number][:, 0] == pytest.approx(expected, rel=1e-6, abs=1e-9, nan_ok=True)
    expected = theirs["expected"].cast(pl.Float64).to_numpy()
    assert ours.expected[:, 0] == pytest.approx(expected, rel=1e-6, nan_ok=True)


def test_the_score_is_rs_where_it_is_asked_for(reference: Path) -> None:
    case = FARRINGTON[-3]
    theirs, ours = _both(reference, (*case[:3], {**case[3], "compatible": True}))
    told = ~np.isnan(ours.score[:, 0])
    assert ours.score[told, 0] == pytest.approx(theirs["score"].to_numpy()[told], abs=1e-9)
    # Row 1: nobody ill, 1.0257 expected, bound 4.
    assert theirs["score"][0] == pytest.approx(-0.00638, abs=1e-5)
    honest = _both(reference, case)[1]
    assert honest.score[0, 0] == pytest.approx(-1.02568 / (4 - 1.02568), abs=1e-4)


def test_the_cusum_is_rs(reference: Path) -> None:
    for case in OTHERS[7:11]:
        theirs, ours = _both(reference, case)
        assert ours.score[:, 0] == pytest.approx(theirs["cusum"].to_numpy(), abs=1e-6)
