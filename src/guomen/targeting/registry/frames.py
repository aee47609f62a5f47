"""Declarations as a frame of goods lines (consignments.terms.LINE_SCHEMA), which is what a model reads."""

from collections.abc import Iterable
from decimal import Decimal
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

_HEAD = tuple(name for name in Declaration.__struct_fields__ if name != "items")
_ITEM = GoodsItem.__struct_fields__
_WRITTEN = {"containers": written_container, "documents": written_document, "permits": written_permit}


def line_frame(declarations: Iterable[Declaration]) -> pl.DataFrame:
    """One row per goods line, declaration by declaration and item by item as they stand."""
    rows = [head | _cells(item, _ITEM) for one in declarations for head in [_head(one)] for item in one.items]
    return pl.DataFrame(rows, schema=LINE_SCHEMA)


def _head(one: Declaration) -> dict[str, Any]:
    return {FLAT_NAMES.get(name, name): value for name, value in _cells(one, _HEAD).items()}


def _cells(part: msgspec.Struct, names: Iterable[str]) -> dict[str, Any]:
    return {name: _cell(name, getattr(part, name)) for name in names}


def _cell(name: str, value: Any) -> Any:
    if name in _WRITTEN:
        return [_WRITTEN[name](one) for one in value]  # type: ignore[operator]
    return float(value) if isinstance(value, Decimal) else value
