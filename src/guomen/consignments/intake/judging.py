"""Judging whole declarations in bulk: columns are searched for suspects, and suspects are judged one by one.

The verdict is always that of `rules.declaration_faults`; the searches here only say which declarations need not be
asked about. A test holds the two together.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from guomen.consignments.intake.checks import entry_wrong, uscc_wrong
from guomen.consignments.intake.fields import FIELDS
from guomen.consignments.intake.terms import Field, Kind, Wrong
from guomen.consignments.intake.values import CONTROL
from guomen.consignments.lodging.frames import declarations_of
from guomen.consignments.rules import findings
from guomen.consignments.terms import FLAT_NAMES, HEAD_SCHEMA, DateLimits
from guomen.kernel.terms import Fault, Text, Where

_CONTROL = CONTROL.pattern.replace(r"\ud800-\udfff", "").replace(r"\ufffe\uffff", r"\x{fffe}\x{ffff}")
_PATH = re.compile(r"(?:items\[(\d+)\]\.)?([a-z_]+)")
_KEY = "#key"
CONFLICT = Wrong(
    "header.conflict",
    Text("同一申报的各行填写不一致。", "The rows of one declaration do not agree."),
    Text("同一编号各行的表头栏目须相同。", "Give the same header values in every row of a reference."),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Good lines, the faults of the others, how many declarations those are, and their row numbers."""

    lines: pl.DataFrame
    faults: list[Fault]
    refused: int
    rows: list[int]


def judge_lines(lines: pl.DataFrame, *, on: date, limits: DateLimits, goods_digits: frozenset[int]) -> Judged:
    """Part the lines (LINE_SCHEMA, and "row" where known) into good declarations and faulty ones."""
    if lines.is_empty():
        return Judged(lines, [], 0, [])
    lines = lines.with_columns(pl.lit("").alias("goods_code")) if "goods_code" not in lines.columns else lines
    numbered = lines if "row" in lines.columns else lines.with_row_index("row", offset=1)
    keyed = numbered.with_columns(_key(numbered).alias(_KEY))
    conflicts = _conflicting(keyed)
    suspects = keyed.filter(_suspect(keyed, on, limits, goods_digits) | keyed[_KEY].is_in(conflicts.implode()))
    asked = keyed.join(suspects.select(_KEY).unique(), on=_KEY, how="semi", maintain_order="left")
    faults: list[Fault] = []
    bad: list[int] = []
    if not asked.is_empty():
        bad, faults = _judged(asked, set(conflicts.to_list()), on, limits, goods_digits)
    good = keyed.filter(~pl.col(_KEY).is_in(bad)) if bad else keyed
    rows = asked.filter(pl.col(_KEY).is_in(bad))["row"].to_list() if bad else []
    return Judged(good.drop(_KEY), faults, len(bad), rows)


def _key(lines: pl.DataFrame) -> pl.Series:
    columns = [name for name in ("sender", "reference", "version") if name in lines.columns]
    return lines.select(pl.struct(pl.col(columns)).rank("dense").cast(pl.Int64)).to_series()


def _conflicting(keyed: pl.DataFrame) -> pl.Series:
    """Keys whose rows differ in a header column."""
    if keyed[_KEY].n_unique() == keyed.height:
        return pl.Series([], dtype=pl.Int64)
    head = [name for name in HEAD_SCHEMA if name in keyed.columns]
    flat = keyed.select(
        pl.col(name).list.join(";") if HEAD_SCHEMA[name] == pl.List(pl.String) else pl.col(name) for name in head
    )
    hashed = pl.DataFrame({_KEY: keyed[_KEY], "hash": flat.hash_rows()})
    spread = hashed.group_by(_KEY).agg((pl.col("hash").min() != pl.col("hash").max()).alias("differ"))
    return spread.filter("differ")[_KEY]


def _suspect(keyed: pl.DataFrame, on: date, limits: DateLimits, goods_digits: frozenset[int]) -> pl.Series:
    found = pl.Series([False]).new_from_index(0, keyed.height)
    for field in FIELDS:
        if (doubt := _doubt(keyed, field, goods_digits)) is not None:
            found = found | doubt
    for doubt in (
        _cancelled(keyed),
        _doubtful_days(keyed, on, limits),
        _doubtful_items(keyed),
        _doubtful_masses(keyed),
    ):
        if doubt is not None:
            found = found | doubt
    return found


def _doubt(keyed: pl.DataFrame, field: Field, goods_digits: frozenset[int]) -> pl.Series | None:
    """Rows in which a field may be wrong, or None where it is nowhere."""
    if field.column not in keyed.columns:
        required = pl.Series([True]).new_from_index(0, keyed.height)
        return required if field.required else None
    column = keyed[field.column]
    if field.kind is Kind.LIST:
        return _doubtful_entries(column, field)
    wrong = _wrong_values(column, field, goods_digits)
    empty = _empty(column)
    if field.required == "always":
        wrong = empty if wrong is None else wrong | empty
    elif field.required:
        lacking = empty & (keyed["direction"].fill_null("") == field.required)
        wrong = lacking if wrong is None else wrong | lacking
    return wrong


def _empty(column: pl.Series) -> pl.Series:
    return column.is_null() | (column == "").fill_null(True) if column.dtype == pl.String else column.is_null()


def _wrong_values(column: pl.Series, field: Field, goods_digits: frozenset[int]) -> pl.Series | None:
    if column.null_count() == len(column):
        return None
    if column.dtype == pl.String:
        return _wrong_texts(column, field, goods_digits)
    if column.dtype == pl.Date:
        return (column < date(1900, 1, 1)).fill_null(False)
    low = (column < 0).fill_null(False)
    return low if column.dtype == pl.Float64 else low | (column > 999_999_999).fill_null(False)


def _wrong_texts(column: pl.Series, field: Field, goods_digits: frozenset[int]) -> pl.Series | None:
    """By distinct values where there are few; the searches cost by what they look at."""
    values = column.fill_null("")
    if field.kind is Kind.GOODS:
        lengths = "|".join(f"[0-9]{{{digits}}}" for digits in sorted(goods_digits))
        return ~values.str.contains(rf"^(?:{lengths})?$")
    if field.kind is Kind.COUNTRY:
        return ~values.str.contains(r"^(?:[A-Z]{2})?$")
    if field.kind is Kind.CHOICE:
        return ~values.is_in(["", *set(field.choices.values())])
    wrong = values.str.contains(_CONTROL)
    if field.max_length:
        wrong = wrong | (values.str.len_chars() > field.max_length)
    if field.pattern:
        wrong = wrong | ~values.str.contains(rf"^(?:{field.pattern})?$")
    return wrong


def _doubtful_entries(column: pl.Series, field: Field) -> pl.Series | None:
    distinct = column.explode().drop_nulls().unique()
    bad = [entry for entry in distinct.to_list() if entry_wrong(field, entry)]
    if not bad:
        return None
    return column.list.eval(pl.element().is_in(bad)).list.any().fill_null(False)


def _cancelled(keyed: pl.DataFrame) -> pl.Series | None:
    """A cancellation is judged by itself: it needs little."""
    if "action" not in keyed.columns:
        return None
    return (keyed["action"] == "cancel").fill_null(False)


def _doubtful_days(keyed: pl.DataFrame, on: date, limits: DateLimits) -> pl.Series | None:
    if "declared_on" not in keyed.columns:
        return None
    days, found = keyed["declared_on"], None
    if limits.ahead_days is not None:
        found = (days > on + timedelta(days=limits.ahead_days)).fill_null(False)
    if limits.behind_days is not None:
        behind = (days < on - timedelta(days=limits.behind_days)).fill_null(False)
        found = behind if found is None else found | behind
    return found


def _doubtful_items(keyed: pl.DataFrame) -> pl.Series:
    """Numbers of items and versions below 1, items that occur twice, importers whose code has a wrong check digit."""
    found = (keyed["item_no"] < 1).fill_null(True) | keyed.select(
        pl.struct(_KEY, "item_no").is_duplicated()
    ).to_series()
    if "version" in keyed.columns:
        found = found | (keyed["version"] < 1).fill_null(False)
    if "importer" not in keyed.columns:
        return found
    ours = _uscc_rows(keyed)
    distinct = keyed["importer"].filter(ours).drop_nulls().unique()
    wrong = [code for code in distinct.to_list() if code and uscc_wrong(code)]
    return found | (ours & keyed["importer"].is_in(wrong).fill_null(False)) if wrong else found


def _uscc_rows(keyed: pl.DataFrame) -> pl.Series:
    if "importer_scheme" not in keyed.columns:
        return pl.Series([True]).new_from_index(0, keyed.height)
    return (keyed["importer_scheme"] != "local").fill_null(True)


def _doubtful_masses(keyed: pl.DataFrame) -> pl.Series | None:
    if "gross_mass" not in keyed.columns or keyed["gross_mass"].null_count() == keyed.height:
        return None
    sums = keyed.select(
        pl.max_horizontal(
            pl.col("net_mass").sum().over(_KEY) if "net_mass" in keyed.columns else pl.lit(0.0),
            pl.col("total_net_mass") if "total_net_mass" in keyed.columns else pl.lit(0.0),
        )
    ).to_series()
    return (sums > keyed["gross_mass"] * (1 - 1e-9)).fill_null(False)


def _judged(
    asked: pl.DataFrame, conflicts: set[int], on: date, limits: DateLimits, goods_digits: frozenset[int]
) -> tuple[list[int], list[Fault]]:
    bad: list[int] = []
    faults: list[Fault] = []
    groups = asked.partition_by(_KEY, maintain_order=True)
    for group in groups:
        found = _conflicts(group) if group[_KEY][0] in conflicts else []
        declaration = declarations_of(group)[0]
        rows = group["row"].to_list()
        for path, value, wrong in findings(declaration, on=on, limits=limits, goods_digits=goods_digits):
            found.append(wrong.at(_place(path, rows), value))
        if found:
            bad.append(group[_KEY][0])
            faults += found
    return bad, faults


def _conflicts(group: pl.DataFrame) -> list[Fault]:
    found = []
    for name in (column for column in HEAD_SCHEMA if column in group.columns):
        values = group[name].to_list()
        for row, value in zip(group["row"].to_list(), values, strict=True):
            if value != values[0]:
                found.append(CONFLICT.at(Where(row=row, field=name), value))
    return found


def _place(path: str, rows: list[int]) -> Where:
    match = _PATH.match(path)
    if match is None:
        return Where(row=rows[0], field=path)
    name = match[2] if match[1] is not None else FLAT_NAMES.get(match[2], match[2])
    return Where(row=rows[int(match[1])] if match[1] is not None else rows[0], field=name)
