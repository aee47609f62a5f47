"""Keys: the entities and crosses of each row as 64-bit numbers, so that a record of them names nobody.

A key depends on the row's own text alone and is the same on every machine (BLAKE2b, mixed by splitmix64). 0 is an
entity that the row does not name. Two of a million keys fall together with a chance of 3e-8.
"""

from hashlib import blake2b
from typing import Any

import numpy as np
import polars as pl

from guomen.consignments.terms import LINE_SCHEMA
from guomen.targeting.model_v1.terms import Roles
from guomen.targeting.registry.frames import ASKED_SCHEMA, FEW, FewLines, Lines

Marks = np.ndarray[Any, np.dtype[np.uint64]]
# What a cross is called: its parts with this between, as in the additive model.
CROSSED = "*"
_MIX = tuple(np.uint64(word) for word in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_SHIFT = tuple(np.uint64(bits) for bits in (30, 27, 31))


def source(entity: str) -> tuple[str, int]:
    """An entity's column and how many of its first characters count; 0: all of them."""
    column, _, length = entity.rpartition(":")
    return (column, int(length)) if column and length.isdigit() else (entity, 0)


def called(cross: tuple[str, ...]) -> str:
    """The name of a cross."""
    return CROSSED.join(cross)


def keyed(lines: Lines, roles: Roles) -> dict[str, Marks]:
    """Entity or cross -> one key a row. A column that is not there names nobody."""
    parts = {name: entity_marks(lines, name) for name in roles.entities}
    parts |= {name: number_marks(lines, name) for name in roles.numbers if _crossed(name, roles)}
    found = {name: parts[name] for name in roles.entities}
    for cross in roles.crosses:
        found[called(cross)] = mixed([parts[name] if name in parts else entity_marks(lines, name) for name in cross])
    return found


def _crossed(name: str, roles: Roles) -> bool:
    return any(name in cross for cross in roles.crosses)


def texts(frame: pl.DataFrame, entity: str) -> pl.Series:
    """The entity's text in each row; null where it is not named."""
    column, length = source(entity)
    if column not in frame.columns:
        return pl.Series(entity, [None] * frame.height, dtype=pl.String)
    series = frame[column].cast(pl.String)
    return (series.str.slice(0, length) if length else series).alias(entity)


def few_texts(lines: FewLines, entity: str) -> list[str]:
    """What `texts` gives of a few lines; "" where it is not named."""
    column, length = source(entity)
    if not held(lines, column):
        return [""] * lines.height
    return [text[:length] for text in lines.column(column)] if length else lines.column(column)


def held(lines: Lines, column: str) -> bool:
    """Whether the lines have such a column."""
    return column in (ASKED_SCHEMA if isinstance(lines, FewLines) else lines.columns)


def entity_marks(lines: Lines, entity: str) -> Marks:
    """One key a row for an entity."""
    column, length = source(entity)
    if not held(lines, column):
        return np.zeros(lines.height, dtype=np.uint64)
    if isinstance(lines, FewLines):
        return np.array([_mark(text) for text in few_texts(lines, entity)], dtype=np.uint64)
    if lines.height <= FEW:
        few = lines[column].cast(pl.String).to_list()
        return np.array([_mark(text[:length] if length and text else text) for text in few], dtype=np.uint64)
    rows = texts(lines, entity).to_frame("text")
    levels = rows["text"].unique()
    marks = pl.Series("mark", [_mark(text) for text in levels], dtype=pl.UInt64)
    table = pl.DataFrame({"text": levels, "mark": marks})
    return rows.join(table, on="text", how="left", maintain_order="left", nulls_equal=True)["mark"].to_numpy()


def _mark(text: str | None) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") or 1 if text else 0


def number_marks(lines: Lines, name: str) -> Marks:
    """One key a row for the exact value of a number; 0 where it is unknown."""
    values = numbers(lines, name)
    marks = scrambled((values + 0.0).view(np.uint64))
    marks[marks == 0] = 1
    return np.where(np.isnan(values), np.uint64(0), marks)


def numbers(lines: Lines, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A number column; NaN where it is unknown, infinite or absent."""
    if not held(lines, name):
        return np.full(lines.height, np.nan)
    if isinstance(lines, FewLines):
        values = np.array([np.nan if value is None else value for value in lines.column(name)], dtype=np.float64)
    else:
        values = lines[name].cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy().copy()
    values[np.isinf(values)] = np.nan
    return values


def declared_plainly(roles: Roles) -> bool:
    """Whether declarations hold texts where these roles want entities, numbers where they want numbers, and a day."""
    crossed = {part for cross in roles.crosses for part in cross} - set(roles.numbers)
    named = {source(entity)[0] for entity in (*roles.entities, *crossed, roles.goods, roles.origin, roles.importer)}
    counted = {*roles.numbers, roles.mass, roles.worth, roles.same_day}
    return (
        all(LINE_SCHEMA.get(column, pl.String()) == pl.String for column in named)
        and all(LINE_SCHEMA.get(column, pl.Float64()).is_numeric() for column in counted)
        and LINE_SCHEMA.get(roles.time, pl.Date()) == pl.Date
    )


def mixed(parts: list[Marks]) -> Marks:
    """One key of several, in their order; 0 where one of them is 0."""
    whole = parts[0]
    for part in parts[1:]:
        whole = scrambled(whole) ^ part
    whole = scrambled(whole)
    whole[whole == 0] = 1
    absent = np.zeros(len(whole), dtype=bool)
    for part in parts:
        absent |= part == 0
    whole[absent] = 0
    return whole


def scrambled(words: Marks) -> Marks:
    """splitmix64: each bit of the outcome depends on every bit of the word."""
    with np.errstate(over="ignore"):
        words = words + _MIX[0]
        words = (words ^ (words >> _SHIFT[0])) * _MIX[1]
        words = (words ^ (words >> _SHIFT[1])) * _MIX[2]
        return np.asarray(words ^ (words >> _SHIFT[2]), dtype=np.uint64)
