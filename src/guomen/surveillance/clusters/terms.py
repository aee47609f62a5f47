"""Words of the processor: what state a dossier is in, and how it came to be."""

from enum import StrEnum

from guomen.kernel.terms import Text


class DossierState(StrEnum):
    """How far a dossier has come."""

    OPEN = "open"
    ASSESSING = "assessing"
    ASSESSED = "assessed"
    WARNED = "warned"
    CLOSED = "closed"
    MERGED = "merged"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _STATES[self]

    @property
    def live(self) -> bool:
        """Whether it still takes members and waits for somebody."""
        return self not in (DossierState.CLOSED, DossierState.MERGED)


_STATES = {
    DossierState.OPEN: Text("待评估", "Awaiting assessment"),
    DossierState.ASSESSING: Text("评估中", "Being assessed"),
    DossierState.ASSESSED: Text("已评估", "Assessed"),
    DossierState.WARNED: Text("已预警", "Warned of"),
    DossierState.CLOSED: Text("已办结", "Closed"),
    DossierState.MERGED: Text("已并入", "Merged"),
}


class Opening(StrEnum):
    """What opened a dossier: statistics, a person, or a programme of sampling that found a limit exceeded."""

    DETECTED = "detected"
    EMERGING = "emerging"
    PERSON = "person"
    CASE = "case"
    EXCEEDED = "exceeded"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _OPENINGS[self]


_OPENINGS = {
    Opening.DETECTED: Text("统计检出聚集", "Cluster found by statistics"),
    Opening.EMERGING: Text("新出现的危害组合", "Emerging combination"),
    Opening.PERSON: Text("人工建立", "Opened by a person"),
    Opening.CASE: Text("由案件上报", "Promoted from a local case"),
    Opening.EXCEEDED: Text("监控计划发现超标", "Limit exceeded in a programme"),
}


class Closing(StrEnum):
    """How a dossier ended."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    NO_RISK = "no_risk"
    OVER = "over"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _CLOSINGS[self]


_CLOSINGS = {
    Closing.CONFIRMED: Text("已证实并处置", "Confirmed and dealt with"),
    Closing.REFUTED: Text("已查否", "Refuted"),
    Closing.NO_RISK: Text("无须处置", "Nothing to act on"),
    Closing.OVER: Text("风险已消除", "The risk is over"),
}
