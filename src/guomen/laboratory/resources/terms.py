"""Words for methods, competences and instruments: pure values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from guomen.kernel.terms import Text


class CompetenceLevel(StrEnum):
    """What a person may do with a method (ISO/IEC 17025:2017, 6.2.6)."""

    PERFORM = "perform"
    REVIEW = "review"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _LEVELS[self]


class InstrumentState(StrEnum):
    """Whether an instrument may be used."""

    IN_SERVICE = "in_service"
    OUT_OF_SERVICE = "out_of_service"
    SCRAPPED = "scrapped"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STATES[self]


class VerificationKind(StrEnum):
    """How an instrument was looked at: calibration 校准, verification by law 检定, intermediate check 期间核查."""

    CALIBRATION = "calibration"
    VERIFICATION = "verification"
    INTERMEDIATE = "intermediate"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _KINDS[self]


_LEVELS = {CompetenceLevel.PERFORM: Text("检测", "perform"), CompetenceLevel.REVIEW: Text("复核", "review")}
_STATES = {
    InstrumentState.IN_SERVICE: Text("在用", "in service"),
    InstrumentState.OUT_OF_SERVICE: Text("停用", "out of service"),
    InstrumentState.SCRAPPED: Text("报废", "scrapped"),
}
_KINDS = {
    VerificationKind.CALIBRATION: Text("校准", "calibration"),
    VerificationKind.VERIFICATION: Text("检定", "verification"),
    VerificationKind.INTERMEDIATE: Text("期间核查", "intermediate check"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodSaid:
    """What is said of a method when it is registered or revised; see the table for the meaning of each."""

    code: str
    title: Text
    valid_from: date
    valid_to: date | None = None
    standard: str = ""
    section: str = ""
    hours: Decimal = Decimal(24)
    recovery_low: Decimal | None = None
    recovery_high: Decimal | None = None
    rpd_max: Decimal | None = None
    blank_share: Decimal = Decimal(1)
    decision_rule: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeSaid:
    """One analyte in goods (prefixes; none: any): range, limits of detection and quantification, uncertainty."""

    analyte: Text
    unit: str
    goods: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    lod: Decimal | None = None
    loq: Decimal | None = None
    uncertainty_relative: Decimal | None = None
    uncertainty_absolute: Decimal | None = None
    coverage_factor: Decimal = Decimal(2)
    accreditation: str = ""
    accredited_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentSaid:
    """What is said of an instrument when it is registered. interval: months; owner: "" for the laboratory's own."""

    code: str
    name: Text
    kind: str = ""
    maker: str = ""
    serial: str = ""
    section: str = ""
    owner: str = ""
    place: str = ""
    interval: int = 12
    legal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSaid:
    """What is said of a reference material when it is registered: value ± uncertainty (k = 2) in `unit`."""

    code: str
    name: Text
    analyte: Text
    value: Decimal
    unit: str
    lot: str = ""
    certified: bool = True
    uncertainty: Decimal | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """How often a kind of instrument is verified, and on which regulation that rests; months None: only at first."""

    kind: str
    name: Text
    regulation: str
    months: int | None
    stated: str
    legal: bool
    source: str
    confidence: str
