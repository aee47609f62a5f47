"""Reading the folder: strict CSV to typed rows, all faults at once. No database."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from guomen.catalogue.reference.files import BY_NAME, FILES
from guomen.catalogue.reference.rules import cross_faults
from guomen.catalogue.reference.terms import Column, File, Row
from guomen.kernel.terms import Fault, Refusal, Text, Where


@dataclass(frozen=True)
class Contents:
    """All rows of the folder and everything that is wrong with them; with any fault nothing is loaded."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    def of(self, file: str) -> list[Row]:
        """The rows of one file."""
        return [row for row in self.rows if row.file.name == file]


def read_folder(folder: Path) -> Contents:
    """Read every file of the folder. Raises Refusal where there is no such folder."""
    if not folder.is_dir():
        raise Refusal(
            "reference.no_folder",
            Text(f"没有参考数据文件夹：{folder}。", f"There is no reference folder {folder}."),
            Text("请用--folder指定文件夹。", "Name the folder with --folder, or set GUOMEN_REFERENCE."),
        )
    faults: list[Fault] = [
        _unknown_file(path.name) for path in sorted(folder.glob("*.csv")) if path.name not in BY_NAME
    ]
    rows: list[Row] = []
    for file in FILES:
        path = folder / file.name
        if path.is_file():
            rows += _read(file, path.read_bytes(), faults)
        else:
            faults.append(_missing_file(file))
    return Contents(tuple(rows), (*faults, *cross_faults(rows)))


def required_contents(folder: Path) -> Contents:
    """The folder's contents. Raises Refusal, with every fault, where anything is wrong."""
    contents = read_folder(folder)
    if contents.faults:
        raise Refusal(
            "reference.faulty",
            Text(
                f"参考数据有{len(contents.faults)}处错误，未加载任何数据。",
                f"The reference data has {len(contents.faults)} faults; nothing was loaded.",
            ),
            Text("请按所列文件和行更正后重试。", "Mend the files and lines listed and load again."),
            contents.faults,
        )
    return contents


def _read(file: File, content: bytes, faults: list[Fault]) -> Iterator[Row]:
    try:
        whole = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults.append(
            _fault(
                "encoding",
                file,
                line,
                "",
                "",
                Text("文件不是UTF-8编码", "the file is not UTF-8"),
                Text("请以UTF-8编码另存。", "Save it again as UTF-8."),
            )
        )
        return
    lines = csv.reader(io.StringIO(whole, newline=""), strict=True)
    try:
        header = next(lines, [])
        wrong = list(_header_faults(file, header))
        faults += wrong
        if wrong:
            return
        for cells in lines:
            row = _typed(file, header, cells, lines.line_num, faults) if cells else None
            if row is not None:
                yield row
    except csv.Error as error:
        faults.append(
            _fault(
                "csv",
                file,
                lines.line_num,
                "",
                "",
                Text(f"CSV格式错误：{error}", f"this is not CSV: {error}"),
                Text("请检查引号和逗号。", "Look at the quotation marks and commas of this line."),
            )
        )


def _header_faults(file: File, header: list[str]) -> Iterator[Fault]:
    known = [column.name for column in file.columns]
    for name in header:
        if name not in known:
            yield _fault(
                "unknown_column",
                file,
                1,
                name,
                name,
                Text(f"未知的列“{name}”", f"the column {name!r} is not known"),
                Text(f"此文件的列为：{', '.join(known)}。", f"The columns of this file are: {', '.join(known)}."),
            )
    for name in known:
        if header.count(name) != 1:
            yield _fault(
                "missing_column" if name not in header else "repeated_column",
                file,
                1,
                name,
                "",
                Text(f"列“{name}”缺失或重复", f"the column {name!r} is missing or there more than once"),
                Text("请使每列恰好出现一次。", "Let each column be there exactly once."),
            )


def _typed(file: File, header: list[str], cells: list[str], line: int, faults: list[Fault]) -> Row | None:
    if len(cells) != len(header):
        faults.append(
            _fault(
                "cells",
                file,
                line,
                "",
                str(len(cells)),
                Text(
                    f"有{len(cells)}个单元格，应为{len(header)}个",
                    f"{len(cells)} cells where there should be {len(header)}",
                ),
                Text("请检查逗号和引号。", "Look for a comma too many or too few, or an open quotation mark."),
            )
        )
        return None
    found = dict(zip(header, cells, strict=True))
    before = len(faults)
    values = {column.name: _value(file, column, found[column.name].strip(), line, faults) for column in file.columns}
    if len(faults) > before:
        return None
    complaint = file.check(values)
    if complaint is not None:
        name, problem, remedy = complaint
        faults.append(_fault("row", file, line, name, found[name], problem, remedy))
        return None
    return Row(file, line, values)


def _value(file: File, column: Column, cell: str, line: int, faults: list[Fault]) -> Any:
    if not cell:
        if column.required:
            faults.append(
                _fault(
                    "empty",
                    file,
                    line,
                    column.name,
                    "",
                    Text(f"“{column.name}”不能为空", f"{column.name} must not be empty"),
                    Text(f"请填写：{column.about}。", f"Write it: {column.about}."),
                )
            )
        return column.empty
    try:
        value = column.read(cell)
        _require_room(file, column, value)
        return value
    except ValueError as error:
        (problem,) = error.args
        faults.append(
            _fault(
                "value",
                file,
                line,
                column.name,
                cell,
                problem,
                Text(f"请更正：{column.about}。", f"Correct it: {column.about}."),
            )
        )
        return column.empty


def _require_room(file: File, column: Column, value: Any) -> None:
    """Raise ValueError for a text that the table has no room for."""
    longest = _longest(file.model, column.name)
    if isinstance(value, str) and longest is not None and len(value) > longest:
        raise ValueError(
            Text(
                f"文字过长：{len(value)}个字符，最多{longest}个",
                f"the text is too long: {len(value)} characters, at most {longest}",
            )
        )


@cache
def _longest(model: str, column: str) -> int | None:
    """How many characters the table takes in that column; None where there is no such end."""
    fields = {field.name: field for field in apps.get_model("catalogue", model)._meta.concrete_fields} if model else {}
    return getattr(fields.get(column), "max_length", None)


def _unknown_file(name: str) -> Fault:
    return Fault(
        "reference.unknown_file",
        Where(file=name),
        name,
        Text(f"未知的文件{name}", f"the file {name} is not known"),
        Text(
            f"请移走或改名；已知文件：{', '.join(BY_NAME)}。", f"Move or rename it; known files: {', '.join(BY_NAME)}."
        ),
    )


def _missing_file(file: File) -> Fault:
    return Fault(
        "reference.missing_file",
        Where(file=file.name),
        "",
        Text(f"缺少文件{file.name}", f"the file {file.name} is missing"),
        Text("请补上该文件（可以只有表头）。", "Put it there; a header alone will do."),
    )


def _fault(code: str, file: File, line: int, field: str, value: str, problem: Text, remedy: Text) -> Fault:
    return Fault(f"reference.{code}", place(file.name, line, field), value, problem, remedy)


def place(file: str, line: int, field: str = "") -> Where:
    """The place of a fault: "file.csv:line" as editors read it; the header is line 1."""
    return Where(file=f"{file}:{line}", field=field)
