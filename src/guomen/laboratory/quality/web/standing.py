"""How the laboratory stands: what blocks, what is overdue, what is due, what waits to be verified."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Text
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.quality import queries
from guomen.laboratory.quality.terms import Due, NcSeverity, NcState
from guomen.laboratory.quality.web.tables import scope_of
from guomen.laboratory.resources.queries import laboratories
from guomen.laboratory.resources.web.access import READERS, asked_laboratory
from guomen.laboratory.resources.web.tables import days_left

SOON = 60
_KINDS = {
    "instrument": Text("仪器检定或校准", "verification of an instrument"),
    "material": Text("标准物质有效期", "expiry of a reference material"),
    "competence": Text("人员授权", "competence of a person"),
    "accreditation": Text("认可范围", "accreditation of a method"),
    "action": Text("整改措施", "corrective action"),
}
_PAGES = {
    "instrument": "laboratory-instrument",
    "competence": "laboratory-method",
    "accreditation": "laboratory-method",
}


@page(*READERS)
def state(request: SignedIn) -> HttpResponse:
    """The state of a laboratory: first what stops its results, then what is late, then what comes."""
    known = laboratories(request.user)
    laboratory = asked_laboratory(request)
    today = timezone.localdate()
    due = [_shown(one, today) for one in queries.due_soon(laboratory, today, SOON)]
    rows = queries.visible_nonconformities(request.user).filter(laboratory=laboratory)
    blocking = rows.exclude(state=NcState.CLOSED).filter(severity=NcSeverity.CRITICAL)
    context = {
        "laboratory": laboratory,
        "laboratories": known,
        "blocking": [(one, Text(one.what_zh, one.what_en), scope_of(one)) for one in blocking],
        "overdue": [one for one in due if one["days"] is None or one["days"] < 0],
        "due": [one for one in due if one["days"] is not None and one["days"] >= 0],
        "to_verify": queries.waiting_to_be_verified(laboratory),
        "open": rows.exclude(state=NcState.CLOSED).count(),
        "closures": [one for one in closures_of(request.user) if one["laboratory"].pk == laboratory.pk],
        "soon": SOON,
    }
    return render(request, "laboratory/quality/state.html", context)


def _shown(one: Due, today: Any) -> dict[str, Any]:
    return {
        "kind": _KINDS[one.kind], "page": _PAGES.get(one.kind, ""), "due": one, "days": one.days,
        "left": days_left(one.on, today), "number": one.code if one.kind == "action" else "",
    }  # fmt: skip


def closures_of(actor: Actor) -> list[dict[str, Any]]:
    """By laboratory in sight: opened, closed, overdue, preventive rules, and the share that is closed."""
    known = {one.pk: one for one in laboratories(actor)}
    found = queries.closures(list(known), timezone.localdate())
    return [
        {"laboratory": known[one.laboratory], "row": one, "rate": "–" if one.rate is None else f"{one.rate:.0%}"}
        for one in found
    ]
