"""The synthetic world's vocabulary."""

from dataclasses import dataclass

from guomen.consignments.terms import Declaration


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which goods can really be wrong. rate: share of consignments of an ordinary producer.

    kind "test" is found only in the laboratory (analyte and a value beyond its limit, in unit); kind "check" is found
    by an officer who looks.
    """

    kind: str
    hazard: str
    rate: float
    severity: str = "major"
    analyte: str = ""
    value: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Trade:
    """A commodity that is traded through the port: what it is, where it comes from, how much of it travels.

    weight: how often it travels beside the others; kilograms: least and most of one item; price: CNY per kilogram;
    registered, filed, permit: whether its producers are registered, its importers filed, its lots under quarantine
    permit; documents: kinds presented with it.
    """

    weight: int
    goods_code: str
    description: str
    origins: tuple[str, ...]
    kilograms: tuple[float, float]
    price: float
    registered: bool
    filed: bool
    permit: bool
    documents: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An importer. care multiplies the fault rates of what it buys: below 1 it chooses well."""

    uscc: str
    name_zh: str
    name_en: str
    enterprise_class: int
    care: float


@dataclass(frozen=True, slots=True)
class Establishment:
    """An overseas producer. quality multiplies the fault rates of what it makes."""

    number: str
    name: str
    country: str
    goods_code: str
    quality: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where declarations arrive: the accepting office, its port, who sends them, what is traded there."""

    office: str
    port: str
    sender: str
    trades: tuple[Trade, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is really wrong with one item; nobody in the port knows it beforehand."""

    item_no: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Arrival:
    """A declaration and the truth about its goods."""

    declaration: Declaration
    truths: tuple[Truth, ...]
