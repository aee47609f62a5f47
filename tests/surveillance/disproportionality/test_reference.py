"""Number for number with what openEBGM 0.9.1 and PhViD 1.0.8 answer on the data that they publish."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from guomen.surveillance.disproportionality.counting import Counted, count_pairs
from guomen.surveillance.disproportionality.pairs import learned_prior, measured
from guomen.surveillance.disproportionality.terms import Columns, Prior

# openEBGM bisects quantiles to steps of 1/128 and writes two decimals.
GRID = 1 / 256 + 0.005
OPENEBGM = Prior(3.25378642859681, 0.399888365988918, 2.02613053523768, 1.90808259827928, 0.0653457004101028)


def _table(path: Path, **options) -> pl.DataFrame:
    if not path.is_file():
        pytest.skip(f"no reference figures at {path}")
    return pl.read_csv(path, infer_schema_length=None, **options)


@pytest.fixture(scope="module")
def caers(shared) -> Counted:
    frame = _table(shared / "data" / "disproportionality" / "fda_caers_openEBGM_20156.csv")
    return count_pairs(frame, Columns("var1", "var2", report="id"))


@pytest.fixture(scope="module")
def open_ebgm(shared) -> pl.DataFrame:
    path = shared / "data" / "reference" / "openEBGM_caers_unstratified.csv"
    return _table(path, schema_overrides={"PRR": pl.String}).with_columns(pl.col("PRR").cast(pl.Float64))


@pytest.fixture(scope="module")
def phvid(shared) -> pl.DataFrame:
    frame = _table(shared / "data" / "disproportionality" / "phvid_pairs_102483.csv.gz")
    counted = count_pairs(frame, Columns("Drug lab", "AE lab", "n11"))
    return measured(counted.cells, learned_prior(counted, zeros=True), ic="bcpnn").filter(pl.col("a") >= 3)


def both(ours: pl.DataFrame, theirs: pl.DataFrame, product: str, event: str) -> pl.DataFrame:
    joined = ours.join(theirs, left_on=["product", "event"], right_on=[product, event])
    assert joined.height == ours.height == theirs.height
    return joined


def test_counts_expectations_and_reporting_ratios_of_caers(caers, open_ebgm):
    joined = both(measured(caers.cells, OPENEBGM), open_ebgm, "var1", "var2")
    assert joined.height == 17_189
    assert (joined["a"] == joined["N"]).all()
    np.testing.assert_allclose(joined["expected"], joined["E"], rtol=1e-10)
    np.testing.assert_allclose(joined["prr"], joined["PRR"], rtol=0, atol=0.00500001)


def test_with_their_prior_every_score_of_caers_is_theirs(caers, open_ebgm):
    joined = both(measured(caers.cells, OPENEBGM), open_ebgm, "var1", "var2")
    np.testing.assert_allclose(joined["ebgm"], joined["EBGM"], rtol=0, atol=0.00500001)
    np.testing.assert_allclose(joined["eb05"], joined["EB05"], rtol=0, atol=GRID)
    np.testing.assert_allclose(joined["eb95"], joined["EB95"], rtol=0, atol=GRID)


@pytest.mark.parametrize("squash", [False, True])
def test_the_prior_that_is_learned_is_theirs_and_calls_the_same_131_pairs(caers, open_ebgm, squash):
    """The package's guide has 3.256, 0.4000, 2.0237, 1.9061 and 0.0653 for what is not squashed."""
    learned = learned_prior(caers, squash=squash)
    np.testing.assert_allclose(list(learned.as_json().values()), list(OPENEBGM.as_json().values()), rtol=2e-3)
    if not squash:
        guide = [3.256, 0.4, 2.0237, 1.9061, 0.0653]
        np.testing.assert_allclose(list(learned.as_json().values()), guide, rtol=2e-4)
    joined = both(measured(caers.cells, learned), open_ebgm, "var1", "var2")
    np.testing.assert_allclose(joined["ebgm"], joined["EBGM"], rtol=1e-3, atol=0.005)
    np.testing.assert_allclose(joined["eb05"], joined["EB05"], rtol=1e-3, atol=GRID)
    assert joined["signal_mgps_fda"].sum() == 131
    assert (joined["signal_mgps_fda"] == (joined["EB05"] >= 2)).all()


@pytest.mark.parametrize("name", ["PRR", "ROR"])
def test_ratios_of_phvid(phvid, shared, name):
    theirs = _table(shared / "data" / "reference" / f"phvid_{name}.csv.gz", null_values="NA")
    joined = both(phvid, theirs, "drug code", "event effect")
    assert joined.height == 46_790
    ours = name.lower()
    np.testing.assert_allclose(joined["expected"], joined["expected count"], rtol=1e-10)
    np.testing.assert_allclose(joined[ours], joined[name], rtol=1e-10)
    np.testing.assert_allclose(joined[f"{ours}_low"].log(), joined[f"LB95(log({name}))"], rtol=0, atol=1e-10)


def test_as_many_pairs_stand_out_as_in_phvid(phvid):
    assert (phvid["prr_low"] > 1).sum() == 13_565
    assert (phvid["ror_low"] > 1).sum() == 13_546
    assert (phvid["ic025"] > 0).sum() == 10_067
    assert phvid["signal_mgps_fda"].sum() == 3_540


def test_the_lower_quantile_of_phvid_with_pairs_never_reported(phvid, shared):
    theirs = _table(shared / "data" / "reference" / "phvid_GPS.csv.gz", null_values="NA")
    joined = both(phvid, theirs, "drug", "event")
    np.testing.assert_allclose(joined["eb05"], joined["Q_0.05(lambda)"], rtol=1e-3)
