"""Tables that instruments export: delimited text, workbooks and JSON, from files that anyone may have made."""

import csv
import io
import json
from typing import Any

from guomen.laboratory.messages.terms import Definition
from guomen.laboratory.messages.wires import refusals
from guomen.laboratory.messages.wires.terms import Row
from guomen.laboratory.messages.wires.workbooks import sheet_records

_DELIMITERS = ",;\t|"
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_LONGEST_CELL = 32_768
_DEEPEST = 5


def csv_rows(content: bytes, definition: Definition) -> list[Row]:
    """Rows of delimited text. Raises Refusal for quotes that do not match, a file that is cut off, a row too short."""
    text = decoded(content, definition.encoding)
    if not definition.unended and not text.endswith(("\n", "\r")):
        raise refusals.truncated("CSV")
    return table_rows(csv_records(text, definition.delimiter or delimiter_of(text)), definition)


def xlsx_rows(content: bytes, definition: Definition) -> list[Row]:
    """Rows of one sheet of a workbook."""
    return table_rows(sheet_records(content, definition.sheet), definition)


def decoded(content: bytes, encoding: str) -> str:
    """The text of a file: as the profile says, by its mark, UTF-8, or GB 18030. Raises Refusal at a NUL."""
    marked = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    names = [marked] if marked else [encoding] if encoding else ["utf-8", "gb18030"]
    for name in names:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise refusals.encoding()


def delimiter_of(text: str) -> str:
    """The sign that parts the most lines of the beginning into the same number of cells; "," where none does."""

    def score(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in text[:65_536].splitlines()[:40] if line.strip()]
        usual = max((count for count in counts if count), key=counts.count, default=0)
        return (counts.count(usual), usual) if usual else (0, 0)

    return max(_DELIMITERS, key=score)


def csv_records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Every record that is not blank, with the number of its last line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for record in reader:
            if any(len(cell) > _LONGEST_CELL for cell in record):
                raise refusals.quotes(reader.line_num)
            if any(cell.strip() for cell in record):
                found.append((reader.line_num, record))
    except csv.Error:
        raise refusals.quotes(reader.line_num) from None
    return found


def headings(records: list[tuple[int, list[str]]], starts: str) -> int:
    """Where the heading row is: the first row with the cell `starts`; the first of all where nothing is said."""
    if not starts:
        return 0
    for at, (_line, record) in enumerate(records):
        if any(cell.strip() == starts for cell in record):
            return at
    raise refusals.no_place(starts, [cell.strip() for cell in records[0][1]] if records else [])


def table_rows(records: list[tuple[int, list[str]]], definition: Definition) -> list[Row]:
    """Rows below the heading, by heading; a foot that `ends` announces is no row. Raises Refusal for what lacks."""
    if not records:
        raise refusals.nothing()
    at = headings(records, definition.starts)
    names = [cell.strip() for cell in records[at][1]]
    _checked(names, definition)
    body = _without_foot(records[at + 1 :], definition.ends)
    return [Row(line, dict(zip(names, _fitting(line, record, len(names)), strict=False))) for line, record in body]


def _checked(names: list[str], definition: Definition) -> None:
    repeated = next((name for name in names if name and names.count(name) > 1), "")
    if repeated:
        raise refusals.repeated(repeated)
    for name in _wanted(definition):
        if name not in names:
            raise refusals.no_place(name, [one for one in names if one])


def _wanted(definition: Definition) -> list[str]:
    """Headings that must be there; of a wide table's codes at least one."""
    places = ["sample"] if definition.wide else ["sample", "code", "value"]
    optional = ["unit", "flags", "time", "dilution", "kind"]
    return [definition.place(name) for name in places] + [
        definition.place(name) for name in optional if definition.place(name)
    ]


def _without_foot(body: list[tuple[int, list[str]]], ends: str) -> list[tuple[int, list[str]]]:
    if not ends:
        return body
    at = next((at for at, (_line, record) in enumerate(body) if record[0].strip().startswith(ends)), None)
    if at is None:
        raise refusals.truncated(ends)
    return body[:at]


def _fitting(line: int, record: list[str], width: int) -> list[str]:
    """The cells of a row; blank ones beyond the heading are dropped, anything else that does not fit is refused."""
    if len(record) < width or any(cell.strip() for cell in record[width:]):
        raise refusals.width(line, len(record), width)
    return record[:width]


def json_rows(content: bytes, definition: Definition) -> list[Row]:
    """Objects of the list at the profile's path; a place is a path of keys within each. Numbers stay as written."""
    rows = _list_at(json_whole(content, definition.encoding), definition.rows)
    found = [Row(number, flat(row)) for number, row in enumerate(rows, start=1)]
    known = list(dict.fromkeys(place for row in found[:100] for place in row.cells))
    for place in _wanted(definition):
        if found and not any(place in row.cells for row in found):
            raise refusals.no_place(place, known)
    return found


def json_whole(content: bytes, encoding: str) -> Any:
    """What the JSON holds, every number as it was written."""
    try:
        return json.loads(decoded(content, encoding), parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise refusals.truncated(f"JSON, {error.lineno}:{error.colno}") from None


def _list_at(whole: Any, path: str) -> list[Any]:
    here = whole
    for key in path.split(".") if path else []:
        here = here.get(key) if isinstance(here, dict) else None
    if not path and isinstance(here, dict):
        lists = [one for one in here.values() if isinstance(one, list)]
        here = lists[0] if len(lists) == 1 else None
    if not isinstance(here, list) or not all(isinstance(row, dict) for row in here):
        known = [str(key) for key in whole] if isinstance(whole, dict) else []
        raise refusals.no_place(path or "[…]", known)
    return here


def flat(row: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    """An object as places and texts: {"run": {"sample": "A"}} gives "run.sample": "A". Lists are passed over."""
    cells: dict[str, str] = {}
    for key, value in row.items():
        place = f"{before}{key}"
        if isinstance(value, dict) and depth < _DEEPEST:
            cells |= flat(value, f"{place}.", depth + 1)
        elif isinstance(value, bool):
            cells[place] = str(value).lower()
        elif isinstance(value, str):
            cells[place] = value
        elif value is None:
            cells[place] = ""
    return cells
