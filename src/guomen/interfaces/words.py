"""What screens call the rooms' kinds and states, where the room itself keeps only their codes."""

from guomen.catalogue.terms import Direction
from guomen.kernel.terms import Role, Text
from guomen.laboratory.terms import Conformity, SampleState
from guomen.targeting.terms import Arm

DIRECTIONS = {
    Direction.IMPORT: Text("进口", "import"),
    Direction.EXPORT: Text("出口", "export"),
}
ARMS = {
    Arm.MANDATORY: Text("规则强制", "a rule that leaves no choice"),
    Arm.LOT: Text("批次抽取", "the lot draw"),
    Arm.CONTROL: Text("随机对照抽查", "the random control arm"),
    Arm.NONE: Text("未抽中", "not chosen"),
}
SAMPLE_STATES = {
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
CONFORMITIES = {
    Conformity.CONFORM: Text("合格", "conforms"),
    Conformity.NONCONFORM: Text("不合格", "does not conform"),
    Conformity.INCONCLUSIVE: Text("不能判定", "inconclusive"),
    Conformity.NOT_ASSESSED: Text("未判定（无限量）", "not assessed (no limit)"),
}
ROLES = {
    Role.PORT_OFFICER: Text("口岸查验人员", "port officer"),
    Role.DUTY_MANAGER: Text("值班长", "duty manager"),
    Role.LABORATORY_ANALYST: Text("检测人员", "laboratory analyst"),
    Role.LABORATORY_MANAGER: Text("实验室授权签字人", "laboratory manager"),
    Role.RISK_ANALYST: Text("风险分析人员", "risk analyst"),
    Role.HEADQUARTERS: Text("总署", "headquarters"),
    Role.AUDITOR: Text("审计人员", "auditor"),
    Role.TRADER: Text("企业", "trader"),
    Role.SENDER: Text("企业系统", "sender's system"),
    Role.OPERATOR: Text("系统管理员", "system operator"),
}
