"""From reports to cells: who counts once, and what is expected within strata."""

import numpy as np
import polars as pl
import pytest

from guomen.surveillance.disproportionality.counting import count_pairs
from guomen.surveillance.disproportionality.terms import Columns, NotAnswerable

REPORTS = pl.DataFrame(
    {
        "report": ["1", "1", "1", "2", "3", "3", "4", "4"],
        "product": ["eggs", "eggs", "flour", "eggs", "flour", "flour", "eggs", "eggs"],
        "event": ["salmonella", "fipronil", "salmonella", "salmonella", "mould", "mould", "fipronil", "salmonella"],
    }
)


def cells(frame: pl.DataFrame, product: str, event: str) -> dict[str, float]:
    return frame.row(by_predicate=(pl.col("product") == product) & (pl.col("event") == event), named=True)


def test_a_report_with_several_products_counts_once_in_each_margin():
    found = cells(count_pairs(REPORTS, Columns(report="report")).cells, "eggs", "salmonella")
    # reports 1, 2, 4 have eggs; 1, 2, 4 have salmonella, all of them with eggs; four reports in all
    assert (found["a"], found["b"], found["c"], found["d"], found["n"]) == (3, 0, 0, 1, 4)
    assert found["expected"] == pytest.approx(3 * 3 / 4)


def test_a_pair_named_twice_by_one_report_counts_once():
    found = cells(count_pairs(REPORTS, Columns(report="report")).cells, "flour", "mould")
    assert found["a"] == 1


def test_without_the_reports_number_every_row_is_a_report():
    found = cells(count_pairs(REPORTS, Columns()).cells, "eggs", "salmonella")
    assert (found["a"], found["b"], found["c"], found["d"], found["n"]) == (3, 2, 1, 2, 8)


def test_sums_give_the_same_as_the_rows_they_sum():
    sums = REPORTS.group_by("product", "event").agg(n=pl.len())
    assert count_pairs(sums, Columns(count="n")).cells.equals(count_pairs(REPORTS, Columns()).cells)


def test_the_cells_of_every_pair_make_up_all_reports():
    found = count_pairs(REPORTS, Columns(report="report")).cells
    assert (found["a"] + found["b"] + found["c"] + found["d"] == found["n"]).all()


def test_expected_is_taken_within_strata_and_summed():
    """A product for the young and a harm of the young: within strata nothing is odd."""
    frame = pl.DataFrame(
        {
            "product": ["toy", "toy", "cane", "cane"] * 2,
            "event": ["choking", "fall"] * 4,
            "age": ["child"] * 4 + ["adult"] * 4,
            "n": [40, 40, 10, 10, 1, 9, 9, 81],
        }
    )
    plain = cells(count_pairs(frame, Columns(count="n")).cells, "toy", "choking")
    within = cells(count_pairs(frame, Columns(count="n", strata=("age",))).cells, "toy", "choking")
    assert plain["expected"] == pytest.approx(90 * 60 / 200)
    assert within["expected"] == pytest.approx(80 * 50 / 100 + 10 * 10 / 100)
    assert within["a"] == plain["a"] == within["expected"]


@pytest.mark.parametrize("strata", [(), ("season",)])
def test_pairs_never_reported_are_those_that_could_have_been(strata):
    rng = np.random.default_rng(4)
    frame = pl.DataFrame(
        {
            "product": rng.integers(0, 12, 60).astype(str), "event": rng.integers(0, 9, 60).astype(str),
            "season": rng.integers(0, 2, 60).astype(str),
        }
    )  # fmt: skip
    counted = count_pairs(frame, Columns(strata=strata))
    seen, never = counted.reported(), counted.unreported()
    assert (never.n == 0).all()
    if not strata:
        assert never.weight.sum() + len(seen.n) == frame["product"].n_unique() * frame["event"].n_unique()
    # What is expected of all pairs together is what there was.
    assert never.weight @ never.expected + seen.expected.sum() == pytest.approx(60)


def test_no_rows_give_no_pairs():
    assert count_pairs(REPORTS.head(0), Columns()).cells.height == 0


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(NotAnswerable, match=r"no column 'hazard'.*product"):
        count_pairs(REPORTS, Columns(event="hazard"))


def test_a_blank_event_is_refused_with_its_row():
    frame = pl.DataFrame({"product": ["eggs", "eggs"], "event": ["salmonella", "  "]})
    with pytest.raises(NotAnswerable) as refused:
        count_pairs(frame, Columns(), file="notices.csv")
    assert [str(fault.where) for fault in refused.value.faults] == ["notices.csv, row 2, event"]


@pytest.mark.parametrize("count", ["-1", "many", "", "inf", "nan", None])
def test_a_count_that_is_none_is_refused_with_its_row(count):
    frame = pl.DataFrame({"product": ["eggs"] * 2, "event": ["mould"] * 2, "n": ["3", count]})
    with pytest.raises(NotAnswerable) as refused:
        count_pairs(frame, Columns(count="n"))
    assert [(fault.code, fault.where.row) for fault in refused.value.faults] == [("pairs.count", 2)]


def test_a_count_and_a_reports_number_cannot_both_be_given():
    with pytest.raises(NotAnswerable, match="cannot both"):
        count_pairs(REPORTS.with_columns(n=1), Columns(count="n", report="report"))
