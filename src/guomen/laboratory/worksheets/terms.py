"""Words for the bench: pure values."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from guomen.kernel.terms import Text


class LineKind(StrEnum):
    """What a line of a worksheet is: a test of a sample, or a control."""

    SAMPLE = "sample"
    BLANK = "blank"
    SPIKE = "spike"
    DUPLICATE = "duplicate"
    REFERENCE = "reference"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _KINDS[self]


class WorksheetState(StrEnum):
    """open (being filled and measured) → accepted (controls hold, results entered) or blocked → open again, or void."""

    OPEN = "open"
    BLOCKED = "blocked"
    ACCEPTED = "accepted"
    VOID = "void"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STATES[self]


_KINDS = {
    LineKind.SAMPLE: Text("样品", "sample"),
    LineKind.BLANK: Text("空白", "blank"),
    LineKind.SPIKE: Text("加标", "spike"),
    LineKind.DUPLICATE: Text("平行样", "duplicate"),
    LineKind.REFERENCE: Text("标准物质", "reference material"),
}
_STATES = {
    WorksheetState.OPEN: Text("进行中", "open"),
    WorksheetState.BLOCKED: Text("质控失败", "blocked"),
    WorksheetState.ACCEPTED: Text("已接受", "accepted"),
    WorksheetState.VOID: Text("作废", "void"),
}


@dataclass(frozen=True, slots=True)
class ControlAsked:
    """A control to be put on a worksheet.

    of: key of the test of which a spike or duplicate is made; added: the amount spiked, in the line's unit; material:
    key of the reference material; analyte: of a blank (None: a blank for every analyte on the sheet).
    """

    kind: LineKind
    of: int | None = None
    added: Decimal | None = None
    material: int | None = None
    analyte: Text | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the instrument read on one line: one number for each unit, None where nothing was detected."""

    values: tuple[Decimal | None, ...]
    dilution: Decimal = Decimal(1)


class Check(StrEnum):
    """What a control is judged by."""

    BLANK = "blank"
    RECOVERY = "recovery"
    RPD = "rpd"
    EN = "en"
    CHART = "chart"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _CHECKS[self]


_CHECKS = {
    Check.BLANK: Text("空白值", "blank"),
    Check.RECOVERY: Text("回收率", "recovery"),
    Check.RPD: Text("相对偏差", "relative percent difference"),
    Check.EN: Text("En 值", "En number"),
    Check.CHART: Text("质控图", "control chart"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check of one control: its value between low and high, and what is said of it."""

    check: Check
    ok: bool
    text: Text
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """As the line keeps it."""
        plain = {name: None if one is None else f"{one:f}" for name, one in self._numbers()}
        return {"check": str(self.check), "ok": self.ok, "text": self.text.as_json(), **plain}

    def _numbers(self) -> list[tuple[str, Decimal | None]]:
        return [("value", self.value), ("low", self.low), ("high", self.high)]
