"""Parsing one sheet of a workbook. Run as a process of its own, which a hostile file may take down without harm.

Imports nothing of the program, so that it starts quickly.
"""

import json
import resource
import sys
from typing import Any

import fastexcel
import polars as pl


def parse(path: str, sheet: str, out: str, memory: str) -> dict[str, Any]:
    """Write one sheet ("" for the first) to `out` as Parquet, in at most `memory` bytes; says what went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    try:
        book = fastexcel.read_excel(path)
        if sheet and sheet not in book.sheet_names:
            return {"no_sheet": book.sheet_names}
        loaded = book.load_sheet(sheet or 0, header_row=None, n_rows=1, dtypes="string")
        header = [str(cell or "").strip() for cell in loaded.to_polars().row(0)] if loaded.height else []
        names = [name or f"column {position}" for position, name in enumerate(header, start=1)]
        if len(set(names)) < len(names):
            return {"repeated": next(name for name in names if names.count(name) > 1)}
        table = book.load_sheet(sheet or 0, header_row=0, schema_sample_rows=None)
        frame = table.to_polars()
        return _written(frame.rename(dict(zip(frame.columns, names, strict=False))), out)
    except MemoryError:
        return {"failed": "memory"}
    except fastexcel.FastExcelError as error:
        return {"failed": str(error)}


def _written(frame: pl.DataFrame, out: str) -> dict[str, Any]:
    frame.filter(~pl.all_horizontal(pl.all().is_null())).write_parquet(out, compression="uncompressed")
    return {}


if __name__ == "__main__":
    json.dump(parse(*sys.argv[1:5]), sys.stdout)
