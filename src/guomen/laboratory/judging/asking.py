"""One row of a file as what is asked of it: analyte, measurement, day, goods or limit. Every fault names its column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.laboratory.terms import Basis, Limit, Measured, read_limit

T = TypeVar("T")
_ABSENT = ("nd", "n.d.", "未检出", "not detected", "不得检出")
_MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that can be judged. limit: the row's own; None where the catalogue's are meant."""

    row: int
    sample: str
    analyte: str
    goods: str
    food: str
    on: date
    measured: Measured
    limit: Limit | None


class _Row:
    """A row's cells by field; faults are gathered, each with its column."""

    def __init__(self, file: str, number: int, cells: Mapping[str, str], mapping: Mapping[str, str]) -> None:
        self.file, self.number, self.cells, self.mapping = file, number, cells, mapping
        self.faults: list[Fault] = []

    def text(self, field: str) -> str:
        return self.cells.get(self.mapping.get(field, "\0"), "").strip()

    def read(self, field: str, reader: Callable[[str], T], empty: T) -> T:
        written = self.text(field)
        if not written:
            return empty
        try:
            return reader(written)
        except Refusal as refusal:
            self.fault(field, written, refusal.problem, refusal.remedy)
        except (InvalidOperation, ValueError):
            self.fault(field, written, *_MEANING[field])
        return empty

    def fault(self, field: str, value: str, problem: Text, remedy: Text) -> None:
        where = Where(file=self.file, row=self.number, field=self.mapping.get(field, field))
        self.faults.append(Fault(f"judge.{field}", where, value[:80], problem, remedy))


_NUMBER = (Text("这不是数字。", "This is no number."), Text("请只写数字，如0.05。", "Write digits only, such as 0.05."))
_MEANING = {
    "value": (
        Text("无法识别的结果。", "This is no reading."),
        Text("请写数字、ND、<0.05，或“组分=数值”。", "Write a number, ND, <0.05, or member=number."),
    ),
    "on": (Text("这不是日期。", "This is no day."), Text("请写YYYY-MM-DD。", "Write it YYYY-MM-DD.")),
    "basis": (
        Text("无法识别的计量基准。", "This basis is not known."),
        Text("请写as_is、dry或fat。", "Write as_is, dry or fat."),
    ),
    **dict.fromkeys(("lod", "loq", "uncertainty", "coverage", "dilution", "dry_matter", "fat"), _NUMBER),
}


def asked_of(
    file: str, number: int, cells: Mapping[str, str], mapping: Mapping[str, str], on: date
) -> Asked | list[Fault]:
    """The row as what is asked, or everything that is wrong with it."""
    row = _Row(file, number, cells, mapping)
    if cells.get(""):
        row.fault("", cells[""], Text("该行的单元格多于列名。", "The row has more cells than there are headings."),
                  Text("请检查逗号和引号。", "Look at its commas and quotation marks."))  # fmt: skip
    for field in ("analyte", "value"):
        if not row.text(field):
            row.fault(field, "", Text("不能为空。", "It must not be empty."), Text("请填写。", "Fill it in."))
    measured = _measured(row)
    day = row.read("on", date.fromisoformat, on)
    limit = _limit(row, measured.unit)
    goods = row.text("goods")
    if goods and not (goods.isascii() and goods.isdecimal() and len(goods) <= 13):
        row.fault("goods", goods, Text("商品编号须为1至13位数字。", "A goods code is 1 to 13 digits."),
                  Text("请更正编号。", "Correct it."))  # fmt: skip
    if limit is None and not goods and not row.faults:
        row.fault("goods", "", Text("既无商品编号，也无限量。", "There is neither a goods code nor a limit."),
                  Text("请填写其一。", "Give one of the two."))  # fmt: skip
    if row.faults:
        return row.faults
    return Asked(number, row.text("sample"), row.text("analyte"), goods, row.text("food"), day, measured, limit)


def _measured(row: _Row) -> Measured:
    lod, loq = row.read("lod", _above_zero, None), row.read("loq", _above_zero, None)
    nothing: Readings = ((), {}, None, {})
    unstated: Uncertainty = (None, None)
    readings, components, below, lods = row.read("value", _readings, nothing)
    absolute, relative = row.read("uncertainty", _uncertainty, unstated)
    if lod is not None and loq is not None and loq < lod:
        row.fault("loq", str(loq), Text("定量限低于检出限。", "The LOQ lies below the LOD."),
                  Text("请核对两者。", "Check the two."))  # fmt: skip
    return Measured(
        readings,
        row.text("unit"),
        below if below is not None and lod is None else lod,
        loq,
        components,
        row.read("dilution", _above_zero, None) or Decimal(1),
        absolute,
        row.read("coverage", _above_zero, None) or Decimal(2),
        row.read("basis", lambda text: str(Basis(text.lower())), ""),
        row.read("dry_matter", _number, None),
        relative,
        row.read("fat", _number, None),
        lods,
    )


def _limit(row: _Row, unit: str) -> Limit | None:
    if not row.text("limit"):
        return None
    stated = row.read("limit", lambda text: read_limit(text, unit=row.text("limit_unit") or unit), None)
    if stated is None or not row.text("standard"):
        return stated
    return replace(stated, standard=row.text("standard")[:80])


def _number(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or abs(value) >= _MOST:
        raise ValueError(text)
    return value


def _above_zero(text: str) -> Decimal | None:
    value = _number(text)
    if value <= 0:
        raise ValueError(text)
    return value


Uncertainty = tuple[Decimal | None, Decimal | None]


def _uncertainty(text: str) -> Uncertainty:
    """Absolute and relative: "0.04", or "12%" and "12 ％"."""
    share = text.rstrip("%％ ")
    value = _number(share)
    if value < 0:
        raise ValueError(text)
    return (None, value / 100) if share != text.strip() else (value, None)


# Readings of units; members of a sum; the LOD that "<0.05" states, of units and of members.
Readings = tuple[tuple[Decimal | None, ...], dict[str, Decimal | None], Decimal | None, dict[str, Decimal]]


def _readings(text: str) -> Readings:
    """ "0.19", "ND", "<0.05", "10 ND 30", "DBP=0.1; BBP=ND; DEHP=<0.05"."""
    if "=" in text:
        parts = [part.partition("=") for part in text.replace("；", ";").split(";") if part.strip()]
        members = {name.strip(): _one(value.strip()) for name, _, value in parts}
        bounds = {name: bound for name, (_, bound) in members.items() if bound is not None}
        return (), {name: value for name, (value, _) in members.items()}, None, bounds
    if text.casefold() in _ABSENT:
        return (None,), {}, None, {}
    read = [_one(part) for part in text.replace("；", " ").replace(";", " ").replace("< ", "<").split()]
    below = [bound for _, bound in read if bound is not None]
    return tuple(value for value, _ in read), {}, max(below, default=None), {}


def _one(text: str) -> tuple[Decimal | None, Decimal | None]:
    if text.casefold() in _ABSENT:
        return None, None
    if text.startswith(("<", "＜")):
        return None, _above_zero(text[1:])
    return _number(text), None
