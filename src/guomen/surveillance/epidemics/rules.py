"""Who or what was in an affected area within the incubation time; which line must be stricter because one gave way.

Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from guomen.kernel.terms import Outcome, Reason, Refusal, Text
from guomen.surveillance.epidemics.terms import Line, LineState

_R053 = "rule R053: three quarantine lines"


@dataclass(frozen=True, slots=True)
class Stay:
    """Where somebody or something was, from when to when (both days included)."""

    country: str
    first: date
    last: date
    area: str = ""


@dataclass(frozen=True, slots=True)
class Affected:
    """An affected area as it counts for a look back. until: first day on which it no longer was, None while it is.

    days: incubation, in days; None: however long ago.
    """

    number: str
    disease: str
    country: str
    area: str
    since: date
    until: date | None
    days: int | None


def exposures(stays: Iterable[Stay], areas: Iterable[Affected], on: date) -> tuple[Outcome[Affected], ...]:
    """The affected areas in which a stay falls that is not longer ago than the incubation time, with the reason."""
    known = list(areas)
    return tuple(_exposed(stay, area, on) for stay in stays for area in known if _within(stay, area, on))


def _within(stay: Stay, area: Affected, on: date) -> bool:
    if stay.country != area.country or (stay.area and area.area and stay.area.casefold() != area.area.casefold()):
        return False
    last = min(stay.last, on) if area.until is None else min(stay.last, on, area.until - timedelta(days=1))
    if last < max(stay.first, area.since):
        return False
    return area.days is None or (on - last).days <= area.days


def _exposed(stay: Stay, area: Affected, on: date) -> Outcome[Affected]:
    where = f"{area.country} {area.area}".strip()
    days = (on - min(stay.last, on)).days
    text = Text(
        f"{days}天前曾在疫区{where}（{area.disease}）停留。",
        f"Was in the affected area {where} ({area.disease}) {days} days ago.",
    )
    return Outcome(area, (Reason("epidemic.exposed", text, source=f"area:{area.number}"),))


def posture(states: Mapping[Line, LineState]) -> dict[Line, Outcome[bool]]:
    """For each line whether it must be tightened: where the line before it is breached or not in place."""
    lines = list(Line)
    found = {lines[0]: Outcome(value=False)}
    for before, line in pairwise(lines):
        found[line] = _tightened(before, states.get(before))
    return found


def _tightened(before: Line, state: LineState | None) -> Outcome[bool]:
    if state in (LineState.IN_PLACE, LineState.STOOD_DOWN):
        return Outcome(value=False)
    broken = state is LineState.BREACHED
    text = Text(
        f"“{before.text.zh}”防线{'被突破' if broken else '尚未运行'}，本防线须从严。",
        f"The line “{before.text.en.lower()}” {'was breached' if broken else 'is not in place'}: tighten this one.",
    )
    return Outcome(value=True, reasons=(Reason("epidemic.tightened", text, _R053),))


def area_fault(disease: str, known: bool, country_known: bool, source: str, since: date, today: date) -> Refusal | None:
    """Why an area cannot be declared so; None where it can."""
    if not known:
        return _refused("disease", Text(f"没有疫病“{disease}”。", f"There is no disease {disease!r}."))
    if not country_known:
        return _refused("country", Text("没有该国家或地区代码。", "There is no country of this code."))
    if not source.strip():
        return _refused("source", Text("须注明信息来源。", "Say who reports it."))
    if since > today:
        return _refused("since", Text("起始日不能晚于今天。", "It cannot begin after today."))
    return None


def ended() -> Refusal:
    """For an area that has ended already."""
    return _refused("ended", Text("该疫区已解除。", "This area has been lifted already."))


def ends_before(since: date) -> Refusal:
    """For an end before the beginning."""
    day = since.isoformat()
    return _refused("until", Text(f"解除日须晚于{day}。", f"It ends after {day}."))


def no_ground() -> Refusal:
    """For ending or changing without a ground."""
    return _refused("ground", Text("须说明理由。", "A ground is needed."))


def _refused(what: str, problem: Text) -> Refusal:
    return Refusal(f"epidemic.{what}", problem, Text("请改正后再提交。", "Mend it and send it again."))
