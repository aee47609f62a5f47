"""States of profiles, messages and lines, and the wires: pure values."""

from enum import StrEnum

from guomen.kernel.terms import Text


class Wire(StrEnum):
    """How an instrument writes."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    ASTM = "astm"
    HL7 = "hl7"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _WIRES[self]


class ProfileState(StrEnum):
    """A profile is tried on a sample message before it is used."""

    DRAFT = "draft"
    IN_USE = "in_use"
    RETIRED = "retired"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _PROFILES[self]


class MessageState(StrEnum):
    """taken: every line has found its place; held: something waits for a person; rejected: nothing could be read."""

    TAKEN = "taken"
    HELD = "held"
    REJECTED = "rejected"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _MESSAGES[self]


class LineState(StrEnum):
    """What became of one value."""

    APPLIED = "applied"
    HELD = "held"
    DISMISSED = "dismissed"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _LINES[self]


_WIRES = {
    Wire.CSV: Text("CSV 文件", "CSV file"),
    Wire.XLSX: Text("Excel 文件", "Excel file"),
    Wire.JSON: Text("JSON 文件", "JSON file"),
    Wire.ASTM: Text("ASTM E1394 / LIS2-A2 报文", "ASTM E1394 / LIS2-A2 message"),
    Wire.HL7: Text("HL7 v2 ORU 报文", "HL7 v2 ORU message"),
}
_PROFILES = {
    ProfileState.DRAFT: Text("草稿", "draft"),
    ProfileState.IN_USE: Text("使用中", "in use"),
    ProfileState.RETIRED: Text("已停用", "retired"),
}
_MESSAGES = {
    MessageState.TAKEN: Text("已全部采用", "taken"),
    MessageState.HELD: Text("有待处理", "held"),
    MessageState.REJECTED: Text("无法读取", "could not be read"),
}
_LINES = {
    LineState.APPLIED: Text("已采用", "applied"),
    LineState.HELD: Text("待处理", "held"),
    LineState.DISMISSED: Text("不采用", "dismissed"),
}
