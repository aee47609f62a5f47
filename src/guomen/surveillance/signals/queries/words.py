"""Naming what sources write: with the catalogue's names, what the catalogue lists, and what persons have settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from guomen.catalogue.queries import all_goods, countries, hazards
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Text
from guomen.surveillance.naming.cleaning import folded
from guomen.surveillance.naming.matching import name_all
from guomen.surveillance.naming.terms import Entry, Named
from guomen.surveillance.naming.vocabulary import Vocabulary, vocabulary
from guomen.surveillance.signals.models import HeardName
from guomen.surveillance.signals.terms import Axis

MOST_WORDS = 300


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
        yield Entry(code, code, whole=True)


@lru_cache(maxsize=2)
def vocabularies(edition: int) -> dict[Axis, Vocabulary]:
    """The names of an edition of the catalogue, by what they stand for."""
    goods = {row.code: Text(row.name_zh, row.name_en) for row in all_goods()}
    return {
        Axis.HAZARD: vocabulary(_both(hazards())),
        Axis.ORIGIN: vocabulary(_both(countries()), folded),
        Axis.GOODS: vocabulary(_both(goods), folded),
    }


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


def suggestions(axis: Axis, words: str) -> list[dict[str, object]]:
    """What the words may have meant, best first: code, name, score."""
    found = vocabularies(current_edition())[axis].suggestions(words)
    return [{"code": one.code, "name": one.name, "score": one.score} for one in found]


def known_code(axis: Axis, code: str) -> bool:
    """Whether the catalogue has this code; of goods, whether it begins a code that it has or continues one."""
    if axis is Axis.GOODS:
        return code.isascii() and code.isdigit() and all_goods().filter(code__startswith=code[:4]).exists()
    return code in (hazards() if axis is Axis.HAZARD else countries())
