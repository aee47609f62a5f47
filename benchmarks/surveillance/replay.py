"""RASFF 2020-2024 replayed: what would have been raised, and when, each look knowing only what had come by then.

    python benchmarks/surveillance/replay.py FILE --emerging LIST          # every night; ten minutes
    python benchmarks/surveillance/replay.py FILE --emerging LIST --quick  # until the end of 2021, once a week
    python benchmarks/surveillance/replay.py FILE --emerging LIST --write docs/incidents.md

FILE is the public export of notifications (columns Date of Case, Reference, Country Origin, Product Category, Hazard
Substance …), LIST a table of keys that rose (level, key, first_date). Nothing else is read. Half a year (January to
June 2020) is only learned from. Also: the same once a week, the same with the count series of the nightly look, the
same on the source's own labels without naming, the twenty commonest hazards renamed one day to words that nobody knows,
and the time for 100,000 notifications.
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import incidents  # noqa: E402
import scoring  # noqa: E402
import whole  # noqa: E402

from guomen.surveillance.clusters.emerging import DEFAULTS, Settings  # noqa: E402
from guomen.surveillance.clusters.grouping import Raised, Standing, Telling  # noqa: E402
from guomen.surveillance.clusters.keys import NO_KINDS, Key, Kinds, occurrences  # noqa: E402
from guomen.surveillance.clusters.replaying import night, nights  # noqa: E402
from guomen.surveillance.naming.cleaning import folded, parts  # noqa: E402
from guomen.surveillance.naming.frames import codes, name_cells, name_each, unnamed  # noqa: E402
from guomen.surveillance.naming.terms import UNNAMED  # noqa: E402
from tests.surveillance.naming.words import kinds, notices_of, rasff, shipped  # noqa: E402

FIRST, DRIFT, LABELS = date(2020, 7, 1), date(2022, 3, 1), date(2020, 10, 16)
WEEK = 7


def main() -> None:
    given = _arguments()
    table = rasff(given.file)
    notices = notices_of(table, shipped())
    seen = occurrences(notices, kinds())
    last = date(2021, 12, 31) if given.quick else seen["day"].max()
    assert isinstance(last, date)
    settings = replace(DEFAULTS, false_per_look=given.false_per_look)
    began = time.perf_counter()
    raised = _raised(seen, FIRST, last, settings, kinds(), WEEK if given.quick else 1)
    told = figures(raised, seen, given.emerging, FIRST, last)
    told |= {"settings": repr(settings), "seconds": round(time.perf_counter() - began, 1), "notices": notices.height}
    told["naming"] = _naming(table)
    if not given.quick:
        weekly = _raised(seen, date(2020, 7, 5), last, settings, kinds(), WEEK)
        told["once a week, on Sundays"] = figures(weekly, seen, given.emerging, FIRST, last)
        both = whole.whole(seen, date(2020, 7, 5), last, settings, kinds())
        told["with the count series"] = figures(both, seen, given.emerging, FIRST, last)
        told["renamed to unknown words"] = _renamed(notices, settings)
        told["source's own labels"] = _labels(table, raised, settings)
        told["speed"] = _speed(table)
    _print(told, raised)
    print(json.dumps(told, default=str, indent=1))
    if given.out:
        given.out.write_text(json.dumps(told, default=str, indent=1), encoding="utf-8")
    if given.write:
        given.write.write_text(incidents.page(told, raised, seen), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the export of notifications")
    parser.add_argument("--emerging", type=str, required=True, help="table of keys that rose")
    parser.add_argument("--false-per-look", type=float, default=DEFAULTS.false_per_look)
    parser.add_argument("--quick", action="store_true", help="until the end of 2021, one look a week, nothing else")
    parser.add_argument("--out", type=Path, default=None, help="JSON file for the figures")
    parser.add_argument("--write", type=Path, default=None, help="page of the incidents")
    return parser.parse_args()


def _raised(
    seen: pl.DataFrame, first: date, last: date, settings: Settings, words: Kinds, step: int = 1
) -> list[Raised]:
    return [one for _, standing in nights(seen, first, last, settings, words, step) for one in standing.raised]


def figures(raised: list[Raised], seen: pl.DataFrame, emerging: str, first: date, last: date) -> dict[str, Any]:
    """Load, what was worth it, the six keys, the whole list."""
    weeks = (last - first).days / WEEK
    judged = [one for one in raised if one.on <= last - timedelta(days=scoring.AFTER)]
    six = [scoring.finding(key, day, raised, seen) for key, day in scoring.SIX if day <= last]
    whole = [scoring.finding(key, day, raised, seen) for key, day in scoring.listed(emerging) if first <= day <= last]
    oxide = next((one for one in raised if Key("ethylene_oxide") in {a.key for a in one.alarms}), None)
    return {
        "raised": len(raised),
        "a week": round(len(raised) / weeks, 3),
        "most in a week": max(Counter(one.on.isocalendar()[:2] for one in raised).values(), default=0),
        "of them new": sum(one.telling is Telling.NEW for one in raised),
        "worth keeping, strict": _share([scoring.worth(one, seen) for one in judged]),
        "worth keeping, 10 in 120 days": _share([scoring.reaches(one, seen) for one in judged]),
        "judged": len(judged),
        "ethylene oxide raised as a hazard": oxide.on if oxide else None,
        "notices of it by then": scoring.seen_by(Key("ethylene_oxide"), oxide.on, seen) if oxide else 0,
        "six keys": [_as_json(one) for one in six],
        "six in time": sum(one.in_time for one in six),
        "listed keys": len(whole),
        "listed raised": sum(one.on is not None for one in whole),
        "listed in time": sum(one.in_time for one in whole),
    }


def _as_json(found: scoring.Found) -> dict[str, Any]:
    return {"key": "/".join(found.key), "first": found.first, "raised": found.on, "days": found.days,
            "notices": found.notices, "telling": found.telling, "in time": found.in_time}  # fmt: skip


def _share(held: list[bool]) -> float | None:
    return round(sum(held) / len(held), 3) if held else None


def _naming(table: pl.DataFrame) -> dict[str, Any]:
    """How the hazards were matched, and how many notices name one that is not known."""
    cells = table["Hazard Substance"].drop_nulls()
    named = name_cells(cells, shipped().hazards)
    how = Counter(one.how.value for cell in cells for one in named[cell])
    queue = unnamed(cells, named)
    return {"labels": cells.n_unique(), **how, "words queued": queue.height}


def _renamed(notices: pl.DataFrame, settings: Settings) -> dict[str, Any]:
    """From one day on the twenty commonest hazards bear words that nobody knows: how many of those are raised."""
    common = notices["hazards"].explode().drop_nulls().value_counts(sort=True)["hazards"].head(20).to_list()
    new = {hazard: f"new word {number}" for number, hazard in enumerate(common)}
    changed = _from(notices, {hazard: f"{UNNAMED}{word}" for hazard, word in new.items()})
    unchecked = occurrences(_from(notices, new), kinds())
    until = DRIFT + timedelta(days=180)
    counted = {
        "with words nobody knows": (occurrences(changed, kinds()), {f"{UNNAMED}{word}" for word in new.values()}),
        "with their own names": (occurrences(notices, kinds()), set(common)),
        "with words nobody knows, unchecked": (unchecked, set(new.values())),
    }
    found: dict[str, Any] = {"hazards renamed": len(new)}
    for name, (seen, leading) in counted.items():
        raised = _raised(seen, DRIFT, until, settings, kinds())
        found[name] = sum(one.leading.hazard in leading for one in raised)
    return found


def _from(notices: pl.DataFrame, words: dict[str, str]) -> pl.DataFrame:
    """The notices with other words for some hazards from the day of the change on."""
    swapped = pl.col("hazards").list.eval(pl.element().replace(words))
    return notices.with_columns(pl.when(pl.col("day") >= DRIFT).then(swapped).otherwise(pl.col("hazards")))


def _labels(table: pl.DataFrame, ours: list[Raised], settings: Settings) -> dict[str, Any]:
    """The same engine on the labels as the source writes them, from July 2020 to April 2021."""
    cells = table["Hazard Substance"]
    raw = [[folded(part) for part in parts(cell or "")] for cell in cells]
    categories = [[folded(cell)] if cell else [] for cell in table["Product Category"]]
    words = shipped()
    notices = table.select(
        notice="Reference",
        day=pl.col("Date of Case").str.to_date("%b %d, %Y"),
        hazards=pl.Series(raw, dtype=pl.List(pl.String)),
        origins=codes(table["Country Origin"], name_cells(table["Country Origin"], words.origins)),
        products=pl.Series(categories, dtype=pl.List(pl.String)),
    )
    until = LABELS + timedelta(days=60)
    raised = _raised(occurrences(notices, NO_KINDS), FIRST, until, settings, NO_KINDS)
    return {"days after 2020-10-16": 60, "raised on raw labels": sum(one.on >= LABELS for one in raised),
            "raised on words": sum(LABELS <= one.on <= until for one in ours)}  # fmt: skip


def _speed(table: pl.DataFrame) -> dict[str, Any]:
    """100,000 different notifications, read from a file, named, and looked at once."""
    copies = [table.with_columns(pl.col("Reference") + f"-{n}", pl.col("Product") + f" {n}") for n in range(5)]
    path = Path("replay-100000.csv")
    pl.concat(copies).head(100_000).write_csv(path)
    began = time.perf_counter()
    try:
        read = rasff(path)
        notices = notices_of(read, shipped())
        name_each(read["Product"], shipped().headings)
        named = time.perf_counter()
        night(Standing(), occurrences(notices, kinds()), date(2024, 6, 30), DEFAULTS, kinds())
    finally:
        path.unlink()
    return {"rows": read.height, "file to named, s": round(named - began, 2),
            "to clusters, s": round(time.perf_counter() - began, 2)}  # fmt: skip


def _print(told: dict[str, Any], raised: list[Raised]) -> None:
    console = Console(stderr=True)
    shown = Table("measure", "figure", title="RASFF replayed")
    for name, value in told.items():
        if name != "six keys":
            shown.add_row(name, str(value))
    console.print(shown)
    six = Table("key", "first notice", "raised", "days", "notices", "in time", title="The six clean keys")
    for row in told["six keys"]:
        six.add_row(*(str(row[name]) for name in ("key", "first", "raised", "days", "notices", "in time")))
    console.print(six)
    console.print(f"{len(raised)} tellings")


if __name__ == "__main__":
    main()
