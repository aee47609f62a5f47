"""Words of warning: levels, kinds, states, and where a warning is sent."""

from enum import StrEnum

from guomen.kernel.terms import Text


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
    def rank(self) -> int:
        """1 (red) to 4 (blue), as the Roman numeral counts."""
        return ("red", "orange", "yellow", "blue").index(self.value) + 1


_LEVELS = {
    AlertLevel.RED: Text("Ⅰ级（红色，特别严重）", "Level I (red, extremely serious)"),
    AlertLevel.ORANGE: Text("Ⅱ级（橙色，严重）", "Level II (orange, serious)"),
    AlertLevel.YELLOW: Text("Ⅲ级（黄色，较重）", "Level III (yellow, fairly serious)"),
    AlertLevel.BLUE: Text("Ⅳ级（蓝色，一般）", "Level IV (blue, ordinary)"),
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
