"""One value of a message as it was written, and what it means under a profile."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from guomen.kernel.terms import Refusal, Text

MAX_BYTES = 20_000_000
MAX_LINES = 50_000
NO_ANALYTE = Text("", "")


@dataclass(frozen=True, slots=True)
class Value:
    """As it was written. position counts from 1; kind: sort of row; status: of the result (HL7 OBX-11, ASTM R.9)."""

    position: int
    sample: str = ""
    code: str = ""
    value: str = ""
    unit: str = ""
    flags: str = ""
    time: str = ""
    dilution: str = ""
    kind: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a value means. reading None: not detected, down to lod where the message says so.

    left: why the row is none of ours ("" where it is a result); control: code of the reference material read.
    """

    value: Value
    analyte: Text = NO_ANALYTE
    reading: Decimal | None = None
    lod: Decimal | None = None
    unit: str = ""
    at: datetime | None = None
    dilution: Decimal = Decimal(1)
    control: str = ""
    left: str = ""


def refusal_json(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a line or a message keeps it."""
    return {
        "code": refusal.code,
        "problem": refusal.problem.as_json(),
        "remedy": refusal.remedy.as_json(),
    }


def as_fault(code: str, problem: Text, remedy: Text) -> dict[str, Any]:
    """What is wrong with a line, as it is kept."""
    return {"code": code, "problem": problem.as_json(), "remedy": remedy.as_json()}
