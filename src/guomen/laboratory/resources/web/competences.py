"""The competence matrix: people × methods, who may perform and who may review, until when."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.resources import operations, queries
from guomen.laboratory.resources.models import Competence, Method
from guomen.laboratory.resources.terms import CompetenceLevel
from guomen.laboratory.resources.web.access import READERS, asked_laboratory, manages
from guomen.laboratory.resources.web.forms import GrantForm, ReasonForm

_LABORATORY = [Role.LABORATORY_ANALYST, Role.LABORATORY_MANAGER]


@dataclass(frozen=True, slots=True)
class Held:
    """One competence in its cell. ends_soon: within 60 days."""

    row: Competence
    level: CompetenceLevel
    ends_soon: bool


@page(*READERS)
def competence_matrix(request: SignedIn) -> HttpResponse:
    """Who may do what, and granting or withdrawing it."""
    laboratory, today = asked_laboratory(request), timezone.localdate()
    methods = queries.valid_methods(laboratory=laboratory, on=today).order_by("section", "code")
    people = queries.people_of(laboratory).filter(roles__overlap=_LABORATORY)
    offers = _offers(request, people, methods) if manages(request.user) else {}
    done, forms = tried(request, offers)
    if done:
        return redirect("laboratory-competences")
    held = queries.matrix(laboratory, methods, today)
    rows = [(method, [_cell(held.get((person.pk, method.pk), []), today) for person in people]) for method in methods]
    context: dict[str, Any] = {"people": people, "rows": rows, "forms": forms, "laboratory": laboratory}
    context["laboratories"] = queries.laboratories(request.user)
    return render(request, "laboratory/resources/competences.html", context)


def _cell(held: list[Competence], today: date) -> list[Held]:
    return [
        Held(one, CompetenceLevel(one.level), one.until is not None and (one.until - today).days <= 60) for one in held
    ]


def _offers(request: SignedIn, people: Any, methods: Any) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    others = people.exclude(pk=request.user.pk)
    return {
        "grant": Offer(
            partial(GrantForm, prefix="grant", people=others, methods=methods),
            lambda form: _grant(told, form.cleaned_data),
            _("The competence is granted."),
        ),
        "withdraw": Offer(
            partial(ReasonForm, prefix="withdraw"),
            lambda form: operations.withdraw_competence(
                **told, competence=form.cleaned_data["row"], reason=form.cleaned_data["reason"]
            ),
            _("The competence is withdrawn."),
        ),
    }


def _grant(told: dict[str, Any], given: dict[str, Any]) -> None:
    person: Actor = given["person"]
    method: Method = given["method"]
    operations.grant_competence(
        **told, person=person, method=method.pk, level=CompetenceLevel(given["level"]), evidence=given["evidence"],
        until=given["until"],
    )  # fmt: skip
