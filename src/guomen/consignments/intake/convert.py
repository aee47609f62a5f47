"""Columns of raw cells become typed columns. Clean values take a vectorised short cut; all others are read one by
one, each distinct value once, by `checks.read`. Both give the same values and the same faults."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from guomen.consignments.intake.checks import read
from guomen.consignments.intake.terms import GOODS_SCHEMES, ColumnUse, Field, Kind, Wrong
from guomen.consignments.terms import LINE_SCHEMA

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{fffe}\x{ffff}]"


@dataclass(frozen=True, slots=True)
class Column:
    """A typed column (null where empty or wrong) and what is wrong: (position, cell, Wrong)."""

    values: pl.Series
    wrong: list[tuple[int, object, Wrong]]


def convert_column(raw: pl.Series, field: Field, use: ColumnUse) -> Column:
    """Read a raw column for `field` as the layout's `use` says."""
    kind = LINE_SCHEMA[field.column]
    taken, done = _short_cut(raw, field, use)
    rest = (~done & raw.is_not_null()).arg_true()
    values = taken.set(~done, None) if rest.len() and kind != pl.List(pl.String) else taken
    if not rest.len():
        return Column(values.alias(field.column), [])
    return _one_by_one(raw, values, rest, field, use)


def _one_by_one(raw: pl.Series, values: pl.Series, rest: pl.Series, field: Field, use: ColumnUse) -> Column:
    known: dict[object, object] = {}
    found: list[object] = []
    wrong: list[tuple[int, object, Wrong]] = []
    for position, cell in zip(rest.to_list(), raw.gather(rest).to_list(), strict=True):
        key = tuple(cell) if isinstance(cell, list) else cell
        if key not in known:
            known[key] = read(field, cell, use)
        value = known[key]
        if isinstance(value, Wrong):
            wrong.append((position, cell, value))
            value = None
        found.append(float(value) if isinstance(value, Decimal) else value)
    kind = LINE_SCHEMA[field.column]
    update = pl.DataFrame({"at": rest.cast(pl.UInt32), "new": pl.Series(found, dtype=kind)})
    merged = (
        pl.DataFrame({"old": values})
        .with_row_index("at")
        .join(update, on="at", how="left", maintain_order="left")
        .select(pl.coalesce("new", "old"))
        .to_series()
    )
    return Column(merged.alias(field.column), wrong)


def _short_cut(raw: pl.Series, field: Field, use: ColumnUse) -> tuple[pl.Series, pl.Series]:
    """The column as far as it can be taken at once, and which positions that is."""
    kind = LINE_SCHEMA[field.column]
    nothing = pl.Series([None], dtype=kind).new_from_index(0, len(raw))
    none_done = pl.Series([False]).new_from_index(0, len(raw))
    if use.values:
        return nothing, none_done
    if raw.dtype == pl.String:
        cut = _TEXT_CUTS.get(field.kind)
        return cut(raw, field, use) if cut else (nothing, none_done)
    if raw.dtype.is_numeric() and not raw.dtype.is_decimal() and field.kind in (Kind.DECIMAL, Kind.INTEGER):
        return _numeric(raw, field)
    if raw.dtype == pl.Date and field.kind is Kind.DATE:
        return raw, (raw >= date(1900, 1, 1)).fill_null(False)
    return nothing, none_done


def _numeric(raw: pl.Series, field: Field) -> tuple[pl.Series, pl.Series]:
    if field.kind is Kind.INTEGER:
        whole = raw.dtype.is_integer()
        done = (raw >= 0) & (raw <= 999_999_999) if whole else pl.Series([False]).new_from_index(0, len(raw))
        return raw.cast(pl.Int64, strict=False), done.fill_null(False)
    floats = raw.cast(pl.Float64)
    done = (floats == 0) | ((floats >= 1e-15) & (floats <= 1e15))
    return floats + 0.0, done.fill_null(False)


def _clean(raw: pl.Series, pattern: str) -> pl.Series:
    return raw.str.contains(pattern).fill_null(False)


def _texts(raw: pl.Series, field: Field, use: ColumnUse) -> tuple[pl.Series, pl.Series]:
    done = ~raw.str.contains(_CONTROL).fill_null(False) & ~_clean(raw, r"^\s|\s$|^$")
    if field.max_length:
        done = done & (raw.str.len_chars() <= field.max_length).fill_null(False)
    if field.pattern:
        done = done & _clean(raw, rf"^(?:{field.pattern})$")
    return raw, done


def _codes(raw: pl.Series, field: Field, use: ColumnUse) -> tuple[pl.Series, pl.Series]:
    done = _clean(raw, r"^[0-9A-Z][0-9A-Z./_-]*$")
    if field.max_length:
        done = done & (raw.str.len_chars() <= field.max_length).fill_null(False)
    if field.pattern:
        done = done & _clean(raw, rf"^(?:{field.pattern})$")
    return raw, done


def _countries(raw: pl.Series, field: Field, use: ColumnUse) -> tuple[pl.Series, pl.Series]:
    return raw, _clean(raw, r"^[A-Z]{2}$")


def _goods(raw: pl.Series, field: Field, use: ColumnUse) -> tuple[pl.Series, pl.Series]:
    return raw, _clean(raw, rf"^[0-9]{{{GOODS_SCHEMES.get(use.scheme, 13)}}}$")


def _decimals(raw: pl.Series, field: Field, use: ColumnUse) -> tuple[pl.Series, pl.Series]:
    pattern = r"^[0-9]{1,15}$" if use.mark == "," else r"^(?:[0-9]{1,15}|[0-9]{1,9}\.[0-9]{1,6})$"
    return raw.cast(pl.Float64, strict=False), _clean(raw, pattern)


def _integers(raw: pl.Series, field: Field, use: ColumnUse) -> tuple[pl.Series, pl.Series]:
    return raw.cast(pl.Int64, strict=False), _clean(raw, r"^[0-9]{1,9}$")


def _dates(raw: pl.Series, field: Field, use: ColumnUse) -> tuple[pl.Series, pl.Series]:
    shaped = _clean(raw, r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$")
    days = raw.str.to_date("%Y-%m-%d", strict=False)
    return days, shaped & days.is_not_null()


_TEXT_CUTS: dict[Kind, Callable[[pl.Series, Field, ColumnUse], tuple[pl.Series, pl.Series]]] = {
    Kind.TEXT: _texts,
    Kind.CODE: _codes,
    Kind.COUNTRY: _countries,
    Kind.GOODS: _goods,
    Kind.DECIMAL: _decimals,
    Kind.INTEGER: _integers,
    Kind.DATE: _dates,
}


def joined(frame: pl.DataFrame, headers: tuple[str, ...]) -> pl.Series:
    """The raw column that a field is read from: one column, or several joined as text (empty where one is)."""
    if len(headers) == 1:
        return frame[headers[0]]
    return frame.select(pl.concat_str([pl.col(name).cast(pl.String) for name in headers])).to_series()
