"""Words of warning: levels, kinds, states, and where a warning is sent."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from guomen.catalogue.terms import Condition
from guomen.kernel.terms import Reason, Text


class AlertLevel(StrEnum):
    """I red, II orange, III yellow, IV blue (State Council 2017-43 item 8; Emergency Response Law 2024 Art. 63)."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    @property
    def text(self) -> Text:
        """Its name in the law."""
        return _LEVELS[self]

    @property
    def short(self) -> Text:
        """Its name where there is little room."""
        return _SHORT[self]

    @property
    def rank(self) -> int:
        """1 (red) to 4 (blue), as the Roman numeral counts."""
        return ("red", "orange", "yellow", "blue").index(self.value) + 1


_LEVELS = {
    AlertLevel.RED: Text("Ⅰ级（红色，特别严重）", "Level I (red, extremely serious)"),
    AlertLevel.ORANGE: Text("Ⅱ级（橙色，严重）", "Level II (orange, serious)"),
    AlertLevel.YELLOW: Text("Ⅲ级（黄色，较重）", "Level III (yellow, fairly serious)"),
    AlertLevel.BLUE: Text("Ⅳ级（蓝色，一般）", "Level IV (blue, ordinary)"),
}


_SHORT = {
    AlertLevel.RED: Text("Ⅰ红色", "I red"),
    AlertLevel.ORANGE: Text("Ⅱ橙色", "II orange"),
    AlertLevel.YELLOW: Text("Ⅲ黄色", "III yellow"),
    AlertLevel.BLUE: Text("Ⅳ蓝色", "IV blue"),
}


class AlertKind(StrEnum):
    """By whom it must reach (State Council 2017-43 item 9)."""

    CIRCULAR = "circular"
    NOTICE = "notice"
    ANNOUNCEMENT = "announcement"

    @property
    def text(self) -> Text:
        """Its name in the law."""
        return _KINDS[self]


_KINDS = {
    AlertKind.CIRCULAR: Text("风险警示通报", "Risk alert circular"),
    AlertKind.NOTICE: Text("风险警示通告", "Risk alert notice"),
    AlertKind.ANNOUNCEMENT: Text("风险警示公告", "Risk alert announcement"),
}


class AlertState(StrEnum):
    """Proposed by one, issued by another's signature; an issued one is only replaced or lifted, never changed."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    ISSUED = "issued"
    REPLACED = "replaced"
    LIFTED = "lifted"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _STATES[self]


_STATES = {
    AlertState.PROPOSED: Text("待签发", "Awaiting signature"),
    AlertState.DECLINED: Text("未签发", "Declined"),
    AlertState.ISSUED: Text("已发布", "Issued"),
    AlertState.REPLACED: Text("已被更新", "Replaced"),
    AlertState.LIFTED: Text("已解除", "Lifted"),
}


class Change(StrEnum):
    """What a version does to the one before it."""

    FIRST = "first"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    CORRECTION = "correction"
    LIFTING = "lifting"
    REFUTATION = "refutation"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _CHANGES[self]


_CHANGES = {
    Change.FIRST: Text("首次发布", "First issue"),
    Change.UPGRADE: Text("升级", "Upgrade"),
    Change.DOWNGRADE: Text("降级", "Downgrade"),
    Change.CORRECTION: Text("更正", "Correction"),
    Change.LIFTING: Text("解除", "Lifting"),
    Change.REFUTATION: Text("澄清（查否）", "Refutation"),
}


class OutletKind(StrEnum):
    """How an alert leaves the house. The public page and the feeds show what is issued and need no sending."""

    WEBHOOK = "webhook"
    EMAIL = "email"
    FOLDER = "folder"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _OUTLETS[self]


_OUTLETS = {
    OutletKind.WEBHOOK: Text("网络推送（CAP）", "Webhook (CAP)"),
    OutletKind.EMAIL: Text("电子邮件", "E-mail"),
    OutletKind.FOLDER: Text("文件夹（CAP文件）", "Folder (CAP file)"),
}


class SendingState(StrEnum):
    """Claimed before it is sent, so that it is sent once."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"


class Audience(StrEnum):
    """Whom an alert must reach; the widest of them makes its kind."""

    PORTS = "ports"
    OPERATORS = "operators"
    PUBLIC = "public"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _AUDIENCES[self]


_AUDIENCES = {
    Audience.PORTS: Text("口岸和各级机构", "Ports and offices"),
    Audience.OPERATORS: Text("生产经营者和有关部门", "Operators and the departments concerned"),
    Audience.PUBLIC: Text("消费者和公众", "Consumers and the public"),
}


class AlertCategory(StrEnum):
    """The category that an alert must state (Emergency Response Law 2024 Art. 64), as our field divides it."""

    FOOD = "food"
    PRODUCT = "product"
    ANIMAL = "animal"
    PLANT = "plant"
    HEALTH = "health"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _CATEGORIES[self]


_CATEGORIES = {
    AlertCategory.FOOD: Text("食品安全", "Food safety"),
    AlertCategory.PRODUCT: Text("商品质量安全", "Product safety"),
    AlertCategory.ANIMAL: Text("动物疫病", "Animal disease"),
    AlertCategory.PLANT: Text("植物有害生物", "Plant pest"),
    AlertCategory.HEALTH: Text("口岸公共卫生", "Public health at ports"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What an alert says, each sentence in both languages (Emergency Response Law 2024 Art. 64)."""

    title: Text
    scope: Text
    warning: Text
    action: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a person proposes to warn of. level None: as graded; another one needs a ground."""

    audience: Audience
    category: AlertCategory
    wording: Wording
    starts_at: datetime
    ends_at: datetime | None = None
    condition: Condition = field(default_factory=Condition)
    hazard: str = ""
    level: AlertLevel | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class GradingRow:
    """One row of the grading table: the level it gives, its stable key, source, and whether it is our own choice."""

    level: AlertLevel
    key: str
    source: str
    doubtful: bool


# (risk level, urgency, scope) -> row
GradingTable = dict[tuple[str, str, str], GradingRow]


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline: since when it runs, until when, under which clause; met_at is None while it is not met."""

    what: Text
    since: datetime
    due_at: datetime
    basis: str
    met_at: datetime | None = None
    doubtful: bool = False

    def overdue(self, at: datetime) -> bool:
        """Whether it was missed, as seen at an instant."""
        return (self.met_at or at) > self.due_at


@dataclass(frozen=True, slots=True)
class Questioned:
    """A signal that an alert stands on was taken back or refuted: which, when, and by when to assess anew."""

    signal: int
    at: datetime
    due_at: datetime
    reasons: tuple[Reason, ...] = ()
