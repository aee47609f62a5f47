"""Kinds of measures and the states that a measure is in."""

from datetime import date
from enum import StrEnum

from guomen.kernel.terms import Text


class MeasureKind(StrEnum):
    """The measures that the law knows and that act on declarations. Who may order which is policy."""

    INTENSIFY = "intensify"
    RAISE_SAMPLING = "raise_sampling"
    PER_LOT_REPORT = "per_lot_report"
    CONDITIONAL_ENTRY = "conditional_entry"
    SEAL_AND_DETAIN = "seal_and_detain"
    PROVISIONAL = "provisional"
    SUSPEND_OR_BAN = "suspend_or_ban"

    @property
    def text(self) -> Text:
        """Its name in the law."""
        return _KINDS[self][0]

    @property
    def basis(self) -> str:
        """The clause that it rests on."""
        return _KINDS[self][1]


# Rapid response measures: State Council 2017-43 item 11, AQSIQ Decree 1 (2001), GACC Decree 249.
_KINDS = {
    MeasureKind.INTENSIFY: (
        Text("加强检验检疫和监督管理", "Intensified inspection, quarantine and supervision"),
        "出入境检验检疫风险预警及快速反应管理规定（质检总局令第1号）第十一条",
    ),
    MeasureKind.RAISE_SAMPLING: (
        Text("提高监督抽检比例", "Raised sampling rate"),
        "进出口食品安全管理办法（海关总署令第249号）第三十四条第（一）项",
    ),
    MeasureKind.PER_LOT_REPORT: (
        Text("逐批提交检验报告", "Test report for every lot"),
        "进出口食品安全管理办法（海关总署令第249号）第三十四条第（二）项",
    ),
    MeasureKind.CONDITIONAL_ENTRY: (
        Text("有条件地限制入境、出境或使用", "Conditional restriction of entry, exit or use"),
        "出入境检验检疫风险预警及快速反应管理规定（质检总局令第1号）第十一条",
    ),
    MeasureKind.SEAL_AND_DETAIN: (
        Text("查封扣押", "Sealing and detention"),
        "国发〔2017〕43号 第（十一）项",
    ),
    MeasureKind.PROVISIONAL: (
        Text("临时紧急措施", "Provisional emergency measure"),
        "出入境检验检疫风险预警及快速反应管理规定（质检总局令第1号）第十二条",
    ),
    MeasureKind.SUSPEND_OR_BAN: (
        Text("暂停或者禁止进口", "Suspension or prohibition of import"),
        "进出口食品安全管理办法（海关总署令第249号）第三十五条; 食品安全法实施条例(2019) 第五十二条",
    ),
}


class MeasureState(StrEnum):
    """Follows from the days and the lifting alone: nobody sets it."""

    COMING = "coming"
    IN_FORCE = "in_force"
    LIFTED = "lifted"
    EXPIRED = "expired"

    @property
    def text(self) -> Text:
        """The state's name on screen."""
        return _STATE_NAMES[self]


_STATE_NAMES = {
    MeasureState.COMING: Text("待生效", "Not yet in force"),
    MeasureState.IN_FORCE: Text("生效中", "In force"),
    MeasureState.LIFTED: Text("已解除", "Lifted"),
    MeasureState.EXPIRED: Text("已到期", "Expired"),
}


def state_on(day: date, valid_from: date, valid_to: date | None, lifted_on: date | None) -> MeasureState:
    """The state of a measure on `day`; lifted_on is the first day on which it no longer holds."""
    if lifted_on is not None and day >= lifted_on:
        return MeasureState.LIFTED
    if valid_to is not None and day >= valid_to:
        return MeasureState.EXPIRED
    return MeasureState.IN_FORCE if day >= valid_from else MeasureState.COMING
