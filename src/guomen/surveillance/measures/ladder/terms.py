"""Words of the ladder: its steps, what it is kept by, and what moves it."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from guomen.kernel.terms import Text
from guomen.surveillance.measures.terms import MeasureKind


class Step(IntEnum):
    """How far up imported food of a key stands."""

    NORMAL = 0
    RAISED_SAMPLING = 1
    PER_LOT_REPORT = 2
    SUSPENDED = 3

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _STEPS[self]

    @property
    def kinds(self) -> tuple[MeasureKind, ...]:
        """The measures that stand on it: a report for every lot comes beside the sampling, suspension instead."""
        return _MEASURES[self]


_STEPS = {
    Step.NORMAL: Text("正常", "Normal"),
    Step.RAISED_SAMPLING: Text("第一阶梯：提高抽检比例", "Step 1: raised sampling"),
    Step.PER_LOT_REPORT: Text("第二阶梯：逐批提交检验报告", "Step 2: report for every lot"),
    Step.SUSPENDED: Text("第三阶梯：暂停进口", "Step 3: import suspended"),
}
_MEASURES = {
    Step.NORMAL: (),
    Step.RAISED_SAMPLING: (MeasureKind.RAISE_SAMPLING,),
    Step.PER_LOT_REPORT: (MeasureKind.RAISE_SAMPLING, MeasureKind.PER_LOT_REPORT),
    Step.SUSPENDED: (MeasureKind.SUSPEND_OR_BAN,),
}


class MoveKind(StrEnum):
    """What moves the ladder: an outcome, or headquarters."""

    FAILED = "ladder.failed"
    CONFORMED = "ladder.conformed"
    APPROVED = "ladder.approved"
    DECLINED = "ladder.declined"
    RESUMED = "ladder.resumed"


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happened. consignment: whose outcome it is; step: to which import is resumed."""

    kind: MoveKind
    consignment: str = ""
    step: Step = Step.NORMAL


@dataclass(frozen=True, slots=True)
class Key:
    """What a ladder is kept by: goods (prefix), origin, producer's registration ("" unknown), failed item."""

    goods: str
    origin: str
    producer: str
    hazard: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a key stands: its step, conforming consignments in a row there, whether the next step is proposed."""

    step: Step = Step.NORMAL
    run: int = 0
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What policy says. by_itself: steps taken without asking; enough: conforming lots in a row that end steps 1 and 2.

    serious: whether the item is one of safety, health or environment, without which nothing is suspended.
    """

    by_itself: frozenset[int]
    enough: dict[int, int]
    serious: bool = True
