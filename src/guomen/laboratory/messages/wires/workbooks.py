"""XLSX: weighed and packed anew before it is parsed, in a process of its own with bounded memory."""

import io
import json
import subprocess
import sys
import zipfile
import zlib

from guomen.laboratory.messages.wires import refusals

MAX_ENTRIES, MAX_UNPACKED = 500, 200_000_000
_SECONDS = 60


def sheet_records(content: bytes, sheet: str) -> list[tuple[int, list[str]]]:
    """The rows of a sheet (by name; "" for the first) that are not blank, with their numbers. Raises Refusal."""
    command = [sys.executable, "-m", "guomen.laboratory.messages.wires.sheets", sheet]
    try:
        done = subprocess.run(command, input=weighed(content), capture_output=True, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise refusals.bomb() from None
    answer = json.loads(done.stdout) if done.returncode == 0 and done.stdout else {}
    if "sheets" in answer:
        raise refusals.no_place(sheet, answer["sheets"])
    if "rows" not in answer:
        raise refusals.bomb() if done.returncode else refusals.truncated("XLSX")
    return [(number, row) for number, row in enumerate(answer["rows"], start=1) if any(cell.strip() for cell in row)]


def weighed(content: bytes) -> bytes:
    """The same workbook, unpacked once and packed anew. Raises Refusal where it is too large or damaged."""
    out, left = io.BytesIO(), MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as again:
            entries = packed.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise refusals.bomb()
            if "xl/workbook.xml" not in {entry.filename for entry in entries}:
                raise refusals.not_a("XLSX")
            for entry in entries:
                with packed.open(entry) as file:
                    plain = file.read(left + 1)
                left -= len(plain)
                if left < 0:
                    raise refusals.bomb()
                again.writestr(entry.filename, plain)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise refusals.truncated("XLSX") from None
    return out.getvalue()
