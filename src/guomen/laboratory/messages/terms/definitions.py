"""What a profile says about a layout: fixed fields, each a plain text or a small list. Nothing in it is ever run.

A place says where a value stands: a column's heading (CSV, XLSX), a path of keys (JSON, "run.sample"), a field of a
record (ASTM, "R.4", "R.3.4" with its component) or of a segment (HL7, "OBX-5", "OBX-3.1").
"""

import re
from typing import Any, Literal

import msgspec

from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.laboratory.messages.terms.states import Wire

PLACES = ("sample", "code", "value", "unit", "flags", "time", "dilution", "kind")
ENCODINGS = ("utf-8", "gb18030", "utf-16", "latin-1")
_ASTM = re.compile(r"[HPORC]\.[1-9][0-9]?(\.[1-9][0-9]?)?")
_HL7 = re.compile(r"(MSH|PID|OBR|OBX)-[1-9][0-9]?(\.[1-9][0-9]?)?")
_MOST = {"codes": 2_000, "units": 200, "absent": 50, "take": 50, "leave": 50, "controls": 200}
_LONGEST = 120


class CodeUse(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What one code of the instrument means. unit: the unit of its values where the message states none."""

    code: str
    zh: str
    en: str
    unit: str = ""

    @property
    def analyte(self) -> Text:
        """The analyte's name."""
        return Text(self.zh, self.en)


class Definition(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How the messages of one instrument are read.

    starts: a heading that stands in the heading row, where lines stand above it. rows: path of the list (JSON).
    ends: what the last line begins with (CSV, XLSX), so that a file cut off is noticed. unended: a CSV or ASTM file
    may end without a line break, an HL7 file without a frame or a batch trailer; else such a message is held.
    sheet: of a workbook; "" is the first. wide: a row is a sample, and every code is a heading (or key) whose cell
    is the value. mark: the decimal sign. absent: what is written for "not detected"; less: "<0.01" is not detected
    with that detection limit. kind, take, leave: which rows are samples (take; none named: every row) and which are
    left (calibrators, washes). controls: what is written as sample for a control → code of the reference material.
    """

    sample: str
    value: str = ""
    code: str = ""
    unit: str = ""
    flags: str = ""
    time: str = ""
    dilution: str = ""
    kind: str = ""
    encoding: Literal["", "utf-8", "gb18030", "utf-16", "latin-1"] = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    mark: Literal[".", ","] = "."
    sheet: str = ""
    starts: str = ""
    ends: str = ""
    unended: bool = False
    rows: str = ""
    wide: bool = False
    codes: tuple[CodeUse, ...] = ()
    units: dict[str, str] = {}
    absent: tuple[str, ...] = ("ND", "n.d.", "未检出")
    less: bool = True
    take: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    controls: dict[str, str] = {}

    def place(self, name: str) -> str:
        """Where the value of this name stands; "" where the layout does not have it."""
        return str(getattr(self, name))


def encode_definition(definition: Definition) -> dict[str, Any]:
    """As it is stored."""
    whole: dict[str, Any] = msgspec.to_builtins(definition)
    return whole


def decode_definition(data: Any, wire: Wire) -> Definition:
    """The definition that this data is, strictly. Raises Refusal, field by field, where it is none."""
    try:
        definition = msgspec.convert(data, Definition)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _refusal([_fault("definition", str(error)[:_LONGEST])]) from None
    faults = [*_sizes(definition), *_needed(definition), *_wrong_places(definition, wire)]
    if faults:
        raise _refusal(faults)
    return definition


def _sizes(one: Definition) -> list[Fault]:
    many = [name for name, most in _MOST.items() if len(getattr(one, name)) > most]
    texts = [
        *(one.place(name) for name in (*PLACES, "sheet", "starts", "ends", "rows")),
        *one.absent,
        *one.take,
        *one.leave,
    ]
    texts += [*one.units, *one.units.values(), *one.controls, *one.controls.values()]
    texts += [text for use in one.codes for text in (use.code, use.zh, use.en, use.unit)]
    long = any(len(text) > _LONGEST or any(ord(sign) < 32 for sign in text) for text in texts)
    return [_fault(name, "too many") for name in many] + ([_fault("definition", "a text is too long")] if long else [])


def _needed(one: Definition) -> list[Fault]:
    wanted = ["sample"] if one.wide else ["sample", "code", "value"]
    lacking = [_fault(name, "empty") for name in wanted if not one.place(name).strip()]
    codes = [use.code for use in one.codes]
    if not codes or any(not use.code.strip() or not use.en.strip() or not use.zh.strip() for use in one.codes):
        lacking.append(_fault("codes", "name at least one code and its analyte in both languages"))
    if len(set(codes)) < len(codes):
        lacking.append(_fault("codes", "a code is named twice"))
    return lacking


def _wrong_places(one: Definition, wire: Wire) -> list[Fault]:
    """ASTM and HL7 places have their shape; "R.4", "OBX-3.1"."""
    shape = {Wire.ASTM: _ASTM, Wire.HL7: _HL7}.get(wire)
    if shape is None:
        return []
    faults = [_fault("wide", one.place("sample")) for _ in range(int(one.wide))]
    given = [(name, one.place(name)) for name in PLACES if one.place(name)]
    return faults + [_fault(name, place) for name, place in given if not shape.fullmatch(place)]


def _fault(field: str, value: str) -> Fault:
    return Fault(
        "profile.field",
        Where(field=field),
        value[:_LONGEST],
        Text(f"“{field}”的内容不能使用：{value[:_LONGEST]}。", f"{field}: this cannot be used ({value[:_LONGEST]})."),
        Text("请按栏目说明改正。", "Correct it as the field's help says."),
    )


def _refusal(faults: list[Fault]) -> Refusal:
    return Refusal(
        "profile.definition",
        Text("仪器配置的定义不能使用。", "The definition of the profile cannot be used."),
        Text("请改正所列栏目。", "Correct the fields that are named."),
        tuple(faults),
    )
