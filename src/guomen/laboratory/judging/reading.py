"""The rows of a file of results (CSV, XLSX, JSON list, JSON lines), from files that anyone may have made."""

import json
from pathlib import Path
from typing import Any

from guomen.kernel.terms import Refusal, Text
from guomen.laboratory.messages.wires.tables import csv_records, decoded, delimiter_of, flat
from guomen.laboratory.messages.wires.workbooks import sheet_records

MAX_BYTES = 50_000_000
Rows = list[tuple[int, dict[str, str]]]


def rows_of(path: Path) -> Rows:
    """Every row that is not blank, counted from 1 below the heading. Raises Refusal for the file as a whole."""
    if path.stat().st_size > MAX_BYTES:
        raise _unreadable("文件超过50 MB", "The file is larger than 50 MB")
    content, kind = path.read_bytes(), path.suffix.lower()
    if not content.strip():
        raise _unreadable("文件是空的", "The file is empty")
    try:
        if kind == ".xlsx":
            return _of_table(sheet_records(content, ""))
        text = decoded(content, "")
    except UnicodeError:
        raise _unreadable("文件编码无法识别", "The file's encoding cannot be read") from None
    if kind in (".jsonl", ".ndjson"):
        lines = [line for line in text.splitlines() if line.strip()]
        return [(number, _object(line, number)) for number, line in enumerate(lines, start=1)]
    return _of_list(text) if kind == ".json" else _of_table(csv_records(text, delimiter_of(text)))


def _of_table(records: list[tuple[int, list[str]]]) -> Rows:
    """A row shorter than the heading has empty cells at its end; cells beyond the heading are refused with the row."""
    names = [cell.strip() for cell in records[0][1]] if records else []
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise _unreadable(f"列名“{twice[:80]}”重复", f"The heading {twice[:80]!r} is there twice")
    return [(number, _cells(names, record)) for number, (_, record) in enumerate(records[1:], start=1)]


def _cells(names: list[str], record: list[str]) -> dict[str, str]:
    cells = dict(zip(names, [*record, *[""] * len(names)], strict=False))
    extra = [cell for cell in record[len(names) :] if cell.strip()]
    return {**cells, **({"": extra[0]} if extra else {})}


def _of_list(text: str) -> Rows:
    try:
        whole = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (json.JSONDecodeError, RecursionError):
        raise _unreadable("不是JSON", "It is not JSON") from None
    if not isinstance(whole, list):
        raise _unreadable("JSON须为对象的列表", "The JSON is no list of objects")
    return [(number, _flat(row, number)) for number, row in enumerate(whole, start=1)]


def _object(line: str, number: int) -> dict[str, str]:
    try:
        return _flat(json.loads(line, parse_float=str, parse_int=str, parse_constant=str), number)
    except (json.JSONDecodeError, RecursionError):
        raise _unreadable(f"第{number}行不是JSON", f"Line {number} is not JSON") from None


def _flat(row: Any, number: int) -> dict[str, str]:
    if not isinstance(row, dict):
        raise _unreadable(f"第{number}项不是对象", f"Entry {number} is no object")
    return flat(row)


def _unreadable(zh: str, en: str) -> Refusal:
    return Refusal(
        "judge.unreadable",
        Text(f"{zh}。", f"{en}."),
        Text("请给出CSV、XLSX、JSON列表或JSON行文件。", "Give a CSV, XLSX, JSON list or JSON lines file."),
    )
