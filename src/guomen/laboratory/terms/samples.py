"""Samples: their states, what is done with them, and the hands that they pass through."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from guomen.kernel.terms import SubjectRef, Text
from guomen.laboratory.terms.limits import Limit


class SampleState(StrEnum):
    """Where a sample stands on its way (ISO/IEC 17025 7.3, 7.4)."""

    ORDERED = "ordered"
    DRAWN = "drawn"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    REFUSED = "refused"
    PREPARED = "prepared"
    TESTED = "tested"
    REVIEWED = "reviewed"
    AUTHORISED = "authorised"
    REPORTED = "reported"
    STORED = "stored"
    DISPOSED = "disposed"
    CANCELLED = "cancelled"

    @property
    def text(self) -> Text:
        """The state's name on screen and in refusals."""
        return _STATE_NAMES[self]


_STATE_NAMES = {
    SampleState.ORDERED: Text("待抽样", "ordered"),
    SampleState.DRAWN: Text("已抽样", "drawn"),
    SampleState.HANDED_OVER: Text("已移交", "handed over"),
    SampleState.RECEIVED: Text("已收样", "received"),
    SampleState.REFUSED: Text("已拒收", "refused"),
    SampleState.PREPARED: Text("已制备", "prepared"),
    SampleState.TESTED: Text("已检测", "tested"),
    SampleState.REVIEWED: Text("已复核", "reviewed"),
    SampleState.AUTHORISED: Text("已批准", "authorised"),
    SampleState.REPORTED: Text("已出报告", "reported"),
    SampleState.STORED: Text("已留存", "stored"),
    SampleState.DISPOSED: Text("已处理", "disposed of"),
    SampleState.CANCELLED: Text("已取消", "cancelled"),
}


class Deed(StrEnum):
    """What may be done with a sample; which deed is possible in which state is a table in rules."""

    DRAW = "draw"
    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    REFUSE = "refuse"
    PREPARE = "prepare"
    TEST = "test"
    CORRECT = "correct"
    REVIEW = "review"
    RETURN = "return"
    AUTHORISE = "authorise"
    REPORT = "report"
    STORE = "store"
    DISPOSE = "dispose"
    CANCEL = "cancel"


class Purpose(StrEnum):
    """What a sample was ordered for."""

    INSPECTION = "inspection"
    PROGRAMME = "programme"
    ENTERPRISE = "enterprise"
    COURT = "court"
    ADVANCE = "advance"
    STAGE = "stage"
    RETEST = "retest"
    VERIFICATION = "verification"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _PURPOSES[self]


class PortionKind(StrEnum):
    """What a part of a sample is for."""

    TEST = "test"
    RETEST = "retest"
    ARCHIVE = "archive"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _PORTIONS[self]


class PortionState(StrEnum):
    """What became of a part of a sample."""

    KEPT = "kept"
    USED = "used"
    DISPOSED = "disposed"
    LOST = "lost"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _PORTION_STATES[self]


class SchemeState(StrEnum):
    """Where staged sampling stands: eligible once every stage conforms, barred where one does not or was missed."""

    RUNNING = "running"
    ELIGIBLE = "eligible"
    BARRED = "barred"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _SCHEMES[self]


class ResultSource(StrEnum):
    """Who or what put a result in."""

    PERSON = "person"
    WORKSHEET = "worksheet"
    INSTRUMENT = "instrument"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _SOURCES[self]


_PURPOSES = {
    Purpose.INSPECTION: Text("口岸检验检疫", "inspection"),
    Purpose.PROGRAMME: Text("监控计划", "monitoring programme"),
    Purpose.ENTERPRISE: Text("企业委托", "enterprise's order"),
    Purpose.COURT: Text("司法委托", "court's order"),
    Purpose.ADVANCE: Text("先行取样（空检铁放）", "advance sample"),
    Purpose.STAGE: Text("分阶段取样", "staged sampling"),
    Purpose.RETEST: Text("复验", "re-test"),
    Purpose.VERIFICATION: Text("采信验证", "verification of an outside report"),
}
_PORTIONS = {
    PortionKind.TEST: Text("检测份", "test portion"),
    PortionKind.RETEST: Text("复验份", "re-test portion"),
    PortionKind.ARCHIVE: Text("留样份", "archive portion"),
}
_PORTION_STATES = {
    PortionState.KEPT: Text("保存中", "kept"),
    PortionState.USED: Text("已用完", "used up"),
    PortionState.DISPOSED: Text("已处置", "disposed of"),
    PortionState.LOST: Text("遗失", "lost"),
}
_SCHEMES = {
    SchemeState.RUNNING: Text("进行中", "running"),
    SchemeState.ELIGIBLE: Text("符合出口条件", "eligible for export"),
    SchemeState.BARRED: Text("不符合出口条件", "barred from export"),
}
_SOURCES = {
    ResultSource.PERSON: Text("人工录入", "entered by a person"),
    ResultSource.WORKSHEET: Text("检测批", "worksheet"),
    ResultSource.INSTRUMENT: Text("仪器数据", "instrument"),
}


class Receipt(StrEnum):
    """How the laboratory took a sample in."""

    ACCEPTED = "accepted"
    REMARKED = "remarked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Hand:
    """The particulars of one custody step: who has it now, where, under which seal, how cold (°C)."""

    holder: str
    place: str = ""
    seal: str = ""
    temperature: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Requested:
    """One test that is asked for. limit None: the limit in force for the goods on `on` is looked up."""

    analyte: Text
    on: date
    method: str = ""
    limit: Limit | None = None
    basis: str = ""


def whole_of(subject: SubjectRef) -> SubjectRef:
    """What the subject is a part of: consignment:12/3 (its goods item 3) gives consignment:12."""
    return SubjectRef(subject.kind, subject.key.partition("/")[0])
