"""Words for the pool of laboratories: pure values."""

from enum import StrEnum

from guomen.kernel.terms import Text


class Standing(StrEnum):
    """Whether a testing body may be relied on."""

    GOOD = "good"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STANDINGS[self]


class RoutedBy(StrEnum):
    """Who chose the laboratory of a sample."""

    SOLVER = "solver"
    ENTERPRISE = "enterprise"
    OFFICER = "officer"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _ROUTED[self]


class OutsideState(StrEnum):
    """What became of an outside report: to verify means accepted, with a re-test ordered on it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    VERIFYING = "verifying"
    AGREED = "agreed"
    DISAGREED = "disagreed"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _OUTSIDE[self]


class OrderState(StrEnum):
    """An enterprise's order of tests."""

    PLACED = "placed"
    TAKEN = "taken"
    DECLINED = "declined"
    REPORTED = "reported"
    CANCELLED = "cancelled"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _ORDERS[self]


_STANDINGS = {
    Standing.GOOD: Text("良好", "in good standing"),
    Standing.SUSPENDED: Text("暂停", "suspended"),
    Standing.WITHDRAWN: Text("撤销", "withdrawn"),
}
_ROUTED = {
    RoutedBy.SOLVER: Text("系统分配", "by the program"),
    RoutedBy.ENTERPRISE: Text("企业自选", "by the enterprise"),
    RoutedBy.OFFICER: Text("人员指定", "by an officer"),
}
_OUTSIDE = {
    OutsideState.ACCEPTED: Text("已采信", "accepted"),
    OutsideState.REFUSED: Text("不予采信", "not accepted"),
    OutsideState.VERIFYING: Text("采信并抽检验证", "accepted, being verified"),
    OutsideState.AGREED: Text("验证一致", "verified, in agreement"),
    OutsideState.DISAGREED: Text("验证不一致", "verified, in disagreement"),
}
_ORDERS = {
    OrderState.PLACED: Text("已下单", "placed"),
    OrderState.TAKEN: Text("已受理", "taken on"),
    OrderState.DECLINED: Text("未受理", "declined"),
    OrderState.REPORTED: Text("已出报告", "reported"),
    OrderState.CANCELLED: Text("已取消", "cancelled"),
}
