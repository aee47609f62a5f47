"""Naming a whole table at once: each different cell is named once. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from guomen.surveillance.naming.cleaning import folded
from guomen.surveillance.naming.matching import name, name_all
from guomen.surveillance.naming.terms import Entry, How, Named
from guomen.surveillance.naming.vocabulary import Vocabulary, vocabulary

_QUEUE = pl.Schema(
    [
        ("words", pl.String()),
        ("notices", pl.Int64()),
        ("suggestions", pl.List(pl.Struct({"code": pl.String, "name": pl.String, "score": pl.Float64}))),
    ]
)


@dataclass(frozen=True)
class Vocabularies:
    """What a notice is named with. categories: of products; headings: goods by the words for them."""

    hazards: Vocabulary
    origins: Vocabulary
    categories: Vocabulary
    headings: Vocabulary


def vocabularies(
    hazards: list[Entry], origins: list[Entry], categories: list[Entry], headings: list[Entry]
) -> Vocabularies:
    """Index the four; only hazards have qualifying words to be taken off."""
    return Vocabularies(
        vocabulary(hazards), vocabulary(origins, folded), vocabulary(categories, folded), vocabulary(headings, folded)
    )


def name_cells(cells: pl.Series, words: Vocabulary) -> dict[str, tuple[Named, ...]]:
    """Every different cell of a column with what it names, several to a cell."""
    return {cell: name_all(cell, words) for cell in _different(cells)}


def name_each(cells: pl.Series, words: Vocabulary, *, suggest: bool = False) -> dict[str, tuple[Named, ...]]:
    """Every different cell of a column with the one thing it names: a description, a category."""
    return {cell: (name(cell, words, suggest=suggest),) for cell in _different(cells)}


def keys(cells: pl.Series, named: Mapping[str, tuple[Named, ...]]) -> pl.Series:
    """The keys (codes, or words not yet named) of each cell, as a list."""
    by_cell = {cell: [one.key for one in found] for cell, found in named.items()}
    return pl.Series(cells.name, [by_cell.get(cell, []) for cell in cells], dtype=pl.List(pl.String))


def codes(cells: pl.Series, named: Mapping[str, tuple[Named, ...]]) -> pl.Series:
    """The codes of each cell, as a list; what is not named is left out."""
    by_cell = {cell: [one.code for one in found if one.code] for cell, found in named.items()}
    return pl.Series(cells.name, [by_cell.get(cell, []) for cell in cells], dtype=pl.List(pl.String))


def unnamed(cells: pl.Series, named: Mapping[str, tuple[Named, ...]]) -> pl.DataFrame:
    """The queue for a person: words, how many notices say them, and suggestions (code, name, score), most first."""
    counts = cells.drop_nulls().value_counts()
    rows = [
        (one.words, count, [{"code": s.code, "name": s.name, "score": s.score} for s in one.suggestions])
        for cell, count in counts.iter_rows()
        for one in named.get(cell, ())
        if one.how is How.UNMATCHED
    ]
    frame = pl.DataFrame(rows, schema=_QUEUE, orient="row")
    return (
        frame.group_by("words")
        .agg(pl.col("notices").sum(), pl.col("suggestions").first())
        .sort(["notices", "words"], descending=[True, False])
    )


def _different(cells: pl.Series) -> list[str]:
    return cells.drop_nulls().unique(maintain_order=True).to_list()
