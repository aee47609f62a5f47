"""How a result is decided on: decision rules (ILAC-G8:09/2019), comparison (GB/T 8170-2008), bases, sums."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from guomen.kernel.terms import Text


class DecisionRule(StrEnum):
    """How measurement uncertainty is accounted for when conformity is stated (ISO/IEC 17025 3.7, ILAC-G8:09/2019).

    The acceptance limit lies `multiple` · U inside the tolerance limit (guard band w = r·U, ILAC-G8 table 1); U is the
    expanded uncertainty with k = 2. A negative multiple rejects only what lies beyond the limit for certain.
    """

    SIMPLE = "simple"
    GUARDED = "guarded"
    SMALL_GUARD = "guarded_083"
    WIDE_GUARD = "guarded_150"
    SIX_SIGMA = "guarded_300"
    UNCRITICAL = "uncritical"
    CONDITIONAL = "conditional"

    @property
    def multiple(self) -> Decimal:
        """r of the guard band w = r·U."""
        return _MULTIPLES[self]

    @property
    def text(self) -> Text:
        """The rule in words, with the risk that it is chosen for (at a single limit, k = 2)."""
        return _RULE_NAMES[self]


_MULTIPLES = {
    DecisionRule.SIMPLE: Decimal(0),
    DecisionRule.GUARDED: Decimal(1),
    DecisionRule.SMALL_GUARD: Decimal("0.83"),
    DecisionRule.WIDE_GUARD: Decimal("1.5"),
    DecisionRule.SIX_SIGMA: Decimal(3),
    DecisionRule.UNCRITICAL: Decimal(-1),
    DecisionRule.CONDITIONAL: Decimal(1),
}
_RULE_NAMES = {
    DecisionRule.SIMPLE: Text(
        "简单接受（无保护带，误判风险可达50%）", "simple acceptance (no guard band; risk up to 50 %)"
    ),
    DecisionRule.GUARDED: Text("保护带 w = U（误接受 ≤ 2.5%）", "guard band w = U (false accept ≤ 2.5 %)"),
    DecisionRule.SMALL_GUARD: Text("保护带 w = 0.83U（误接受 ≤ 5%）", "guard band w = 0.83 U (false accept ≤ 5 %)"),
    DecisionRule.WIDE_GUARD: Text("保护带 w = 1.5U（误接受 ≤ 0.16%）", "guard band w = 1.5 U (false accept ≤ 0.16 %)"),
    DecisionRule.SIX_SIGMA: Text("保护带 w = 3U（误接受 < 1 ppm）", "guard band w = 3 U (false accept < 1 ppm)"),
    DecisionRule.UNCRITICAL: Text(
        "仅在确定超限时拒绝 w = −U（误拒绝 ≤ 2.5%）",
        "rejected only when certainly beyond, w = −U (false reject ≤ 2.5 %)",
    ),
    DecisionRule.CONDITIONAL: Text(
        "非二元判定，保护带 w = U（合格、有条件合格、有条件不合格、不合格）",
        "non-binary, guard band w = U (pass, conditional pass, conditional fail, fail)",
    ),
}


class Grade(StrEnum):
    """What the non-binary rule adds within a guard band of the limit (ILAC-G8:09/2019 4.2.3)."""

    NONE = ""
    CONDITIONAL_ACCEPT = "conditional_accept"
    CONDITIONAL_REJECT = "conditional_reject"


class Comparison(StrEnum):
    """How a value is compared with a limit (GB/T 8170-2008 4.3): the whole value, which holds where a standard says
    nothing, or the value rounded to the limit's last place, where the standard says so."""

    FULL = "full"
    ROUNDED = "rounded"

    @property
    def text(self) -> Text:
        """What GB/T 8170 calls it."""
        if self is Comparison.FULL:
            return Text("全数值比较法", "comparison of the whole value")
        return Text("修约值比较法", "comparison of the rounded value")


class Basis(StrEnum):
    """What a share is stated on: the sample as it is, its dry matter, its fat. Unstated means as it is."""

    UNSTATED = ""
    AS_IS = "as_is"
    DRY = "dry"
    FAT = "fat"

    @property
    def text(self) -> Text:
        """What it is called in a statement."""
        return _BASIS_NAMES[self]


_BASIS_NAMES = {
    Basis.UNSTATED: Text("以样品计", "as is"),
    Basis.AS_IS: Text("以样品计", "as is"),
    Basis.DRY: Text("以干物质计", "on dry matter"),
    Basis.FAT: Text("以脂肪计", "on fat"),
}


class Bound(StrEnum):
    """What a component that was not detected counts as in a sum: nothing, half of its LOQ, or its LOQ."""

    LOWER = "lower"
    MIDDLE = "middle"
    UPPER = "upper"


@dataclass(frozen=True, slots=True)
class Component:
    """A member of a sum: its name (either language names it in results) and what its amount is multiplied by."""

    name: Text
    factor: Decimal = Decimal(1)
