"""Kinds of measures and the states that a measure is in."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from guomen.kernel.terms import Text


class MeasureKind(StrEnum):
    """The measures that the law knows. Who may order which is policy; on which clause each rests, reference data.

    Those of DEEDS are done by officers, with evidence; all others act on declarations by themselves.
    """

    INTENSIFY = "intensify"
    CHANGE_INSPECTION = "change_inspection"
    CHANGE_CONFORMITY = "change_conformity"
    RAISE_SAMPLING = "raise_sampling"
    PER_LOT_REPORT = "per_lot_report"
    CONDITIONAL_ENTRY = "conditional_entry"
    SEAL_AND_DETAIN = "seal_and_detain"
    PROVISIONAL = "provisional"
    SUSPEND_FORMALITIES = "suspend_formalities"
    SUSPEND_OR_BAN = "suspend_or_ban"
    TRACE_BACK = "trace_back"
    RECALL_REQUEST = "recall_request"
    SUSPEND_SALE = "suspend_sale"
    RETURN_GOODS = "return_goods"
    DESTROY_GOODS = "destroy_goods"
    DOWNGRADE_CREDIT = "downgrade_credit"
    CANCEL_REGISTRATION = "cancel_registration"
    JOINT_CHECK = "joint_check"
    INFORM_AUTHORITIES = "inform_authorities"

    @property
    def text(self) -> Text:
        """Its name in the law."""
        return _KINDS[self]

    @property
    def acts(self) -> bool:
        """Whether declarations meet it by themselves; else it is a deed that somebody carries out."""
        return self not in DEEDS


# Rapid response measures: State Council 2017-43 item 11, AQSIQ Decree 1 (2001), GACC Decrees 249 and 271.
_KINDS = {
    MeasureKind.INTENSIFY: Text("加强检验检疫和监督管理", "Intensified inspection, quarantine and supervision"),
    MeasureKind.CHANGE_INSPECTION: Text("调整查验项目、频次", "Changed items or frequency of inspection"),
    MeasureKind.CHANGE_CONFORMITY: Text(
        "调整合格评定、检疫、担保要求", "Changed demands of conformity, quarantine or guarantee"
    ),
    MeasureKind.RAISE_SAMPLING: Text("提高监督抽检比例", "Raised sampling rate"),
    MeasureKind.PER_LOT_REPORT: Text("逐批提交检验报告", "Test report for every lot"),
    MeasureKind.CONDITIONAL_ENTRY: Text(
        "有条件地限制入境、出境或使用", "Conditional restriction of entry, exit or use"
    ),
    MeasureKind.SEAL_AND_DETAIN: Text("查封扣押", "Sealing and detention"),
    MeasureKind.PROVISIONAL: Text("临时紧急措施", "Provisional emergency measure"),
    MeasureKind.SUSPEND_FORMALITIES: Text("暂停或不予办理手续", "Formalities suspended or refused"),
    MeasureKind.SUSPEND_OR_BAN: Text("暂停或者禁止进口", "Suspension or prohibition of import"),
    MeasureKind.TRACE_BACK: Text("追溯调查", "Trace-back investigation"),
    MeasureKind.RECALL_REQUEST: Text("责令召回", "Recall request"),
    MeasureKind.SUSPEND_SALE: Text("暂停销售", "Suspension of sale"),
    MeasureKind.RETURN_GOODS: Text("退运处理", "Return of the goods"),
    MeasureKind.DESTROY_GOODS: Text("销毁处理", "Destruction of the goods"),
    MeasureKind.DOWNGRADE_CREDIT: Text("降低信用等级", "Downgraded credit"),
    MeasureKind.CANCEL_REGISTRATION: Text("暂停或撤销注册登记", "Registration suspended or cancelled"),
    MeasureKind.JOINT_CHECK: Text("联合检查", "Joint check"),
    MeasureKind.INFORM_AUTHORITIES: Text("通报有关部门", "Other authorities informed"),
}
DEEDS = frozenset(list(MeasureKind)[list(MeasureKind).index(MeasureKind.TRACE_BACK) :])


@dataclass(frozen=True, slots=True)
class Task:
    """What an office (its code) has to do to carry a measure out, by when; done only with evidence."""

    office: str
    kind: MeasureKind
    text: Text
    due_at: datetime


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
