"""Naming: from words to a code, with how it was found; where nothing is found, with suggestions. Pure."""

from guomen.surveillance.naming.cleaning import enumerated, folded, parts
from guomen.surveillance.naming.terms import How, Named
from guomen.surveillance.naming.vocabulary import Vocabulary, words_of


def name(text: str, vocabulary: Vocabulary, *, suggest: bool = True) -> Named:
    """One name: the catalogue's own, one it lists, the same once cleaned, or one inside the words; else suggestions.

    suggest: whether to look for suggestions where nothing matches (they take longer than all the rest).
    """
    asked = folded(text)
    if asked in vocabulary.own:
        return Named(asked, vocabulary.own[asked], How.EXACT)
    if asked in vocabulary.others:
        return Named(asked, vocabulary.others[asked], How.SYNONYM)
    words = vocabulary.clean(text)
    code = _loose(words, vocabulary)
    if code is not None:
        return Named(words, code, How.CLEANED)
    held = vocabulary.within(words)
    if held:
        return Named(words, held[0], How.PART)
    return Named(words, None, How.UNMATCHED, vocabulary.suggestions(words) if suggest else ())


def name_all(cell: str, vocabulary: Vocabulary, *, suggest: bool = True) -> tuple[Named, ...]:
    """Every name of a cell that may hold several, each once, in its order. A cell that says nothing gives none."""
    found: dict[str, Named] = {}
    for part in parts(cell):
        for one in _part(part, vocabulary, suggest):
            found.setdefault(one.key, one)
    return tuple(found.values())


def _part(part: str, vocabulary: Vocabulary, suggest: bool) -> list[Named]:
    """A comma may belong to a name (2,4-D) or stand between two: it stands between where the whole is no name."""
    whole = name(part, vocabulary, suggest=False)
    pieces = enumerated(part) if whole.how in (How.PART, How.UNMATCHED) else []
    if len(pieces) > 1 and any(name(piece, vocabulary, suggest=False).code for piece in pieces):
        return [name(piece, vocabulary, suggest=suggest) for piece in pieces]
    return [whole if whole.code or not suggest else name(part, vocabulary)]


def names_within(text: str, vocabulary: Vocabulary) -> tuple[Named, ...]:
    """Every name that a sentence holds: the reason of a recall, the title of a report. None where it holds none."""
    words = folded(text)
    return tuple(Named(words, code, How.PART) for code in vocabulary.within(words))


def _loose(words: str, vocabulary: Vocabulary) -> str | None:
    """The code of the words or, where they have segments ("colour e 110 - sunset yellow fcf"), of the first known."""
    for candidate in (words, words.split(" (")[0], *words.split(" - ")):
        for names in (vocabulary.own, vocabulary.others):
            if candidate in names:
                return names[candidate]
        code = vocabulary.loose.get(words_of(candidate))
        if code is not None:
            return code
    return None
