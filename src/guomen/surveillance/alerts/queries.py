"""Reading alerts: versions, what is in force, the grading table."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from guomen.catalogue.queries import policy_rows
from guomen.catalogue.terms import Confidence
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.terms import AlertKind, AlertLevel, AlertState, GradingRow, GradingTable

GRADES = "surveillance.alert.level."
# Who reads what: circulars stay inside the agency, notices and announcements are for operators and the public
# (GACC Decree 271 Art. 14).
OPEN_KINDS = (AlertKind.NOTICE.value, AlertKind.ANNOUNCEMENT.value)
SIGNED = (AlertState.ISSUED.value, AlertState.REPLACED.value, AlertState.LIFTED.value)


def alerts() -> QuerySet[Alert]:
    """Every version of every alert, newest first."""
    return Alert.objects.select_related(
        "issuer", "dossier", "assessment", "promoted_from", "proposed_by", "signed_by", "replaces"
    )


def alert(number: str, version: int | None = None) -> Alert:
    """One version; without a version the newest that was not declined, else the newest. Raises Missing."""
    rows = alerts().filter(number=number)
    if version is not None:
        found = rows.filter(version=version).first()
    else:
        found = (
            rows.exclude(state=AlertState.DECLINED).order_by("-version").first() or rows.order_by("-version").first()
        )
    if found is None:
        raise Missing(
            "alert.unknown",
            Text(f"没有编号为{number}的预警。", f"There is no alert {number}."),
            Text("请核对预警编号。", "Check the number in the list of alerts."),
        )
    return found


def standing(number: str) -> Alert | None:
    """The version of an alert that was signed last, whether it is in force or lifted; None before the first."""
    return alerts().filter(number=number, state__in=(AlertState.ISSUED, AlertState.LIFTED)).first()


def versions(number: str) -> QuerySet[Alert]:
    """Every version of an alert, oldest first."""
    return alerts().filter(number=number).order_by("version")


def issued_alerts(at: datetime) -> QuerySet[Alert]:
    """Alerts in force at an instant: issued, begun, neither replaced nor lifted nor run out."""
    begun = Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return alerts().filter(begun, state=AlertState.ISSUED).order_by(F("issued_at").desc(), "-pk")


def grading_table(at: datetime) -> GradingTable:
    """The grading table as laid down for the day (reference/alert_levels.csv)."""
    day = at.astimezone(CIVIL_ZONE).date()
    begun = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    rows = policy_rows(GRADES).filter(begun, office="")
    return {_place(row.name): _row(row) for row in rows}


def _row(row: Any) -> GradingRow:
    key = f"policy:{row.name}@{row.valid_from.isoformat()}"
    return GradingRow(AlertLevel(row.value), key, row.source, row.confidence == Confidence.LOW)


def _place(name: str) -> tuple[str, str, str]:
    risk, urgency, scope = name.removeprefix(GRADES).split(".")
    return risk, urgency, scope
