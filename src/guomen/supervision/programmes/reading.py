"""Lines as people write them: in the cells of a file (CSV, XLSX, JSON lines, Parquet) or of the grid on screen."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from guomen.catalogue.queries import hazards
from guomen.consignments.intake.operations import ROW, open_table, read_decimal, read_integer, written
from guomen.kernel.terms import Fault, Refusal, Text
from guomen.supervision.programmes.queries.plans import Rows, analyte_named
from guomen.supervision.programmes.rules.allocating import LineFacts
from guomen.supervision.programmes.rules.checking import fault
from guomen.supervision.programmes.terms import Frame, LineAsked

MAX_BYTES = 20_000_000
MAX_ROWS = 5_000
_LARGEST = 1_000_000_000
# field -> what it is, and the headings that mean it (small letters, without spaces and signs)
FIELDS = {
    "name_zh": ("product in Chinese", "品种 产品 产品名称 中文名称 namezh"),
    "name_en": ("product in English", "name product nameen 英文名称"),
    "category": ("category of a priority list", "category 类别 产品类别"),
    "goods": ("goods codes or their first digits, apart by ;", "goods goodscode hs hscode 商品编码 商品编号"),
    "origins": ("origins, two letters each; none: any", "origin origins country 原产地 原产国"),
    "hazard": ("code or name of the hazard", "hazard 危害 危害因子"),
    "tests": ("analytes, apart by ;", "tests analytes analyte items 检测项目 项目"),
    "frame": ("imports, exports, premises or market", "frame drawnfrom 抽样来源 抽样范围"),
    "number": ("number of samples", "number samples n 数量 样品数 抽样数量"),
    "census": ("yes where every lot is sampled", "census 逐批 全覆盖"),
    "harm": ("weight of a nonconformity (1)", "harm weight 权重 危害权重"),
    "group": ("which lines are compared", "group 组别 比对组"),
    "side": ("whose goods these are", "side 一方 所属方"),
}
NEEDED = ("goods", "tests", "number")
# The same of a file of counts, from which numbers are decided.
COUNTS = {
    "name": ("what the line is", "name product line 品种 产品"),
    "number": ("its number so far (1)", "number samples 数量 样品数"),
    "lots": ("lots that come in the year; empty: not known", "lots consignments 批数 申报批数"),
    "tested": ("samples drawn by chance and answered (0)", "tested answered 已检"),
    "nonconforming": ("of them nonconforming (0)", "nonconforming failed 不合格"),
    "harm": ("weight of a nonconformity (1)", "harm weight 权重"),
    "product": ("lines of one product lend each other strength", "group category 类别"),
    "census": ("yes where every lot is sampled", "census 逐批"),
}
_YES, _NO = ("yes", "y", "true", "1", "是"), ("", "no", "n", "false", "0", "否")
Cells = Mapping[str, str]
Fields = Mapping[str, tuple[str, str]]


def lines_of_file(path: Path, *, on: date, name: str = "") -> Rows:
    """Each row of a file as a line, or as what could not be read of it. Raises Refusal for the file as a whole."""
    if path.stat().st_size > MAX_BYTES:
        raise _too_large()
    reader = LineReader(on)
    return [(row, one) for row, one in _read(path, name, reader)]


def _read(path: Path, name: str, reader: "LineReader") -> Iterator[tuple[int, LineAsked | list[Fault]]]:
    with open_table(path, name=name, errors_are_blank=True) as table:
        columns = columns_of(table.headers, FIELDS, NEEDED)
        if "name_zh" not in columns and "name_en" not in columns:
            raise _no_column("name_zh", FIELDS)
        count = 0
        for chunk in table.chunks:
            count += chunk.rows.height
            if count > MAX_ROWS:
                raise _too_large()
            yield from ((one.where.row or 0, [one]) for one in chunk.faults)
            for cells in chunk.rows.iter_rows(named=True):
                yield cells[ROW], reader.line({field: written(cells[heading]) for field, heading in columns.items()})


def columns_of(headers: Sequence[str], fields: Fields, needed: Sequence[str]) -> dict[str, str]:
    """Which heading holds which field. Raises Refusal where one that is needed has none."""
    there = {_plain(heading): heading for heading in reversed(headers)}
    found = {
        field: there[name]
        for field, (_, names) in fields.items()
        for name in [next((one for one in (_plain(field), *names.split()) if one in there), "")]
        if name
    }
    for field in needed:
        if field not in found:
            raise _no_column(field, fields)
    return found


def _no_column(field: str, fields: Fields) -> Refusal:
    return Refusal(
        "programme.columns",
        Text(f"文件缺少列：{field}。", f"The file has no column {field}."),
        Text(f"列名可为：{', '.join(fields)}。", f"Columns may be headed {', '.join(fields)}."),
    )


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", heading)).lower()


def several(text: str) -> list[str]:
    """What is separated by semicolons of either width or by lines."""
    return [part.strip() for part in re.split(r"[;；\n]+", text) if part.strip()]


def facts_of_file(path: Path) -> list[tuple[str, LineFacts]]:
    """Each row of a file of counts: its name and what is known of it. Raises Refusal with every fault there is."""
    if path.stat().st_size > MAX_BYTES:
        raise _too_large()
    found: list[tuple[str, LineFacts]] = []
    faults: list[Fault] = []
    with open_table(path, errors_are_blank=True) as table:
        columns = columns_of(table.headers, COUNTS, ())
        for chunk in table.chunks:
            faults += chunk.faults
            for cells in chunk.rows.iter_rows(named=True):
                told = {field: written(cells[heading]).strip() for field, heading in columns.items()}
                facts, wrong = _facts(told)
                faults += [replace(one, where=replace(one.where, file=path.name, row=cells[ROW])) for one in wrong]
                found.append((told.get("name") or str(cells[ROW]), facts))
    if faults or len(found) > MAX_ROWS:
        raise _too_large() if len(found) > MAX_ROWS else _faulty(faults)
    return found


def _facts(told: Cells) -> tuple[LineFacts, list[Fault]]:
    usual = {"number": "1", "tested": "0", "nonconforming": "0", "harm": "1"}
    read = {field: read_decimal(told.get(field) or usual.get(field, "")) for field in (*usual, "lots")}
    numbers = {field: one for field, one in read.items() if isinstance(one, Decimal) and 0 <= one <= _LARGEST}
    wrong = {field for field in read if field not in numbers and (field != "lots" or told.get("lots"))}
    wrong |= {field for field in ("number", "tested", "nonconforming") if numbers.get(field, 0) % 1}
    wrong |= {field for field in ("number", "harm") if numbers.get(field, 1) == 0}
    if told.get("census", "").lower() not in (*_YES, *_NO):
        wrong.add("census")
    if numbers.get("nonconforming", 0) > numbers.get("tested", 0):
        wrong.add("nonconforming")
    if wrong:
        return LineFacts(number=1), [
            _unread(field, told.get(field, ""), f"{field}一栏", f"{field} cell", COUNTS[field][0])
            for field in sorted(wrong)
        ]
    lots = numbers.get("lots")
    return LineFacts(
        number=int(numbers["number"]), lots=None if lots is None else float(lots), tested=int(numbers["tested"]),
        nonconforming=int(numbers["nonconforming"]), harm=float(numbers["harm"]), product=told.get("product", ""),
        census=told.get("census", "").lower() in _YES,
    ), []  # fmt: skip


def _faulty(faults: list[Fault]) -> Refusal:
    return Refusal(
        "programme.rows",
        Text("文件中有无法识别的行。", "Rows of the file cannot be read."),
        Text("请按下列说明更正后重试。", "Correct them as said below, and try again."),
        tuple(faults),
    )


class LineReader:
    """Reads cells with the catalogue's words for hazards and analytes of a day, each asked for once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.analytes: dict[tuple[str, tuple[str, ...]], Text] = {}
        self.hazards = {word.lower(): code for code, name in hazards().items() for word in (name.en, name.zh, code)}
        self.frames = {word.lower(): one for one in Frame for word in (one.value, one.text.en, one.text.zh)}

    def line(self, cells: Cells, kept: Sequence[Mapping[str, Any]] = ()) -> LineAsked | list[Fault]:
        """The line that the cells ask for; what cannot be read of them where it cannot.

        kept: tests that the line has already; where one of them is named again it stays as it is, limit and all.
        """
        told = {field: cells.get(field, "").strip() for field in FIELDS}
        faults: list[Fault] = []
        frame = self.frames.get(told["frame"].lower() or "imports")
        if frame is None:
            faults.append(_unread("frame", told["frame"], "抽样来源", "frame", ", ".join(Frame)))
        number, harm = read_integer(told["number"]), read_decimal(told["harm"] or "1")
        if not isinstance(number, int):
            faults.append(_unread("number", told["number"], "数量", "number of samples", "12"))
        if not isinstance(harm, Decimal):
            faults.append(_unread("harm", told["harm"], "权重", "weight", "1"))
        if told["census"].lower() not in (*_YES, *_NO):
            faults.append(_unread("census", told["census"], "“逐批”一栏", "census cell", "yes, no, 是, 否"))
        if frame is None or not isinstance(number, int) or not isinstance(harm, Decimal) or faults:
            return faults
        goods = tuple(re.sub(r"[.\s]", "", code) for code in _codes(told["goods"]))
        hazard = self.hazards.get(told["hazard"].lower(), told["hazard"])
        return LineAsked(
            name=Text(told["name_zh"] or told["name_en"], told["name_en"] or told["name_zh"]),
            goods=goods,
            origins=tuple(code.upper() for code in _codes(told["origins"])),
            hazard=hazard, tests=tuple(self._test(one, goods, hazard, kept) for one in several(told["tests"])),
            frame=frame, number=number, census=told["census"].lower() in _YES, harm=float(harm),
            category=told["category"], group=told["group"], side=told["side"],
        )  # fmt: skip

    def _test(
        self, typed: str, goods: tuple[str, ...], hazard: str, kept: Sequence[Mapping[str, Any]]
    ) -> Mapping[str, Any]:
        there = next((one for one in kept if typed in (one.get("analyte"), one.get("analyte_zh"))), None)
        if there is not None:
            return there
        name = self.analytes.get((typed, goods))
        if name is None:
            name = self.analytes[typed, goods] = analyte_named(typed, goods, self.on)
        return {"analyte": name.en, "analyte_zh": name.zh, "hazard": hazard}


def _codes(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；,，、\n]+", text) if part.strip()]


def _unread(field: str, value: str, zh: str, en: str, example: str) -> Fault:
    return fault(
        "line.unreadable",
        field,
        value[:40],
        Text(f"{zh}无法识别：“{value[:40]}”。", f"The {en} cannot be read: {value[:40]!r}."),
        Text(f"例如：{example}。", f"For example: {example}."),
    )


def _too_large() -> Refusal:
    return Refusal(
        "programme.file_too_large",
        Text(f"文件超过{MAX_BYTES // 1_000_000} MB或{MAX_ROWS}行。",
             f"The file is larger than {MAX_BYTES // 1_000_000} MB or {MAX_ROWS} rows."),
        Text("请分成几个文件。", "Split it into several files."),
    )  # fmt: skip
