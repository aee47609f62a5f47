"""What reference data lays down for laboratories: intervals of verification, required items of the self-check."""

import csv
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from guomen.kernel.terms import Text
from guomen.laboratory.resources.terms import Interval

_FOLDER = "laboratory"


def intervals() -> dict[str, Interval]:
    """How often each kind of instrument is verified (reference/laboratory/verification_intervals.csv), by kind."""
    return {
        row["kind"]: _interval(row) for row in _rows(Path(settings.REFERENCE) / _FOLDER / "verification_intervals.csv")
    }


def self_check_items() -> list[tuple[str, Text]]:
    """Clause and question of each required item of the self-check (reference/laboratory/self_check.csv)."""
    rows = _rows(Path(settings.REFERENCE) / _FOLDER / "self_check.csv")
    return [(row["clause"], Text(row["question_zh"], row["question_en"])) for row in rows]


@lru_cache(maxsize=4)
def _rows(path: Path) -> tuple[dict[str, str], ...]:
    if not path.exists():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(csv.DictReader(lines))


def _interval(row: dict[str, str]) -> Interval:
    return Interval(
        kind=row["kind"],
        name=Text(row["name_zh"], row["name_en"]),
        regulation=row["regulation"],
        months=int(row["months"]) if row["months"] else None,
        stated=row["stated"],
        legal=row["legal"] == "yes",
        source=row["source"],
        confidence=row["confidence"],
    )
