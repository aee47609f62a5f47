"""Words of the radar: kinds of sources, credibility, what a signal says, how signals hang together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from guomen.kernel.terms import Fault, Text

# The heading among a signal's details under which the addresses stand of files that its source names.
ENCLOSURES = "enclosures"


class SourceKind(StrEnum):
    """Where risk information comes from (State Council 2017-43 items 5-7; AQSIQ opinion on risk information)."""

    PORT_FINDING = "port_finding"
    LABORATORY_RESULT = "laboratory_result"
    COMPLAINT = "complaint"
    WHISTLE_BLOWER = "whistle_blower"
    INJURY_RECORD = "injury_record"
    ENTERPRISE_REPORT = "enterprise_report"
    CERTIFICATION_BODY = "certification_body"
    MEDIA = "media"
    FOREIGN_NOTIFICATION = "foreign_notification"
    DISEASE_REPORT = "disease_report"
    DEVICE_EVENT = "device_event"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _KINDS[self]


_KINDS = {
    SourceKind.PORT_FINDING: Text("口岸查验发现", "Port finding"),
    SourceKind.LABORATORY_RESULT: Text("实验室检测结果", "Laboratory result"),
    SourceKind.COMPLAINT: Text("消费者投诉举报", "Complaint"),
    SourceKind.WHISTLE_BLOWER: Text("内部举报（吹哨人）", "Whistle-blower"),
    SourceKind.INJURY_RECORD: Text("事故与伤害信息", "Injury record"),
    SourceKind.ENTERPRISE_REPORT: Text("企业报告", "Enterprise report"),
    SourceKind.CERTIFICATION_BODY: Text("检验检测认证机构报告", "Certification body"),
    SourceKind.MEDIA: Text("媒体网络信息", "Media item"),
    SourceKind.FOREIGN_NOTIFICATION: Text("境外通报", "Foreign notification"),
    SourceKind.DISEASE_REPORT: Text("疫情报告", "Disease report"),
    SourceKind.DEVICE_EVENT: Text("设备报警", "Device event"),
}


class Credibility(StrEnum):
    """How far a source has proved right before; weights are policy `surveillance.credibility.<word>`."""

    CONFIRMED = "confirmed"
    RELIABLE = "reliable"
    USUALLY = "usually"
    UNKNOWN = "unknown"
    DOUBTFUL = "doubtful"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _CREDIBILITY[self]


_CREDIBILITY = {
    Credibility.CONFIRMED: Text("已证实", "Confirmed"),
    Credibility.RELIABLE: Text("可靠", "Reliable"),
    Credibility.USUALLY: Text("一般可靠", "Usually reliable"),
    Credibility.UNKNOWN: Text("无从判断", "Cannot be judged"),
    Credibility.DOUBTFUL: Text("存疑", "Doubtful"),
}


class FeedKind(StrEnum):
    """What a feed speaks; none for a source that is not fetched."""

    NONE = ""
    RSS = "rss"
    ATOM = "atom"
    CAP = "cap"


class SignalState(StrEnum):
    """Whether a signal still counts. Retracted: its source took it back. Refuted: it was tested and is not so."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    REFUTED = "refuted"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _STATES[self]


_STATES = {
    SignalState.CURRENT: Text("有效", "Current"),
    SignalState.SUPERSEDED: Text("已被更新", "Superseded"),
    SignalState.RETRACTED: Text("来源已撤回", "Retracted by its source"),
    SignalState.REFUTED: Text("已查否", "Refuted"),
}


class LinkKind(StrEnum):
    """How one signal hangs together with an earlier one."""

    DUPLICATE = "duplicate"
    FOLLOW_UP = "follow_up"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return Text("重复", "Duplicate") if self is LinkKind.DUPLICATE else Text("后续", "Follow-up")


class Axis(StrEnum):
    """What a name stands for."""

    GOODS = "goods"
    HAZARD = "hazard"
    ORIGIN = "origin"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _AXES[self]


_AXES = {
    Axis.GOODS: Text("产品", "Goods"),
    Axis.HAZARD: Text("危害", "Hazard"),
    Axis.ORIGIN: Text("产地", "Origin"),
}


class InformantStatus(StrEnum):
    """What a whistle-blower may learn of the report by a token, without being known."""

    RECEIVED = "received"
    IN_CHECK = "in_check"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    REWARDED = "rewarded"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _STATUS[self]


_STATUS = {
    InformantStatus.RECEIVED: Text("已收到", "Received"),
    InformantStatus.IN_CHECK: Text("核查中", "Being checked"),
    InformantStatus.CONFIRMED: Text("已查实", "Confirmed"),
    InformantStatus.NOT_CONFIRMED: Text("未查实", "Not confirmed"),
    InformantStatus.REWARDED: Text("已奖励", "Rewarded"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalReport:
    """One thing that a source reports, before it is named, masked and stored. What a source does not say is left out.

    reference: the source's own number, by which it is known again. …_words: as the source writes them; goods, hazard,
    origin: codes of the catalogue where the source knows them (then the words are not asked). hazards, origins: further
    ones. details: whatever else the source tells, by its own headings. office: code of the office it concerns, the
    source's own where empty. finding, sample, consignment: keys downstairs. retracted: the source takes the report
    back. kind, credibility: the source's own where None.
    """

    reference: str
    reported_on: date
    title: str
    kind: SourceKind | None = None
    original: str = ""
    language: str = ""
    goods_words: str = ""
    hazard_words: str = ""
    origin_words: str = ""
    goods: str = ""
    hazard: str = ""
    origin: str = ""
    hazards: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    party: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    happened_on: date | None = None
    cases: int | None = None
    deaths: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    credibility: Credibility | None = None
    office: str = ""
    finding: int | None = None
    sample: str = ""
    consignment: int | None = None
    retracted: bool = False


TakenOutcome = Literal["taken", "known", "updated", "retracted", "refused"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one report. signal: its number, of the version that now holds; None where it was refused."""

    outcome: TakenOutcome
    signal: int | None
    fault: Fault | None = None
