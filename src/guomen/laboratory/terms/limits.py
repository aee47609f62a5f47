"""Limits, what is measured against them, and the statement that comes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from guomen.kernel.terms import Reason, Refusal, Text
from guomen.laboratory.terms.deciding import Basis, Comparison, Component, DecisionRule, Grade


class LimitKind(StrEnum):
    """max: at most; range: between low and value (one side may be open); not_detected: absent, where value is the
    detection limit that the method must reach; nmcM: classes of units; none: reported for information."""

    MAX = "max"
    RANGE = "range"
    NOT_DETECTED = "not_detected"
    CLASSES = "nmcM"
    NONE = "none"


class Conformity(StrEnum):
    """What a statement says. not_assessed: no limit is in force, the value is for information."""

    CONFORM = "conform"
    NONCONFORM = "nonconform"
    INCONCLUSIVE = "inconclusive"
    NOT_ASSESSED = "not_assessed"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _CONFORMITY_NAMES[self]


_CONFORMITY_NAMES = {
    Conformity.CONFORM: Text("合格", "conforms"),
    Conformity.NONCONFORM: Text("不合格", "does not conform"),
    Conformity.INCONCLUSIVE: Text("不能判定", "inconclusive"),
    Conformity.NOT_ASSESSED: Text("未判定（无限量）", "not assessed (no limit)"),
}


@dataclass(frozen=True, slots=True)
class Market:
    """A country, a common market or Codex, whose limits goods for export are judged by. code "" is ours."""

    code: str
    name: Text

    def as_json(self) -> dict[str, str]:
        """As it is stored with the test."""
        return {"code": self.code, **self.name.as_json()}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Market":
        """Read back what as_json gave."""
        return cls(told["code"], Text(told["zh"], told["en"]))


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit as it stood on the day of the law.

    value is the upper bound (for nmcM: M, None in a two-class plan), low the lower (for nmcM: m), in `unit`;
    units n and accept c count sample units: at most c of n may lie beyond (for nmcM: between m and M).
    key names the row it came from ("" where an instruction stated it); confidence is how far that row may be trusted.
    components: for a sum, what is added up and with which factors. stated_on: on what the limit is stated (dry …).
    rule: the decision rule that the standard states, None where it states none. comparison, places: GB/T 8170-2008 4.3,
    places being the decimals that the standard prints (None: those of the bound that is compared with).
    destination: for goods for export, whose limits are asked for; market: whose this one is, None for ours.
    """

    kind: LimitKind
    unit: str = ""
    value: Decimal | None = None
    low: Decimal | None = None
    units: int = 1
    accept: int = 0
    standard: str = ""
    edition: str = ""
    clause: str = ""
    condition: str = ""
    key: str = ""
    confidence: str = ""
    components: tuple[Component, ...] = ()
    stated_on: Basis = Basis.UNSTATED
    rule: DecisionRule | None = None
    comparison: Comparison = Comparison.FULL
    places: int | None = None
    destination: Market | None = None
    market: Market | None = None

    @property
    def basis(self) -> str:
        """Standard, edition and clause, as they are cited: "GB 2762-2017 表2"."""
        whole = f"{self.standard}-{self.edition}" if self.standard and self.edition else self.standard
        return f"{whole} {self.clause}".strip()

    @property
    def text(self) -> Text:
        """The limit in words and signs."""
        unit = f" {self.unit}" if self.unit not in ("", "-") else ""
        if self.kind is LimitKind.MAX:
            return Text(f"≤ {self.value:f}{unit}", f"≤ {self.value:f}{unit}")
        if self.kind is LimitKind.RANGE:
            low, high = (f"{bound:f}" if bound is not None else "" for bound in (self.low, self.value))
            sign = f"{low}–{high}{unit}" if low and high else f"≥ {low}{unit}" if low else f"≤ {high}{unit}"
            return Text(sign, sign)
        if self.kind is LimitKind.NOT_DETECTED:
            reach = f" (LOD ≤ {self.value:f}{unit})" if self.value is not None else unit
            return Text(f"不得检出{reach}", f"not detected{reach}")
        if self.kind is LimitKind.CLASSES:
            high = "–" if self.value is None else f"{self.value:f}"
            sign = f"n={self.units}, c={self.accept}, m={self.low:f}, M={high}{unit}"
            return Text(sign, sign)
        return Text("无限量，仅供参考", "no limit; for information")


_ND = ("nd", "n.d.", "未检出")


def absent(word: str) -> bool:
    """Whether a reading, as a person writes it, says that nothing was detected."""
    return word.strip().lower() in _ND


@dataclass(frozen=True, slots=True)
class Measured:
    """What the analyst measured: one reading for each sample unit, None meaning not detected; lod, loq in `unit`.

    components: for a sum, each member's reading by its name (either language); its own detection limits in `lods` and
    `loqs`, where they are not the test's. dilution: the readings were taken from an extract diluted so many times, and
    are multiplied by it, as lod and loq are. uncertainty: expanded, of the result, in `unit` (absolute); relative:
    expanded, as a share of the result (0.12 is 12 %); where both are given the larger counts; coverage: k. basis: what
    the readings are stated on; dry_matter, fat: shares of the sample in per cent, with which they are turned into the
    limit's basis.
    """

    readings: tuple[Decimal | None, ...]
    unit: str
    lod: Decimal | None = None
    loq: Decimal | None = None
    components: Mapping[str, Decimal | None] = field(default_factory=dict)
    dilution: Decimal = Decimal(1)
    uncertainty: Decimal | None = None
    coverage: Decimal = Decimal(2)
    basis: str = ""
    dry_matter: Decimal | None = None
    relative: Decimal | None = None
    fat: Decimal | None = None
    lods: Mapping[str, Decimal] = field(default_factory=dict)
    loqs: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of conformity of one test, with its reasons.

    rule: the decision rule used; risk: the probability that what is said is wrong (None where it was not computed);
    guard: width of the guard band, in the limit's unit; rounded: the value as it was compared, where it was rounded;
    grade: what the non-binary rule adds; uncertainty: the expanded uncertainty used, in the limit's unit.
    """

    analyte: Text
    conformity: Conformity
    value: str
    limit: Limit
    reasons: tuple[Reason, ...]
    rule: DecisionRule = DecisionRule.SIMPLE
    risk: float | None = None
    guard: Decimal | None = None
    rounded: str = ""
    grade: Grade = Grade.NONE
    uncertainty: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """As results and reports keep it; the markets only of goods for export."""
        markets = {"destination": self.limit.destination, "market": self.limit.market}
        return {name: one.as_json() for name, one in markets.items() if one} | {
            "analyte": self.analyte.as_json(),
            "conformity": str(self.conformity),
            "value": self.value,
            "limit": self.limit.text.as_json(),
            "unit": self.limit.unit,
            "standard": self.limit.standard,
            "edition": self.limit.edition,
            "clause": self.limit.clause,
            "key": self.limit.key,
            "confidence": self.limit.confidence,
            "rule": str(self.rule),
            "risk": self.risk,
            "guard": None if self.guard is None else f"{self.guard:f}",
            "rounded": self.rounded,
            "grade": str(self.grade),
            "uncertainty": None if self.uncertainty is None else f"{self.uncertainty:f}",
            "reasons": [reason.as_json() for reason in self.reasons],
        }


_NUMBER = r"\d+(?:\.\d+)?"
_CLASSES = re.compile(rf"n=(\d+),? *c=(\d+),? *m=({_NUMBER})(?:,? *M=({_NUMBER}|-|–))?\Z")
_RANGE = re.compile(rf"({_NUMBER}) *(?:\.\.|[-–~]) *({_NUMBER})\Z")
_MAX = re.compile(rf"(?:max|≤|<=)? *({_NUMBER})\Z")
_MIN = re.compile(rf"(?:min|≥|>=) *({_NUMBER})\Z")
_ABSENT = re.compile(rf"(?:nd|not[ _]detected|不得检出)(?: *({_NUMBER}))?\Z", re.IGNORECASE)


def read_limit(text: str, *, unit: str, units: int = 1, accept: int = 0) -> Limit:
    """A limit as an instruction writes it; empty, or a kind without a number, means none.

    "0.2", "max 0.2", "min 4", "4.0-7.5", "range 4.0-7.5", "ND", "not_detected 0.3" (the detection limit to reach),
    "n=5,c=0,m=0,M=-", "nmcM n=5 c=0 m=0". Raises Refusal where it is none of these.
    """
    written = re.sub(r"\A(range|nmcM) +", "", text.strip())
    if written in ("", "max", "min", "range"):
        return Limit(LimitKind.NONE, unit, units=units, accept=accept)
    if match := _CLASSES.match(written):
        n, c, low, high = match.groups()
        top = None if high in (None, "-", "–") else Decimal(high)
        return Limit(LimitKind.CLASSES, unit, top, Decimal(low), int(n), int(c))
    if match := _RANGE.match(written):
        return Limit(LimitKind.RANGE, unit, Decimal(match[2]), Decimal(match[1]), units, accept)
    if match := _MIN.match(written):
        return Limit(LimitKind.RANGE, unit, None, Decimal(match[1]), units, accept)
    if match := _MAX.match(written):
        return Limit(LimitKind.MAX, unit, Decimal(match[1]), None, units, accept)
    if match := _ABSENT.match(written):
        reach = Decimal(match[1]) if match[1] else None
        return Limit(LimitKind.NOT_DETECTED, unit, reach, None, units, accept)
    raise Refusal(
        "laboratory.limit_unreadable",
        Text(f"无法识别限量“{text}”。", f"The limit “{text}” cannot be read."),
        Text("请写成数值、范围、ND 或 n=,c=,m=,M=。", "Write a number, a range, ND, or n=,c=,m=,M=."),
    )
