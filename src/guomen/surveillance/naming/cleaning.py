"""Taking a source's cell apart, and taking off what qualifies a name without changing what it names. Pure.

Made for what sources write: RASFF before October 2020 ("unauthorised substance ethylene oxide", "too high content of
colour E 110 - Sunset Yellow FCF"), after it ("Ethylene oxide - pesticide residues", "Chlorpyrifos - unauthorised
substance - pesticide residues"), its wanderings ("No definition-ethylene oxide", "sesame seeds (BE)"), several names in
one cell, values with units, Chinese beside English.
"""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_NOTHING = frozenset(
    {"", "n/a", "na", "n.a.", "none", "not applicable", "unknown", "not determined", "other", "无", "-"}
)
_UNDEFINED = re.compile(r"^no definition[\s_-]*")
_COUNTRY_SUFFIX = re.compile(r"\s*\((?:[a-z]{2})\)\s*$")
_NUMBER = r"[<>=~≈≤≥]*\s*\d+(?:[.,]\d+)*(?:\s*(?:±|\+/-|\+-)\s*\d+(?:[.,]\d+)*)?"
_UNIT = r"(?:(?:mg|µg|μg|ug|ng|g|kg|iu|bq|cfu|mpn|pg)(?:\s*/\s*(?:kg|g|l|ml|dm2|dm²|100\s?g|100\s?ml|25\s?g))?|ppm|ppb|ppt|%|/25\s?g)"
_VALUE = re.compile(rf"\(?\s*(?:{_NUMBER}|presence|absence)\s*{_UNIT}(?:\s*-\s*pp[mbt])?\s*\)?")
_SEROVAR = re.compile(
    r"\bsalmonella(?: enterica)?(?: subsp\.? enterica)?(?:[\s-]+(?:ser\.?|serovars?|serotypes?|sv\.?))[\s-]+"
)
_SEROVAR_DASH = re.compile(r"\bsalmonella-(?=[a-z])")
_SPECIES = re.compile(r"\bspp?\b\.?")
_E_NUMBER = re.compile(r"\be[\s-]?(\d{3,4})\s?([a-i](?![a-z]))?")

# Words that say how a hazard was found wanting, not which it is. Longer ones first: the first that fits is taken off.
_BEFORE = re.compile(
    r"^(?:unauthori[sz]ed (?:novel food ingredient|feed additive|genetically modified|substance|operator|use of colour"
    r"|use of|colour|ingredient|placing on the market of)|unauthori[sz]ed|prohibited (?:substance|ingredient|use of)"
    r"|prohibited|unsafe (?:ingredient|use of)|undeclared|(?:too )?high (?:content|level|count|intake|dose|levels) of"
    r"|(?:too )?high (?:content|level|count)|too low content of|(?:specific )?migration of|residue level above mrl for"
    r"|presence of|traces of|traces|suspicion of|suspected|risk of|parasitic infestation with|infested with"
    r"|infestation with|improperly declared|possible presence of|contamination with|contaminated with"
    r"|novel food ingredient|sum of|elevated|excessive|residues? of)[\s-]+"
)
_AFTER = re.compile(
    r"[\s,-]+(?:undeclared|not declared|unauthori[sz]ed(?: substance| use| use of| colour)?|prohibited(?: substance)?|improperly declared"
    r"|suspected|sum of|(?:too )?high (?:content|level|count|levels)(?: of)?|migration(?: of)?|traces of|presence(?: of)?"
    r"|residues?|detected|found|insufficiently labelled|positive|超标|超限量|残留超标|不合格|检出|污染|残留)$"
)
_CATEGORIES = frozenset({
    "adulteration / fraud", "adulteration/fraud", "allergens", "animal diseases", "biocontaminants",
    "biological contaminants", "biological contaminants (other)", "biotoxins (other)", "chemical contaminants",
    "chemical contamination (other)", "chromium", "composition", "environmental pollutants",
    "feed additives", "food additives and flavourings", "foreign bodies", "genetically modified", "gmo / novel food",
    "heavy metals", "industrial contaminants", "labelling absent/incomplete/incorrect", "metals",
    "microbial contaminants (other)", "microbiological contaminants", "migration", "mycotoxins", "natural toxins (other)",
    "non-pathogenic micro-organisms", "not determined (other)", "not determined / other", "novel food",
    "organoleptic aspects", "packaging defective / incorrect", "parasitic infestation", "pathogenic micro-organisms",
    "pesticide residues", "poor or insufficient controls", "process contaminants", "radiation",
    "residues of veterinary medicinal products", "tses", "plant toxins", "natural toxins", "feed materials",
})  # fmt: skip
_QUALIFIERS = frozenset({
    "unauthorised", "unauthorised substance", "unauthorised use", "unauthorised use of", "unauthorised colour",
    "unauthorised novel food ingredient", "unauthorised ingredient", "prohibited", "prohibited substance",
    "prohibited use of", "too high content", "too high content of", "high content", "high content of", "too high count",
    "too high count of", "high count", "high count of", "too high level", "too high level of", "high level",
    "high level of", "too high intake", "too high intake of", "too low content", "too low content of", "undeclared",
    "improperly declared", "traces", "traces of", "presence", "presence of", "migration", "migration of", "infested with",
    "parasitic infestation with", "residue level above mrl for", "sum of", "risk of overdosage", "suspected",
    "suspicion of", "unsafe", "unsafe ingredient", "not declared", "high dose", "content", "detected",
    "specific migration", "specific migration of", "positive", "abnormal", "risk of", "insufficient", "unauthorized",
})  # fmt: skip


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """The same letters for the same word: compatibility forms, accents, case, dashes and spaces made one (NFKD)."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return _SPACES.sub(" ", _DASHES.sub("-", plain.casefold()).replace("’", "'")).strip(" .;,:\t")


def parts(cell: str) -> list[str]:
    """What stands in one cell beside each other: split at ; | / line ends and 、；, never inside brackets."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(cell):
        depth += (letter in "([（") - (letter in ")]）")
        if letter in ";|\n；、" and depth <= 0:
            found.append(cell[start:place])
            start, depth = place + 1, 0
    return [part for part in map(str.strip, (*found, cell[start:])) if folded(part) not in _NOTHING]


def enumerated(part: str) -> list[str]:
    """What commas set apart, where they stand between words: "Aflatoxin B1  ,aflatoxin total", not "2,4-D"."""
    found = [piece.strip() for piece in re.split(r"[,，](?![^()\[\]（）]*[)\]）])(?=\s*[^\W\d])", part)]
    return [piece for piece in found if folded(piece) not in _NOTHING]


@lru_cache(maxsize=200_000)
def cleaned(part: str) -> str:
    """A hazard's name alone: category, qualifiers, values, country suffix and "no definition" taken off."""
    text = _VALUE.sub(" ", _UNDEFINED.sub("", folded(part)))
    text = _COUNTRY_SUFFIX.sub("", text)
    segments = [segment.strip() for segment in re.split(r"\s+-\s+|-\s+(?=[a-z])", text)]
    kept = [bare(segment) for segment in segments if segment not in _CATEGORIES and segment not in _QUALIFIERS]
    kept = list(dict.fromkeys(segment for segment in kept if segment))
    return " - ".join(kept) if kept else text


def bare(text: str) -> str:
    """One segment without the words before and after it that qualify it; serovars and E numbers in one spelling."""
    before = ""
    while before != text:
        before, text = text, _AFTER.sub("", _BEFORE.sub("", text)).strip(" .,;:-=")
    text = _SEROVAR_DASH.sub("salmonella ", _SEROVAR.sub("salmonella ", text))
    text = _E_NUMBER.sub(lambda found: f"e {found[1]}{found[2] or ''}", text)
    return _SPACES.sub(" ", _SPECIES.sub("", text)).strip(" .,;:-=")


def singular(words: str) -> str:
    """English plurals made singular, word by word, so that "sesame seeds" is "sesame seed"."""
    return " ".join(map(_singular, words.split(" ")))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("oes", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
