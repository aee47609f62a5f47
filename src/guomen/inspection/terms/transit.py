"""The sealed leg of a direct release (直通放行): from the port under seal to the office that inspects."""

from dataclasses import dataclass
from enum import StrEnum

from guomen.kernel.terms import Text


class LegState(StrEnum):
    """to_seal: at the port; in_transit: under seal on the way; arrived: seals whole; stopped: a seal was not.

    called_off: goods stay or go another way: held, released, amended, cancelled.
    """

    TO_SEAL = "to_seal"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    STOPPED = "stopped"
    CALLED_OFF = "called_off"

    @property
    def departed(self) -> bool:
        return self in (LegState.IN_TRANSIT, LegState.ARRIVED, LegState.STOPPED)

    @property
    def text(self) -> Text:
        return _LEGS[self]


class SealState(StrEnum):
    """What the destination finds of a seal."""

    INTACT = "intact"
    BROKEN = "broken"
    MISSING = "missing"
    DIFFERENT = "different"

    @property
    def text(self) -> Text:
        return _SEALS[self]


@dataclass(frozen=True, slots=True)
class Applied:
    """A seal as the port puts it on. unit: the container's number, or the vehicle's where there is no container."""

    unit: str
    number: str


@dataclass(frozen=True, slots=True)
class SealSeen:
    """A seal as the destination sees it. number: as read from it, "" where it is missing; whole: not tampered with."""

    unit: str
    applied: str
    number: str
    whole: bool
    note: str = ""


_LEGS = {
    LegState.TO_SEAL: Text("待施封", "to be sealed"),
    LegState.IN_TRANSIT: Text("施封在途", "in transit under seal"),
    LegState.ARRIVED: Text("到达，封识完好", "arrived, seals whole"),
    LegState.STOPPED: Text("直通放行中止", "direct release stopped"),
    LegState.CALLED_OFF: Text("已取消", "called off"),
}
_SEALS = {
    SealState.INTACT: Text("完好", "whole"),
    SealState.BROKEN: Text("破损", "broken"),
    SealState.MISSING: Text("缺失", "missing"),
    SealState.DIFFERENT: Text("封识号不符", "number differs"),
}
