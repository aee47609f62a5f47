"""Checks: the questions of a checklist, and the counts of a lot."""

from dataclasses import dataclass
from enum import StrEnum

from guomen.kernel.terms import Text


class Answer(StrEnum):
    """What the officer says to one line."""

    CONFORM = "conform"
    NOT_CONFORM = "not_conform"
    NOT_APPLICABLE = "not_applicable"

    @property
    def text(self) -> Text:
        return _ANSWERS[self]


_ANSWERS = {
    Answer.CONFORM: Text("符合", "conforms"),
    Answer.NOT_CONFORM: Text("不符合", "does not conform"),
    Answer.NOT_APPLICABLE: Text("不适用", "not applicable"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One question. item_no None: about the whole consignment. units n, accept Ac, reject Re: the plan of a lot."""

    code: str
    text: Text
    basis: str = ""
    item_no: int | None = None
    units: int | None = None
    accept: int | None = None
    reject: int | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """The plan of a lot: n units to look at, accepted at Ac, rejected at Re; units None where nothing is counted."""

    units: int | None = None
    accept: int | None = None
    reject: int | None = None


@dataclass(frozen=True, slots=True)
class LotCount:
    """How many units were looked at and how many of them were defective."""

    inspected: int
    defects: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What an officer says to one line: an answer, or for a lot the counts from which the answer follows."""

    position: int
    answer: Answer | None = None
    note: str = ""
    count: LotCount | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One test that an instruction asks for on one goods item; limit as it is written, "" where the law's applies.

    programmes: the lines of programmes that ask for it; waited: whether anything else does.
    """

    item_no: int
    analyte: str
    text: Text
    limit: str
    unit: str
    units: int
    accept: int
    basis: str
    programmes: tuple[str, ...] = ()
    waited: bool = True
