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
    TESTED = "tested"
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
    SampleState.TESTED: Text("已检测", "tested"),
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
    TEST = "test"
    CORRECT = "correct"
    REPORT = "report"
    STORE = "store"
    DISPOSE = "dispose"
    CANCEL = "cancel"


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
