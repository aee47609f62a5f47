"""The declaration as the 2018 integrated declaration knows it, and its flat form of one row per goods item.

Masses are kilograms. Absent text is "", absent numbers and dates are None. Every Decimal is kept in its plain
shortest form (12.5, never 12.50 or 1E+2), so that equal declarations are equal byte for byte.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

import msgspec
import polars as pl

from guomen.kernel.terms import Fault

# The day of a draw, and of a date with a time zone, is the day in Beijing time.
CIVIL_ZONE = ZoneInfo("Asia/Shanghai")

# Lengths of goods code that there are: HS subheading, China's tariff at 8 and 10 digits, the whole code.
ANY_GOODS_DIGITS = frozenset({6, 8, 10, 13})


class Status(StrEnum):
    """Where a consignment's declaration stands."""

    LODGED = "lodged"
    CANCELLED = "cancelled"


def plain(number: Decimal) -> Decimal:
    """The same number without exponent and without zeros that say nothing."""
    shortest = number.normalize()
    return Decimal(int(shortest)) if shortest == shortest.to_integral_value() else shortest


# Defaults that are words: what is left out when written is known by identity.
_DEFAULT_WORDS = {"lodge": "lodge", "uscc": "uscc"}


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a declaration; puts its numbers into their plain form."""

    numbers: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for name in self.numbers:
            value = getattr(self, name)
            if value is not None:
                msgspec.structs.force_setattr(self, name, plain(value))


class Permit(Part, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A licence or permit used for one item, and how much of it (DecGoodsLimit)."""

    numbers: ClassVar[tuple[str, ...]] = ("quantity",)

    kind: str
    number: str
    quantity: Decimal | None = None


class ContainerUse(Part, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A container and the items in it (DecContainer)."""

    number: str
    kind: str = ""
    items: tuple[int, ...] = ()


class PresentedDocument(Part, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A document shown to us (DecLicenseDocu)."""

    kind: str
    number: str = ""


class GoodsItem(Part, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One item of goods. goods_code has 13 digits (8 tariff, 2 further, 3 inspection and quarantine)."""

    numbers: ClassVar[tuple[str, ...]] = ("quantity", "net_mass", "value")

    item_no: int
    goods_code: str
    description: str = ""
    specification: str = ""
    origin: str = ""
    quantity: Decimal | None = None
    quantity_unit: str = ""
    net_mass: Decimal | None = None
    value: Decimal | None = None
    currency: str = ""
    producer: str = ""
    producer_name: str = ""
    brand: str = ""
    batch_number: str = ""
    produced_on: date | None = None
    intended_use: str = ""
    permits: tuple[Permit, ...] = ()


class Declaration(Part, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What `sender` declares under `reference`, in one version.

    version counts from 1 without gaps. action: lodge (the first), amend, cancel. direction: import, export.
    importer is the domestic consignee or consignor; importer_scheme says whose number it is, uscc or local.
    """

    numbers: ClassVar[tuple[str, ...]] = ("gross_mass", "net_mass")

    sender: str
    reference: str
    version: int = 1
    action: str = _DEFAULT_WORDS["lodge"]
    direction: str = ""
    regime: str = ""
    declared_on: date | None = None
    moved_on: date | None = None
    shipped_on: date | None = None
    office: str = ""
    port: str = ""
    destination_office: str = ""
    transport_mode: str = ""
    conveyance: str = ""
    voyage: str = ""
    bill_number: str = ""
    contract_number: str = ""
    importer: str = ""
    importer_scheme: str = _DEFAULT_WORDS["uscc"]
    importer_name: str = ""
    declarant: str = ""
    owner: str = ""
    consignor: str = ""
    consignor_name: str = ""
    departure_country: str = ""
    package_count: int | None = None
    package_kind: str = ""
    gross_mass: Decimal | None = None
    net_mass: Decimal | None = None
    goods_place: str = ""
    special_pass: str = ""
    remarks: str = ""
    items: tuple[GoodsItem, ...] = ()
    containers: tuple[ContainerUse, ...] = ()
    documents: tuple[PresentedDocument, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("action", "importer_scheme"):
            value = getattr(self, name)
            msgspec.structs.force_setattr(self, name, _DEFAULT_WORDS.get(value, value))


def written_container(one: ContainerUse) -> str:
    """number, number:kind or number:kind:1,2"""
    items = ",".join(str(item) for item in one.items)
    return ":".join((one.number, one.kind, items)).rstrip(":")


def written_document(one: PresentedDocument) -> str:
    """kind or kind:number"""
    return f"{one.kind}:{one.number}" if one.number else one.kind


def written_permit(one: Permit) -> str:
    """kind:number or kind:number:quantity"""
    return f"{one.kind}:{one.number}" + (f":{one.quantity:f}" if one.quantity is not None else "")


# The header's own net mass has another name in the flat form, where net_mass is the item's.
FLAT_NAMES = {"net_mass": "total_net_mass"}
_LISTS = ("containers", "documents", "permits")


def _column_type(kind: Any) -> pl.DataType | type[pl.DataType]:
    if kind in (Decimal, Decimal | None):
        return pl.Float64
    if kind in (int, int | None):
        return pl.Int64
    return pl.Date if kind == date | None else pl.String


def _columns(struct: type[Part], renamed: dict[str, str]) -> dict[str, pl.DataType | type[pl.DataType]]:
    return {
        renamed.get(field.name, field.name): pl.List(pl.String) if field.name in _LISTS else _column_type(field.type)
        for field in msgspec.structs.fields(struct)
        if field.name != "items"
    }


HEAD_SCHEMA = _columns(Declaration, FLAT_NAMES)
ITEM_SCHEMA = _columns(GoodsItem, {})

# One row per goods item. documents: "kind" or "kind:number"; permits: "kind:number" or "kind:number:quantity";
# containers: "number" or "number:kind" or "number:kind:1,2" (the items in it).
LINE_SCHEMA = pl.Schema(HEAD_SCHEMA | ITEM_SCHEMA)


@dataclass(frozen=True, slots=True)
class Lodged:
    """What became of one declaration. A duplicate names the consignment that is already there."""

    outcome: Literal["lodged", "duplicate", "refused"]
    sender: str
    reference: str
    version: int
    consignment: int | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class LodgedFrame:
    """What became of a frame of lines, counted in declarations; faults name sender and reference in `value`."""

    lodged: int
    duplicates: int
    refused: int
    consignments: pl.DataFrame
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class DateLimits:
    """How far a declaration's day may lie ahead of and behind the day it arrives; None: any distance."""

    ahead_days: int | None = None
    behind_days: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored version: its declaration and when it was lodged."""

    consignment: int
    version: int
    lodged_at: datetime
    declaration: Declaration
