"""Declarations as goods lines in consignments.terms.LINE_SCHEMA, which a model reads: a frame, or a few lines."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec
import polars as pl

from guomen.consignments.terms import (
    FLAT_NAMES,
    LINE_SCHEMA,
    Declaration,
    GoodsItem,
    written_container,
    written_document,
    written_permit,
)

# The importer's other lines of the same heading that day, as far as they were known (see consignments.queries).
SAME_DAY = "same_day"
# What models may read of a line.
ASKED_SCHEMA = pl.Schema(LINE_SCHEMA | {SAME_DAY: pl.Float64()})
# Up to so many lines a look-up line by line is quicker than a frame.
FEW = 64
_HEAD = tuple(name for name in Declaration.__struct_fields__ if name != "items")
_ITEM = GoodsItem.__struct_fields__
_WRITTEN = {"containers": written_container, "documents": written_document, "permits": written_permit}
_OF_HEAD = {FLAT_NAMES.get(name, name): name for name in _HEAD}


def line_frame(declarations: Iterable[Declaration]) -> pl.DataFrame:
    """One row per goods line, declaration by declaration and item by item as they stand."""
    rows = [head | _cells(item, _ITEM) for one in declarations for head in [_head(one)] for item in one.items]
    return pl.DataFrame(rows, schema=LINE_SCHEMA)


def with_those_before(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Lines (those of a declaration together) with SAME_DAY, as if they came one after the other on one day."""
    group = [pl.col("importer"), pl.col("goods_code").str.slice(0, 4)]
    place = pl.int_range(pl.len(), dtype=pl.Int64).over(*group)
    last = pl.col(SAME_DAY).max().over("sender", "reference", *group)
    counted = pl.when(pl.col("importer") != "").then(last).cast(pl.Float64)
    return lines.with_columns(place.alias(SAME_DAY)).with_columns(counted.alias(SAME_DAY))


def asked_frame(frame: pl.DataFrame, drawn_on: date | pl.Series) -> pl.DataFrame:
    """Lines as models are asked of them: absent texts are empty, the day is the declaration's or the draw's."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    days = drawn_on if isinstance(drawn_on, pl.Series) else pl.lit(drawn_on, dtype=pl.Date)
    return frame.with_columns(pl.col(texts).fill_null(""), pl.col("declared_on").fill_null(days))


class FewLines:
    """What `asked_frame` gives of a few declarations' lines, column by column and only as it is asked for.

    cases: declarations, each with the day of its draw. chosen: places of the lines that are meant, by default all.
    same_day: of each case what is known of lines beside, line by line; empty where nothing is.
    """

    def __init__(
        self,
        cases: Sequence[tuple[Declaration, date]],
        chosen: Sequence[int] | None = None,
        same_day: Sequence[Sequence[int | None]] = (),
    ) -> None:
        every = [(one, item, drawn_on) for one, drawn_on in cases for item in one.items]
        self._cases, self._chosen, self._same_day = cases, chosen, same_day
        self._rows = every if chosen is None else [every[place] for place in chosen]

    @property
    def height(self) -> int:
        """How many lines there are."""
        return len(self._rows)

    def column(self, name: str) -> list[Any]:
        """A column's values: numbers are floats or None, texts are never None. Raises KeyError for no column."""
        kind = ASKED_SCHEMA[name]
        if name == SAME_DAY:
            return self._beside if self._chosen is None else [self._beside[place] for place in self._chosen]
        if name in _ITEM:
            values = [getattr(item, name) for _, item, _ in self._rows]
        elif name == "declared_on":
            return [one.declared_on or drawn_on for one, _, drawn_on in self._rows]
        else:
            values = [getattr(one, _OF_HEAD[name]) for one, _, _ in self._rows]
        if kind == pl.String:
            return [value or "" for value in values]
        return [_cell(name, value) for value in values]

    @cached_property
    def _beside(self) -> list[float | None]:
        """The counts of every line of the cases."""
        told = self._same_day or [()] * len(self._cases)
        whole = [counts or (None,) * len(one.items) for (one, _), counts in zip(self._cases, told, strict=True)]
        return [None if count is None else float(count) for counts in whole for count in counts]

    def at(self, places: Sequence[int]) -> "FewLines":
        """Some of the lines."""
        own = self._chosen
        return FewLines(self._cases, places if own is None else [own[place] for place in places], self._same_day)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The same lines as a frame."""
        days = pl.Series([drawn_on for one, drawn_on in self._cases for _ in one.items], dtype=pl.Date)
        whole = asked_frame(line_frame(one for one, _ in self._cases), days)
        whole = whole.with_columns(pl.Series(SAME_DAY, self._beside, dtype=pl.Float64))
        return whole if self._chosen is None else whole[list(self._chosen)]


# Lines that models are asked of: any number in a frame, or a few.
Lines = pl.DataFrame | FewLines


def _head(one: Declaration) -> dict[str, Any]:
    return {FLAT_NAMES.get(name, name): value for name, value in _cells(one, _HEAD).items()}


def _cells(part: msgspec.Struct, names: Iterable[str]) -> dict[str, Any]:
    return {name: _cell(name, getattr(part, name)) for name in names}


def _cell(name: str, value: Any) -> Any:
    if name in _WRITTEN:
        return [_WRITTEN[name](one) for one in value]  # type: ignore[operator]
    return float(value) if isinstance(value, Decimal) else value
