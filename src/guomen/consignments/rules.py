"""What must hold for a declaration as a whole. Pure."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from guomen.consignments.intake.checks import entry_wrong, judge, uscc_wrong
from guomen.consignments.intake.fields import BY_COLUMN, HEAD_FIELDS, ITEM_FIELDS
from guomen.consignments.intake.terms import Field, Kind, Wrong
from guomen.consignments.terms import (
    DateLimits,
    Declaration,
    GoodsItem,
    written_container,
    written_document,
    written_permit,
)
from guomen.kernel.terms import Fault, Text, Where, country_code_fault

ANY_DATE = DateLimits()
WHOLE_CODE = frozenset({13})
_encode = msgspec.json.Encoder(decimal_format="number").encode
_decoder = msgspec.json.Decoder(Declaration)


def encoded(declaration: Declaration) -> bytes:
    """The declaration as canonical JSON; what equals its default is left out."""
    return _encode(declaration)


def decoded(content: bytes | str) -> Declaration:
    """The declaration that was written by `encoded`. Raises msgspec.ValidationError for anything else."""
    return _decoder.decode(content)


def digest(declaration: Declaration) -> str:
    """SHA-256 of the canonical JSON, by which a repeated sending is known."""
    return hashlib.sha256(_encode(declaration)).hexdigest()


def missing(field: Field) -> Wrong:
    """A required field is empty."""
    return Wrong(
        f"{field.column}.missing",
        Text(f"缺少{field.title.zh}。", f"The {field.title.en} is missing."),
        Text("请填写。", "Fill it in."),
    )


def is_required(field: Field, direction: str) -> bool:
    """Whether the field must be there for goods moving in `direction`."""
    return field.required == "always" or (field.required != "" and field.required == direction)


NET_ABOVE_GROSS = Wrong(
    "mass.net_above_gross",
    Text("净重大于毛重。", "The net mass is greater than the gross mass."),
    Text("请核对重量及单位（千克）。", "Check the masses and their unit (kg)."),
)
SAME_ITEM_NUMBER = Wrong(
    "item_no.repeated",
    Text("项号重复。", "The item number occurs twice."),
    Text("同一申报内项号不得重复。", "Number the items of a declaration differently."),
)
NO_ITEMS = Wrong(
    "items.missing",
    Text("没有商品项。", "There are no goods items."),
    Text("至少申报一项商品。", "Declare at least one item."),
)
NOT_POSITIVE = Wrong(
    "item_no.not_positive",
    Text("项号和版本应从1起。", "Item numbers and versions count from 1."),
    Text("请填写1或更大的数。", "Give 1 or a greater number."),
)
DATE_AHEAD = Wrong(
    "declared_on.ahead",
    Text("申报日期在未来。", "The declaration date lies in the future."),
    Text("请核对日期。", "Check the date."),
)
DATE_BEHIND = Wrong(
    "declared_on.too_old",
    Text("申报日期过早。", "The declaration date lies too far back."),
    Text("请核对日期；迟报须由受理机关办理。", "Check the date; a late declaration goes to the accepting office."),
)


def date_wrong(declared_on: date | None, on: date, limits: DateLimits) -> Wrong | None:
    """Whether the declaration's day is too far from the day `on` of its arrival, under the policy `limits`."""
    if declared_on is None:
        return None
    if limits.ahead_days is not None and (declared_on - on).days > limits.ahead_days:
        return DATE_AHEAD
    if limits.behind_days is not None and (on - declared_on).days > limits.behind_days:
        return DATE_BEHIND
    return None


def declaration_faults(
    declaration: Declaration,
    *,
    on: date,
    limits: DateLimits = ANY_DATE,
    goods_digits: frozenset[int] = WHOLE_CODE,
) -> tuple[Fault, ...]:
    """Everything that is wrong with a declaration arriving on the day `on`, each with its path.

    goods_digits: lengths of goods code that the sender's layout allows. A cancellation needs no more than to name
    what it cancels.
    """
    found = findings(declaration, on=on, limits=limits, goods_digits=goods_digits)
    return tuple(wrong.at(Where(field=path), value) for path, value, wrong in found)


Finding = tuple[str, Any, Wrong]


def findings(
    declaration: Declaration, *, on: date, limits: DateLimits, goods_digits: frozenset[int]
) -> Iterator[Finding]:
    """What is wrong as (path, value, Wrong)."""
    cancelling = declaration.action == "cancel"
    for field in HEAD_FIELDS:
        required = not cancelling or field.name in ("sender", "reference")
        yield from _field(field, declaration, "", required, declaration.direction)
    if declaration.version < 1:
        yield "version", declaration.version, NOT_POSITIVE
    if cancelling:
        return
    if declaration.importer and declaration.importer_scheme == "uscc" and (wrong := uscc_wrong(declaration.importer)):
        yield "importer", declaration.importer, wrong
    if wrong := date_wrong(declaration.declared_on, on, limits):
        yield "declared_on", declaration.declared_on, wrong
    yield from _entries("containers", [written_container(one) for one in declaration.containers], "")
    yield from _entries("documents", [written_document(one) for one in declaration.documents], "")
    if not declaration.items:
        yield "items", "", NO_ITEMS
    yield from _masses(declaration)
    seen: set[int] = set()
    for position, item in enumerate(declaration.items):
        yield from _item(item, f"items[{position}].", declaration.direction, goods_digits, seen)


def _entries(name: str, entries: list[str], path: str) -> Iterator[Finding]:
    for position, entry in enumerate(entries):
        if wrong := entry_wrong(BY_COLUMN[name], entry):
            yield f"{path}{name}[{position}]", entry, wrong


def _masses(declaration: Declaration) -> Iterator[Finding]:
    if declaration.gross_mass is None or declaration.gross_mass < 0:
        return
    if declaration.net_mass is not None and declaration.net_mass > declaration.gross_mass:
        yield "net_mass", declaration.net_mass, NET_ABOVE_GROSS
    elif exceeds([item.net_mass for item in declaration.items], declaration.gross_mass):
        yield "gross_mass", declaration.gross_mass, NET_ABOVE_GROSS


def exceeds(masses: list[Decimal | None], gross: Decimal) -> bool:
    """Whether the items together weigh more than the gross mass, beyond rounding to a gram an item."""
    return sum(float(mass) for mass in masses if mass is not None) > float(gross) + 0.001 * len(masses)


def _item(
    item: GoodsItem, path: str, direction: str, goods_digits: frozenset[int], seen: set[int]
) -> Iterator[Finding]:
    for field in ITEM_FIELDS:
        yield from _field(field, item, path, True, direction, goods_digits)
    yield from _entries("permits", [written_permit(one) for one in item.permits], path)
    if item.item_no < 1:
        yield f"{path}item_no", item.item_no, NOT_POSITIVE
    if item.item_no in seen:
        yield f"{path}item_no", item.item_no, SAME_ITEM_NUMBER
    seen.add(item.item_no)


def _field(
    field: Field,
    part: Any,
    path: str,
    required: bool,
    direction: str,
    goods_digits: frozenset[int] = WHOLE_CODE,
) -> Iterator[Finding]:
    value = getattr(part, field.name)
    if value is None or value == "":
        if required and is_required(field, direction):
            yield f"{path}{field.name}", "", missing(field)
    elif field.kind is not Kind.LIST and (wrong := _value_wrong(field, value, goods_digits)):
        yield f"{path}{field.name}", value, wrong


def _value_wrong(field: Field, value: object, goods_digits: frozenset[int]) -> Wrong | None:
    if field.kind is Kind.GOODS and isinstance(value, str) and not _code_of(value, goods_digits):
        return Wrong(
            "goods_code.shape",
            Text("商品编号位数或字符不符。", "The goods code does not have the digits that it should."),
            Text(f"应为{_lengths(goods_digits)}位数字。", f"It should be {_lengths(goods_digits)} digits."),
        )
    if field.kind is Kind.COUNTRY and isinstance(value, str) and (problem := country_code_fault(value)):
        return Wrong(
            "country.shape", problem, Text("请填两位字母代码，例如 CL。", "Give the two letters, for example CL.")
        )
    if field.kind is Kind.CHOICE and value not in field.choices.values():
        return Wrong(
            f"{field.column}.unknown",
            Text(f"{field.title.zh}不是已知取值。", f"This is not a known value of {field.title.en}."),
            Text("请见字段说明。", "See the description of the fields."),
        )
    return judge(field, value)


def _code_of(value: str, digits: frozenset[int]) -> bool:
    return len(value) in digits and value.isascii() and value.isdigit()


def _lengths(digits: frozenset[int]) -> str:
    return "/".join(str(one) for one in sorted(digits))
