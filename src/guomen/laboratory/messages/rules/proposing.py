"""A definition proposed from a sample message: what its columns or fields are taken for, and which codes it has."""

import re
from collections.abc import Sequence
from typing import Any

from guomen.kernel.terms import Refusal, Text
from guomen.laboratory.messages.rules.values import values_of
from guomen.laboratory.messages.terms import CodeUse, Definition, Wire, decode_definition
from guomen.laboratory.messages.wires import refusals, rows_of
from guomen.laboratory.messages.wires.tables import csv_records, decoded, delimiter_of, flat, json_whole
from guomen.laboratory.messages.wires.workbooks import sheet_records

_WORDS = {
    "sample": ("sample", "samplename", "sampleid", "label", "specimen", "id", "样品", "样品编号", "样品名称", "标签"),
    "code": ("element", "analyte", "compound", "component", "test", "testcode", "code", "assay", "mass", "parameter",
             "元素", "项目", "检测项目", "组分", "化合物", "代码"),
    "value": ("conc", "concentration", "result", "value", "amount", "finalconc", "reading", "结果", "浓度", "含量"),
    "unit": ("unit", "units", "concunit", "单位"),
    "flags": ("flag", "flags", "remark", "标记", "备注"),
    "time": ("time", "date", "datetime", "acqtime", "acquired", "measuredat", "时间", "日期", "测定时间", "采集时间"),
    "kind": ("type", "sampletype", "kind", "类型", "样品类型"),
}  # fmt: skip
_ABSENT = ("ND", "N.D.", "n.d.", "未检出", "<LOD", "BDL", "not detected")
_NUMERIC = re.compile(r"[<>≤]? ?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?")
_SYMBOL = re.compile(r"\(([^()]+)\)")
_MOST_CODES, _LOOKED, _DEEPEST = 200, 40, 4
_PLACES = {
    Wire.ASTM: {"sample": ("O.3", "O.4", "P.4"), "code": ("R.3.4", "R.3"), "value": ("R.4",), "unit": ("R.5",),
                "flags": ("R.7",), "time": ("R.13",)},
    Wire.HL7: {"sample": ("OBR-3.1", "OBR-2.1", "PID-3.1"), "code": ("OBX-3.1",), "value": ("OBX-5",),
               "unit": ("OBX-6.1",), "flags": ("OBX-8",), "time": ("OBX-14",)},
}  # fmt: skip


def wire_of(content: bytes) -> Wire:
    """How a message is written, told by how it begins."""
    start = content[:64].lstrip(b"\xef\xbb\xbf \r\n")
    if start.startswith(b"PK"):
        return Wire.XLSX
    if start[:1] in (b"{", b"["):
        return Wire.JSON
    if start.startswith((b"\x05", b"\x02")) or re.match(rb"H[^A-Za-z0-9\s,;]{3}", start):
        return Wire.ASTM
    if start.startswith((b"\x0b", b"MSH", b"FHS", b"BHS")):
        return Wire.HL7
    return Wire.CSV


def propose(content: bytes, wire: Wire, analytes: Sequence[Text] = ()) -> Definition:
    """The definition that a message of this wire suggests. analytes: names that codes may stand for.

    Raises Refusal where the message cannot be read at all.
    """
    if not content.strip():
        raise refusals.empty()
    said = _records(content, wire) if wire in _PLACES else _table(content, wire)
    draft = decode_definition(said | {"codes": [{"code": "?", "zh": "?", "en": "?"}]}, wire)
    return _with_codes(said, draft, content, wire, analytes)


def _with_codes(
    said: dict[str, Any], draft: Definition, content: bytes, wire: Wire, analytes: Sequence[Text]
) -> Definition:
    codes = said.pop("codes", None)
    if codes is None:
        values = values_of(rows_of(content, wire, draft), draft)
        codes = list(dict.fromkeys(one.code for one in values if one.code))
        seen = {one.value for one in values}
        said["absent"] = [word for word in _ABSENT if word in seen] or ["ND"]
        if any("," in one for one in seen) and not any("." in one for one in seen):
            said["mark"] = ","
    whole = [analyte_for(code, analytes) for code in codes[:_MOST_CODES]] or [CodeUse("?", "?", "?")]
    listed = [{"code": one.code, "zh": one.zh, "en": one.en, "unit": one.unit} for one in whole]
    return decode_definition(said | {"codes": listed}, wire)


def analyte_for(code: str, analytes: Sequence[Text]) -> CodeUse:
    """What a code stands for: the analyte of that name or symbol ("Cd111", "cadmium (Cd)"); else the code itself."""
    plain = _plain(code)
    letters = re.sub(r"[0-9]+", "", plain)
    for analyte in analytes:
        names = {_plain(analyte.en), _plain(analyte.zh), _plain(_SYMBOL.sub("", analyte.en))}
        names |= {_plain(symbol) for symbol in _SYMBOL.findall(analyte.en)}
        if {plain, letters} & (names - {""}):
            return CodeUse(code, analyte.zh, analyte.en)
    return CodeUse(code, code, code)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _records(content: bytes, wire: Wire) -> dict[str, Any]:
    """The usual places of a record or segment, where they are filled."""
    usual = {name: places[0] for name, places in _PLACES[wire].items()}
    blank: dict[str, Any] = {"codes": [{"code": "?", "zh": "?", "en": "?"}]}
    said: dict[str, Any] = {}
    try:
        rows = rows_of(content, wire, decode_definition(usual | blank, wire))
    except Refusal as refusal:
        if refusal.code != "message.truncated":
            raise
        said["unended"] = True
        rows = rows_of(content, wire, decode_definition(usual | blank | said, wire))
    for name, places in _PLACES[wire].items():
        filled = next((place for place in places if any(row.at(place) for row in rows[:_LOOKED])), "")
        if filled or name in ("sample", "code", "value"):
            said[name] = filled or places[0]
    return said


def _table(content: bytes, wire: Wire) -> dict[str, Any]:
    if wire is Wire.JSON:
        return _json(content)
    said: dict[str, Any] = {}
    if wire is Wire.CSV:
        text = decoded(content, "")
        if not text.endswith(("\n", "\r")):
            said["unended"] = True
        said["delimiter"] = delimiter_of(text)
        records = csv_records(text, said["delimiter"])
    else:
        records = sheet_records(content, "")
    if not records:
        raise refusals.nothing()
    at = max(range(min(len(records), _LOOKED)), key=lambda place: (_known(records[place][1]), -place))
    names = [cell.strip() for cell in records[at][1]]
    first = next(cell for cell in names if cell)
    if at:
        said["starts"] = first
    body = [record for _line, record in records[at + 1 :]]
    last = [cell.strip() for cell in body[-1]] if body else []
    if len(body) > 1 and last and last[0] and not any(last[1:]) and len(names) > 1:
        said["ends"] = last[0][:40]
        body = body[:-1]
    return said | _columns(names, [dict(zip(names, record, strict=False)) for record in body[:_LOOKED]])


def _known(record: Sequence[str]) -> int:
    """How many cells of a row are words that headings are made of."""
    words = {word for known in _WORDS.values() for word in known}
    return sum(_plain(cell) in words for cell in record)


def _columns(names: Sequence[str], rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Headings by their words. Without one for values, columns of numbers are the values, each under its code."""
    said: dict[str, Any] = {}
    for name, words in _WORDS.items():
        found = next((cell for cell in names if cell and _plain(cell) in words and cell not in said.values()), "")
        if found:
            said[name] = found
    left = [cell for cell in names if cell and cell not in said.values()]
    said.setdefault("sample", left.pop(0) if left else names[0])
    if "value" not in said or "code" not in said:
        numeric = [cell for cell in names if cell and cell != said["sample"] and _is_numeric(rows, cell)]
        if "code" not in said and numeric:
            for name in ("code", "value", "unit"):
                said.pop(name, None)
            return said | {"wide": True, "codes": numeric}
        said.setdefault("code", left.pop(0) if left else names[0])
        said.setdefault("value", numeric[0] if numeric else left.pop(0) if left else names[0])
    return said


def _is_numeric(rows: Sequence[dict[str, str]], name: str) -> bool:
    cells = [row.get(name, "").strip() for row in rows]
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_NUMERIC.fullmatch(cell) or cell in _ABSENT for cell in filled)


def _json(content: bytes) -> dict[str, Any]:
    """The first list of objects, nearest to the root."""
    whole = json_whole(content, "")
    layer: list[tuple[str, Any]] = [("", whole)]
    for _depth in range(_DEEPEST):
        for path, node in layer:
            if isinstance(node, list) and node and all(isinstance(row, dict) for row in node):
                rows = [flat(row) for row in node[:_LOOKED]]
                names = list(dict.fromkeys(place for row in rows for place in row))
                return _columns(names, rows) | ({"rows": path} if path else {})
        layer = [
            (f"{path}.{key}".lstrip("."), child)
            for path, node in layer
            if isinstance(node, dict)
            for key, child in node.items()
        ]
    raise refusals.nothing()
