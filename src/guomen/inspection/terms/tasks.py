"""Tasks: their kinds and states, shifts, and the samples that a conclusion waits for."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from guomen.kernel.terms import Text


class TaskKind(StrEnum):
    """The stages: papers, goods against papers, the goods themselves, a sample for the laboratory.

    Before them, where a direct release goes inland under seal: the port's sealing and the destination's seal check.
    """

    SEALING = "sealing"
    SEAL_CHECK = "seal_check"
    DOCUMENTARY = "documentary"
    IDENTITY = "identity"
    PHYSICAL = "physical"
    SAMPLING = "sampling"

    @property
    def text(self) -> Text:
        return _KINDS[self]


# The two ends of a sealed leg.
LEG_KINDS = (TaskKind.SEALING, TaskKind.SEAL_CHECK)


class TaskState(StrEnum):
    """open: nobody has it; claimed: an officer has it; the rest are ends."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"

    @property
    def live(self) -> bool:
        return self in (TaskState.OPEN, TaskState.CLAIMED)

    @property
    def text(self) -> Text:
        return _STATES[self]


class TaskDeed(StrEnum):
    """What may be done with a task; which deed is possible in which state is a table in rules."""

    CLAIM = "claim"
    ASSIGN = "assign"
    GIVE_BACK = "give_back"
    COMPLETE = "complete"
    REOPEN = "reopen"
    SUPERSEDE = "supersede"
    CANCEL = "cancel"

    @property
    def text(self) -> Text:
        return _DEEDS[self]


class Shift(StrEnum):
    """The three shifts of a port; their hours are policy (inspection.shift.<shift>)."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"

    @property
    def text(self) -> Text:
        return _SHIFTS[self]


@dataclass(frozen=True, slots=True)
class ShiftHours:
    """When a shift starts; it lasts until the next one starts and may run past midnight."""

    shift: Shift
    starts: time


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift of one day."""

    shift_on: date
    shift: Shift


class OrderState(StrEnum):
    """What a sample that inspection ordered has come to."""

    PENDING = "pending"
    CONFORM = "conform"
    NONCONFORM = "nonconform"
    INCONCLUSIVE = "inconclusive"
    REFUSED = "refused"
    CANCELLED = "cancelled"

    @property
    def text(self) -> Text:
        return _ORDERS[self]


class SisterState(StrEnum):
    """What became of a sister lot of a failing lot; gone: it had left before anybody decided."""

    PROPOSED = "proposed"
    SAMPLED = "sampled"
    HELD = "held"
    DISMISSED = "dismissed"
    GONE = "gone"

    @property
    def text(self) -> Text:
        return _SISTERS[self]


_SISTERS = {
    SisterState.PROPOSED: Text("待处理", "to be decided"),
    SisterState.SAMPLED: Text("抽样检测", "to be sampled"),
    SisterState.HELD: Text("扣留", "held"),
    SisterState.DISMISSED: Text("不予处理", "left as it is"),
    SisterState.GONE: Text("已离港", "has left"),
}
_KINDS = {
    TaskKind.SEALING: Text("施加封识", "sealing"),
    TaskKind.SEAL_CHECK: Text("封识核验", "seal check"),
    TaskKind.DOCUMENTARY: Text("单证审核", "documentary check"),
    TaskKind.IDENTITY: Text("货证核对", "identity check"),
    TaskKind.PHYSICAL: Text("现场查验", "physical check"),
    TaskKind.SAMPLING: Text("抽样送检", "sampling"),
}
_STATES = {
    TaskState.OPEN: Text("待认领", "open"),
    TaskState.CLAIMED: Text("办理中", "claimed"),
    TaskState.DONE: Text("已完成", "done"),
    TaskState.SUPERSEDED: Text("已被替代", "superseded"),
    TaskState.CANCELLED: Text("已取消", "cancelled"),
}
_DEEDS = {
    TaskDeed.CLAIM: Text("认领", "claimed"),
    TaskDeed.ASSIGN: Text("指派", "assigned"),
    TaskDeed.GIVE_BACK: Text("退回", "given back"),
    TaskDeed.COMPLETE: Text("完成", "completed"),
    TaskDeed.REOPEN: Text("重新打开", "opened again"),
    TaskDeed.SUPERSEDE: Text("替代", "superseded"),
    TaskDeed.CANCEL: Text("取消", "cancelled"),
}
_SHIFTS = {
    Shift.MORNING: Text("早班", "morning"),
    Shift.AFTERNOON: Text("中班", "afternoon"),
    Shift.NIGHT: Text("夜班", "night"),
}
_ORDERS = {
    OrderState.PENDING: Text("待检测结果", "waiting for the laboratory"),
    OrderState.CONFORM: Text("合格", "conforms"),
    OrderState.NONCONFORM: Text("不合格", "does not conform"),
    OrderState.INCONCLUSIVE: Text("不能判定", "inconclusive"),
    OrderState.REFUSED: Text("实验室拒收", "refused by the laboratory"),
    OrderState.CANCELLED: Text("已取消", "cancelled"),
}
