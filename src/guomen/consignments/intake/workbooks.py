"""XLSX workbooks: weighed before they are opened, parsed in a process of their own with bounded memory."""

import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

from guomen.consignments.intake import refusals

MAX_ENTRIES = 2_000
MAX_UNPACKED = 1_500_000_000
MAX_RATIO = 400
PARSER_MEMORY = 6 << 30
_BLOCK = 1 << 20
_ERROR_CELL = re.compile(rb'<c [^<>]{0,150}t="e"')


def weigh(path: Path, *, errors_are_blank: bool = False) -> None:
    """Raise Refusal where a packed file is damaged, no workbook, or too large when unpacked.

    Every entry is unpacked once without being kept: what it claims to be is not trusted. errors_are_blank: a cell with
    a formula error is taken for an empty one instead of being refused.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise refusals.truncated("XLSX") from None
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise refusals.bomb()
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise refusals.not_a_table("zip")
    with path.open("rb") as file:
        for entry in entries:
            _unpack(file, entry, errors_are_blank)


def _unpack(file: Any, entry: zipfile.ZipInfo, errors_are_blank: bool) -> None:
    file.seek(entry.header_offset + 26)
    lengths = file.read(4)
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusals.not_a_table("encrypted zip")
    if entry.file_size > MAX_RATIO * max(entry.compress_size, 10_000):
        raise refusals.bomb()
    sheet = entry.filename.startswith("xl/worksheets/") and not errors_are_blank
    if entry.compress_type == zipfile.ZIP_DEFLATED and _inflated(file, entry.compress_size, sheet) != entry.file_size:
        raise refusals.bomb()


def _inflated(file: Any, packed: int, sheet: bool) -> int:
    """How much `packed` bytes of deflate give, at most about MAX_UNPACKED. Refuses a sheet with error cells."""
    inflate, size, end = zlib.decompressobj(-15), 0, b""
    try:
        while packed > 0 and size <= MAX_UNPACKED:
            block = file.read(min(packed, _BLOCK))
            if not block:
                raise refusals.truncated("XLSX")
            packed -= len(block)
            while block:
                plain = inflate.decompress(block, 16 * _BLOCK)
                size += len(plain)
                if sheet and (found := _ERROR_CELL.search(end + plain)):
                    raise refusals.error_cells(_place(found[0]))
                end, block = plain[-200:], inflate.unconsumed_tail
        return size
    except zlib.error:
        raise refusals.truncated("XLSX") from None


def _place(cell: bytes) -> str:
    place = re.search(rb'r="([A-Z]+[0-9]+)"', cell)
    return place[1].decode() if place else "?"


def unpacked(path: Path, sheet: str, into: Path, *, errors_are_blank: bool = False) -> Path:
    """The sheet (by name; "" for the first) as a Parquet file in `into`, columns typed where all cells agree."""
    weigh(path, errors_are_blank=errors_are_blank)
    out = into / "sheet.parquet"
    command = [
        sys.executable,
        "-m",
        "guomen.consignments.intake.sheets",
        str(path),
        sheet,
        str(out),
        str(PARSER_MEMORY),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 and done.stdout else {"failed": "died"}
    if "no_sheet" in answer:
        raise refusals.no_such_sheet(sheet, answer["no_sheet"])
    if "repeated" in answer:
        raise refusals.repeated_header(answer["repeated"])
    if "failed" in answer:
        raise refusals.bomb() if answer["failed"] in ("died", "memory") else refusals.truncated("XLSX")
    return out


def temporary() -> tempfile.TemporaryDirectory[str]:
    """A folder for what was unpacked, gone when the reading is done."""
    return tempfile.TemporaryDirectory(prefix="guomen-sheet-")
