"""Acknowledging a circular: every office below its issuer says that it has read it."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, NotPermitted, Text
from guomen.surveillance.alerts import events
from guomen.surveillance.alerts.models import Acknowledgement
from guomen.surveillance.alerts.operations.telling import tell
from guomen.surveillance.alerts.queries.versions import alert, standing


@transaction.atomic
def acknowledge_alert(*, actor: Actor, at: datetime, number: str, note: str = "") -> Acknowledgement:
    """Acknowledge the standing version of a circular for one's office, be it late.

    Raises Missing, NotPermitted (capability, an office that it was not sent to), Conflict (acknowledged already).
    """
    require(actor, Capability.WATCH_RISKS)
    row = standing(number) or alert(number)
    given = Acknowledgement.objects.select_for_update().filter(alert=row, office=actor.office_id).first()
    if given is None:
        raise NotPermitted(
            "alert.not_asked",
            Text("本机构不在签收范围内。", "Your office is not asked to acknowledge it."),
            Text(
                "通报由发布机构的直接下级机构签收。", "A circular is acknowledged by the offices next below its issuer."
            ),
        )
    if given.given_at is not None:
        raise Conflict(
            "alert.acknowledged",
            Text("本机构已签收。", "Your office has acknowledged it already."),
            Text("无需再次签收。", "There is nothing more to do."),
        )
    given.given_by, given.given_at, given.note = actor, at, note.strip()
    given.save(update_fields=["given_by", "given_at", "note"])
    office = actor.office.code if actor.office else ""
    tell(events.ALERT_ACKNOWLEDGED, row, actor=actor, at=at, office=office, late=at > given.due_at)
    return given
