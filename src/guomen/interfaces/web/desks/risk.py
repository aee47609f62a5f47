"""For the risk analyst and headquarters: findings and what is in force against them; the offices side by side."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.consignments.queries import visible_consignments
from guomen.inspection.models import Finding
from guomen.inspection.queries import visible_findings, visible_tasks
from guomen.inspection.terms import FindingKind, Severity, TaskState
from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address, asked
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.templatetags.guomen import named
from guomen.surveillance.measures.queries import measures
from guomen.surveillance.measures.terms import MeasureState
from guomen.targeting.queries import control_orders

# How far the first page looks back; a view and not a policy.
RECENT = timedelta(days=30)


def risk_desk(actor: Actor, at: datetime) -> Desk:
    """New findings, the worst first to be judged; what is in force against them."""
    today = timezone.localdate(at)
    findings = visible_findings(actor).filter(recorded_at__gt=at - RECENT)
    in_force = measures(today, MeasureState.IN_FORCE).count()
    orders = control_orders().filter(_on(today)).count()
    count = findings.count()
    here = address("surveillance-measures")
    return Desk(
        title=_("Risk"),
        cards=[
            Card(_("findings in 30 days"), count, address("inspection-findings"), asked(count)),
            Card(_("measures in force"), in_force, here),
            Card(_("control orders in force"), orders, address("targeting-orders")),
        ],
        todos=[_finding(one) for one in findings.select_related("office")[:SHOWN]],
        when=_("Recorded"),
        href=address("inspection-findings"),
        nothing=_("No finding in the last 30 days."),
    )


def _on(day: date) -> Q:
    return Q(valid_from__lte=day, withdrawn_at__isnull=True) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def _finding(one: Finding) -> ToDo:
    return ToDo(
        text=FindingKind(one.kind).text,
        href=address("inspection-finding", one.pk) or address("consignment", one.consignment_id),
        at=one.recorded_at,
        badge=one.severity,
        badge_text=Severity(one.severity).text,
        note=f"{one.goods_code} {one.origin} {one.hazard}".strip(),
    )


def offices_desk(actor: Actor, at: datetime) -> Desk:
    """The offices side by side over 30 days: lodged, looked at, with findings."""
    since = at - RECENT
    lodged = _by_office(visible_consignments(actor).filter(drawn_on__gte=timezone.localdate(since)), "id")
    inspected = _by_office(visible_tasks(actor).filter(state=TaskState.DONE, closed_at__gte=since), "consignment")
    hits = _by_office(visible_findings(actor).filter(recorded_at__gte=since), "consignment")
    offices = [office for office in visible_offices(actor) if office.pk in lodged]
    return Desk(
        title=_("Offices, last 30 days"),
        cards=[
            Card(_("declarations lodged"), sum(lodged.values()), address("declarations")),
            Card(_("consignments looked at"), sum(inspected.values())),
            Card(_("consignments with findings"), sum(hits.values())),
        ],
        nothing=_("Nothing was lodged in the last 30 days."),
        headers=[_("Office"), _("lodged"), _("looked at"), _("with findings"), _("found per looked at")],
        rows=[
            (
                named(office),
                lodged[office.pk],
                inspected.get(office.pk, 0),
                hits.get(office.pk, 0),
                _rate(hits.get(office.pk, 0), inspected.get(office.pk, 0)),
            )
            for office in offices
        ],
    )


def _by_office(rows: QuerySet[Any], counted: str) -> dict[int, int]:
    counts = rows.order_by().values("office").annotate(count=Count(counted, distinct=True))
    return {row["office"]: row["count"] for row in counts}


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"
