"""Parsing one sheet of a workbook from standard input. Run as a process of its own, which a file may take down.

Imports nothing of the program, so that it starts quickly.
"""

import json
import resource
import sys
from typing import Any

import fastexcel

_MEMORY = 3 << 30


def parse(content: bytes, sheet: str) -> dict[str, Any]:
    """The rows of a sheet ("" for the first) as texts; the names of the sheets where there is none of this name."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        book = fastexcel.read_excel(content)
        if sheet and sheet not in book.sheet_names:
            return {"sheets": book.sheet_names}
        table = book.load_sheet(sheet or 0, header_row=None, dtypes="string").to_polars()
        return {"rows": [[cell or "" for cell in row] for row in table.iter_rows()]}
    except MemoryError:
        sys.exit(2)
    except fastexcel.FastExcelError as error:
        return {"failed": str(error)}


if __name__ == "__main__":
    json.dump(parse(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else ""), sys.stdout)
