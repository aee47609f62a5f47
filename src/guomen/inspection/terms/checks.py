"""Checks: the questions of a checklist, and the counts of a lot."""

from dataclasses import dataclass
from enum import StrEnum

from guomen.kernel.terms import Text


class Answer(StrEnum):
    """What the officer says to one line."""

    CONFORM = "conform"
    NOT_CONFORM = "not_conform"
    NOT_APPLICABLE = "not_applicable"


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
class LotCount:
    """How many units were looked at and how many of them were defective."""

    inspected: int
    defects: int
