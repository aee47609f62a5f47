"""The one scalar definition of how a written value is read. Nothing is guessed: what has two readings is refused.

Each reader takes what stood in the cell (text, or the typed value of a spreadsheet or Parquet cell) and gives the
value, None where the cell is empty, or Wrong.
"""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from guomen.consignments.intake.terms import Wrong
from guomen.consignments.terms import CIVIL_ZONE, plain
from guomen.kernel.terms import Text

# Space, no-break, figure, thin and narrow no-break space, apostrophes: what people part thousands with.
_SPACES = " \u00a0\u2007\u2009\u202f'\u2019"
_DIGITS = frozenset("0123456789")
_GROUPS = re.compile(rf"\d{{1,3}}(?P<sep>[,.{_SPACES}])\d{{3}}(?:(?P=sep)\d{{3}})*\Z", re.ASCII)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip


def _wrong(code: str, problem_zh: str, problem_en: str, remedy_zh: str, remedy_en: str) -> Wrong:
    return Wrong(code, Text(problem_zh, problem_en), Text(remedy_zh, remedy_en))


CONTROL_CHARACTER = _wrong(
    "text.control_character", "含有不可见的控制字符。", "It has an invisible control character.",
    "请删除该字符。", "Delete the character.",
)  # fmt: skip
NOT_A_NUMBER = _wrong(
    "number.unreadable", "不是数字。", "This is not a number.",
    "只填数字，不带单位、货币符号，例如 1234.5。",
    "Give digits only, without unit or currency sign, for example 1234.5.",
)  # fmt: skip
AMBIGUOUS_NUMBER = _wrong(
    "number.ambiguous", "逗号可能是千位分隔符，也可能是小数点。", "The comma may separate thousands or decimals.",
    "请写成 1234 或 1.234，或在版式中注明小数点（mark）。",
    "Write 1234 or 1.234, or state the decimal mark in the layout (mark).",
)  # fmt: skip
TOO_PRECISE = _wrong(
    "number.too_precise", "数字位数过多，无法精确保存。", "The number has more digits than can be kept exactly.",
    "有效数字不要超过15位。", "Give at most 15 significant digits.",
)  # fmt: skip
NOT_WHOLE = _wrong(
    "number.not_whole", "应为整数。", "This must be a whole number.", "请填写整数。", "Give a whole number.",
)  # fmt: skip
NOT_A_DATE = _wrong(
    "date.unreadable", "不是可识别的日期。", "This is not a date in a form that is read.",
    "请写成 2018-08-01 或 20180801。", "Write it as 2018-08-01 or 20180801.",
)  # fmt: skip
NO_SUCH_DAY = _wrong(
    "date.no_such_day", "日历上没有这一天。", "There is no such day in the calendar.",
    "请核对年、月、日。", "Check year, month and day.",
)  # fmt: skip
AMBIGUOUS_DATE = _wrong(
    "date.ambiguous", "日和月的先后不明。", "Day and month could be either way round.",
    "请写成 2018-08-01，或在版式中注明日期顺序（order: dmy 或 mdy）。",
    "Write it as 2018-08-01, or state the order in the layout (order: dmy or mdy).",
)  # fmt: skip
SHORT_YEAR = _wrong(
    "date.short_year", "年份应为四位。", "The year needs four digits.",
    "请写成 2018-08-01。", "Write it as 2018-08-01.",
)  # fmt: skip


# Full-width forms U+FF01..FF5E and the ideographic space. Not all of NFKC: it would read "10²" as 102.
_NARROW = {0xFF00 + offset: 0x20 + offset for offset in range(1, 0x5F)} | {0x3000: 0x20, 0x2212: 0x2D}


def narrowed(text: str) -> str:
    """Full-width digits, letters and signs as ordinary ones, without spaces at the ends."""
    return text.translate(_NARROW).strip()


def read_text(cell: object) -> str | Wrong | None:
    """Text as it stands, without spaces at the ends; a typed cell as people would write it."""
    text = written(cell).strip()
    return control_wrong(text) or text or None


def control_wrong(text: str) -> Wrong | None:
    """Whether a text has a control character (tabs and line ends are none here)."""
    return CONTROL_CHARACTER if CONTROL.search(text) else None


def written(cell: object) -> str:
    """What a person would write for a typed cell: whole floats without ".0", dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(sep=" ")
    if isinstance(cell, Decimal):
        return f"{plain(cell):f}"
    return str(cell)


def read_decimal(cell: object, mark: str = "") -> Decimal | Wrong | None:
    """A number. Thousands may be parted by comma, point, space or apostrophe where only one reading is possible."""
    if isinstance(cell, bool | date):
        return NOT_A_NUMBER
    if isinstance(cell, int | float | Decimal):
        return _exact(str(cell) if isinstance(cell, int | Decimal) else repr(cell))
    text = narrowed(written(cell))
    if not text:
        return None
    canonical = _without_separators(text, mark) if not _PLAIN.match(text) or mark == "," else text
    return canonical if isinstance(canonical, Wrong) else _exact(canonical)


def _exact(text: str) -> Decimal | Wrong:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return NOT_A_NUMBER
    if not number.is_finite() or abs(number.adjusted()) > 18:
        return NOT_A_NUMBER if not number.is_finite() else plain(number) if not number else TOO_PRECISE
    return plain(number) if Decimal(repr(float(number))) == number else TOO_PRECISE


def _without_separators(text: str, mark: str) -> str | Wrong:
    sign, body = ("-", text[1:]) if text[0] == "-" else ("", text.removeprefix("+"))
    seen = [one for one in body if one not in _DIGITS]
    if not seen:
        return sign + body if body else NOT_A_NUMBER
    if body[0] not in _DIGITS or body[-1] not in _DIGITS or not _spaced(body):
        return NOT_A_NUMBER
    decimal = mark if mark and seen.count(mark) == 1 and seen[-1] == mark else ""
    if not decimal and not mark:
        decimal = _decimal_mark(body, seen)
    if decimal == "?":
        return AMBIGUOUS_NUMBER
    whole, _, fraction = body.partition(decimal) if decimal else (body, "", "")
    if not whole.isdigit():
        groups = _GROUPS.match(whole)
        if not groups or groups["sep"] in (decimal, mark):
            return NOT_A_NUMBER
    digits = "".join(one for one in whole if one.isdigit())
    if decimal and not fraction.isdigit():
        return NOT_A_NUMBER
    return f"{sign}{digits}.{fraction}" if fraction else sign + digits


def _spaced(body: str) -> bool:
    return all(one.isascii() or one in _SPACES for one in body)


def _decimal_mark(body: str, seen: list[str]) -> str:
    """The decimal mark of an unmarked number: "" for none, "?" where it could be either."""
    last = seen[-1]
    if last not in ".," or seen.count(last) > 1:
        return ""
    if len(seen) > 1 or last == ".":
        return last
    head, _, tail = body.partition(",")
    return "?" if len(tail) == 3 and len(head) <= 3 and head.lstrip("0") else ","


def read_integer(cell: object, mark: str = "") -> int | Wrong | None:
    """A whole number, written as numbers are."""
    number = read_decimal(cell, mark)
    if not isinstance(number, Decimal):
        return number
    return int(number) if number == number.to_integral_value() else NOT_WHOLE


def read_date(cell: object, order: str = "") -> date | Wrong | None:
    """A day. A time is dropped; one with a zone is first brought to Beijing time.

    A number is a spreadsheet's count of days (XLSX date cell without its format).
    """
    if isinstance(cell, datetime):
        return (cell.astimezone(CIVIL_ZONE) if cell.tzinfo else cell).date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float) and cell == cell // 1 and 20000 <= cell <= 80000:
        return _EXCEL_DAY_ZERO + timedelta(days=int(cell))
    text = narrowed(written(cell))
    return _date_of_text(text, order) if text else None


_YMD = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)\Z", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})\Z", re.ASCII)
_NAMED = re.compile(
    r"(?:(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ ,-]+(\d{4})|([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4}))\Z", re.ASCII
)
_SHORT = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}\Z", re.ASCII)
_TIMED = re.compile(r"(\S+?)[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?\Z", re.ASCII)


def _date_of_text(text: str, order: str) -> date | Wrong:
    if timed := _TIMED.match(text):
        return _date_of_instant(timed[1], timed[2], timed[3], order)
    if found := _YMD.match(text):
        return _day(found[1], found[3] or found[5], found[4] or found[6])
    if found := _COMPACT.match(text):
        return _day(*found.groups())
    if found := _DOTTED.match(text):
        return _day(found[3], found[2], found[1])
    if found := _SLASHED.match(text):
        return _slashed(found[1], found[3], found[4], order)
    if found := _NAMED.match(text):
        month = _MONTHS.get((found[2] or found[4]).lower())
        return _day(found[3] or found[6], str(month), found[1] or found[5]) if month else NOT_A_DATE
    return SHORT_YEAR if _SHORT.match(text) else NOT_A_DATE


def _date_of_instant(day: str, time: str, zone: str | None, order: str) -> date | Wrong:
    when = _date_of_text(day, order)
    if isinstance(when, Wrong):
        return when
    try:
        instant = datetime.fromisoformat(f"{when.isoformat()}T{time[:15]}{(zone or '').replace('Z', '+00:00')}")
        return instant.astimezone(CIVIL_ZONE).date() if instant.tzinfo else when
    except (ValueError, OverflowError):
        return NOT_A_DATE


def _slashed(first: str, second: str, year: str, order: str) -> date | Wrong:
    if order:
        day, month = (first, second) if order == "dmy" else (second, first)
    elif first == second or int(first) > 12 or int(second) > 12:
        day, month = (first, second) if int(first) > 12 else (second, first)
    else:
        return AMBIGUOUS_DATE
    return _day(year, month, day)


def _day(year: str, month: str, day: str) -> date | Wrong:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return NO_SUCH_DAY
