"""The vocabularies and kinds that the shipped reference files give, read without a database; and RASFF's notices."""

import csv
from functools import cache
from pathlib import Path

import polars as pl

from guomen.surveillance.clusters.keys import Kinds
from guomen.surveillance.naming.frames import Vocabularies, codes, keys, name_cells, name_each, vocabularies
from guomen.surveillance.naming.terms import Entry

_ROOT = Path(__file__).parents[3]
BOTH = ("name_en", "name_zh")
HEADING = 4


@cache
def rows(file: str) -> list[dict[str, str]]:
    """The rows of a reference file."""
    with (_ROOT / "reference" / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def shipped() -> Vocabularies:
    """All names of reference/."""
    names = rows("product_names.csv")
    return vocabularies(
        [
            *_own("hazards.csv"),
            *(Entry(r["hazard"], r["name"], whole=bool(r["whole"])) for r in rows("hazard_names.csv")),
        ],
        [*_own("countries.csv", "code"), *(Entry(r["country"], r["name"]) for r in rows("origin_names.csv"))],
        [*_own("product_categories.csv"), *(Entry(r["category"], r["name"]) for r in names)],
        [
            *(one for one in _own("goods.csv") if len(one.code) <= HEADING),
            *(Entry(r["goods"], r["name"]) for r in names if r["goods"]),
        ],
    )


@cache
def kinds() -> Kinds:
    """Which hazard is a kind of which, and may be written for it."""
    groups = rows("hazard_groups.csv")
    return Kinds(
        {row["hazard"]: row["broader"] for row in groups},
        frozenset(row["hazard"] for row in groups if row["interchangeable"]),
    )


def _own(file: str, *more: str) -> list[Entry]:
    return [Entry(row["code"], row[name], own=True) for row in rows(file) for name in (*BOTH, *more)]


def rasff(path: Path) -> pl.DataFrame:
    """The public export of RASFF notifications, in its own layout."""
    return pl.read_csv(path, schema_overrides={"Reference": pl.String})


def notices_of(table: pl.DataFrame, words: Vocabularies) -> pl.DataFrame:
    """RASFF's rows as notices: hazards by code (or their words), origins and product categories by code."""
    hazard, origin, category = table["Hazard Substance"], table["Country Origin"], table["Product Category"]
    return table.select(
        notice="Reference",
        day=pl.col("Date of Case").str.to_date("%b %d, %Y"),
        hazards=keys(hazard, name_cells(hazard, words.hazards)),
        origins=codes(origin, name_cells(origin, words.origins)),
        products=codes(category, name_each(category, words.categories)),
    )
