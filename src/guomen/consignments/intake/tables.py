"""Files of any kind as tables: headings, and the rows in chunks of bounded size. What a file is, its bytes say."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from guomen.consignments.intake import refusals, workbooks
from guomen.consignments.intake.delimited import encoding_of, records
from guomen.consignments.intake.terms import Chunk, Wrong
from guomen.consignments.intake.values import written
from guomen.kernel.terms import Text, Where

CHUNK_ROWS = 100_000
ROW = "#row"
FAULTS = "#faults"
# What a file of refused rows has in front of the sender's own columns; not read when it is sent again.
_OURS = (ROW, FAULTS)

WIDTH = Wrong(
    "row.width",
    Text("该行的列数与表头不同。", "The row does not have as many fields as the heading."),
    Text("请核对分隔符和引号。", "Check delimiters and quotes."),
)
UNREADABLE = Wrong(
    "row.unreadable",
    Text("该行不是完整的 JSON 对象。", "The line is not a whole JSON object."),
    Text("每行一个 JSON 对象。", "Give one JSON object a line."),
)


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file: its kind, its headings, and its chunks (read once)."""

    kind: str
    headers: tuple[str, ...]
    chunks: Iterator[Chunk]


def kind_of(path: Path) -> str:
    """xlsx, parquet, jsonl or csv, by the first bytes. Raises Refusal for anything else and for an empty file."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise refusals.empty()
    for mark, kind in _MARKS.items():
        if start.startswith(mark):
            if kind not in ("xlsx", "parquet"):
                raise refusals.not_a_table(kind)
            return kind
    return "jsonl" if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


_MARKS = {
    b"PK\x03\x04": "xlsx",
    b"PAR1": "parquet",
    b"\xd0\xcf\x11\xe0": "XLS 97-2003",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"<?xml": "XML",
    b"[": "JSON array",
}


@contextlib.contextmanager
def open_table(path: Path, *, sheet: str = "", name: str = "", errors_are_blank: bool = False) -> Iterator[Table]:
    """Open a file of any kind. name is what faults call it. errors_are_blank: formula errors are empty cells.

    Raises Refusal where the whole file cannot be read.
    """
    called = name or path.name
    match kind_of(path):
        case "xlsx":
            with workbooks.temporary() as folder:
                unpacked = workbooks.unpacked(path, sheet, Path(folder), errors_are_blank=errors_are_blank)
                yield _parquet(unpacked, "xlsx")
        case "parquet":
            yield _parquet(path, "parquet")
        case "jsonl":
            yield _lines(path, called)
        case _:
            yield _delimited(path, called)


def _parquet(path: Path, kind: str) -> Table:
    try:
        scan = pl.scan_parquet(path)
        scan = scan.drop(_OURS, strict=False)
        headers = tuple(scan.collect_schema().names())
    except (pl.exceptions.PolarsError, OSError):
        raise refusals.truncated("Parquet") from None
    return Table(kind, headers, _nonempty(_parquet_chunks(scan)))


def _parquet_chunks(scan: pl.LazyFrame) -> Iterator[Chunk]:
    first = 1
    try:
        for frame in scan.collect_batches(chunk_size=CHUNK_ROWS, lazy=True):
            for part in frame.iter_slices(CHUNK_ROWS):
                yield Chunk(part.with_row_index(ROW, offset=first).with_columns(pl.col(ROW).cast(pl.Int64)))
                first += part.height
    except (pl.exceptions.PolarsError, OSError):
        raise refusals.truncated("Parquet") from None


def _nonempty(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    first = next(chunks, None)
    if first is None or not (first.rows.height or first.broken or first.whole):
        raise refusals.no_rows()
    return chain([first], chunks)


def _delimited(path: Path, called: str) -> Table:
    rows = records(path)
    heading = next(rows, None)
    if heading is None:
        raise refusals.empty()
    headers = tuple(cell.strip() or f"column {position}" for position, cell in enumerate(heading, start=1))
    for name in headers:
        if headers.count(name) > 1:
            raise refusals.repeated_header(name)
    theirs = tuple(name for name in headers if name not in _OURS)
    return Table("csv", theirs, _nonempty(_delimited_chunks(rows, headers, called)))


def _delimited_chunks(rows: Iterator[list[str]], headers: tuple[str, ...], called: str) -> Iterator[Chunk]:
    first = 1
    while block := list(islice(rows, CHUNK_ROWS)):
        yield _delimited_chunk(block, first, headers, called)
        first += len(block)


def _delimited_chunk(block: list[list[str]], first: int, headers: tuple[str, ...], called: str) -> Chunk:
    numbered = list(enumerate(block, start=first))
    good = [(row, cells) for row, cells in numbered if len(cells) == len(headers)]
    broken = [(row, cells) for row, cells in numbered if len(cells) != len(headers)]
    faults = [WIDTH.at(Where(called, row), f"{len(cells)} / {len(headers)}") for row, cells in broken]
    columns = zip(*(cells for _, cells in good), strict=True) if good else ([] for _ in headers)
    named = [(name, cells) for name, cells in zip(headers, columns, strict=True) if name not in _OURS]
    frame = pl.DataFrame(
        {ROW: pl.Series([row for row, _ in good], dtype=pl.Int64)}
        | {name: pl.Series(list(cells), dtype=pl.String) for name, cells in named}
    )
    return Chunk(frame, faults, broken)


def _lines(path: Path, called: str) -> Table:
    file = path.open(encoding=encoding_of(path))
    texts = ((number, text) for number, text in enumerate(file, start=1) if text.strip())
    head = list(islice(texts, 1000))
    headers: dict[str, None] = {}
    for _, text in head:
        value = _object(text)
        if value is not None and "items" not in value:
            headers.update(dict.fromkeys(value))
    return Table("jsonl", tuple(headers), _nonempty(_line_chunks(chain(head, texts), called)))


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = _EXACT.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


_EXACT = msgspec.json.Decoder(float_hook=lambda text: text)


def _line_chunks(texts: Iterable[tuple[int, str]], called: str) -> Iterator[Chunk]:
    source = iter(texts)
    while block := list(islice(source, CHUNK_ROWS)):
        yield _line_chunk(block, called)


def _line_chunk(block: list[tuple[int, str]], called: str) -> Chunk:
    whole: list[tuple[int, dict[str, Any]]] = []
    flat: list[dict[str, Any]] = []
    faults, broken = [], []
    for number, text in block:
        value = _object(text)
        if value is None:
            faults.append(UNREADABLE.at(Where(called, number), text.strip()))
            broken.append((number, [text.rstrip("\n")]))
        elif "items" in value:
            whole.append((number, value))
        else:
            flat.append({name: _cell(cell) for name, cell in value.items() if name not in _OURS} | {ROW: number})
    names = dict.fromkeys(name for row in flat for name in row if name != ROW)
    frame = pl.DataFrame(
        {ROW: pl.Series([row[ROW] for row in flat], dtype=pl.Int64)}
        | {name: pl.Series([row.get(name) for row in flat], dtype=pl.String) for name in names}
    )
    return Chunk(frame, faults, broken, whole)


def _cell(cell: Any) -> str | None:
    if isinstance(cell, list):
        return ";".join(written(one) for one in cell)
    if isinstance(cell, dict):
        return msgspec.json.encode(cell).decode()
    return None if cell is None else "1" if cell is True else "" if cell is False else written(cell)
