"""What screens call the rooms' kinds and states, where the room itself keeps only their codes."""

from guomen.catalogue.terms import Direction
from guomen.kernel.terms import Role, Text
from guomen.targeting.terms import Arm

DIRECTIONS = {
    Direction.IMPORT: Text("进口", "import"),
    Direction.EXPORT: Text("出口", "export"),
}
ARMS = {
    Arm.MANDATORY: Text("规则强制", "a rule that leaves no choice"),
    Arm.LEARNED: Text("风险模型", "the risk model"),
    Arm.LOT: Text("批次抽取", "the lot draw"),
    Arm.CONTROL: Text("随机对照抽查", "the random control arm"),
    Arm.NONE: Text("未抽中", "not chosen"),
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
