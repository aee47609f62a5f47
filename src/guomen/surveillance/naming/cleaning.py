"""Taking a source's cell apart, and taking off what qualifies a name without changing what it names. Pure.

Made for what sources write: RASFF before October 2020 ("unauthorised substance ethylene oxide", "too high content of
colour E 110 - Sunset Yellow FCF"), after it ("Ethylene oxide - pesticide residues", "Chlorpyrifos - unauthorised
substance - pesticide residues"), its wanderings ("No definition-ethylene oxide", "sesame seeds (BE)"), several names in
one cell, values with units, Chinese beside English.
"""

import re
import unicodedata
from functools import lru_cache

from guomen.surveillance.naming.qualifiers import AFTER, BEFORE, CATEGORIES, NOTHING, QUALIFIERS

_KEPT = 200_000
_SPACES = re.compile(r"\s+")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_UNDEFINED = re.compile(r"^no definition[\s_-]*")
_COUNTRY_SUFFIX = re.compile(r"\s*\([a-z]{2}\)$")
_SEGMENTS = re.compile(r"\s+-\s+|-\s+(?=[a-z])")
_COMMAS = re.compile(r"[,，](?![^()\[\]（）]*[)\]）])(?=\s*[^\W\d])")
_NUMBER = r"[<>=~≈≤≥]*\s*\d+(?:[.,]\d+)*(?:\s*(?:±|\+/?-)\s*\d+(?:[.,]\d+)*)?"
_PER = r"(?:\s*/\s*(?:kg|g|l|ml|dm2|100\s?g|100\s?ml|25\s?g))?"
_UNIT = rf"(?:(?:mg|µg|μg|ug|ng|pg|g|kg|iu|bq|cfu|mpn){_PER}|ppm|ppb|ppt|%|/\s?25\s?g)(?![a-z])"
_VALUE = re.compile(rf"\(?\s*(?:{_NUMBER}|presence|absence)\s*{_UNIT}(?:\s*-\s*pp[mbt])?\s*\)?")
_RANK = r"(?:[\s-]+(?:ser\.?|serovars?|serotypes?|sv\.?))"
_SEROVAR = re.compile(rf"\bsalmonella(?: enterica)?(?: subsp\.? enterica)?(?:{_RANK}[\s-]+|-(?=[a-z]))")
_SPECIES = re.compile(r"\bspp?\b\.?")
_E_NUMBER = re.compile(r"\be[\s-]?(\d{3,4})\s?([a-i](?![a-z]))?")


@lru_cache(maxsize=_KEPT)
def folded(text: str) -> str:
    """The same letters for the same word: compatibility forms, accents, case, dashes and spaces made one (NFKD)."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return _SPACES.sub(" ", _DASHES.sub("-", plain.casefold()).replace("’", "'")).strip(" .;,:\t")


def parts(cell: str) -> list[str]:
    """What stands in one cell beside each other: split at ; | line ends ；、 but never inside brackets."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(cell):
        depth += (letter in "([（") - (letter in ")]）")
        if letter in ";|\n；、" and depth <= 0:
            found.append(cell[start:place])
            start, depth = place + 1, 0
    return _said([*found, cell[start:]])


def enumerated(part: str) -> list[str]:
    """What commas set apart, where they stand before a word: "Aflatoxin B1  ,aflatoxin total", not "2,4-D"."""
    return _said(_COMMAS.split(part))


def _said(pieces: list[str]) -> list[str]:
    return [piece.strip() for piece in pieces if folded(piece) not in NOTHING]


@lru_cache(maxsize=_KEPT)
def cleaned(part: str) -> str:
    """A hazard's name alone: category, qualifiers, values, country suffix and "no definition" taken off.

    Several segments that remain ("colour e 110 - sunset yellow fcf") stay, with " - " between them; where none remains,
    the words stay as they are.
    """
    text = _COUNTRY_SUFFIX.sub("", _VALUE.sub(" ", _UNDEFINED.sub("", folded(part))))
    segments = [segment.strip() for segment in _SEGMENTS.split(text)]
    kept = [bare(segment) for segment in segments if segment not in CATEGORIES and segment not in QUALIFIERS]
    return " - ".join(dict.fromkeys(segment for segment in kept if segment)) or text


def bare(text: str) -> str:
    """One segment without the words before and after it that qualify it; serovars and E numbers in one spelling."""
    before = ""
    while before != text:
        before, text = text, AFTER.sub("", BEFORE.sub("", text)).strip(" .,;:-=")
    text = _SEROVAR.sub("salmonella ", text)
    text = _E_NUMBER.sub(lambda found: f"e {found[1]}{found[2] or ''}", text)
    return _SPACES.sub(" ", _SPECIES.sub("", text)).strip(" .,;:-=")


@lru_cache(maxsize=_KEPT)
def singular(words: str) -> str:
    """English plurals made singular, word by word, so that "sesame seeds" is "sesame seed"."""
    return " ".join(map(_singular, words.split(" ")))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("oes", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
