"""Naming what sources write: with the catalogue's names, what the catalogue lists, and what persons have settled."""

import csv
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from guomen.catalogue.queries import all_goods, countries, hazards
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Text
from guomen.surveillance.naming.cleaning import folded
from guomen.surveillance.naming.matching import name_all, names_within
from guomen.surveillance.naming.terms import Entry, Named
from guomen.surveillance.naming.vocabulary import Vocabulary, vocabulary
from guomen.surveillance.signals.models import HeardName
from guomen.surveillance.signals.terms import Axis

MOST_WORDS = 300
_HEADING = 4


@dataclass(frozen=True, slots=True)
class Heard:
    """What one cell of words stands for. codes: in their order, each once; waiting: what no code was found for."""

    codes: tuple[str, ...]
    waiting: tuple[Named, ...]


def _both(names: dict[str, Text]) -> Iterable[Entry]:
    for code, text in names.items():
        yield Entry(code, text.en, own=True)
        if text.zh != text.en:
            yield Entry(code, text.zh, own=True)
        if code.casefold() != text.en.casefold():
            yield Entry(code, code, whole=True)


@lru_cache(maxsize=2)
def vocabularies(edition: int) -> dict[Axis, Vocabulary]:
    """The names of an edition of the catalogue, and those by which sources call them, by what they stand for."""
    dangers, places = hazards(), countries()
    headings = {row.code: Text(row.name_zh, row.name_en) for row in all_goods() if len(row.code) <= _HEADING}
    return {
        Axis.HAZARD: vocabulary([*_both(dangers), *_listed("hazard_names.csv", "hazard", dangers)]),
        Axis.ORIGIN: vocabulary([*_both(places), *_listed("origin_names.csv", "country", places)], folded),
        Axis.GOODS: vocabulary(
            [*_both(headings), *_listed("product_names.csv", "goods", headings), *_categories()], folded
        ),
    }


@lru_cache(maxsize=2)
def code_names(edition: int) -> dict[Axis, dict[str, Text]]:
    """The name of every code of an edition of the catalogue."""
    goods = {row.code: Text(row.name_zh, row.name_en) for row in all_goods()}
    return {Axis.HAZARD: hazards(), Axis.ORIGIN: countries(), Axis.GOODS: goods}


def _file(name: str) -> list[dict[str, str]]:
    """The rows of a file of names of the reference data; none where the installation has no such file."""
    path = Path(settings.REFERENCE) / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _listed(file: str, column: str, known: Container[str]) -> Iterable[Entry]:
    for row in _file(file):
        if row[column] in known:
            yield Entry(row[column], row["name"], whole=bool(row.get("whole")))


def _categories() -> Iterable[Entry]:
    """Categories of products and the names that tell only a category, under the first heading of the category."""
    first: dict[str, str] = {}
    for row in _file("product_categories.csv"):
        first[row["code"]] = row["goods"].split(";")[0]
        yield Entry(first[row["code"]], row["name_en"])
        yield Entry(first[row["code"]], row["name_zh"])
    for row in _file("product_names.csv"):
        if not row["goods"] and row["category"] in first:
            yield Entry(first[row["category"]], row["name"])


def name_cells(axis: Axis, cells: Iterable[str]) -> dict[str, Heard]:
    """What each different cell stands for; what a person has settled goes before everything else."""
    wanted = dict.fromkeys(cell for cell in cells if cell.strip())
    if not wanted:
        return {}
    names = vocabularies(current_edition())[axis]
    named = {cell: name_all(cell, names, suggest=False) for cell in wanted}
    settled = _settled(axis, {one.words for found in named.values() for one in found})
    return {cell: _heard(found, settled) for cell, found in named.items()}


def _settled(axis: Axis, words: set[str]) -> dict[str, str]:
    known = HeardName.objects.filter(axis=axis, settled_at__isnull=False, words__in=[key(one) for one in words])
    return dict(known.values_list("words", "code"))


def key(words: str) -> str:
    """Words as they are kept in the queue of names."""
    return words[:MOST_WORDS]


def _heard(found: tuple[Named, ...], settled: dict[str, str]) -> Heard:
    codes = [settled.get(key(one.words), one.code) for one in found]
    waiting = [one for one in found if one.code is None and key(one.words) not in settled]
    return Heard(tuple(dict.fromkeys(code for code in codes if code)), tuple(waiting))


def name_within(axis: Axis, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The codes that each sentence holds names of: of what has no words of its own. What is not found is not queued."""
    names = vocabularies(current_edition())[axis]
    return {text: tuple(one.code for one in names_within(text, names) if one.code) for text in set(texts) if text}


def suggestions(axis: Axis, words: str) -> list[dict[str, object]]:
    """What the words may have meant, best first: code, name, score."""
    found = vocabularies(current_edition())[axis].suggestions(words)
    return [{"code": one.code, "name": one.name, "score": one.score} for one in found]


def known_code(axis: Axis, code: str) -> bool:
    """Whether the catalogue has this code; of goods, whether it begins a code that it has or continues one."""
    if axis is Axis.GOODS:
        return code.isascii() and code.isdigit() and all_goods().filter(code__startswith=code[:4]).exists()
    return code in (hazards() if axis is Axis.HAZARD else countries())
