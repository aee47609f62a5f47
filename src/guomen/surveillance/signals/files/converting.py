"""Rows of a file become reports under a layout; what cannot be read is refused row by row, and the rest goes on."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from guomen.consignments.intake.operations import ROW, read_date, read_decimal, read_integer, written
from guomen.consignments.intake.terms import Chunk, ColumnUse, Wrong
from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.surveillance.signals.files.terms import COUNTS, DAYS, DEGREES, JOINERS, SignalLayout
from guomen.surveillance.signals.terms import SignalReport

_ROOM = 120
_NO_DAY = Wrong(
    "signal.day_missing",
    Text("缺少报告日期。", "The day of the report is missing."),
    Text(
        "请补上日期，或在版式中选择以读取日为准。",
        "Give the day, or let the day of reading stand for it in the layout.",
    ),
)
_NO_REFERENCE = Wrong(
    "signal.reference_missing",
    Text("缺少来源编号。", "The source's own reference is missing."),
    Text("请补上编号，或在版式中指定编号所在的列。", "Give it, or name the columns that make it up in the layout."),
)


@dataclass(slots=True)
class Rows:
    """What was read of a chunk: reports with the number of their row, and what was refused."""

    reports: list[SignalReport] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class Converter:
    """Reads the rows of one file. today: the day of reading. Raises Refusal where a fixed value cannot be."""

    def __init__(self, layout: SignalLayout, *, called: str, today: date) -> None:
        self.layout, self.called, self.today = layout, called, today
        self.blank = {word.casefold() for word in layout.blank}
        self.uses = {use.field: use for use in layout.columns}
        self.told = layout.headers
        self.fixed = {name: _fixed(name, text) for name, text in layout.fixed.items()}
        self._days: dict[tuple[object, str], date | Wrong | None] = {}

    def read(self, chunk: Chunk) -> Rows:
        """The reports of a chunk, and what is wrong with its rows."""
        found = Rows(faults=list(chunk.faults))
        rows = [*chunk.rows.iter_rows(named=True), *({ROW: number, **row} for number, row in chunk.whole)]
        for row in rows:
            number = int(row.pop(ROW))
            cells = {name: cell for name, cell in row.items() if not self._is_blank(cell)}
            if not cells:
                continue
            answer = self._report(cells)
            if isinstance(answer, SignalReport):
                found.reports.append(answer)
                found.numbers.append(number)
            else:
                name, value, wrong = answer
                place = " + ".join(self.uses[name].headers) if name in self.uses else name
                found.faults.append(wrong.at(Where(self.called, number, place), value))
        return found

    def _is_blank(self, cell: object) -> bool:
        return cell is None or (isinstance(cell, str) and (not cell.strip() or cell.strip().casefold() in self.blank))

    def _report(self, cells: Mapping[str, Any]) -> SignalReport | tuple[str, object, Wrong]:
        said: dict[str, Any] = {}
        for name, use in self.uses.items():
            value = self._value(name, use, cells)
            if isinstance(value, Wrong):
                return name, " ".join(written(cells.get(header)) for header in use.headers), value
            if value not in (None, ""):
                said[name] = value
        for name, text in self.fixed.items():
            said.setdefault(name, text)
        if not said.get("reference"):
            return "reference", "", _NO_REFERENCE
        said["reference"] = _fitting(said["reference"])
        if self.layout.undated:
            said.setdefault("reported_on", self.today)
        if "reported_on" not in said:
            return "reported_on", "", _NO_DAY
        said.setdefault("title", _title(said))
        left = {name: cell for name, cell in cells.items() if name not in self.layout.leave}
        said.setdefault("original", "\n".join(f"{name}: {written(cell)}" for name, cell in left.items()))
        return SignalReport(
            details={name: _plain(cell) for name, cell in left.items() if name not in self.told}, **said
        )

    def _value(self, name: str, use: ColumnUse, cells: Mapping[str, Any]) -> Any:
        filled = [cells[header] for header in use.headers if header in cells]
        if not filled:
            return None
        if name in DAYS:
            return self._day(filled[0], use.order)
        if name in COUNTS:
            return read_integer(filled[0], use.mark)
        if name in DEGREES:
            number = read_decimal(filled[0], use.mark)
            return float(number) if isinstance(number, Decimal) else number
        texts = dict.fromkeys(written(cell).replace("\xa0", " ").strip() for cell in filled)
        return JOINERS.get(name, " ").join(use.values.get(text, text) for text in texts)

    def _day(self, cell: object, order: str) -> date | Wrong | None:
        key = (cell, order)
        if key not in self._days:
            self._days[key] = read_date(cell, order)
        return self._days[key]


def _fixed(name: str, text: str) -> Any:
    """A value that holds for every row, read as a cell is. Raises Refusal where it cannot be."""
    value: Any = text
    if name in DAYS:
        value = read_date(text)
    elif name in COUNTS:
        value = read_integer(text)
    elif name in DEGREES:
        number = read_decimal(text)
        value = float(number) if isinstance(number, Decimal) else number
    if isinstance(value, Wrong):
        raise Refusal(f"layout.{value.code}", value.problem, value.remedy)
    return value


def _fitting(reference: str) -> str:
    """A reference made up of columns, short enough to be one: its beginning, and a digest of the whole."""
    if len(reference) <= _ROOM:
        return reference
    return f"{reference[: _ROOM - 17]}#{hashlib.sha256(reference.encode()).hexdigest()[:16]}"


def _title(said: Mapping[str, Any]) -> str:
    """A row without a title is called by what it says: hazard, goods, origin, or whatever there is."""
    parts = [said.get(name, "") for name in ("hazard_words", "goods_words", "origin_words")]
    return " – ".join(part for part in parts if part) or said.get("party", "") or str(said["reference"])


def _plain(cell: object) -> Any:
    return cell if isinstance(cell, str | int | bool) else written(cell)
