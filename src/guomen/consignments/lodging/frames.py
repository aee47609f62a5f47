"""Between declarations and the flat form of one row per goods item (LINE_SCHEMA). Nothing is lost either way."""

from collections.abc import Sequence
from typing import Any

import msgspec
import polars as pl

from guomen.consignments.terms import (
    FLAT_NAMES,
    HEAD_SCHEMA,
    ITEM_SCHEMA,
    LINE_SCHEMA,
    Declaration,
    Part,
    written_container,
    written_document,
    written_permit,
)

_WRITERS: dict[str, Any] = {
    "containers": written_container,
    "documents": written_document,
    "permits": written_permit,
}


def _flat(part: Part, schema: dict[str, Any], renamed: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in part.__struct_fields__:
        column = renamed.get(name, name)
        if column in schema:
            value = getattr(part, name)
            row[column] = [_WRITERS[name](one) for one in value] if name in _WRITERS else value
    return row


def lines_of(declarations: Sequence[Declaration]) -> pl.DataFrame:
    """One row per goods item, in order; a declaration without items gives no row. Masses and values as Float64."""
    rows = []
    for declaration in declarations:
        head = _flat(declaration, HEAD_SCHEMA, FLAT_NAMES)
        rows += [head | _flat(item, ITEM_SCHEMA, {}) for item in declaration.items]
    floats = [name for name, kind in LINE_SCHEMA.items() if kind == pl.Float64]
    for row in rows:
        for name in floats:
            row[name] = None if row[name] is None else float(row[name])
    return pl.DataFrame(rows, schema=LINE_SCHEMA)


def _entries(column: str) -> pl.Expr:
    """Entries "a:b:c" as structs of the parts that the declaration names."""
    names = {"documents": ("kind", "number"), "permits": ("kind", "number", "quantity")}
    names["containers"] = ("number", "kind", "items")
    parts = pl.element().str.splitn(":", len(names[column])).struct.rename_fields(list(names[column]))
    texts = [parts.struct.field(name).fill_null("").alias(name) for name in names[column] if name not in _TYPED]
    typed = {
        "documents": [],
        "permits": [parts.struct.field("quantity")],
        "containers": [_numbers(parts.struct.field("items")).alias("items")],
    }
    return pl.col(column).fill_null([]).list.eval(pl.struct(*texts, *typed[column]))


_TYPED = ("quantity", "items")


def _numbers(text: pl.Expr) -> pl.Expr:
    return text.fill_null("").str.extract_all(r"[0-9]+").cast(pl.List(pl.Int64))


def _filled(lines: pl.DataFrame) -> pl.DataFrame:
    """Without the columns in which nothing stands, the others with their default where nothing stands."""
    texts = [name for name, kind in lines.schema.items() if kind == pl.String]
    lists = [name for name, kind in lines.schema.items() if kind == pl.List(pl.String)]
    others = [name for name in lines.columns if name not in texts and name not in lists]
    some = lines.select(
        *((pl.col(name).is_not_null() & (pl.col(name) != "")).any() for name in texts),
        *((pl.col(name).list.len() > 0).any() for name in lists),
        *(pl.col(name).is_not_null().any() for name in others),
    ).row(0, named=True)
    some |= dict.fromkeys(_INDISPENSABLE, True)
    return lines.select(
        *(pl.col(name).fill_null(_DEFAULTS.get(name, "")) for name in texts if some[name]),
        *(_entries(name) for name in lists if some[name]),
        *(
            pl.col(name).fill_null(_NUMBERS[name]) if name in _NUMBERS else pl.col(name)
            for name in others
            if some[name]
        ),
    )


def _number(name: str) -> pl.Expr:
    return pl.col(name).fill_null(_NUMBERS[name]) if name in _NUMBERS else pl.col(name)


_DEFAULTS = {"action": "lodge", "importer_scheme": "uscc"}
_NUMBERS = {"version": 1, "item_no": 0}
_INDISPENSABLE = ("sender", "reference", "item_no", "goods_code")


def declarations_of(lines: pl.DataFrame) -> list[Declaration]:
    """The declarations that lines stand for, in order of their first line. The header is that of the first line.

    Raises msgspec.ValidationError where the frame does not hold to LINE_SCHEMA.
    """
    return [decode(text) for text in messages_of(lines)]


def messages_of(lines: pl.DataFrame) -> pl.Series:
    """The same as JSON texts, one a declaration."""
    filled = _filled(lines.select([name for name in LINE_SCHEMA if name in lines.columns]))
    key = ["sender", "reference", *(["version"] if "version" in filled.columns else [])]
    head = [name for name in filled.columns if name in HEAD_SCHEMA and name not in key]
    items = pl.struct([name for name in filled.columns if name in ITEM_SCHEMA]).alias("items")
    grouped = filled.group_by(key, maintain_order=True).agg(*(pl.col(name).first() for name in head), items)
    unflat = {flat: name for name, flat in FLAT_NAMES.items() if flat in grouped.columns}
    return grouped.rename(unflat).select(pl.struct(pl.all()).struct.json_encode()).to_series()


decode = msgspec.json.Decoder(Declaration).decode
