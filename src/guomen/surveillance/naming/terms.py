"""What naming answers: a code and how it was found, or suggestions for a person."""

from dataclasses import dataclass
from enum import StrEnum

from guomen.kernel.terms import Text


class How(StrEnum):
    """How words were matched, from the surest down."""

    EXACT = "exact"
    SYNONYM = "synonym"
    CLEANED = "cleaned"
    PART = "part"
    UNMATCHED = "unmatched"

    @property
    def text(self) -> Text:
        """What a person reads."""
        return _HOW[self]


_HOW = {
    How.EXACT: Text("与目录名称一致", "the catalogue's own name"),
    How.SYNONYM: Text("目录所列别名", "a name that the catalogue lists for it"),
    How.CLEANED: Text("去除修饰语后一致", "the same once qualifying words are taken off"),
    How.PART: Text("包含目录名称", "contains a name of the catalogue"),
    How.UNMATCHED: Text("未识别，待人工确认", "not recognised; for a person to name"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A name that stands for a code. own: the catalogue's name of it, not one that others use.

    whole: it counts only where it is all that is written ("lead", "fire"), not inside a sentence.
    """

    code: str
    name: str
    own: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What unmatched words may have meant. score: share of trigrams in common, 0 to 1 (Dice)."""

    code: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Named:
    """An answer. words: the words as cleaned; code: None where they matched nothing; suggestions: then, best first."""

    words: str
    code: str | None
    how: How
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def key(self) -> str:
        """What to count it under: its code, or its words marked as not yet named, so that the new is not lost."""
        return self.code if self.code is not None else f"{UNNAMED}{self.words}"


UNNAMED = "?"
