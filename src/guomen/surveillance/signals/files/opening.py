"""Opening a file of signals of any kind as a table; what the declarations' intake does not read is turned first."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from guomen.consignments.intake.operations import open_table
from guomen.consignments.intake.terms import Chunk
from guomen.kernel.terms import Refusal, Text

_SQLITE = b"SQLite format 3\x00"


@contextlib.contextmanager
def open_rows(
    path: Path, *, sheet: str, name: str, most_bytes: int
) -> Iterator[tuple[tuple[str, ...], Iterator[Chunk]]]:
    """The headings and the rows of a file. Raises Refusal where the whole file cannot be read."""
    if path.stat().st_size > most_bytes:
        raise Refusal(
            "file.too_large",
            Text(f"文件超过{most_bytes // 1_000_000}MB。", f"The file is larger than {most_bytes // 1_000_000} MB."),
            Text("请分成几个文件。", "Split it into several files."),
        )
    with tempfile.TemporaryDirectory(prefix="guomen-signals-") as folder:
        readable, inner = _readable(path, Path(folder), sheet)
        with open_table(readable, sheet=inner, name=name, errors_are_blank=True) as table:
            yield table.headers, table.chunks


def _readable(path: Path, folder: Path, sheet: str) -> tuple[Path, str]:
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_SQLITE):
        return _of_sqlite(path, folder / "rows.parquet", sheet), ""
    if start[:1] in (b"[", b"{"):
        return _of_json(path, folder / "rows.jsonl"), sheet
    if not start.startswith((b"PK", b"PAR1", b"%PDF")) and not _in_unicode_or_chinese(path):
        return _of_western(path, folder / "rows.csv"), sheet
    return path, sheet


def _in_unicode_or_chinese(path: Path) -> bool:
    """Whether the whole text is UTF-8, UTF-16 by its mark, or GB 18030 with Chinese in it."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        han = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
        return encoding == "utf-8" or 2 * han > sum(letter > "\x7f" for letter in text)
    return False


def _of_western(path: Path, out: Path) -> Path:
    """A text in Windows-1252, as western authorities' old extracts are; signs that it does not have are U+FFFD."""
    out.write_text(path.read_bytes().decode("cp1252", errors="replace"), encoding="utf-8", newline="")
    return out


def _of_json(path: Path, out: Path) -> Path:
    """A JSON list of objects, or an object that holds one, as lines; the file itself where it is lines already."""
    try:
        whole = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        if path.read_bytes()[:1] != b"[":
            return path
        raise Refusal(
            "file.json",
            Text("文件不是完整的 JSON。", "The file is not whole JSON."),
            Text("请重新导出；可用 JSON 数组或每行一个对象。", "Export it again, as a JSON list or one object a line."),
        ) from None
    rows = _rows_within(whole)
    with out.open("wb") as lines:
        for row in rows:
            lines.write(msgspec.json.encode(row if isinstance(row, dict) else {"value": row}) + b"\n")
    return out


def _rows_within(whole: Any) -> list[Any]:
    if isinstance(whole, list):
        return whole
    lists = [one for one in whole.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
    return lists[0] if len(lists) == 1 else [whole]


def _of_sqlite(path: Path, out: Path, table: str) -> Path:
    """One ordinary table of a SQLite file; nothing that the file says is run (no views, no triggers, no functions)."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        with contextlib.closing(connection):
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000_000)
            found = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
            )
            names = [name for (name,) in found if not name.startswith("sqlite_")]
            chosen = table or (names[0] if names else "")
            if chosen not in names:
                raise _no_table(chosen, names)
            cursor = connection.execute('SELECT * FROM "{}"'.format(chosen.replace('"', '""')))  # noqa: S608
            columns = [column[0] for column in cursor.description]
            rows = [[_as_text(cell) for cell in row] for row in cursor]
    except sqlite3.Error:
        raise Refusal(
            "file.sqlite",
            Text("SQLite 文件已损坏或不完整。", "The SQLite file is damaged or not whole."),
            Text("请重新导出。", "Export it again."),
        ) from None
    pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row").write_parquet(out)
    return out


def _as_text(cell: object) -> str | None:
    return None if cell is None else cell.hex() if isinstance(cell, bytes) else str(cell)


def _no_table(name: str, names: list[str]) -> Refusal:
    listed = ", ".join(names)
    return Refusal(
        "file.no_table",
        Text(f"文件中没有数据表“{name}”。", f"The file has no table {name!r}."),
        Text(f"可选：{listed}。", f"There are: {listed}."),
    )
