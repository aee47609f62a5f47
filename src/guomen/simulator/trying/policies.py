"""Policies to try: by name, or out of a file that holds only what differs from the policies in force."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from guomen.catalogue.terms import OriginRisk, PolicyValue, SupervisionMode
from guomen.kernel.terms import Fault, Refusal, Text, Where

_COLUMNS = (
    "name", "office", "type", "value", "unit", "note_zh", "note_en", "valid_from", "valid_to", "source", "confidence",
)  # fmt: skip
_LARGEST = 1 << 20
_MODES = tuple(SupervisionMode)


@dataclass(frozen=True)
class Policy:
    """What is to be tried. changes: the values that differ from those in force."""

    name: str
    title: Text
    changes: tuple[PolicyValue, ...] = ()


@dataclass(frozen=True)
class Known:
    """What a policy may name. types: policy -> type of its value; offices: codes; first: the world's first day."""

    types: Mapping[str, str]
    offices: Mapping[str, str]
    first: date


_PLANNED = tuple(mode for mode in _MODES if mode is not SupervisionMode.SPECIAL)
# Policies that an edition may leave out, and the types of their values.
_UNWRITTEN = {"targeting.selection": "word", "targeting.frequency_schemes": "list"} | {
    f"targeting.rate_plan.{mode}": "word" for mode in _MODES
}
_WORDS: dict[str, tuple[str, ...]] = {
    "targeting.selection": ("rates", "capacity"),
    "targeting.drawn_channel": ("identity", "physical", "sample"),
    "targeting.control_arm_channel": ("identity", "physical", "sample"),
}


def _plan(code: str, zh: str, en: str) -> tuple[Text, dict[str, str]]:
    """One rate plan for all modes of supervision but the special one, which looks at every unit."""
    return Text(zh, en), {f"targeting.rate_plan.{mode}": code for mode in _PLANNED}


PRESETS: dict[str, tuple[Text, dict[str, str]]] = {
    "current": (Text("现行政策", "the policy in force"), {}),
    "rates": (Text("按抽批比例", "lot rates"), {"targeting.selection": "rates"}),
    "capacity": (Text("按能力选批", "learned selection under capacity"), {"targeting.selection": "capacity"}),
    "random": (
        Text("随机抽查5%", "5 % at random, whoever it is"),
        {
            **{f"targeting.rate_plan.{mode}": "ifis-surveillance" for mode in _MODES},
            **{f"targeting.origin_uplift.{risk}": "1" for risk in OriginRisk},
            "targeting.green_channel_factor": "1",
        },
    ),
    "csp-1": _plan("csp-1-10", "连续抽样CSP-1（i=10，f=0.1）", "CSP-1 (i = 10, f = 0.1)"),
    "csp-2": _plan("csp-2-10", "连续抽样CSP-2（i=10，f=0.1）", "CSP-2 (i = 10, f = 0.1)"),
    "csp-3": _plan("csp-3-10", "连续抽样CSP-3（i=10，f=0.1）", "CSP-3 (i = 10, f = 0.1)"),
    "skip-lot": _plan("skip-lot-2", "跳批抽样（初始1/2）", "skip-lot (1 lot in 2 at first)"),
    "ifis": _plan("ifis-risk", "澳大利亚IFIS（风险食品）", "Australia's IFIS, risk food"),
}


def named_policy(name: str, known: Known) -> Policy:
    """A policy by its name. Raises KeyError where there is none, Refusal where the edition lacks what it changes."""
    title, values = PRESETS[name]
    rows = ({"name": key, "value": value} for key, value in values.items())
    return Policy(name, title, _changes(f"policy {name}", enumerate(rows, start=1), known))


def read_policy(source: str, known: Known) -> Policy:
    """The policy of that name, or out of the file of that name (CSV with columns of reference/policies.csv, or JSON).

    Raises Refusal with every fault, each with its file and row, where anything is not known or not a value.
    """
    if source in PRESETS:
        return named_policy(source, known)
    file = Path(source)
    if not file.is_file():
        raise Refusal(
            "policy.unknown",
            Text(f"没有名为“{source}”的政策，也没有该文件。", f"There is no policy and no file called {source!r}."),
            Text(f"已有政策：{'、'.join(PRESETS)}。", f"Policies by name: {', '.join(PRESETS)}; or name a file."),
        )
    content = _text(file)
    rows = _of_json(file.name, content) if file.suffix.lower() == ".json" else _of_csv(file.name, content)
    return Policy(file.stem, Text(file.stem, file.stem), _changes(file.name, rows, known))


def values_policy(name: str, title: Text, values: Mapping[str, str], known: Known) -> Policy:
    """A policy from values by name. Raises Refusal with every fault."""
    rows = ({"name": key, "value": value} for key, value in values.items())
    return Policy(name, title, _changes(name, enumerate(rows, start=1), known))


def _text(file: Path) -> str:
    if file.stat().st_size > _LARGEST:
        raise _unreadable(file.name, "larger than 1 MB", "大于1 MB")
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(file.name, "not UTF-8", "不是UTF-8编码") from None


def _unreadable(file: str, en: str, zh: str) -> Refusal:
    return Refusal(
        "policy.unreadable",
        Text(f"无法读取政策文件{file}：{zh}。", f"The policy file {file} cannot be read: it is {en}."),
        Text(
            "请提供CSV（reference/policies.csv的列）或JSON对象。",
            "Give CSV with columns of reference/policies.csv, or a JSON object of name and value.",
        ),
    )


def _of_json(file: str, content: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows numbered from 1, in their order."""
    try:
        found = json.loads(content)
    except ValueError:
        raise _unreadable(file, "not JSON", "不是JSON") from None
    if not isinstance(found, dict):
        raise _unreadable(file, "not an object of name and value", "不是名称与值的对象")
    return ((row, {"name": str(name), "value": _written(value)}) for row, (name, value) in enumerate(found.items(), 1))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _of_csv(file: str, content: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their line numbers; the header is line 1."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        lines = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error:
        raise _unreadable(file, "not CSV", "不是CSV") from None
    unknown = [name for name in header if name not in _COLUMNS]
    if unknown or len(set(header)) != len(header) or not {"name", "value"} <= set(header):
        raise _unreadable(
            file,
            f"without the right columns ({', '.join(unknown) or 'name and value are needed, each once'})",
            f"列不正确（{'、'.join(unknown) or '须有name与value，各一次'}）",
        )
    return _rows(file, header, lines)


def _rows(file: str, header: list[str], lines: list[tuple[int, list[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in lines:
        if len(cells) != len(header):
            raise _unreadable(
                file, f"broken in line {line}: {len(cells)} cells", f"第{line}行有误：{len(cells)}个单元格"
            )
        yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _changes(where: str, rows: Any, known: Known) -> tuple[PolicyValue, ...]:
    made: list[PolicyValue] = []
    faults: list[Fault] = []
    for row, values in rows:
        found = _faults(where, row, values, known)
        faults += found
        if not found:
            made.append(_change(values, known))
    if not faults:
        faults = _twice(where, made)
    if faults:
        raise Refusal(
            "policy.faulty",
            Text(f"政策有{len(faults)}处错误，未试行。", f"The policy has {len(faults)} faults; nothing was tried."),
            Text("请按所列的行更正。", "Correct the rows listed."),
            tuple(faults),
        )
    return tuple(made)


def _change(values: Mapping[str, str], known: Known) -> PolicyValue:
    name, office = values["name"], values.get("office", "")
    return PolicyValue(
        key=f"trial:{name}{f'/{office}' if office else ''}",
        name=name,
        office=office,
        value=values["value"],
        unit=values.get("unit", ""),
        valid_from=_day(values.get("valid_from", "")) or date.min,
        valid_to=_day(values.get("valid_to", "")),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _twice(where: str, made: list[PolicyValue]) -> list[Fault]:
    seen: set[tuple[str, str, date]] = set()
    faults = []
    for value in made:
        key = (value.name, value.office, value.valid_from)
        if key in seen:
            faults.append(_fault("twice", where, 0, value.name, value.value, Text("重复", "is there twice")))
        seen.add(key)
    return faults


def _faults(where: str, row: int, values: Mapping[str, str], known: Known) -> list[Fault]:
    """What is wrong with one row."""
    name, value, office = values.get("name", ""), values.get("value", ""), values.get("office", "")
    types = _UNWRITTEN | dict(known.types)
    if name not in types:
        problem = Text(f"没有名为“{name}”的政策值", f"no policy is called {name!r}")
        return [_fault("unknown", where, row, name, value, problem)]
    faults = []
    complaint = _complaint(name, types[name], value)
    if complaint is not None:
        faults.append(_fault("value", where, row, name, value, complaint))
    if office and office not in known.offices:
        problem = Text(f"没有机构{office}", f"there is no office {office}")
        faults.append(_fault("office", where, row, name, office, problem))
    for column in ("valid_from", "valid_to"):
        try:
            _day(values.get(column, ""))
        except ValueError:
            problem = Text(f"{column}不是日期", f"{column} is not a day (YYYY-MM-DD)")
            faults.append(_fault("day", where, row, name, values[column], problem))
    return faults


def _complaint(name: str, kind: str, value: str) -> Text | None:
    """Why a value is not of its type; None where it is. Numbers of policies are never negative."""
    if name in _WORDS and value not in _WORDS[name]:
        words = ", ".join(_WORDS[name])
        return Text(f"应为{words}之一", f"should be one of {words}")
    if kind in ("word", "list"):
        return None if value else Text("值为空", "the value is empty")
    if kind == "flag":
        return None if value in ("yes", "no") else Text("应为yes或no", "should be yes or no")
    if kind == "mode":
        modes = ", ".join(_MODES)
        return None if value in _MODES else Text(f"应为{modes}之一", f"should be one of {modes}")
    try:
        number = float(value)
    except ValueError:
        return Text(f"“{value}”不是数", f"{value!r} is not a number")
    if not 0.0 <= number < float("inf"):
        return Text("应为非负有限数", "should be a finite number, not below 0")
    if kind == "share" and number > 1.0:
        return Text("比例应在0至1之间", "a share lies from 0 to 1")
    if kind == "whole" and not value.isdigit():
        return Text("应为整数", "should have no fraction")
    return None


def _fault(code: str, where: str, row: int, field: str, value: str, problem: Text) -> Fault:
    remedy = Text(
        "请对照 reference/policies.csv 更正。", "Correct it; the names and types are in reference/policies.csv."
    )
    return Fault(f"policy.{code}", Where(file=f"{where}:{row}" if row else where, field=field), value, problem, remedy)
