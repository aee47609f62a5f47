"""The people of the synthetic port: who they are and where they work."""

from dataclasses import dataclass

from guomen.kernel.terms import Role


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the play. office: code, or "" for one from outside."""

    username: str
    name_zh: str
    name_en: str
    roles: tuple[Role, ...]
    office: str = ""


YANGSHAN, WAIGAOQIAO, SHANGHAI, HEADQUARTERS = "310100", "310200", "310000", "000000"

OFFICER = Person("officer", "王海", "Wang Hai", (Role.PORT_OFFICER,), YANGSHAN)
SECOND_OFFICER = Person("officer2", "李岩", "Li Yan", (Role.PORT_OFFICER,), YANGSHAN)
NEIGHBOUR = Person("neighbour", "陈江", "Chen Jiang", (Role.PORT_OFFICER,), WAIGAOQIAO)
DUTY_MANAGER = Person("duty", "赵敏", "Zhao Min", (Role.DUTY_MANAGER,), YANGSHAN)
NEIGHBOUR_MANAGER = Person("duty2", "孙立", "Sun Li", (Role.DUTY_MANAGER,), WAIGAOQIAO)
BUREAU_MANAGER = Person("bureau", "周正", "Zhou Zheng", (Role.DUTY_MANAGER,), SHANGHAI)
ANALYST = Person("analyst", "钱晓", "Qian Xiao", (Role.LABORATORY_ANALYST,), SHANGHAI)
SECOND_ANALYST = Person("analyst2", "许诚", "Xu Cheng", (Role.LABORATORY_ANALYST,), SHANGHAI)
LABORATORY_MANAGER = Person("labmanager", "吴衡", "Wu Heng", (Role.LABORATORY_MANAGER,), SHANGHAI)
RISK_ANALYST = Person("risk", "郑研", "Zheng Yan", (Role.RISK_ANALYST,), SHANGHAI)
HEADQUARTERS_OFFICER = Person("hq", "冯远", "Feng Yuan", (Role.HEADQUARTERS,), HEADQUARTERS)
AUDITOR = Person("auditor", "何鉴", "He Jian", (Role.AUDITOR,), HEADQUARTERS)
OPERATOR = Person("operator", "沈维", "Shen Wei", (Role.OPERATOR,), HEADQUARTERS)
TRADER = Person("trader", "贸易商", "A trader", (Role.TRADER,))
SENDER = Person("single-window", "单一窗口", "Single window", (Role.SENDER,))

PEOPLE = (
    OFFICER,
    SECOND_OFFICER,
    NEIGHBOUR,
    DUTY_MANAGER,
    NEIGHBOUR_MANAGER,
    BUREAU_MANAGER,
    ANALYST,
    SECOND_ANALYST,
    LABORATORY_MANAGER,
    RISK_ANALYST,
    HEADQUARTERS_OFFICER,
    AUDITOR,
    OPERATOR,
    TRADER,
    SENDER,
)
