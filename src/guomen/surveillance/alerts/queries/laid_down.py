"""What the reference data lays down for alerts: the grading table, who may issue, deadlines, days off."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from guomen.catalogue.queries import code_set, policy, policy_rows
from guomen.catalogue.terms import Confidence, PolicyValue
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Office
from guomen.kernel.terms import OfficeLevel, Refusal, Text
from guomen.surveillance.alerts.rules.clocks import Calendar, due, said
from guomen.surveillance.alerts.terms import AlertLevel, Clock, GradingRow, GradingTable

GRADES = "surveillance.alert.level."


def laid_down(name: str, at: datetime, office: str = "") -> PolicyValue:
    """The policy "surveillance.alert.<name>" on the day. Raises Refusal where none is laid down."""
    full = f"surveillance.alert.{name}"
    try:
        return policy(full, on=at.astimezone(CIVIL_ZONE).date(), office=office)
    except LookupError as error:
        raise Refusal(
            "alert.policy_missing",
            Text(f"未规定政策“{full}”。", f"The policy “{full}” is not laid down."),
            Text("请在参考数据policies.csv中补充。", "Add it to policies.csv of the reference data and load it."),
        ) from error


def grading_table(at: datetime) -> GradingTable:
    """The grading table as laid down for the day (reference/alert_levels.csv)."""
    day = at.astimezone(CIVIL_ZONE).date()
    begun = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    return {_place(row.name): _row(row) for row in policy_rows(GRADES).filter(begun, office="")}


def _place(name: str) -> tuple[str, str, str]:
    risk, urgency, scope = name.removeprefix(GRADES).split(".")
    return risk, urgency, scope


def _row(row: Any) -> GradingRow:
    key = f"policy:{row.name}@{row.valid_from.isoformat()}"
    return GradingRow(AlertLevel(row.value), key, row.source, row.confidence == Confidence.LOW)


def issuing_office(near: Office | None, level: AlertLevel, at: datetime) -> Office:
    """The office that would issue: this one where it may, else the nearest above it that may.

    Raises Refusal where none above may issue an alert of this level.
    """
    may_issue = laid_down(f"issue_levels.{level}", at).entries
    office = near
    while office is not None:
        if office.level in may_issue:
            return office
        office = office.parent
    raise Refusal(
        "alert.no_issuer",
        Text(f"没有机构可发布{level.text.zh}预警。", f"No office of yours or above may issue: {level.text.en}."),
        Text("请检查政策surveillance.alert.issue_levels。", "Look at the policy surveillance.alert.issue_levels."),
    )


def headquarters() -> Office:
    """The office above all others."""
    return Office.objects.get(level=OfficeLevel.HEADQUARTERS, parent__isnull=True)


def calendar() -> Calendar:
    """The days off and the days that are worked instead, as they are known now (reference/holidays.csv)."""
    off, worked = (
        {_day(code): text for code, text in code_set(name).items()} for name in ("public_holiday", "make_up_workday")
    )
    return Calendar(off, worked)


def _day(code: str) -> date:
    return date.fromisoformat(code)


def deadline(name: str, what: Text, since: datetime, met_at: datetime | None = None) -> Clock:
    """The clock "surveillance.alert.clock.<name>" that began at `since`."""
    value, days = laid_down(f"clock.{name}", since), calendar()
    until = due(since, value.number, value.unit, days)
    words = said(value.number, value.unit)
    named = Text(f"{what.zh}（{words.zh}）", f"{what.en} ({words.en})")
    if value.unit != "h" and not days.knows(until.astimezone(CIVIL_ZONE).year):
        named = Text(
            f"{named.zh}，未录入当年节假日，仅扣除周末",
            f"{named.en}, weekends only: no holidays of that year are on file",
        )
    doubtful = value.confidence is Confidence.LOW
    return Clock(named, since, until, f"surveillance.alert.clock.{name}", met_at, doubtful)
