"""For whoever watches risks: what waits to be signed, what is to be assessed, what was just reported."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.consignments.terms import CIVIL_ZONE
from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address, asked
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.terms import Capability, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.queries import alerts
from guomen.surveillance.alerts.terms import AlertLevel, AlertState
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.assessments.queries import assessments_due
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.queries import counted, live_dossiers, overdue
from guomen.surveillance.clusters.terms import DossierState
from guomen.surveillance.signals.queries import signals

_DAY = timedelta(days=1)


def warning_desk(actor: Actor, at: datetime) -> Desk:
    """Alerts to sign first, then assessments that have run out, then dossiers in the order of their clocks."""
    waiting = [row for row in alerts().filter(state=AlertState.PROPOSED) if _may_sign(actor, row)]
    late, live = overdue(at).count(), live_dossiers()
    run_out = _run_out(actor, at)
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
            *([Card(_("assessments run out"), len(run_out), "", "asked")] if run_out else []),
            Card(_("alerts to sign"), len(waiting), address("surveillance-alerts"), asked(len(waiting))),
        ],
        todos=[*map(_alert, waiting), *map(_assessment, run_out), *map(_dossier, open_ones)][:SHOWN],
        when=_("Due"),
        href=address("surveillance-dossiers"),
        nothing=_("Nothing waits to be assessed or signed."),
    )


def _may_sign(actor: Actor, row: Alert) -> bool:
    return may(actor, Capability.SIGN_ALERT) and row.proposed_by_id != actor.pk and sees_office(actor, row.issuer)


def _run_out(actor: Actor, at: datetime) -> list[Assessment]:
    """Assessments that no longer hold, of dossiers that this person may assess anew."""
    if not may(actor, Capability.ASSESS_RISK):
        return []
    rows = assessments_due(timezone.localdate(at)).order_by("valid_until", "id")
    return [row for row in rows if sees_office(actor, row.dossier.centre)]


def _assessment(row: Assessment) -> ToDo:
    about = row.dossier
    return ToDo(
        text=Text(f"{about.number} {about.title_zh}", f"{about.number} {about.title_en}"),
        href=address("surveillance-assess", about.number),
        at=datetime.combine(row.valid_until, time.min, CIVIL_ZONE),
        badge="overdue",
        badge_text=Text("评估已到期", "assessment run out"),
    )


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
