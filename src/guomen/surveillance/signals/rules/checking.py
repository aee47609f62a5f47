"""What is wrong with a report, before it is taken; each fault names its field. Pure."""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from guomen.kernel.terms import Fault, Text, Where
from guomen.surveillance.signals.rules.texts import without_controls
from guomen.surveillance.signals.terms import SignalReport

_EARLIEST = date(1900, 1, 1)
_MOST = 2_147_483_647
_REFERENCE = 120


@dataclass(frozen=True, slots=True)
class Known:
    """What codes there are. today: the day in Beijing on which the reports came."""

    today: date
    hazards: Collection[str]
    origins: Collection[str]
    offices: Collection[str]


Check = Callable[[SignalReport, Known], tuple[str, str, Any, Text, Text] | None]
Found = tuple[str, str, Any, Text, Text]


def fault_of(report: SignalReport, known: Known, where: Where | None = None) -> Fault | None:
    """The first thing that is wrong with a report; None where it can be taken. where: of the report as a whole."""
    found = next((one for check in _CHECKS if (one := check(report, known)) is not None), None)
    if found is None:
        return None
    code, field, value, problem, remedy = found
    place = Where(where.file, where.row, field) if where else Where(field=field)
    told = Text(without_controls(problem.zh), without_controls(problem.en))
    return Fault(f"signal.{code}", place, without_controls(str(value))[:120], told, remedy)


def _reference(report: SignalReport, known: Known) -> Found | None:
    if not report.reference.strip():
        problem = Text("缺少来源编号。", "The source's own reference is missing.")
        return (
            "reference_missing",
            "reference",
            "",
            problem,
            Text("请填写来源自己的编号。", "Give the source's number."),
        )
    if len(report.reference) > _REFERENCE:
        problem = Text("来源编号超过120个字符。", "The reference is longer than 120 characters.")
        return ("reference_long", "reference", report.reference, problem, Text("请缩短。", "Shorten it."))
    return None


def _title(report: SignalReport, known: Known) -> Found | None:
    if report.title.strip():
        return None
    remedy = Text("请用一句话说明发生了什么。", "Say in a sentence what happened.")
    return ("title_missing", "title", "", Text("缺少标题。", "The title is missing."), remedy)


def _days(report: SignalReport, known: Known) -> Found | None:
    for field in ("reported_on", "happened_on"):
        day: date | None = getattr(report, field)
        if day is not None and day > known.today:
            problem = Text(f"日期{day}在将来。", f"The day {day} is in the future.")
            return ("date_future", field, day, problem, Text("请核对年份。", "Check the year."))
        if day is not None and day < _EARLIEST:
            problem = Text(f"日期{day}过早。", f"The day {day} is too long ago.")
            return ("date_past", field, day, problem, Text("请核对年份。", "Check the year."))
    return None


def _counts(report: SignalReport, known: Known) -> Found | None:
    for field in ("cases", "deaths"):
        number: int | None = getattr(report, field)
        if number is not None and not 0 <= number <= _MOST:
            problem = Text("人数不能为负或过大。", "A count is not negative, and not as large as this.")
            return ("count", field, number, problem, Text("请填写非负整数。", "Give a whole number from 0."))
    if report.cases is not None and report.deaths is not None and report.deaths > report.cases:
        problem = Text(
            f"死亡{report.deaths}多于病例{report.cases}。", f"{report.deaths} deaths, but {report.cases} cases."
        )
        return ("deaths", "deaths", report.deaths, problem, Text("请核对两项数字。", "Check both numbers."))
    return None


def _place(report: SignalReport, known: Known) -> Found | None:
    for field, most in (("latitude", 90.0), ("longitude", 180.0)):
        degrees: float | None = getattr(report, field)
        if degrees is not None and not (math.isfinite(degrees) and abs(degrees) <= most):
            problem = Text("经纬度超出范围。", "There is no such latitude or longitude.")
            return ("place", field, degrees, problem, Text("请以十进制度数填写。", "Give decimal degrees (WGS 84)."))
    return None


def _codes(report: SignalReport, known: Known) -> Found | None:
    asked = [("hazard", one, known.hazards) for one in (report.hazard, *report.hazards)]
    asked += [("origin", one, known.origins) for one in (report.origin, *report.origins)]
    asked += [("office", report.office, known.offices)]
    for field, code, choice in asked:
        if code and code not in choice:
            problem = Text(f"目录中没有代码“{code}”。", f"The catalogue has no code {code!r}.")
            remedy = Text(
                "请核对代码，或把来源的原文填入对应的“…_words”。", "Check it, or give the source's words in …_words."
            )
            return (f"{field}_unknown", field, code, problem, remedy)
    if report.goods and not (report.goods.isascii() and report.goods.isdigit() and 2 <= len(report.goods) <= 13):
        problem = Text("商品编码应为2至13位数字。", "A goods code has 2 to 13 digits.")
        return ("goods", "goods", report.goods, problem, Text("请核对编码。", "Check the code."))
    return None


_CHECKS: tuple[Check, ...] = (_reference, _title, _days, _counts, _place, _codes)
