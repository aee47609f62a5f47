"""The names that words are matched with: read from the catalogue once, asked often. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guomen.surveillance.naming.cleaning import cleaned, folded, singular
from guomen.surveillance.naming.terms import Entry, Suggestion

_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHORTEST = 4
_LONGEST = 8
_LEAST = 0.3


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, plurals made singular; a run of Chinese is taken letter by letter."""
    found: list[str] = []
    for word in _WORDS.findall(text):
        found += list(word) if _HAN.search(word) else [singular(word)]
    return tuple(found)


def trigrams(text: str) -> frozenset[str]:
    """The runs of three letters of a text with a space around each word; of two where it is Chinese."""
    width = 2 if _HAN.search(text) else 3
    padded = f" {text} "
    return frozenset(padded[place : place + width] for place in range(len(padded) - width + 1))


@dataclass(frozen=True)
class Vocabulary:
    """Names by what is left of them when written ever more loosely. Built with `vocabulary`, never by hand.

    own, others: by folded letters. loose: by words alone, qualifiers off. inside: names that count within a sentence,
    by their words. clean: what takes qualifiers off (nothing for goods and origins).
    """

    names: tuple[Entry, ...]
    own: dict[str, str]
    others: dict[str, str]
    loose: dict[tuple[str, ...], str]
    inside: dict[tuple[str, ...], str]
    clean: Callable[[str], str]
    grams: dict[str, NDArray[np.int64]]
    sizes: NDArray[np.float64]

    def suggestions(self, words: str, most: int = 3) -> tuple[Suggestion, ...]:
        """Names that share trigrams with the words, best first, one per code; none below a score of 0.3."""
        asked = trigrams(words)
        hits = [self.grams[gram] for gram in asked if gram in self.grams]
        if not hits:
            return ()
        shared = np.bincount(np.concatenate(hits), minlength=len(self.names))
        scores = 2 * shared / (self.sizes + len(asked))
        found: dict[str, Suggestion] = {}
        for place in np.argsort(-scores, kind="stable")[: 4 * most]:
            entry, score = self.names[place], round(float(scores[place]), 3)
            if score >= _LEAST:
                found.setdefault(entry.code, Suggestion(entry.code, entry.name, score))
        return tuple(found.values())[:most]

    def within(self, words: str) -> list[str]:
        """Codes of the names inside a text that do not overlap: longer names first, then in the order of the text."""
        told = words_of(words)
        taken = [False] * len(told)
        found: list[tuple[int, int, str]] = []
        for width in range(min(_LONGEST, len(told)), 0, -1):
            for start in range(len(told) - width + 1):
                code = self.inside.get(told[start : start + width])
                if code is not None and not any(taken[start : start + width]):
                    taken[start : start + width] = [True] * width
                    found.append((-width, start, code))
        return list(dict.fromkeys(code for _, _, code in sorted(found)))


def vocabulary(entries: Iterable[Entry], clean: Callable[[str], str] = cleaned) -> Vocabulary:
    """Index names. The catalogue's own name wins over another's; of two that fold alike, the first."""
    names = tuple(sorted(entries, key=lambda entry: not entry.own))
    whole = {folded(entry.name) for entry in names if entry.whole}
    own: dict[str, str] = {}
    others: dict[str, str] = {}
    loose: dict[tuple[str, ...], str] = {}
    inside: dict[tuple[str, ...], str] = {}
    grams: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(names):
        text = folded(entry.name)
        (own if entry.own else others).setdefault(text, entry.code)
        loose.setdefault(words_of(clean(text)), entry.code)
        if text not in whole and (len(text) >= _SHORTEST or _HAN.search(text)):
            inside.setdefault(words_of(text), entry.code)
        for gram in trigrams(text):
            grams[gram].append(place)
    sizes = np.array([len(trigrams(folded(entry.name))) for entry in names], dtype=np.float64)
    return Vocabulary(
        names, own, others, loose, inside, clean, {gram: np.array(at) for gram, at in grams.items()}, sizes
    )
