"""Deadlines: hours that run day and night, working days that leave out weekends and holidays. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.terms import Text

HOURS, WORKING_DAYS = "h", "working_day"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: weekdays but the holidays, and weekend days that make up for them; why, by name."""

    holidays: Mapping[date, Text] = field(default_factory=dict)
    workdays: Mapping[date, Text] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether the day is a working day."""
        if day in self.holidays:
            return False
        return day in self.workdays or day.weekday() < _SATURDAY

    def knows(self, year: int) -> bool:
        """Whether any holiday of the year is laid down; else only weekends are left out."""
        return any(day.year == year for day in self.holidays)


def due(since: datetime, amount: float, unit: str, calendar: Calendar) -> datetime:
    """When a deadline ends that began at `since`.

    Hours ("h") run without pause, as for the notifications of Regulation (EU) 2019/1715 Arts. 15-17, whose contact
    points are on duty day and night. Working days ("working_day") are counted from the day after and end with the
    last one's last hour on the civil clock (Regulation (EEC, Euratom) 1182/71 Art. 3 for the 4 working days of
    Regulation (EU) 2023/988 Art. 26). Raises ValueError for another unit, or working days that are not whole.
    """
    if unit == HOURS:
        return since + timedelta(hours=amount)
    if unit != WORKING_DAYS or amount != int(amount) or amount < 0:
        raise ValueError(f"{amount} {unit!r} is not a deadline in hours (h) or whole working days (working_day)")
    day, left = since.astimezone(CIVIL_ZONE).date(), int(amount)
    while left:
        day += timedelta(days=1)
        left -= calendar.works(day)
    return datetime.combine(day + timedelta(days=1), time(), CIVIL_ZONE)


def said(amount: float, unit: str) -> Text:
    """The deadline in words."""
    if amount == 0:
        return Text("立即", "at once")
    if unit == HOURS:
        return Text(f"{amount:g}小时", f"{amount:g} h")
    return Text(f"{amount:g}个工作日", f"{amount:g} working days")
