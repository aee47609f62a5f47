"""The vocabulary of programmes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from guomen.kernel.terms import Fault, Reason, Text


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


class Method(StrEnum):
    """How an interval was made, by how the samples were drawn."""

    COUNTED = "counted"
    BINOMIAL = "binomial"
    HYPERGEOMETRIC = "hypergeometric"
    WEIGHTED = "weighted"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _METHODS[self]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share that does not conform, with the interval that holds it in `confidence` of repetitions of the draws.

    n: the answers it rests on, hits: of them not conforming. A census is counted: low = rate = high.
    """

    rate: float
    low: float
    high: float
    confidence: float
    method: Method
    n: int = 0
    hits: int = 0

    @property
    def passing(self) -> "Estimate":
        """The same of the share that conforms."""
        return Estimate(
            1 - self.rate, 1 - self.high, 1 - self.low, self.confidence, self.method, self.n, self.n - self.hits
        )

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a line so far, in samples: planned, drawn (not cancelled), reported, found not to conform; by_hand:
    drawn without a chance. estimate: of what was drawn by chance, None while nothing of that is answered.
    """

    planned: int
    drawn: int
    reported: int
    nonconforming: int
    by_hand: int
    estimate: Estimate | None

    def as_json(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("planned", "drawn", "reported", "nonconforming", "by_hand")}
        return {**counts, "estimate": self.estimate.as_json() if self.estimate else None}


class Standing(StrEnum):
    """Where a share stands on a day, by the pace so far."""

    WAITING = "waiting"
    ON_COURSE = "on_course"
    SHORT = "short"
    AHEAD = "ahead"
    FULL = "full"
    MISSED = "missed"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STANDINGS[self]


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many samples will have been drawn when the period ends, if it goes on as it did, and from what to what."""

    expected: float
    low: int
    high: int

    def ending_at(self, planned: int) -> "Forecast":
        """The same where drawing ends once what is planned is drawn."""
        return Forecast(min(self.expected, planned), min(self.low, planned), min(self.high, planned))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one office has to draw in one period, of all lines, and how far it is. forecast: None before the first day.

    office: its code; drawn, reported: not cancelled; covered: of what is drawn, what its share asked for; late: shares
    whose period is over and that are not full.
    """

    office: str
    from_on: date
    to_on: date
    planned: int
    drawn: int
    covered: int
    reported: int
    nonconforming: int
    late: int
    forecast: Forecast | None
    standing: Standing


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
_METHODS = {
    Method.COUNTED: Text("逐一检验，实数而非估计", "counted, not estimated"),
    Method.BINOMIAL: Text("等概率，二项分布中P法", "equal chances, binomial mid-P"),
    Method.HYPERGEOMETRIC: Text(
        "等概率、总体有限，超几何中P法", "equal chances of a known number, hypergeometric mid-P"
    ),
    Method.WEIGHTED: Text(
        "不等概率加权，按有效样本量的中P法", "weighted by one over the chance, mid-P at the effective number"
    ),
}
_STANDINGS = {
    Standing.WAITING: Text("未开始", "not begun"),
    Standing.ON_COURSE: Text("进度正常", "on course"),
    Standing.SHORT: Text("预计不足", "will fall short"),
    Standing.AHEAD: Text("超前", "ahead of plan"),
    Standing.FULL: Text("已完成", "complete"),
    Standing.MISSED: Text("逾期未完成", "over, not complete"),
}


def reference_of(programme: str, position: int) -> str:
    """How a line is named outside its programme: "MP-2026-00003/2"."""
    return f"{programme}/{position}"


def read_reference(text: str) -> tuple[str, int]:
    """The programme's number and the line's position. Raises ValueError for any other text."""
    number, _, position = text.rpartition("/")
    return number, int(position)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAsked:
    """A line as a planner asks for it; its fields are those of models.Line."""

    name: Text
    goods: tuple[str, ...]
    hazard: str
    tests: tuple[Mapping[str, Any], ...]
    frame: Frame
    number: int
    origins: tuple[str, ...] = ()
    census: bool = False
    harm: float = 1.0
    category: str = ""
    group: str = ""
    side: str = ""
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareAsked:
    """The part of a line that an office (by its code) draws in [from_on, to_on). expected: lots it rests on, if any."""

    office: str
    from_on: date
    to_on: date
    number: int
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of rows that were handed in: the positions of the lines made of them, and the faults of the others.

    rows: how many there were.
    """

    rows: int
    lines: tuple[int, ...]
    faults: tuple[Fault, ...]
