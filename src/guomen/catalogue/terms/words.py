"""The catalogue's lists of words."""

from collections.abc import Iterable
from enum import StrEnum

from guomen.kernel.terms import Text


class Direction(StrEnum):
    """Which way the goods cross."""

    IMPORT = "import"
    EXPORT = "export"


class Channel(StrEnum):
    """What becomes of a consignment, from the lightest to the strictest."""

    RELEASE = "release"
    DOCUMENT = "document"
    IDENTITY = "identity"
    PHYSICAL = "physical"
    SAMPLE = "sample"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def severity(self) -> int:
        """0 (release on documents) to 6 (refuse)."""
        return _SEVERITIES[self]

    @property
    def text(self) -> Text:
        """The channel's name on screens and papers."""
        return _CHANNELS[self]


_SEVERITIES = {channel: place for place, channel in enumerate(Channel)}
_CHANNELS = {
    Channel.RELEASE: Text("审单放行", "release on documents"),
    Channel.DOCUMENT: Text("单证审核", "document check"),
    Channel.IDENTITY: Text("核对货证", "identity check"),
    Channel.PHYSICAL: Text("现场查验", "physical check"),
    Channel.SAMPLE: Text("抽样送检", "sample and test"),
    Channel.HOLD: Text("暂扣待处置", "hold"),
    Channel.REFUSE: Text("不予准入", "refuse"),
}


def strictest(channels: Iterable[Channel]) -> Channel:
    """The strictest of the channels; release where there is none."""
    return max(channels, key=lambda channel: channel.severity, default=Channel.RELEASE)


class ProductRisk(StrEnum):
    """Risk grade of a commodity (高风险, 较高风险, 一般风险)."""

    HIGH = "high"
    ELEVATED = "elevated"
    GENERAL = "general"


class OriginRisk(StrEnum):
    """Risk grade of an origin for a commodity."""

    HIGH = "high"
    ELEVATED = "elevated"
    ORDINARY = "ordinary"


class SupervisionMode(StrEnum):
    """The five supervision modes (特别, 严密, 一般, 验证, 信用监管), strictest first."""

    SPECIAL = "special"
    STRINGENT = "stringent"
    GENERAL = "general"
    VERIFICATION = "verification"
    CREDIT = "credit"


class AccessState(StrEnum):
    """Where a commodity of an origin stands on its way to the market; only ADMITTED lets it in."""

    EVALUATING = "evaluating"
    ADMITTED = "admitted"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class DesignationState(StrEnum):
    """Where a port stands on its way to being designated for a commodity; only IN_FORCE counts."""

    APPLIED = "applied"
    BUILT = "built"
    ACCEPTED = "accepted"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"


class RequirementKind(StrEnum):
    """What a requirement asks for."""

    MARKET_ACCESS = "market_access"
    ESTABLISHMENT_REGISTRATION = "establishment_registration"
    IMPORTER_FILING = "importer_filing"
    QUARANTINE_PERMIT = "quarantine_permit"
    DOCUMENT = "document"
    DESIGNATED_PORT = "designated_port"
    CHECK = "check"
    TEST = "test"
    STAGED_SAMPLING = "staged_sampling"


class PlanKind(StrEnum):
    """The state machine behind a plan for the share of lots that is looked at (targeting has the machines)."""

    CSP_1 = "csp1"
    CSP_2 = "csp2"
    CSP_3 = "csp3"
    SKIP_LOT = "skip_lot"
    SWITCHING = "switching"
    STEPS = "steps"
    FIXED = "fixed"

    @property
    def text(self) -> Text:
        """The kind's name on screens."""
        return _PLAN_KINDS[self]


_PLAN_KINDS = {
    PlanKind.CSP_1: Text("连续抽样CSP-1", "CSP-1"),
    PlanKind.CSP_2: Text("连续抽样CSP-2", "CSP-2"),
    PlanKind.CSP_3: Text("连续抽样CSP-3", "CSP-3"),
    PlanKind.SKIP_LOT: Text("跳批抽样", "skip-lot"),
    PlanKind.SWITCHING: Text("AQL转移规则", "AQL switching"),
    PlanKind.STEPS: Text("分级放宽", "stepwise relief"),
    PlanKind.FIXED: Text("固定比例", "fixed frequency"),
}


class IngredientShare(StrEnum):
    """How much of a product an ingredient makes up, as far as a heading tells."""

    MAIN = "main"
    PART = "part"
    TRACE = "trace"

    @property
    def text(self) -> Text:
        """The share's name on screens."""
        return _SHARES[self]


_SHARES = {
    IngredientShare.MAIN: Text("主要原料", "main ingredient"),
    IngredientShare.PART: Text("部分原料", "part of it"),
    IngredientShare.TRACE: Text("少量或痕量", "little or traces"),
}


class LimitKind(StrEnum):
    """How a limit is read; the values are the words of reference/ and of the law."""

    MAX = "max"
    MIN = "min"
    RANGE = "range"
    NOT_DETECTED = "not_detected"
    THREE_CLASS = "nmcM"


# Decision rules that a standard may state (ILAC-G8:09/2019); the laboratory's DecisionRule says what each does.
DECISION_RULES = ("simple", "guarded", "guarded_083", "guarded_150", "guarded_300", "uncritical", "conditional")


class Confidence(StrEnum):
    """How far a fact may be trusted: read in a public source, or remembered with high, medium, low certainty.

    MEDIUM and LOW are shown as an unverified default and never drive a refusal by themselves.
    """

    SOURCE = "source"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def verified(self) -> bool:
        return self in (Confidence.SOURCE, Confidence.HIGH)
