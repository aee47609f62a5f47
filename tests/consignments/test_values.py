"""How written values are read: rightly, or refused; never guessed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from guomen.consignments.intake.checks import read
from guomen.consignments.intake.fields import BY_COLUMN, FIELDS
from guomen.consignments.intake.terms import ColumnUse, Kind, Wrong
from guomen.consignments.intake.values import read_date, read_decimal, read_integer, written
from guomen.consignments.terms import FLAT_NAMES, LINE_SCHEMA, Declaration, GoodsItem

NUMBERS = [
    ("1234.5", "1234.5"),
    ("１２３４．５", "1234.5"),
    ("1,234.50", "1234.5"),
    ("1.234,50", "1234.5"),
    ("1 234,50", "1234.5"),
    ("1\u00a0234,50", "1234.5"),
    ("1\u202f234\u202f567", "1234567"),
    ("1'234.5", "1234.5"),
    ("1,234,567", "1234567"),
    ("1.234.567", "1234567"),
    ("1234,5", "1234.5"),
    ("0,123", "0.123"),
    ("1234,567", "1234.567"),
    (" 7 ", "7"),
    ("+7", "7"),
    ("1.5E3", "1500"),
    (".5", "0.5"),
    ("85125.20000000001", "85125.20000000001"),
    (12, "12"),
    (0.1, "0.1"),
    (1e21 / 1e6, "1000000000000000"),
]


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_a_number_is_read(cell: object, number: str) -> None:
    value = read_decimal(cell)
    assert isinstance(value, Decimal)
    assert f"{value:f}" == number


REFUSED_NUMBERS = [
    ("1,234", "number.ambiguous"),
    ("12,345", "number.ambiguous"),
    ("-1,234", "number.ambiguous"),
    ("12,34,567", "number.unreadable"),
    ("1,234,56", "number.unreadable"),
    ("1.234.56", "number.unreadable"),
    ("1 23", "number.unreadable"),
    ("12 kg", "number.unreadable"),
    ("USD 12", "number.unreadable"),
    ("(12)", "number.unreadable"),
    ("--1", "number.unreadable"),
    ("10²", "number.unreadable"),
    ("٣", "number.unreadable"),
    ("nan", "number.unreadable"),
    (float("nan"), "number.unreadable"),
    (float("inf"), "number.unreadable"),
    (True, "number.unreadable"),
    (date(2018, 8, 1), "number.unreadable"),
    ("1e999", "number.too_precise"),
    ("12345678901234.56789", "number.too_precise"),
    (2**53 + 1, "number.too_precise"),
]


@pytest.mark.parametrize(("cell", "code"), REFUSED_NUMBERS)
def test_what_is_no_certain_number_is_refused(cell: object, code: str) -> None:
    value = read_decimal(cell)
    assert isinstance(value, Wrong)
    assert value.code == code


def test_the_layouts_decimal_mark_settles_what_is_ambiguous() -> None:
    assert read_decimal("1,234", ",") == Decimal("1.234")
    assert read_decimal("1,234", ".") == Decimal(1234)
    assert read_decimal("1.234", ",") == Decimal(1234)
    assert isinstance(read_decimal("12.5", ","), Wrong)
    assert read_decimal(1.234, ",") == Decimal("1.234")


@pytest.mark.parametrize("cell", ["", "  ", "\u3000", None])
def test_an_empty_cell_is_nothing(cell: object) -> None:
    assert read_decimal(cell) is None
    assert read_date(cell) is None
    assert read_integer(cell) is None


def test_a_whole_number_is_whole() -> None:
    assert read_integer("1,234,000") == 1234000
    assert isinstance(read_integer("1.5"), Wrong)


DATES = [
    "2018-08-01",
    "20180801",
    "2018/8/1",
    "2018.8.1",
    "01.08.2018",
    "2018年8月1日",
    "２０１８-０８-０１",
    "2018-08-01 12:30",
    "2018-08-01T12:30:59.5",
    "2018-07-31T20:00:00Z",
    "2018-08-01T00:30:00+08:00",
    "1 Aug 2018",
    "Aug 1, 2018",
    "1-Aug-2018",
    date(2018, 8, 1),
    datetime(2018, 8, 1, 23, 59),
    datetime(2018, 7, 31, 20, tzinfo=UTC),
    43313.0,
]


@pytest.mark.parametrize("cell", DATES)
def test_a_day_is_read(cell: object) -> None:
    assert read_date(cell) == date(2018, 8, 1)


REFUSED_DATES = [
    ("03/04/2018", "date.ambiguous"),
    ("3-4-2018", "date.ambiguous"),
    ("2018-02-30", "date.no_such_day"),
    ("20181301", "date.no_such_day"),
    ("1/8/18", "date.short_year"),
    ("43313", "date.unreadable"),
    ("tomorrow", "date.unreadable"),
    ("2018-08-01T25:00", "date.unreadable"),
    ("9999-12-31T23:00:00-10:00", "date.unreadable"),
    (True, "date.unreadable"),
    (12.5, "date.unreadable"),
]


@pytest.mark.parametrize(("cell", "code"), REFUSED_DATES)
def test_what_is_no_certain_day_is_refused(cell: object, code: str) -> None:
    value = read_date(cell)
    assert isinstance(value, Wrong)
    assert value.code == code


def test_slashed_days_are_read_where_only_one_reading_is_left() -> None:
    assert read_date("25/12/2018") == read_date("12/25/2018") == date(2018, 12, 25)
    assert read_date("4/4/2018") == date(2018, 4, 4)
    assert read_date("03/04/2018", "dmy") == date(2018, 4, 3)
    assert read_date("03/04/2018", "mdy") == date(2018, 3, 4)


GOODS = [
    ("0306171990101", "", "0306171990101"),
    ("０３０６１７１９９０１０１", "", "0306171990101"),
    ("0306.17.1990.101", "", "0306171990101"),
    ("0306 1719 90101", "", "0306171990101"),
    ("030617", "HS6", "030617"),
    (1006309090101.0, "", "1006309090101"),
    (1006309090, "HS10", "1006309090"),
]


@pytest.mark.parametrize(("cell", "scheme", "code"), GOODS)
def test_a_goods_code_is_read(cell: object, scheme: str, code: str) -> None:
    assert read(BY_COLUMN["goods_code"], cell, ColumnUse("goods_code", (), scheme=scheme)) == code


def test_a_zero_that_a_spreadsheet_dropped_comes_back_only_where_the_layout_says_so() -> None:
    lost = read(BY_COLUMN["goods_code"], 306171990101.0, ColumnUse("goods_code", ()))
    assert isinstance(lost, Wrong)
    assert lost.code == "goods_code.zero_lost"
    assert read(BY_COLUMN["goods_code"], 306171990101.0, ColumnUse("goods_code", (), pad=True)) == "0306171990101"


WRONG = [
    ("goods_code", "030617", "goods_code.shape"),
    ("goods_code", "03061719901X1", "goods_code.shape"),
    ("goods_code", "1.00631E+12", "goods_code.shape"),
    ("origin", "ECU", "country.shape"),
    ("direction", "sideways", "direction.unknown"),
    ("regime", "11", "regime.shape"),
    ("gross_mass", "-1", "number.negative"),
    ("package_count", "1234567890", "number.too_large"),
    ("declared_on", "1018-08-01", "date.too_early"),
    ("reference", "a\x00b", "text.control_character"),
    ("reference", "x" * 61, "text.too_long"),
    ("containers", "CSQU3054384", "container.number"),
    ("containers", "hello", "container.number"),
    ("permits", "alone", "permits.shape"),
    ("currency", "dollar", "text.too_long"),
]


@pytest.mark.parametrize(("column", "cell", "code"), WRONG)
def test_a_wrong_value_has_a_stable_code_and_a_remedy_in_both_languages(column: str, cell: str, code: str) -> None:
    value = read(BY_COLUMN[column], cell)
    assert isinstance(value, Wrong)
    assert value.code == code
    for text in (value.problem, value.remedy):
        assert text.zh
        assert text.en
        assert text.zh != text.en


def test_words_for_directions_in_both_languages() -> None:
    for word in ("import", "I", "进口", "入境", "ＩＭＰＯＲＴ"):
        assert read(BY_COLUMN["direction"], word) == "import"


def test_the_senders_own_codes_are_translated_by_the_layout() -> None:
    use = ColumnUse("transport_mode", (), values={"40": "5", "10": "2"})
    assert read(BY_COLUMN["transport_mode"], 40, use) == "5"
    assert isinstance(read(BY_COLUMN["transport_mode"], "99", use), Wrong)


def test_typed_cells_are_written_as_people_would() -> None:
    assert [written(cell) for cell in (7.0, 7.5, datetime(2018, 8, 1), None, Decimal("1E+3"))] == [
        "7",
        "7.5",
        "2018-08-01",
        "",
        "1000",
    ]


def test_every_field_of_the_declaration_is_specified_once() -> None:
    names = {field.name for field in FIELDS if field.level == "head"}
    assert names == set(Declaration.__struct_fields__) - {"items"}
    assert {field.name for field in FIELDS if field.level == "item"} == set(GoodsItem.__struct_fields__)
    assert {field.column for field in FIELDS} == set(LINE_SCHEMA.names())
    assert FLAT_NAMES["net_mass"] in LINE_SCHEMA
    assert all(field.choices for field in FIELDS if field.kind is Kind.CHOICE)
