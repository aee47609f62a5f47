"""How a sample is drawn and divided: the plan in use, the increments, the parts, what a lot is known by."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from guomen.kernel.terms import Text
from guomen.laboratory.terms.samples import PortionKind


class PlanKind(StrEnum):
    """Where a sampling plan comes from."""

    LOT = "gbt2828"
    PLANTS = "ispm31"
    COMMODITY = "commodity"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _PLANS[self]


_PLANS = {
    PlanKind.LOT: Text("GB/T 2828.1 计数抽样", "GB/T 2828.1, by attributes"),
    PlanKind.PLANTS: Text("ISPM 31 植物检疫抽样", "ISPM 31, plant consignments"),
    PlanKind.COMMODITY: Text("商品专用抽样方案", "plan of the commodity"),
}


@dataclass(frozen=True, slots=True)
class Increment:
    """What was taken from one place: how many, and how much where it is weighed ("0.5 kg")."""

    place: str
    count: int = 1
    amount: str = ""


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """The plan in use with the edition it comes from, and the increments as they were drawn.

    letter, level, aql: of GB/T 2828.1 (code letter, inspection level, acceptance quality limit in per cent); size: how
    many units the plan asks for; accept, reject: its numbers.
    """

    kind: PlanKind
    standard: str = ""
    letter: str = ""
    level: str = ""
    aql: str = ""
    size: int | None = None
    accept: int | None = None
    reject: int | None = None
    increments: tuple[Increment, ...] = ()

    @property
    def drawn(self) -> int:
        """How many units the increments come to."""
        return sum(one.count for one in self.increments)

    def as_json(self) -> dict[str, Any]:
        """As it is stored with the sample."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read back what as_json gave."""
        rest = {key: value for key, value in told.items() if key not in ("kind", "increments")}
        increments = tuple(Increment(**one) for one in told.get("increments", ()))
        return cls(PlanKind(told["kind"]), increments=increments, **rest)


@dataclass(frozen=True, slots=True)
class PortionAsked:
    """One part that a sample is divided into: what for, how much, under which seal, where it is kept.

    keep_until None: as long as policy lays down for such a part.
    """

    kind: PortionKind
    amount: str = ""
    seal: str = ""
    place: str = ""
    keep_until: date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The temperatures (°C) between which a sample is to be kept on its way."""

    low: Decimal
    high: Decimal

    def holds(self, temperature: Decimal) -> bool:
        """Whether a temperature is within them."""
        return self.low <= temperature <= self.high

    @property
    def text(self) -> str:
        """As it is read out, e.g. "2 … 8 °C"."""
        return f"{self.low.normalize():f} … {self.high.normalize():f} °C"


@dataclass(frozen=True, slots=True)
class LotIdentity:
    """What a lot is known by before and after its journey. unit: of quantity, a code or a word."""

    number: str
    producer: str = ""
    goods_code: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    containers: frozenset[str] = field(default_factory=frozenset)
    seals: frozenset[str] = field(default_factory=frozenset)

    def as_json(self) -> dict[str, Any]:
        """As it is stored with the sample."""
        return {
            "number": self.number,
            "producer": self.producer,
            "goods_code": self.goods_code,
            "quantity": None if self.quantity is None else str(self.quantity),
            "unit": self.unit,
            "containers": sorted(self.containers),
            "seals": sorted(self.seals),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read back what as_json gave."""
        quantity = told.get("quantity")
        return cls(
            told["number"],
            told.get("producer", ""),
            told.get("goods_code", ""),
            None if quantity is None else Decimal(quantity),
            told.get("unit", ""),
            frozenset(told.get("containers", ())),
            frozenset(told.get("seals", ())),
        )


@dataclass(frozen=True, slots=True)
class StageAsked:
    """One stage of staged sampling: its name, the days between which it is drawn (inclusive), the analytes tested."""

    name: Text
    from_on: date
    to_on: date
    analytes: tuple[str, ...]
