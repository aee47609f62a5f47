"""Refusals: anticipated errors, told to a person: what is wrong, where, what to do."""

from dataclasses import dataclass
from typing import Any

from guomen.kernel.terms.reasons import Text


@dataclass(frozen=True, slots=True)
class Where:
    """The exact place of a fault. row counts data rows from 1; field is a path such as "items[2].origin"."""

    file: str = ""
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        parts = [self.file, f"row {self.row}" if self.row is not None else "", self.field]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with something a person sent. `code` is stable across versions."""

    code: str
    where: Where
    value: str
    problem: Text
    remedy: Text

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "file": self.where.file,
            "row": self.where.row,
            "field": self.where.field,
            "value": self.value,
            "problem": self.problem.as_json(),
            "remedy": self.remedy.as_json(),
        }


class Refusal(Exception):
    """The program will not do what was asked, and says why; shown to the person as it is, never as a traceback."""

    status = 422

    def __init__(self, code: str, problem: Text, remedy: Text, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(f"{code}: {problem.en} {remedy.en}")
        self.code = code
        self.problem = problem
        self.remedy = remedy
        self.faults = faults

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "problem": self.problem.as_json(),
            "remedy": self.remedy.as_json(),
            "faults": [fault.as_json() for fault in self.faults],
        }


class NotPermitted(Refusal):
    """The person lacks the capability, or it is another office's business."""

    status = 403


class Missing(Refusal):
    """There is no such thing, or the person may not know that there is."""

    status = 404


class Conflict(Refusal):
    """Somebody else was first, or the thing is no longer in a state that allows it."""

    status = 409
