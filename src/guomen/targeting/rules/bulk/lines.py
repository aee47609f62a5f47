"""Goods lines as codes: each natural column as small integers into the list of its distinct values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.catalogue.terms import Direction

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]
# Above this many cells a table of all combinations gives way to sorting.
_TABLE = 1 << 22
_PART = "\x1f"


@dataclass(frozen=True, slots=True)
class Column:
    """codes[row] is the place of the row's value in `values`."""

    codes: Codes
    values: Sequence[Any]


class Lines:
    """A chunk of goods lines, whole declarations one after another, and what was derived of them."""

    def __init__(self, frame: pl.DataFrame, drawn_on: date) -> None:
        self.frame = frame.with_columns(
            pl.col("declared_on").fill_null(drawn_on).alias("on"),
            _kinds("documents").alias("documents"),
            _numbers("permits").alias("permits"),
        )
        self.height = frame.height
        self._columns: dict[str, Column] = {}
        self.value: Numbers = np.full(self.height, np.nan)
        self.net_mass: Numbers = self._numbers("net_mass")

    def column(self, name: str) -> Column:
        """A natural column, encoded when it is first asked for."""
        if name not in self._columns:
            self._columns[name] = _READ.get(name, _text)(self.frame, name)
        return self._columns[name]

    def add(self, name: str, column: Column) -> None:
        """A derived column."""
        self._columns[name] = column

    def set_value(self) -> None:
        """The value in CNY, from what was declared and the derived rate; NaN where either is unknown."""
        rates = self.column("yuan_rate")
        table = np.array([np.nan if rate is None else rate for rate in rates.values], dtype=np.float64)
        self.value = self._numbers("value") * table[rates.codes]

    def _numbers(self, name: str) -> Numbers:
        return self.frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()

    def consignments(self) -> Codes:
        """0, 1, 2 … for each row's declaration."""
        return self.frame.select(pl.struct("sender", "reference").rle_id()).to_series().to_numpy().astype(np.int64)


def _kinds(name: str) -> pl.Expr:
    """The distinct kinds of "kind" or "kind:number", in order, as one text."""
    kind = pl.element().str.split(":").list.first()
    return pl.col(name).list.eval(kind).list.unique().list.sort().list.join(_PART).fill_null("")


def _numbers(name: str) -> pl.Expr:
    """The distinct "kind:number" of permits, their quantities left out, in order, as one text."""
    number = pl.element().str.extract(r"^([^:]*:[^:]*)")
    return pl.col(name).list.eval(number).list.unique().list.sort().list.join(_PART).fill_null("")


def _coded(series: pl.Series) -> Column:
    grouped = pl.DataFrame({"value": series}).with_row_index("row").group_by("value", maintain_order=True).agg("row")
    codes = np.empty(series.len(), dtype=np.int64)
    sizes = grouped["row"].list.len().to_numpy()
    codes[grouped["row"].explode(empty_as_null=False).to_numpy()] = np.repeat(np.arange(grouped.height), sizes)
    return Column(codes, grouped["value"].to_list())


def _text(frame: pl.DataFrame, name: str) -> Column:
    return _coded(frame[name].fill_null(""))


def _date(frame: pl.DataFrame, name: str) -> Column:
    return _coded(frame[name])


def _goods(frame: pl.DataFrame, name: str) -> Column:
    return _coded(frame["goods_code"].fill_null(""))


def _heading(frame: pl.DataFrame, name: str) -> Column:
    return _coded(frame["goods_code"].fill_null("").str.slice(0, 4))


def _split(frame: pl.DataFrame, name: str) -> Column:
    column = _coded(frame[name])
    return Column(column.codes, [tuple(text.split(_PART)) if text else () for text in column.values])


def _season(frame: pl.DataFrame, name: str) -> Column:
    """The year in which the goods were produced, else that of the day of the law."""
    return _coded(frame.select(pl.coalesce("produced_on", "on").dt.year()).to_series())


def _destination(frame: pl.DataFrame, name: str) -> Column:
    """Where exports go; nothing for imports."""
    away = pl.col("direction") == pl.lit(str(Direction.EXPORT))
    return _coded(frame.select(pl.when(away).then("departure_country").fill_null("")).to_series().fill_null(""))


def _lot(frame: pl.DataFrame, name: str) -> Column:
    whole = pl.col("quantity").cast(pl.Float64).fill_nan(None).cast(pl.Int64, strict=False)
    return _coded(frame.select(pl.when(whole != 0).then(whole)).to_series())


_READ = {
    "on": _date,
    "shipped_on": _date,
    "season": _season,
    "destination": _destination,
    "goods": _goods,
    "heading": _heading,
    "documents": _split,
    "permits": _split,
    "lot": _lot,
}


def joint(columns: Sequence[Column], rows: Codes | None = None) -> tuple[Codes, list[tuple[Any, ...]]]:
    """Number the distinct combinations of columns (in the rows named): (number of each row, the combinations)."""
    if not columns:
        length = 0 if rows is None else len(rows)
        return np.zeros(length, dtype=np.int64), [()]
    chosen = [column.codes if rows is None else column.codes[rows] for column in columns]
    sizes = [max(1, len(column.values)) for column in columns]
    packed = np.zeros(len(chosen[0]), dtype=np.int64)
    span = 1
    for codes, size in zip(chosen, sizes, strict=True):
        if span * size >= 1 << 62:
            numbers, distinct = _distinct(packed, span)
            packed, span = numbers, len(distinct)
        packed = packed * size + codes
        span *= size
    numbers, distinct = _distinct(packed, span)
    first = np.empty(len(distinct), dtype=np.int64)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    picked = [
        [column.values[code] for code in codes[first].tolist()] for column, codes in zip(columns, chosen, strict=True)
    ]
    return numbers, list(zip(*picked, strict=True))


def _distinct(packed: Codes, span: int) -> tuple[Codes, Codes]:
    """(place of each among the distinct, the distinct in order)."""
    if span > _TABLE:
        distinct, numbers = np.unique(packed, return_inverse=True)
        return numbers.astype(np.int64), distinct
    seen = np.zeros(span, dtype=bool)
    seen[packed] = True
    distinct = np.flatnonzero(seen)
    table = np.empty(span, dtype=np.int64)
    table[distinct] = np.arange(len(distinct))
    return table[packed], distinct
