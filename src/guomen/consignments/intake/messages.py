"""Declarations as JSON messages: every fault of a message comes back at once, each with its path."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from guomen.consignments.intake.checks import read
from guomen.consignments.intake.fields import HEAD_FIELDS, ITEM_FIELDS
from guomen.consignments.intake.terms import ColumnUse, Field, Kind, Wrong
from guomen.consignments.intake.values import control_wrong, read_decimal
from guomen.consignments.rules import declaration_faults
from guomen.consignments.terms import (
    ContainerUse,
    DateLimits,
    Declaration,
    GoodsItem,
    Permit,
    PresentedDocument,
)
from guomen.kernel.terms import Fault, Refusal, Text, Where

_UNKNOWN = Wrong(
    "field.unknown",
    Text("没有这个栏目。", "There is no such field."),
    Text("请核对栏目名称。", "Check the name of the field."),
)
_KIND = Wrong(
    "field.kind",
    Text("此处的数据类型不对。", "This is not the kind of value that belongs here."),
    Text("请对照接口说明。", "Compare it with the description of the interface."),
)
_HEAD = {field.name: field for field in HEAD_FIELDS if field.kind is not Kind.LIST}
_ITEM = {field.name: field for field in ITEM_FIELDS if field.kind is not Kind.LIST}
_PARTS: dict[str, type[msgspec.Struct]] = {
    "containers": ContainerUse,
    "documents": PresentedDocument,
    "permits": Permit,
}
_LENGTHS = {"kind": 20, "number": 40}
_DECODER = msgspec.json.Decoder(float_hook=lambda text: text)


def decode_messages(body: bytes) -> list[dict[str, Any]]:
    """One message or a list of them from a request's body. Raises Refusal where it is no JSON of that shape."""
    try:
        value = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _no_json(str(error)) from None
    messages = value if isinstance(value, list) else [value]
    if not all(isinstance(message, dict) for message in messages):
        raise _no_json("a declaration is an object")
    return messages


def _no_json(why: str) -> Refusal:
    return Refusal(
        "message.unreadable",
        Text(f"报文不是正确的 JSON（{why}）。", f"The message is no correct JSON ({why})."),
        Text(
            "请发送一个申报对象或申报对象的数组，UTF-8 编码。", "Send a declaration object or a list of them, in UTF-8."
        ),
    )


def read_declaration(
    message: Mapping[str, Any],
    *,
    sender: str = "",
    on: date,
    limits: DateLimits | None = None,
    goods_scheme: str = "",
) -> tuple[Declaration | None, tuple[Fault, ...]]:
    """The declaration that a message is, and everything that is wrong with it.

    sender is taken where the message names none. goods_scheme: the scheme of goods code that the sender's layout
    allows. None where not even the parts could be read.
    """
    faults: list[Fault] = []
    head = _values(message, _HEAD, "", {"items", "containers", "documents"}, faults, goods_scheme)
    head.setdefault("sender", sender)
    items = [_goods_item(one, position, faults, goods_scheme) for position, one in _objects(message, "items", faults)]
    declaration = Declaration(
        reference=head.pop("reference", ""),
        items=tuple(items),
        containers=tuple(_parts(message, "containers", "", faults)),
        documents=tuple(_parts(message, "documents", "", faults)),
        **head,
    )
    told = {fault.where.field for fault in faults}
    digits = frozenset({_DIGITS.get(goods_scheme, 13)})
    whole = declaration_faults(declaration, on=on, limits=limits or DateLimits(), goods_digits=digits)
    return declaration, (*faults, *(fault for fault in whole if fault.where.field not in told))


_TEXTS = (Kind.TEXT, Kind.CODE, Kind.COUNTRY, Kind.GOODS)
_DIGITS = {"HS6": 6, "HS8": 8, "HS10": 10, "CIQ13": 13}


def _values(
    message: Mapping[str, Any],
    fields: Mapping[str, Field],
    path: str,
    others: set[str],
    faults: list[Fault],
    goods_scheme: str,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, cell in message.items():
        if name not in fields:
            if name not in others:
                faults.append(_UNKNOWN.at(Where(field=f"{path}{name}"), cell))
            continue
        value = _value(fields[name], cell, goods_scheme)
        if isinstance(value, Wrong):
            faults.append(value.at(Where(field=f"{path}{name}"), cell))
        elif value is not None:
            found[name] = value
    return found


def _value(field: Field, cell: Any, goods_scheme: str) -> object:
    if isinstance(cell, dict | list):
        return _KIND
    if (
        field.kind in (Kind.TEXT, Kind.CODE, Kind.COUNTRY, Kind.GOODS)
        and cell is not None
        and not isinstance(cell, str)
    ):
        return _KIND
    return read(field, cell, ColumnUse(field.column, (), scheme=goods_scheme))


def _objects(message: Mapping[str, Any], name: str, faults: list[Fault], path: str = "") -> list[tuple[int, Any]]:
    cell = message.get(name)
    if cell is None:
        return []
    if not isinstance(cell, list):
        faults.append(_KIND.at(Where(field=f"{path}{name}"), cell))
        return []
    for position, one in enumerate(cell):
        if not isinstance(one, dict):
            faults.append(_KIND.at(Where(field=f"{path}{name}[{position}]"), one))
    return [(position, one) for position, one in enumerate(cell) if isinstance(one, dict)]


def _goods_item(message: Mapping[str, Any], position: int, faults: list[Fault], goods_scheme: str) -> GoodsItem:
    path = f"items[{position}]."
    values = _values(message, _ITEM, path, {"permits"}, faults, goods_scheme)
    permits = tuple(_parts(message, "permits", path, faults))
    number = values.pop("item_no", None)
    code = values.pop("goods_code", "")
    item_no = position + 1 if number is None else number
    return GoodsItem(item_no=item_no, goods_code=code, permits=permits, **values)


def _parts(message: Mapping[str, Any], name: str, path: str, faults: list[Fault]) -> list[Any]:
    return [
        _PARTS[name](**_part(one, name, f"{path}{name}[{position}].", faults))
        for position, one in _objects(message, name, faults, path)
    ]


def _part(message: Mapping[str, Any], name: str, path: str, faults: list[Fault]) -> dict[str, Any]:
    known = _PARTS[name].__struct_fields__
    values: dict[str, Any] = {"number": ""} | ({"kind": ""} if name != "containers" else {})
    for key, cell in message.items():
        wrong = _UNKNOWN if key not in known else None
        value: object = cell
        if wrong is None:
            value = _part_value(key, cell)
            wrong = value if isinstance(value, Wrong) else None
        if wrong is not None:
            faults.append(wrong.at(Where(field=f"{path}{key}"), cell))
        elif value is not None:
            values[key] = value
    return values


def _part_value(key: str, cell: Any) -> object:
    if key == "quantity":
        return read_decimal(cell)
    if key == "items":
        whole = isinstance(cell, list) and all(type(one) is int and one > 0 for one in cell)
        return tuple(cell) if whole else _KIND
    if cell is None:
        return None
    if not isinstance(cell, str) or ":" in cell or len(cell) > _LENGTHS[key]:
        return _KIND
    return control_wrong(cell) or cell.strip()
