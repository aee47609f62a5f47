"""Words of the rate plans: the names of their states, and where a record stands."""

from enum import StrEnum
from typing import NamedTuple

from guomen.kernel.terms import Text


class State(StrEnum):
    """Where the goods of a party stand under a plan."""

    QUALIFYING = "qualifying"
    EVERY_LOT = "every_lot"
    SAMPLING = "sampling"
    WATCHED = "watched"
    NEXT_FOUR = "next_four"
    LOT_BY_LOT = "lot_by_lot"
    SKIPPING = "skipping"
    INTERRUPTED = "interrupted"
    TIGHTENED = "tightened"
    NORMAL = "normal"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"
    FIXED = "fixed"

    @property
    def text(self) -> Text:
        """The state's name on screens."""
        return _STATES[self]


_STATES = {
    State.QUALIFYING: Text("尚无足够记录", "no sufficient record yet"),
    State.EVERY_LOT: Text("曾不合格，逐批查验", "found nonconforming, lot by lot"),
    State.SAMPLING: Text("连续合格，按比例抽查", "conforming in a row, a fraction"),
    State.WATCHED: Text("抽查中，近期有一批不合格", "a fraction, one lot failed of late"),
    State.NEXT_FOUR: Text("有一批不合格，其后四批逐批查验", "a lot failed: the next four lots, each"),
    State.LOT_BY_LOT: Text("状态1：逐批检验", "state 1: lot by lot"),
    State.SKIPPING: Text("状态2：跳批", "state 2: skipping"),
    State.INTERRUPTED: Text("状态3：跳批中断", "state 3: skipping interrupted"),
    State.TIGHTENED: Text("加严", "tightened"),
    State.NORMAL: Text("正常", "normal"),
    State.REDUCED: Text("放宽", "reduced"),
    State.DISCONTINUED: Text("暂停检验", "discontinued"),
    State.FIXED: Text("固定比例", "fixed frequency"),
}


class Standing(NamedTuple):
    """Where a record stands. rate: the share of lots to look at; severity: of ISO 2859-1 for the lots looked at."""

    state: State
    rate: float
    severity: str = "normal"
