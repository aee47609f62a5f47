"""The bulk path and the one-by-one path give the same values and the same faults, whatever stands in the cells."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.consignments.intake.checks import read
from guomen.consignments.intake.convert import convert_column
from guomen.consignments.intake.fields import FIELDS
from guomen.consignments.intake.terms import ColumnUse, Field, Kind, Wrong
from guomen.consignments.terms import LINE_SCHEMA

TEXTS = st.one_of(
    st.text(max_size=14),
    st.text("0123456789 .,-/'eE１", max_size=12),
    st.from_regex(r"[0-9]{4}[-/.]?[0-9]{2}[-/.]?[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}(?:[, ][0-9]{3}){0,3}(?:[.,][0-9]{1,6})?", fullmatch=True),
    st.sampled_from(
        ["0306171990101", "030617", "CL", "cl", "import", "进口", "A:1;B", "CSQU3054383", "x\x1c", " a ", "\x85a"]
    ),
)
FIELD = st.sampled_from(FIELDS)
USES = st.builds(
    ColumnUse,
    st.just(""),
    st.just(()),
    scheme=st.sampled_from(["", "HS6", "HS10"]),
    order=st.sampled_from(["", "dmy", "mdy"]),
    mark=st.sampled_from(["", ".", ","]),
    pad=st.booleans(),
    values=st.sampled_from([{}, {"CL": "EC", "1": "2"}]),
)


def one_by_one(cell: object, field: Field, use: ColumnUse) -> object:
    value = read(field, cell, use)
    return float(value) if isinstance(value, Decimal) else value


def assert_same(raw: pl.Series, field: Field, use: ColumnUse) -> None:
    column = convert_column(raw, field, use)
    assert column.values.dtype == LINE_SCHEMA[field.column]
    wrong = {position: found.code for position, _, found in column.wrong}
    for position, (cell, value) in enumerate(zip(raw.to_list(), column.values.to_list(), strict=True)):
        expected = None if cell is None else one_by_one(cell, field, use)
        if isinstance(expected, Wrong):
            assert wrong.get(position) == expected.code
            assert value is None
        else:
            assert position not in wrong
            assert value == expected


@settings(max_examples=300, deadline=None)
@given(st.lists(st.none() | TEXTS, min_size=1, max_size=8), FIELD, USES)
def test_text_cells(cells: list[str | None], field: Field, use: ColumnUse) -> None:
    assert_same(pl.Series(cells, dtype=pl.String), field, use)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.none() | st.floats() | st.integers(-10, 10**6).map(float), min_size=1, max_size=8), FIELD, USES)
def test_number_cells(cells: list[float | None], field: Field, use: ColumnUse) -> None:
    assert_same(pl.Series(cells, dtype=pl.Float64), field, use)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.none() | st.integers(-(2**60), 2**60) | st.integers(-5, 10**13), min_size=1, max_size=8), FIELD, USES
)
def test_whole_number_cells(cells: list[int | None], field: Field, use: ColumnUse) -> None:
    assert_same(pl.Series(cells, dtype=pl.Int64), field, use)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.dates(), min_size=1, max_size=5), FIELD, USES)
def test_date_cells(cells: list[date | None], field: Field, use: ColumnUse) -> None:
    assert_same(pl.Series(cells, dtype=pl.Date), field, use)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.none() | st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1)), min_size=1, max_size=5), FIELD, USES
)
def test_instant_cells(cells: list[datetime | None], field: Field, use: ColumnUse) -> None:
    assert_same(pl.Series(cells, dtype=pl.Datetime("us")), field, use)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.booleans(), min_size=1, max_size=5), FIELD, USES)
def test_yes_no_cells(cells: list[bool | None], field: Field, use: ColumnUse) -> None:
    assert_same(pl.Series(cells, dtype=pl.Boolean), field, use)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.lists(TEXTS, max_size=3), min_size=1, max_size=4), st.just(Kind.LIST))
def test_list_cells(cells: list[list[str] | None], kind: Kind) -> None:
    for field in FIELDS:
        if field.kind is kind:
            assert_same(pl.Series(cells, dtype=pl.List(pl.String)), field, ColumnUse("", ()))
