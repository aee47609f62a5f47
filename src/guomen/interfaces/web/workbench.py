"""The first page of each role: what is asked of the person."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guomen.interfaces import words
from guomen.interfaces.web.desks.arsenal import measures_desk
from guomen.interfaces.web.desks.laboratory import laboratory_desk
from guomen.interfaces.web.desks.port import inspection_desk, overrides_desk, shift_desk, signing_desk
from guomen.interfaces.web.desks.programmes import drawing_desk, programmes_desk
from guomen.interfaces.web.desks.risk import offices_desk, risk_desk
from guomen.interfaces.web.desks.shape import Builder, Desk
from guomen.interfaces.web.desks.system import audit_desk, system_desk
from guomen.interfaces.web.desks.targeting import targeting_desk
from guomen.interfaces.web.desks.warning import warning_desk
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import capabilities
from guomen.kernel.terms import Capability as May
from guomen.kernel.terms import OfficeLevel, Role
from guomen.kernel.web.access import SignedIn, page

# Whoever may do this has this desk; the order is that of the page.
DESKS: list[tuple[May, Builder]] = [
    (May.SIGN_DISPOSITION, signing_desk),
    (May.APPROVE_OVERRIDE, overrides_desk),
    (May.MANAGE_SHIFT, shift_desk),
    (May.INSPECT, inspection_desk),
    (May.INSPECT, drawing_desk),
    (May.TEST, laboratory_desk),
    (May.WATCH_RISKS, warning_desk),
    (May.IMPOSE_MEASURE, risk_desk),
    (May.IMPOSE_MEASURE, measures_desk),
    (May.PLAN_PROGRAMME, programmes_desk),
    (May.STUDY_TARGETING, targeting_desk),
    (May.AUDIT, audit_desk),
    (May.OPERATE, system_desk),
]


@page()
def workbench(request: SignedIn) -> HttpResponse:
    """What is asked of me. A trader's first page is the portal."""
    held = capabilities(request.user)
    if request.user.office is None and May.TRADE in held:
        return redirect("portal")
    now = timezone.now()
    context = {
        "desks": _desks(request.user, now),
        "roles": [words.ROLES[Role(role)] for role in request.user.roles],
        "today": timezone.localdate(now),
    }
    return render(request, "interfaces/workbench.html", context)


def _desks(actor: Actor, at: datetime) -> list[Desk]:
    held = capabilities(actor)
    desks = [build(actor, at) for capability, build in DESKS if capability in held]
    if May.VIEW_CONSIGNMENTS in held and actor.office is not None and actor.office.children.exists():
        first = actor.office.level == OfficeLevel.HEADQUARTERS and May.AUDIT not in held
        desks.insert(0 if first else len(desks), offices_desk(actor, at))
    return desks
