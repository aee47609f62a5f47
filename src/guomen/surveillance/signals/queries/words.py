"""Naming what sources write: with the catalogue's names, what the catalogue lists, and what persons have settled."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

from guomen.catalogue.queries import (
    all_goods,
    countries,
    hazard_names,
    hazards,
    origin_names,
    product_categories,
    product_names,
)
from guomen.catalogue.terms import OtherName
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
        Axis.HAZARD: vocabulary([*_both(dangers), *_listed(hazard_names(), dangers)]),
        Axis.ORIGIN: vocabulary([*_both(places), *_listed(origin_names(), places)], folded),
        Axis.GOODS: vocabulary([*_both(headings), *_products(headings)], folded),
    }


@lru_cache(maxsize=2)
def code_names(edition: int) -> dict[Axis, dict[str, Text]]:
    """The name of every code of an edition of the catalogue."""
    goods = {row.code: Text(row.name_zh, row.name_en) for row in all_goods()}
    return {Axis.HAZARD: hazards(), Axis.ORIGIN: countries(), Axis.GOODS: goods}


def _listed(names: Iterable[OtherName], known: Container[str]) -> Iterable[Entry]:
    """Names of what the catalogue has; a name of anything else would lead nowhere."""
    return (Entry(one.code, one.name, whole=one.whole) for one in names if one.code in known)


def _products(headings: Container[str]) -> Iterable[Entry]:
    """Products under their headings; categories, and what tells only a category, under the first of its headings."""
    names, categories = product_names(), product_categories()
    yield from (Entry(one.goods, one.name) for one in names if one.goods in headings)
    for category in categories.values():
        yield Entry(category.goods[0], category.name.en)
        yield Entry(category.goods[0], category.name.zh)
    for one in names:
        if not one.goods and one.category in categories:
            yield Entry(categories[one.category].goods[0], one.name)


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
