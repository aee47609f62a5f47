"""The refused rows as a file to mend and send again: the sender's own columns, behind the row number and the faults."""

import csv
from collections.abc import Iterable
from pathlib import Path

import msgspec
import polars as pl
import xlsxwriter

from guomen.consignments.intake.tables import FAULTS, ROW
from guomen.consignments.intake.terms import Read
from guomen.consignments.intake.values import written
from guomen.kernel.terms import Fault

# A spreadsheet would take text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def refused_rows(read: Read, further: Iterable[Fault] = ()) -> pl.DataFrame:
    """The refused rows of a chunk as they were, as text, with their number and what is wrong with them.

    further: faults that were found only in lodging.
    """
    chunk = read.chunk
    told: dict[int, list[str]] = {}
    for fault in (*read.refused, *further):
        if fault.where.row is not None:
            told.setdefault(fault.where.row, []).append(_sentence(fault))
    kept = [*read.headers] or ["line"]
    rows = [_as_text(row, kept) for row in chunk.rows.filter(pl.col(ROW).is_in(list(told))).iter_rows(named=True)]
    rows += [_broken(number, cells, kept) for number, cells in chunk.broken]
    rows += [{ROW: number, kept[0]: _message(message)} for number, message in chunk.whole if number in told]
    for row in rows:
        row[FAULTS] = "\n".join(told.get(row[ROW], []))  # type: ignore[call-overload]
    return pl.DataFrame(rows, schema={ROW: pl.Int64, FAULTS: pl.String, **dict.fromkeys(kept, pl.String)}).sort(ROW)


def _sentence(fault: Fault) -> str:
    zh, en = f"{fault.problem.zh}{fault.remedy.zh}", f"{fault.problem.en} {fault.remedy.en}"
    return f"[{fault.code}] {fault.where.field}: {zh} / {en}"


def _as_text(row: dict[str, object], headers: list[str]) -> dict[str, object]:
    return {ROW: row[ROW]} | {name: _cell(row.get(name)) for name in headers}


def _cell(cell: object) -> str:
    return ";".join(written(one) for one in cell) if isinstance(cell, list) else written(cell)


def _broken(number: int, cells: list[str], headers: list[str]) -> dict[str, object]:
    """A row with too few or too many fields: what is too much stands in the last column."""
    last = len(headers) - 1
    fitting = [*cells[:last], ";".join(cells[last:])]
    return {ROW: number, **dict(zip(headers, fitting, strict=False))}


def _message(message: dict[str, object]) -> str:
    return msgspec.json.encode(message).decode()


def write_refused(frames: Iterable[pl.DataFrame], path: Path) -> int:
    """Write refused rows as XLSX or CSV, by the name of `path`; gives how many. No cell of them becomes a formula."""
    rows = pl.concat(list(frames), how="diagonal") if frames else pl.DataFrame()
    if path.suffix.lower() == ".xlsx":
        _write_xlsx(rows, path)
    else:
        _write_csv(rows, path)
    return rows.height


def _write_xlsx(rows: pl.DataFrame, path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(rows.columns):
            sheet.write_string(0, column, name)
        for number, row in enumerate(rows.iter_rows(), start=1):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(number, column, str(cell)[:32_767])


def _write_csv(rows: pl.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows.columns)
        for row in rows.iter_rows():
            writer.writerow(["" if cell is None else harmless(str(cell)) for cell in row])


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not compute: an apostrophe is put before what begins a formula.

    Numbers stay as they are.
    """
    if not text.startswith(_FORMULA) or _is_number(text):
        return text
    return f"'{text}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
