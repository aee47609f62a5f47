"""Files as plain tables for the analyses of the command line, and their answers as files."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from guomen.consignments.intake.operations import open_table
from guomen.kernel.terms import Fault, Refusal, Text, Where

ROW = "#row"
# So many faults are shown; how many there are is always told.
SHOWN = 20
_NO_NUMBER = Text("不是数。", "This is no number.")
_GIVE_NUMBER = Text("请只写数字，例如 12 或 0.5。", "Write digits only, as 12 or 0.5.")


def read_rows(path: Path) -> pl.DataFrame:
    """The rows of a CSV, XLSX, Parquet or JSON-lines file as they stand, numbered from 1 in "#row".

    Raises Refusal where the file cannot be read, or rows in it do not fit its heading.
    """
    parts, faults = [], []
    with open_table(path) as table:
        for chunk in table.chunks:
            parts.append(chunk.rows)
            faults += chunk.faults
    if faults:
        raise unfit(faults)
    return pl.concat(parts, how="diagonal_relaxed")


def column(frame: pl.DataFrame, named: str, usual: Sequence[str], option: str, *, needed: bool = True) -> str:
    """The column a person named, else the first of the usual names that is there, else "". Raises Refusal."""
    if named and named in frame.columns:
        return named
    found = next((name for name in usual if name in frame.columns), "")
    if named or (needed and not found):
        there = [name for name in frame.columns if name != ROW]
        wanted = named or usual[0]
        raise Refusal(
            "table.column",
            Text(f"文件中没有列“{wanted}”。", f"The file has no column {wanted!r}."),
            Text(f"请用 {option} 指明，现有的列：{'、'.join(there)}。",
                 f"Name it with {option}; the columns are: {', '.join(there)}."),
        )  # fmt: skip
    return found


def numbers(frame: pl.DataFrame, name: str, file: str) -> pl.Series:
    """A column as numbers. Raises Refusal with row, column and value of what is none."""
    values = frame[name].cast(pl.Float64, strict=False)
    faults = list(_not_numbers(frame, name, values, file))
    if faults:
        raise unfit(faults)
    return values


def unfit(faults: Sequence[Fault]) -> Refusal:
    """Rows that cannot be used, with the place of each fault (the first twenty)."""
    return Refusal(
        "table.rows",
        Text(f"有 {len(faults)} 处不能使用。", f"{len(faults)} fields cannot be used."),
        Text("请改正后重试。", "Mend them and try again."),
        tuple(faults[:SHOWN]),
    )


def writable(out: Path | None) -> None:
    """To be asked before the work. Raises Refusal for a file that would not be written."""
    if out is None:
        return
    if out.suffix.lower() not in _WRITERS:
        kind = out.suffix or "无后缀", out.suffix or "without a suffix"
        raise Refusal(
            "table.out", Text(f"不写 {kind[0]} 文件。", f"Files called {kind[1]} are not written."),
            Text("请用 .csv、.jsonl 或 .parquet。", "Use .csv, .jsonl or .parquet."),
        )  # fmt: skip
    if not out.parent.is_dir():
        raise Refusal(
            "table.folder", Text(f"没有文件夹 {out.parent}。", f"There is no folder {out.parent}."),
            Text("请先建立，或写到别处。", "Make it first, or write elsewhere."),
        )  # fmt: skip


def write_table(frame: pl.DataFrame, out: Path) -> None:
    """Write .csv (which spreadsheets open in the right letters), .jsonl or .parquet, by the name of the file."""
    writable(out)
    _WRITERS[out.suffix.lower()](frame, out)


_WRITERS: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    ".csv": lambda frame, out: frame.write_csv(out, include_bom=True),
    ".jsonl": lambda frame, out: frame.write_ndjson(out),
    ".parquet": lambda frame, out: frame.write_parquet(out),
}


def _not_numbers(frame: pl.DataFrame, name: str, values: pl.Series, file: str) -> Iterator[Fault]:
    wrong = ~values.is_finite().fill_null(False)
    for row, value in frame.filter(wrong).select(ROW, pl.col(name).cast(pl.String)).iter_rows():
        yield Fault("table.number", Where(file, row, name), value or "", _NO_NUMBER, _GIVE_NUMBER)
