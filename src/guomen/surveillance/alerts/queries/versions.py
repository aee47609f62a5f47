"""Alerts and their versions."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from guomen.catalogue.terms import Condition
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.terms import AlertState, Wording


def alerts() -> QuerySet[Alert]:
    """Every version of every alert, newest first."""
    return Alert.objects.select_related(
        "issuer", "dossier", "assessment", "promoted_from", "proposed_by", "signed_by", "replaces"
    )


def newest() -> QuerySet[Alert]:
    """Of every alert its newest version that was not declined, and declined first proposals; newest first."""
    later = Alert.objects.filter(number=OuterRef("number"), version__gt=OuterRef("version"))
    return (
        alerts()
        .filter(~Exists(later.exclude(state=AlertState.DECLINED)))
        .exclude(state=AlertState.DECLINED, version__gt=1)
    )


def alert(number: str, version: int | None = None) -> Alert:
    """One version; without a version the newest that was not declined, else the newest. Raises Missing."""
    rows = alerts().filter(number=number).order_by("-version")
    found = (
        rows.filter(version=version).first()
        if version is not None
        else rows.exclude(state=AlertState.DECLINED).first() or rows.first()
    )
    if found is None:
        raise Missing(
            "alert.unknown",
            Text(f"没有编号为{number}的预警。", f"There is no alert {number}."),
            Text("请核对预警编号。", "Check the number in the list of alerts."),
        )
    return found


def standing(number: str) -> Alert | None:
    """The version that was signed last, whether it is in force or ended the alert; None before the first signature."""
    return alerts().filter(number=number, state__in=(AlertState.ISSUED, AlertState.LIFTED)).first()


def open_proposal(dossier: int) -> Alert | None:
    """What waits for signature for a dossier."""
    return alerts().filter(dossier=dossier, state=AlertState.PROPOSED).first()


def versions(number: str) -> QuerySet[Alert]:
    """Every version of an alert, oldest first."""
    return alerts().filter(number=number).order_by("version")


def issued_alerts(at: datetime) -> QuerySet[Alert]:
    """Alerts in force at an instant: issued, begun, neither replaced nor lifted nor run out."""
    begun = Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return alerts().filter(begun, state=AlertState.ISSUED).order_by(F("issued_at").desc(), "-pk")


def wording_of(row: Alert) -> Wording:
    """What the version says."""
    return Wording(
        title=Text(row.title_zh, row.title_en),
        scope=Text(row.scope_zh, row.scope_en),
        warning=Text(row.warning_zh, row.warning_en),
        action=Text(row.action_zh, row.action_en),
    )


def condition_of(row: Alert) -> Condition:
    """The goods, origins and producers that the version is about."""
    return Condition.from_json(row.condition)
