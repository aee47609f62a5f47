"""For whoever watches risks: what waits to be signed, what is to be assessed, what was just reported."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address, asked
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.terms import Capability, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.queries import alerts
from guomen.surveillance.alerts.terms import AlertLevel, AlertState
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.queries import counted, live_dossiers, overdue
from guomen.surveillance.clusters.terms import DossierState
from guomen.surveillance.signals.queries import signals

_DAY = timedelta(days=1)


def warning_desk(actor: Actor, at: datetime) -> Desk:
    """Alerts that wait for this person's signature first, then dossiers in the order of their clocks."""
    waiting = [row for row in alerts().filter(state=AlertState.PROPOSED) if _may_sign(actor, row)]
    late, live = overdue(at).count(), live_dossiers()
    fresh = signals().filter(received_at__gt=at - _DAY).count()
    open_ones = [row for row in counted(live)[:SHOWN] if row.state != DossierState.WARNED]
    return Desk(
        title=_("Warning"),
        cards=[
            Card(_("signals in 24 hours"), fresh, address("surveillance-radar")),
            Card(_("dossiers not closed"), live.count(), address("surveillance-dossiers")),
            Card(
                _("assessments overdue"),
                late,
                address("surveillance-dossiers", query="late=true"),
                "stop" if late else "",
            ),
            Card(_("alerts to sign"), len(waiting), address("surveillance-alerts"), asked(len(waiting))),
        ],
        todos=[*map(_alert, waiting), *map(_dossier, open_ones)][:SHOWN],
        when=_("Due"),
        href=address("surveillance-dossiers"),
        nothing=_("Nothing waits to be assessed or signed."),
    )


def _may_sign(actor: Actor, row: Alert) -> bool:
    return may(actor, Capability.SIGN_ALERT) and row.proposed_by_id != actor.pk and sees_office(actor, row.issuer)


def _alert(row: Alert) -> ToDo:
    return ToDo(
        text=Text(f"{row.number} {row.title_zh}", f"{row.number} {row.title_en}"),
        href=address("surveillance-alert", row.number),
        at=row.proposed_at,
        badge=row.level,
        badge_text=AlertLevel(row.level).text,
    )


def _dossier(row: Dossier) -> ToDo:
    return ToDo(
        text=Text(f"{row.number} {row.title_zh}", f"{row.number} {row.title_en}"),
        href=address("surveillance-dossier", row.number),
        at=row.due_at,
        badge=row.state,
        badge_text=DossierState(row.state).text,
        note=Text(f"信号{row.signals}条", f"{row.signals} signals"),  # type: ignore[attr-defined]
    )
