"""Reading a file under a layout, chunk by chunk: good lines go on, bad rows come back with their faults."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from guomen.consignments.intake.checks import read
from guomen.consignments.intake.convert import convert_column, joined
from guomen.consignments.intake.fields import BY_COLUMN
from guomen.consignments.intake.judging import judge_lines
from guomen.consignments.intake.layouts import propose
from guomen.consignments.intake.messages import read_declaration
from guomen.consignments.intake.tables import ROW, Table, open_table
from guomen.consignments.intake.terms import GOODS_SCHEMES, Chunk, ColumnUse, Layout, Proposal, Read, Wrong
from guomen.consignments.intake.values import written
from guomen.consignments.lodging.frames import lines_of
from guomen.consignments.terms import LINE_SCHEMA, DateLimits
from guomen.kernel.terms import Fault, Refusal, Text, Where

_GROUP = ["reference", "version"]
SIBLING = Wrong(
    "declaration.held",
    Text(
        "同一申报的另一行有误，整份申报暂不接收。", "Another row of the same declaration is faulty: it is held whole."
    ),
    Text("改正后连同本行一起重发。", "Send this row again together with the mended one."),
)


def goods_digits(layout: Layout) -> frozenset[int]:
    """Lengths of goods code that a layout speaks of."""
    schemes = [use.scheme for use in layout.columns if use.field == "goods_code"]
    return frozenset(GOODS_SCHEMES.get(scheme, 13) for scheme in schemes) or frozenset({13})


def heading(layout: Layout, column: str) -> str:
    """The heading under which a field stands in the file; the field's own name where it has no column."""
    return " + ".join(next((use.headers for use in layout.columns if use.field == column), (column,)))


def propose_layout(path: Path, *, sheet: str = "", name: str = "") -> Proposal:
    """The layout proposed for a file. Raises Refusal where the file cannot be read at all."""
    with open_table(path, sheet=sheet, name=name) as table:
        first = next(table.chunks)
        proposal = propose(first.rows.head(5000))
    if sheet:
        return Proposal(Layout(proposal.layout.columns, proposal.layout.fixed, sheet), proposal.guesses)
    return proposal


def read_file(
    path: Path,
    layout: Layout,
    *,
    sender: str = "",
    on: date | None = None,
    limits: DateLimits | None = None,
    name: str = "",
) -> Iterator[Read]:
    """Read a file in chunks of at most about 100,000 rows.

    A declaration's rows must stand together; they may straddle chunks. sender is put into every row that has none.
    on and limits: the day of arrival and the policy for the day declared. Raises Refusal where the file as a whole,
    or the layout, cannot be used; what was given before stands.
    """
    called = name or path.name
    with open_table(path, sheet=layout.sheet, name=called) as table:
        if table.kind == "jsonl" and not table.headers:
            used = Layout(fixed={"sender": sender})
        else:
            used = _usable(layout, table, sender)
        reading = _Reading(called, used, on or date.max, limits if on and limits else DateLimits())
        for chunk in _together(table.chunks, used):
            yield _read_chunk(chunk, reading, table.headers)


@dataclass(frozen=True, slots=True)
class _Reading:
    called: str
    layout: Layout
    on: date
    limits: DateLimits

    def place(self, row: int | None, column: str) -> Where:
        """Where a field stands, by the heading of its column in the file."""
        return Where(self.called, row, heading(self.layout, column))


def _usable(layout: Layout, table: Table, sender: str) -> Layout:
    """The layout for this table. Raises Refusal where it names what is not there or leaves out what must be."""
    fixed = dict(layout.fixed)
    if sender and "sender" not in {use.field for use in layout.columns}:
        fixed["sender"] = sender
    for field in (*fixed, *(use.field for use in layout.columns)):
        if field not in BY_COLUMN:
            raise _layout_refusal("field", f"没有栏目 {field}。", f"There is no field {field}.")
    for use in layout.columns:
        for header in use.headers:
            if header not in table.headers:
                raise _layout_refusal("column", f"文件中没有列“{header}”。", f"The file has no column {header!r}.")
    present = {*fixed, *(use.field for use in layout.columns)}
    lacking = [field for field in BY_COLUMN.values() if field.required == "always" and field.column not in present]
    if lacking:
        zh = "、".join(field.title.zh for field in lacking)
        en = ", ".join(field.title.en for field in lacking)
        raise _layout_refusal("incomplete", f"版式缺少：{zh}。", f"The layout lacks: {en}.")
    return Layout(layout.columns, fixed, layout.sheet)


def _layout_refusal(code: str, zh: str, en: str) -> Refusal:
    return Refusal(
        f"layout.{code}",
        Text(zh, en),
        Text("请在版式中指定该栏目所在的列，或给出固定值（fixed）。",
             "State in the layout which column holds it, or give it a fixed value (fixed)."),
    )  # fmt: skip


def _together(chunks: Iterator[Chunk], layout: Layout) -> Iterator[Chunk]:
    """The same chunks, with the rows of the last declaration of each held back for the next."""
    headers = next((use.headers for use in layout.columns if use.field == "reference"), ())
    held: pl.DataFrame | None = None
    chunk = next(chunks, None)
    while chunk is not None:
        rows = chunk.rows if held is None else pl.concat([held, chunk.rows], how="diagonal_relaxed")
        following = next(chunks, None)
        cut = rows.height if following is None else _before_last(rows, headers)
        held = rows.slice(cut)
        yield Chunk(rows.head(cut), chunk.faults, chunk.broken, chunk.whole)
        chunk = following


def _before_last(rows: pl.DataFrame, headers: tuple[str, ...]) -> int:
    """How many rows stand before those of the last reference; all where there is only one."""
    if not headers or rows.is_empty() or any(name not in rows.columns for name in headers):
        return rows.height
    marks = joined(rows, headers)
    others = marks.ne_missing(marks[-1]).arg_true()
    return int(others[-1]) + 1 if others.len() else rows.height


def _read_chunk(chunk: Chunk, reading: _Reading, headers: tuple[str, ...]) -> Read:
    lines, faults = _flat_lines(chunk, reading)
    nested, nested_faults = _nested_lines(chunk, reading)
    faulty = {fault.where.row for fault in faults} - {None}
    good, held = _without_faulty(lines, faulty)
    judged = judge_lines(good, on=reading.on, limits=reading.limits, goods_digits=goods_digits(reading.layout))
    found = [
        Fault(one.code, reading.place(one.where.row, one.where.field), one.value, one.problem, one.remedy)
        for one in judged.faults
    ]
    refused = [*chunk.faults, *faults, *nested_faults, *found]
    refused += _siblings([*held, *judged.rows], refused, reading)
    return Read(
        lines=pl.concat([judged.lines, nested]) if nested.height else judged.lines,
        refused=refused,
        chunk=chunk,
        headers=headers,
    )


def _flat_lines(chunk: Chunk, reading: _Reading) -> tuple[pl.DataFrame, list[Fault]]:
    rows, faults = chunk.rows, []
    columns: dict[str, pl.Series] = {}
    for use in reading.layout.columns:
        if any(name not in rows.columns for name in use.headers):
            continue
        column = convert_column(joined(rows, use.headers), BY_COLUMN[use.field], use)
        columns[use.field] = column.values
        numbers = rows[ROW]
        faults += [
            wrong.at(reading.place(int(numbers[at]), use.field), written(cell)) for at, cell, wrong in column.wrong
        ]
    for field, text in reading.layout.fixed.items():
        columns[field] = _constant(field, text, rows.height)
    return _line_frame(rows[ROW], columns), faults


def _constant(column: str, text: str, height: int) -> pl.Series:
    value = read(BY_COLUMN[column], text, ColumnUse(column, ()))
    if isinstance(value, Wrong):
        raise Refusal(f"layout.{value.code}", value.problem, value.remedy)
    return pl.Series(column, [value], dtype=LINE_SCHEMA[column], strict=False).new_from_index(0, height)


def _line_frame(numbers: pl.Series, columns: dict[str, pl.Series]) -> pl.DataFrame:
    """The typed columns in LINE_SCHEMA with "row"; what is absent has its default, items are numbered in order."""
    frame = pl.DataFrame({"row": numbers.cast(pl.Int64), **columns})
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in LINE_SCHEMA.items() if name not in columns]
    whole = frame.with_columns(absent).with_columns(
        pl.col("version").fill_null(1),
        pl.col("action").fill_null("lodge"),
        pl.col("importer_scheme").fill_null("uscc"),
        *(pl.col(name).fill_null("") for name, kind in LINE_SCHEMA.items() if _is_free(name, kind)),
    )
    if "item_no" not in columns:
        whole = whole.with_columns(pl.int_range(1, pl.len() + 1).over(_GROUP).cast(pl.Int64).alias("item_no"))
    return whole.select(*LINE_SCHEMA.names(), "row")


def _is_free(name: str, kind: pl.DataType) -> bool:
    return kind == pl.String and name not in ("action", "importer_scheme")


def _without_faulty(lines: pl.DataFrame, faulty: set[int | None]) -> tuple[pl.DataFrame, list[int]]:
    """The declarations in which no row is faulty, and the row numbers of the others."""
    if not faulty:
        return lines, []
    bad = lines["row"].is_in([row for row in faulty if row is not None])
    named = lines.filter(bad & (lines["reference"] != "")).select(_GROUP).unique()
    whole = lines.with_columns(bad.alias("#bad"))
    held = whole.join(named, on=_GROUP, how="semi", maintain_order="left")["row"].to_list()
    good = whole.filter(~pl.col("#bad")).join(named, on=_GROUP, how="anti", maintain_order="left").drop("#bad")
    return good, held


def _siblings(rows: list[int], refused: list[Fault], reading: _Reading) -> list[Fault]:
    told = {fault.where.row for fault in refused}
    return [SIBLING.at(reading.place(row, "reference"), "") for row in dict.fromkeys(rows) if row not in told]


def _nested_lines(chunk: Chunk, reading: _Reading) -> tuple[pl.DataFrame, list[Fault]]:
    faults: list[Fault] = []
    frames: list[pl.DataFrame] = []
    for number, message in chunk.whole:
        declaration, found = read_declaration(
            message, sender=reading.layout.fixed.get("sender", ""), on=reading.on, limits=reading.limits
        )
        faults += [
            Fault(one.code, Where(reading.called, number, one.where.field), one.value, one.problem, one.remedy)
            for one in found
        ]
        if declaration is not None and not found:
            frames.append(lines_of([declaration]).with_columns(pl.lit(number, dtype=pl.Int64).alias("row")))
    return pl.concat(frames) if frames else pl.DataFrame(), faults
