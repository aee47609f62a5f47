"""How cells are read: each reader gives a value or raises ValueError with a Text that says what is wrong."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from guomen.catalogue.reference.terms import Reader
from guomen.kernel.terms import Text


def text(cell: str) -> str:
    """Any text."""
    return cell


def matching(pattern: str, zh: str, en: str) -> Reader:
    """A text of a certain shape."""
    shape = re.compile(pattern)

    def read(cell: str) -> str:
        if not shape.fullmatch(cell):
            raise ValueError(Text(f"“{cell}”不符合格式：{zh}", f"{cell!r} is not {en}"))
        return cell

    return read


def day(cell: str) -> date:
    """A day, YYYY-MM-DD."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            pass
    raise ValueError(Text(f"“{cell}”不是YYYY-MM-DD格式的日期", f"{cell!r} is not a day written YYYY-MM-DD"))


def whole(cell: str) -> int:
    """A whole number, 0 or more."""
    if re.fullmatch(r"\d+", cell, re.ASCII):
        return int(cell)
    raise ValueError(Text(f"“{cell}”不是非负整数", f"{cell!r} is not a whole number of 0 or more"))


def decimal(cell: str) -> Decimal:
    """A decimal number with "." and without thousands separators."""
    try:
        value = Decimal(cell)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValueError(Text(f"“{cell}”不是数字", f"{cell!r} is not a number"))
    return value


def portion(cell: str) -> float:
    """A share above 0 and up to 1, written 0.1 or 1/10."""
    try:
        value = Fraction(cell) if re.fullmatch(r"\d+(\.\d+)?|\d+/\d+", cell, re.ASCII) else Fraction(0)
    except ZeroDivisionError:
        value = Fraction(0)
    if not 0 < value <= 1:
        raise ValueError(Text(f"“{cell}”不是大于0且不超过1的比例", f"{cell!r} is not a share above 0 and up to 1"))
    return float(value)


def flag(cell: str) -> bool:
    """yes or no."""
    if cell in ("yes", "no"):
        return cell == "yes"
    raise ValueError(Text(f"“{cell}”应为yes或no", f"{cell!r} is neither yes nor no"))


def one_of(words: type[StrEnum] | tuple[str, ...]) -> Reader:
    """One word of a list."""
    allowed = tuple(str(word) for word in words)

    def read(cell: str) -> str:
        if cell not in allowed:
            listed = ", ".join(allowed)
            raise ValueError(Text(f"“{cell}”不在可选值之列：{listed}", f"{cell!r} is not one of: {listed}"))
        return cell

    return read


def several(read_one: Callable[[str], Any]) -> Reader:
    """A list, with ";" between its entries."""

    def read(cell: str) -> list[Any]:
        return [read_one(part.strip()) for part in cell.split(";")]

    return read


def members(cell: str) -> list[dict[str, str]]:
    """Members of a sum, "中文|English*0.9; DBP": a name in both languages or one for both, and a factor (1)."""
    found = []
    for part in cell.split(";"):
        names, _, factor = part.strip().partition("*")
        zh, _, en = names.partition("|")
        if not zh.strip() or decimal(factor or "1") <= 0:
            raise ValueError(Text(f"“{part}”不是总量的组成", f"{part!r} is not a member of a sum"))
        found.append({"zh": zh.strip(), "en": (en or zh).strip(), "factor": factor.strip() or "1"})
    return found


goods = matching(r"\d{1,13}", "1至13位数字", "1 to 13 digits of a goods code")
country = matching(r"[A-Z]{2}", "两位大写字母", "two capital letters (ISO 3166-1 alpha-2)")
season = matching(
    r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\.\.(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "MM-DD..MM-DD",
    "a season written MM-DD..MM-DD",
)
