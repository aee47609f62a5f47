"""Facts that decisions read: each with its stable name and its period in the law."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from guomen.catalogue.terms.conditions import Condition
from guomen.catalogue.terms.words import (
    AccessState,
    Channel,
    Confidence,
    DesignationState,
    LimitKind,
    OriginRisk,
    PlanKind,
    ProductRisk,
    RequirementKind,
)
from guomen.kernel.terms import Text

NO_TEXT = Text("", "")


@dataclass(frozen=True, kw_only=True)
class Validity:
    """key: the row's stable name, e.g. "requirement:R-0012@2018-04-20"; [valid_from, valid_to) in days of the law."""

    key: str
    valid_from: date
    valid_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the fact holds on the day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, kw_only=True)
class CommodityRisk(Validity):
    """goods: prefix of the goods code, empty for all goods."""

    goods: str
    risk: ProductRisk
    confidence: Confidence = Confidence.MEDIUM


@dataclass(frozen=True, kw_only=True)
class CountryRisk(Validity):
    """The risk of goods (prefix, empty for all) of an origin."""

    origin: str
    goods: str
    risk: OriginRisk
    confidence: Confidence = Confidence.MEDIUM


@dataclass(frozen=True, kw_only=True)
class MarketAccess(Validity):
    """Whether goods (prefix) of an origin may come in."""

    goods: str
    origin: str
    state: AccessState
    note: Text = NO_TEXT
    confidence: Confidence = Confidence.MEDIUM


@dataclass(frozen=True, kw_only=True)
class Requirement(Validity):
    """What the lines that meet the condition must show, or what is checked or tested on them.

    parameters, by kind (absent where it has nothing to say):
      establishment_registration, importer_filing: "authorisation" (parties' AuthorisationKind);
      staged_sampling: "stages" (how many there are at least);
      quarantine_permit, document: "document" (code in code set "document_kind");
      check: "check" (code in code set "check_kind"), "channel" (the least channel that carries it out);
      test: "analyte", "hazard", "limit_kind", "limit", "low", "unit", "method", "n", "c", "m", "M";
      check, test: "when" – "always" (for every matching line) or "if_inspected" / "if_sampled" (once it is opened).
    """

    kind: RequirementKind
    condition: Condition
    parameters: dict[str, Any]
    text: Text
    basis: str = ""
    confidence: Confidence = Confidence.MEDIUM


@dataclass(frozen=True, kw_only=True)
class MeasureInForce(Validity):
    """A control measure. rate: share of matching lots that it orders the channel for; None means every lot.

    tests: each a dict with the keys of a test requirement's parameters. public: what traders may read, or None.
    """

    number: str
    condition: Condition
    hazard: str
    orders: Channel
    tests: tuple[dict[str, Any], ...] = ()
    rate: float | None = None
    text: Text
    public: Text | None = None
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class PortDesignation(Validity):
    """Whether a port is designated for goods (prefix)."""

    port: str
    goods: str
    state: DesignationState


@dataclass(frozen=True, kw_only=True)
class RatePlan(Validity):
    """A plan for the share of lots that is looked at, for goods (prefix) of an origin at an office; empty for all.

    kind: which state machine. i, f: lots to qualify and the share then looked at; i2, f2: the next step of both;
    back: lots until an interrupted plan goes on; points: an accepted lot's switching score. None where the kind has no
    such number, or where it is to be taken from the policies of the supervision mode.
    """

    code: str
    kind: PlanKind
    goods: str = ""
    origin: str = ""
    office: str = ""
    i: int | None = None
    f: float | None = None
    i2: int | None = None
    f2: float | None = None
    back: int | None = None
    points: int | None = None
    name: Text = NO_TEXT
    source: str = ""
    confidence: Confidence = Confidence.LOW


@dataclass(frozen=True, kw_only=True)
class CheckFrequency(Validity):
    """A row of a scheme of fixed frequencies: the least shares of consignments with identity and physical checks.

    goods: prefixes; origins: empty for every one, or all but those named where negated. exact: whether the codes are
    the goods and nothing else; else other goods share them.
    """

    scheme: str
    number: str
    goods: tuple[str, ...]
    origins: frozenset[str] = frozenset()
    origins_negated: bool = False
    identity: float
    physical: float
    exact: bool = True
    name: Text = NO_TEXT
    source: str = ""
    confidence: Confidence = Confidence.LOW

    def means(self, goods: str, origin: str) -> bool:
        """Whether goods of an origin are of this row. Goods or an origin that nobody stated are of no row that asks."""
        if not any(goods.startswith(prefix) for prefix in self.goods):
            return False
        return not self.origins or (bool(origin) and (origin in self.origins) is not self.origins_negated)


@dataclass(frozen=True, kw_only=True)
class PolicyValue(Validity):
    """A number, word or list that the agency sets; office "" means everywhere, else the office and all below it."""

    name: str
    office: str
    value: str
    unit: str = ""
    confidence: Confidence = Confidence.LOW

    @property
    def number(self) -> float:
        """The value as a number. Raises ValueError where it is a word."""
        return float(self.value)

    @property
    def whole(self) -> int:
        """The value as a whole number. Raises ValueError where it is not one."""
        return int(self.value)

    @property
    def entries(self) -> tuple[str, ...]:
        """The value as a list, written with ";" between its entries."""
        return tuple(part.strip() for part in self.value.split(";") if part.strip())


@dataclass(frozen=True)
class SumMember:
    """A member of a sum, and what its amount is multiplied by."""

    name: Text
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Limit(Validity):
    """A limit of a standard for an analyte in a group of goods.

    value: the maximum or minimum, or the upper end of a range (low is its lower end); None where not detected.
    For kind nmcM: n units, of which c may lie between m and M and none above M (M None: none above m).
    A unit of "/25 g" says that the test portion is 25 g and the count is of positive portions.
    basis: what it is stated on ("as_is", "dry", "fat"; "" where nothing is said); components: for a sum, its members;
    decision_rule, comparison: where the standard states them ("rounded": GB/T 8170-2008 4.3.3); places: decimals that
    it prints. market: whose it is (a country, or a code of the set "market"; "" is ours). standing: where the
    standard's edition stands on the day that was asked for.
    """

    standard: str
    edition: str
    clause: str
    analyte: str
    analyte_zh: str
    food: Text
    goods: tuple[str, ...]
    kind: LimitKind
    value: Decimal | None
    low: Decimal | None
    unit: str
    n: int | None = None
    c: int | None = None
    m: Decimal | None = None
    M: Decimal | None = None
    condition: Text = NO_TEXT
    method: str = ""
    source: str = ""
    confidence: Confidence = Confidence.MEDIUM
    basis: str = ""
    components: tuple[SumMember, ...] = ()
    decision_rule: str = ""
    comparison: str = ""
    places: int | None = None
    standing: str = ""
    market: str = ""
