"""Signing and declining: the second person's deed. What is signed is public, and on its way, in one transaction."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, OfficeLevel, Reason, Text
from guomen.surveillance.alerts import events
from guomen.surveillance.alerts.models import Acknowledgement, Alert, Outlet, Sending
from guomen.surveillance.alerts.operations.telling import grounded, tell
from guomen.surveillance.alerts.queries.laid_down import deadline, laid_down
from guomen.surveillance.alerts.queries.versions import alert, standing, wording_of
from guomen.surveillance.alerts.rules.authority import LEVEL_BASIS, issuing_fault, signing_fault
from guomen.surveillance.alerts.rules.changes import change_fault, ends, no_ground
from guomen.surveillance.alerts.rules.content import content_faults, incomplete
from guomen.surveillance.alerts.terms import AlertKind, AlertLevel, AlertState, Change
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.terms import DossierState

_ACKNOWLEDGED = Text("签收", "Acknowledge")


@transaction.atomic
def sign_alert(*, actor: Actor, at: datetime, number: str, version: int) -> Alert:
    """Issue a proposed version: it replaces the one before it, or ends the alert, and every channel has it at once.

    Public pages and feeds read the row itself; what has to be sent is written down in the same transaction and claimed
    by a worker. Raises Missing, NotPermitted (capability, own proposal, office, level), Conflict (not proposed, or the
    alert is no longer in force), Refusal (content, run out).
    """
    require(actor, Capability.SIGN_ALERT)
    row = locked(number, version)
    _check(row, actor, at)
    before = standing(number) if row.change != Change.FIRST else None
    over = False
    if before is not None:
        over = _replace(before, row)
    row.state = AlertState.LIFTED if over else AlertState.ISSUED
    row.signed_by, row.issued_at, row.replaces = actor, at, before
    row.save(update_fields=["state", "signed_by", "issued_at", "replaces"])
    _warned(row)
    _ask_to_acknowledge(row, at)
    send_to_outlets(row)
    reasons = tuple(Reason.from_json(reason) for reason in row.reasons)
    tell(events.ALERT_ISSUED, row, actor=actor, at=at, reasons=reasons, authority=LEVEL_BASIS)
    return row


def locked(number: str, version: int) -> Alert:
    """A version, locked together with every other version of its alert. Raises Missing."""
    found = alert(number, version)
    list(Alert.objects.select_for_update().filter(number=number).order_by("pk").values_list("pk", flat=True))
    return alert(number, found.version)


def _check(row: Alert, actor: Actor, at: datetime) -> None:
    fault = signing_fault(AlertState(row.state), row.proposed_by.username if row.proposed_by else "", actor.username)
    if fault is not None:
        raise fault
    require(actor, Capability.SIGN_ALERT, row.issuer)
    level = AlertLevel(row.level)
    may_issue = laid_down(f"issue_levels.{level}", at).entries
    fault = issuing_fault(level, OfficeLevel(row.issuer.level), may_issue)
    if fault is not None:
        raise fault
    faults = content_faults(wording_of(row), row.starts_at, row.ends_at)
    if faults:
        raise incomplete(faults)
    if row.ends_at is not None and row.ends_at <= at:
        raise Conflict(
            "alert.run_out",
            Text("该预警在签发前已到终止时间。", "The alert would have ended before it is signed."),
            Text("请退回并另行提出。", "Decline it and propose another one."),
        )


def _replace(before: Alert, row: Alert) -> bool:
    """Take the version before out of force; whether the new one ends the alert. Raises Refusal."""
    change, was, now = Change(row.change), AlertLevel(before.level), AlertLevel(row.level)
    fault = change_fault(change, AlertState(before.state), was, now)
    if fault is not None:
        raise fault
    Alert.objects.filter(pk=before.pk).update(state=AlertState.REPLACED)
    return ends(change, was, now)


def _warned(row: Alert) -> None:
    waiting = [DossierState.OPEN, DossierState.ASSESSING, DossierState.ASSESSED]
    if row.dossier is not None:
        Dossier.objects.filter(pk=row.dossier.pk, state__in=waiting).update(state=DossierState.WARNED)


def _ask_to_acknowledge(row: Alert, at: datetime) -> None:
    """A circular is acknowledged by every office next below the one that issues it: headquarters' by every bureau."""
    if row.kind != AlertKind.CIRCULAR:
        return
    below = Office.objects.filter(parent=row.issuer)
    due_at = deadline(f"acknowledge.{row.level}", _ACKNOWLEDGED, at).due_at
    Acknowledgement.objects.bulk_create(Acknowledgement(alert=row, office=office, due_at=due_at) for office in below)


def send_to_outlets(row: Alert) -> None:
    """Write down what is to be sent where: one row for each outlet that takes this level and kind.

    A circular stays inside the agency: it goes only to outlets that ask for circulars by name.
    """
    for outlet in Outlet.objects.filter(active=True):
        kinds = outlet.kinds or [AlertKind.NOTICE, AlertKind.ANNOUNCEMENT]
        if row.kind in kinds and (not outlet.levels or row.level in outlet.levels):
            Sending.objects.create(alert=row, outlet=outlet)


@transaction.atomic
def decline_alert(*, actor: Actor, at: datetime, number: str, version: int, ground: str) -> Alert:
    """Decline a proposed version, or take back one's own; it stays on record with the ground.

    Raises Missing, NotPermitted, Conflict (not proposed), Refusal (no ground).
    """
    row = locked(number, version)
    own = row.proposed_by_id == actor.pk
    require(actor, Capability.PROPOSE_ALERT if own else Capability.SIGN_ALERT)
    if not own:
        require(actor, Capability.SIGN_ALERT, row.issuer)
    fault = signing_fault(AlertState(row.state), "", actor.username)
    if fault is not None:
        raise fault
    if not ground.strip():
        raise no_ground()
    row.state, row.declined_because = AlertState.DECLINED, ground.strip()
    row.save(update_fields=["state", "declined_because"])
    tell(events.ALERT_DECLINED, row, actor=actor, at=at, reasons=[grounded(row.declined_because)])
    return row
