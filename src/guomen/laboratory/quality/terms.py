"""Words for control and nonconforming work: pure values."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from guomen.kernel.terms import Text


class NcSeverity(StrEnum):
    """How far a nonconformity puts results in doubt; a critical one stops their release in its scope."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _SEVERITIES[self]


class NcState(StrEnum):
    """open → acting (corrective actions agreed) → closed (verified effective by someone else)."""

    OPEN = "open"
    ACTING = "acting"
    CLOSED = "closed"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STATES[self]


class NcSource(StrEnum):
    """What brought a nonconformity to light."""

    CONTROL = "control"
    BATCH = "batch"
    INSTRUMENT = "instrument"
    AUDIT = "audit"
    COMPLAINT = "complaint"
    AGREEMENT = "agreement"
    PERSON = "person"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _SOURCES[self]


class AuditKind(StrEnum):
    """Who looks: the laboratory itself (自查), the agency, an accreditation body."""

    SELF = "self"
    INTERNAL = "internal"
    EXTERNAL = "external"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _AUDITS[self]


_SEVERITIES = {
    NcSeverity.MINOR: Text("轻微", "minor"),
    NcSeverity.MAJOR: Text("一般", "major"),
    NcSeverity.CRITICAL: Text("严重", "critical"),
}
_STATES = {
    NcState.OPEN: Text("待处理", "open"),
    NcState.ACTING: Text("整改中", "being corrected"),
    NcState.CLOSED: Text("已关闭", "closed"),
}
_SOURCES = {
    NcSource.CONTROL: Text("质控图", "control chart"),
    NcSource.BATCH: Text("检测批质控", "controls of a worksheet"),
    NcSource.INSTRUMENT: Text("仪器", "instrument"),
    NcSource.AUDIT: Text("自查或审核", "audit"),
    NcSource.COMPLAINT: Text("投诉", "complaint"),
    NcSource.AGREEMENT: Text("复测比对", "comparison of results"),
    NcSource.PERSON: Text("人员报告", "reported by a person"),
}
_AUDITS = {
    AuditKind.SELF: Text("自查", "self-check"),
    AuditKind.INTERNAL: Text("内部审核", "internal audit"),
    AuditKind.EXTERNAL: Text("外部评审", "external assessment"),
}


@dataclass(frozen=True, slots=True)
class FirstValue:
    """One value of the first run that a control series is estimated from."""

    at: datetime
    value: Decimal


@dataclass(frozen=True, slots=True)
class ItemAsked:
    """One item of an audit: required by the programme of the campaign, or the laboratory's own."""

    question: str
    clause: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Closure:
    """How far a laboratory has got with its nonconforming work: opened, closed, overdue; preventive rules agreed."""

    laboratory: int
    opened: int
    closed: int
    overdue: int
    preventive: int

    @property
    def rate(self) -> float | None:
        """Closed per opened; None where nothing was opened."""
        return self.closed / self.opened if self.opened else None


@dataclass(frozen=True, slots=True)
class Due:
    """What is due in a laboratory. kind: instrument, material, competence, accreditation, action; key: of its row.

    days: left until `on`, below zero where it is past; None on where nothing holds.
    """

    kind: str
    key: int
    code: str
    name: Text
    on: date | None
    days: int | None
