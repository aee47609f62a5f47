"""Words for the bench: pure values."""

from enum import StrEnum

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
