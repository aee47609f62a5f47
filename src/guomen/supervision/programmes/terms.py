"""The vocabulary of programmes."""

from enum import StrEnum

from guomen.kernel.terms import Text


class ProgrammeKind(StrEnum):
    """What a programme is for: watching hazards in trade, checking products on a priority list, comparing two sides."""

    MONITORING = "monitoring"
    SUPERVISION = "supervision"
    COMPARISON = "comparison"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _KINDS[self]


class ProgrammeState(StrEnum):
    """Where a programme stands. Only a draft can be changed; signed, it holds from its first day to its last."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SIGNED = "signed"
    CLOSED = "closed"
    DISCARDED = "discarded"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STATES[self]


class Frame(StrEnum):
    """What a line is drawn from."""

    IMPORTS = "imports"
    EXPORTS = "exports"
    PREMISES = "premises"
    MARKET = "market"

    @property
    def declared(self) -> bool:
        """Whether it is drawn from declarations, as they come."""
        return self in (Frame.IMPORTS, Frame.EXPORTS)

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _FRAMES[self]


class PickState(StrEnum):
    """What became of a pick: to be drawn, drawn, or impossible (with the ground; the next in the draw follows)."""

    WAITING = "waiting"
    DRAWN = "drawn"
    IMPOSSIBLE = "impossible"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _PICKS[self]


class SuggestionState(StrEnum):
    """How far a suggestion to those who keep a standard has come."""

    PROPOSED = "proposed"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVISED = "revised"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _SUGGESTIONS[self]


_KINDS = {
    ProgrammeKind.MONITORING: Text("风险监控计划", "risk monitoring plan"),
    ProgrammeKind.SUPERVISION: Text("监督抽查计划", "supervision sampling plan"),
    ProgrammeKind.COMPARISON: Text("质量比对", "quality comparison"),
}
_STATES = {
    ProgrammeState.DRAFT: Text("草案", "draft"),
    ProgrammeState.PROPOSED: Text("待签批", "to be signed"),
    ProgrammeState.SIGNED: Text("已签批", "signed"),
    ProgrammeState.CLOSED: Text("已结束", "closed"),
    ProgrammeState.DISCARDED: Text("已作废", "discarded"),
}
_FRAMES = {
    Frame.IMPORTS: Text("进口申报", "import declarations"),
    Frame.EXPORTS: Text("出口申报", "export declarations"),
    Frame.PREMISES: Text("备案企业和基地", "registered premises"),
    Frame.MARKET: Text("市场", "the market"),
}
_PICKS = {
    PickState.WAITING: Text("待抽样", "to be drawn"),
    PickState.DRAWN: Text("已抽样", "drawn"),
    PickState.IMPOSSIBLE: Text("无法抽样", "could not be drawn"),
}
_SUGGESTIONS = {
    SuggestionState.PROPOSED: Text("已提出", "proposed"),
    SuggestionState.SENT: Text("已送出", "sent"),
    SuggestionState.ACCEPTED: Text("已采纳", "accepted"),
    SuggestionState.DECLINED: Text("未采纳", "declined"),
    SuggestionState.REVISED: Text("标准已修订", "standard revised"),
}


def reference_of(programme: str, position: int) -> str:
    """How a line is named outside its programme: "MP-2026-00003/2"."""
    return f"{programme}/{position}"


def read_reference(text: str) -> tuple[str, int]:
    """The programme's number and the line's position. Raises ValueError for any other text."""
    number, _, position = text.rpartition("/")
    return number, int(position)
