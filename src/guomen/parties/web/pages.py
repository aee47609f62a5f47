"""The pages of operators and their authorisations."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_tables2 import RequestConfig

from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, Missing, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.parties.models import Authorisation
from guomen.parties.operations import reinstate_authorisation, suspend_authorisation, withdraw_authorisation
from guomen.parties.queries import (
    authorisation_history,
    authorisations_of,
    classes_of,
    operator,
    operators,
    written_off,
)
from guomen.parties.rules import MOVES as ALLOWED
from guomen.parties.terms import AuthorisationKind, AuthorisationState, OperatorRole
from guomen.parties.web.forms import MoveForm
from guomen.parties.web.tables import OperatorFilter, OperatorTable
from guomen.parties.web.words import KINDS, MOVES, ROLES, STATES

READERS = (Capability.VIEW_CONSIGNMENTS, Capability.EDIT_REFERENCE, Capability.AUDIT)
DEEDS = {
    AuthorisationState.SUSPENDED: suspend_authorisation,
    AuthorisationState.VALID: reinstate_authorisation,
    AuthorisationState.WITHDRAWN: withdraw_authorisation,
}


@page(*READERS)
def operator_list(request: SignedIn) -> HttpResponse:
    """Operators, searched by identifier or name."""
    found = OperatorFilter(request.GET, queryset=operators())
    table = OperatorTable(found.qs)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "parties/operator_list.html", {"filter": found, "table": table})


@page(*READERS)
def operator_page(request: SignedIn, identifier: str) -> HttpResponse:
    """One operator: who it is, the history of its class, and the life of each of its authorisations."""
    found = operator(identifier)
    rows = authorisations_of(identifier)
    editing = may(request.user, Capability.EDIT_REFERENCE)
    gone = written_off(current_edition(), {row.number for row in rows if row.quantity is not None})
    context = {
        "operator": found,
        "name": Text(found.name_zh, found.name_en or found.name_zh),
        "roles": [ROLES[OperatorRole(role)] for role in found.roles],
        "classes": classes_of(identifier),
        "today": timezone.localdate(),
        "authorisations": [
            _life(list(stretches), editing, gone)
            for _, stretches in groupby(rows, key=lambda row: (row.kind, row.number))
        ],
    }
    return render(request, "parties/operator.html", context)


def _life(stretches: list[Authorisation], editing: bool, gone: dict[str, Decimal]) -> dict[str, Any]:
    """One authorisation for the screen, its stretches newest first."""
    newest = stretches[0]
    state = AuthorisationState(newest.state)
    ways = [to for start, to in ALLOWED if start is state and start is not AuthorisationState.APPLIED]
    return {
        "kind": KINDS[AuthorisationKind(newest.kind)],
        "number": newest.number,
        "goods": newest.goods,
        "quantity": newest.quantity,
        "unit": newest.unit,
        "left": None if newest.quantity is None else newest.quantity - gone.get(newest.number, Decimal(0)),
        "stretches": [(one, str(STATES[AuthorisationState(one.state)])) for one in stretches],
        "ways": [
            (MOVES[to], reverse("parties-authorisation-move", args=(newest.kind, to.value, newest.number)))
            for to in (ways if editing else [])
        ],
    }


@page(Capability.EDIT_REFERENCE)
def move(request: SignedIn, kind: str, to: str, number: str) -> HttpResponse:
    """Suspend, reinstate or withdraw one authorisation, from a day on and with a ground."""
    require(request.user, Capability.EDIT_REFERENCE)
    if kind not in tuple(AuthorisationKind) or to not in tuple(DEEDS):
        raise Missing(
            "authorisation.unknown",
            Text("没有此种许可或操作。", "There is no such kind of authorisation, or no such change."),
            Text("请从企业页面进入。", "Start from the operator's page."),
        )
    newest = authorisation_history(kind, number)[-1]
    form = MoveForm(request.POST or None, initial={"on": timezone.localdate().isoformat()})
    if request.method == "POST" and form.is_valid():
        refusal = _done(request, AuthorisationKind(kind), AuthorisationState(to), number, form)
        if refusal is None:
            return redirect("parties-operator", identifier=newest.holder)
        form.add_error(None, f"{_said(request, refusal.problem)} {_said(request, refusal.remedy)}")
    context = {
        "form": form,
        "deed": MOVES[AuthorisationState(to)],
        "kind": KINDS[AuthorisationKind(kind)],
        "newest": newest,
        "state": str(STATES[AuthorisationState(newest.state)]),
    }
    status = 422 if form.errors else 200
    return render(request, "parties/move.html", context, status=status)


def _done(
    request: SignedIn, kind: AuthorisationKind, to: AuthorisationState, number: str, form: MoveForm
) -> Refusal | None:
    """Carry the change out; the refusal where it cannot be."""
    try:
        DEEDS[to](
            actor=request.user,
            at=timezone.now(),
            kind=kind,
            number=number,
            on=form.cleaned_data["on"],
            ground=form.ground,
        )
    except Refusal as refusal:
        return refusal
    return None


def _said(request: SignedIn, text: Text) -> str:
    return text.in_(getattr(request, "LANGUAGE_CODE", "zh-hans"))
