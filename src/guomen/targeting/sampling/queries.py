"""The sampling tables straight from reference/, for questions that need no database; how many to take."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from guomen.catalogue.terms import Plan, SamplingTables
from guomen.kernel.terms import Refusal, Text
from guomen.targeting.sampling.rules import detection_sample

__all__ = ["detection_sample", "tables_of"]


def tables_of(folder: Path) -> SamplingTables:
    """The tables of GB/T 2828.1-2012 in a folder of reference files. Raises Refusal where they are not there."""
    by_lot: dict[tuple[int, int | None], dict[str, str]] = defaultdict(dict)
    for row in _rows(folder / "iso_2859_1_letters.csv"):
        by_lot[int(row["lot_min"]), int(row["lot_max"]) if row["lot_max"] else None][row["level"]] = row["letter"]
    plans = {
        (row["state"], row["letter"], row["aql"]): Plan(
            row["resolved_letter"],
            int(row["resolved_n"]),
            int(row["resolved_ac"]),
            int(row["resolved_re"]),
            row["disputed"] == "yes",
        )
        for row in _rows(folder / "iso_2859_1_plans.csv")
    }
    letters = tuple((low, high, levels) for (low, high), levels in sorted(by_lot.items(), key=lambda item: item[0][0]))
    return SamplingTables("GB/T 2828.1-2012 (ISO 2859-1:1999)", letters, plans, ())


def _rows(file: Path) -> Iterator[dict[str, str]]:
    """Rows that are in force: those whose period is open."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            yield from (row for row in csv.DictReader(lines) if not row["valid_to"])
    except FileNotFoundError as missing:
        raise Refusal(
            "sampling.tables_missing",
            Text(f"找不到抽样方案表 {file}。", f"The sampling tables are not at {file}."),
            Text("请用 GUOMEN_REFERENCE 指明 reference 目录。", "Point GUOMEN_REFERENCE to the reference folder."),
        ) from missing
