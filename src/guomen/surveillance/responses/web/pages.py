"""The page of a dossier's options: the ranking with its reasons, the choice, and what came of earlier choices."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.queries import dossier
from guomen.surveillance.clusters.terms import DossierState
from guomen.surveillance.responses.models import Choice
from guomen.surveillance.responses.operations import choose_response
from guomen.surveillance.responses.queries import Ranking, choices_of, outcome_of, ranking_of
from guomen.surveillance.responses.terms import Means, Option
from guomen.surveillance.responses.web.forms import ChooseForm


@page(Capability.WATCH_RISKS)
def options(request: SignedIn, number: str) -> HttpResponse:
    """What could be done about a dossier's risk, best first; choosing one; what came of earlier choices."""
    row, now = dossier(number), timezone.now()
    live = DossierState(row.state).live
    ranking = ranking_of(row, now) if live else None
    done, forms = tried(request, _offers(request, row, ranking))
    if done:
        return redirect("surveillance-options", number)
    context = {
        "row": row,
        "title": Text(row.title_zh, row.title_en),
        "ranking": ranking,
        "options": [_shown(request, row, one) for one in ranking.options] if ranking else [],
        "forms": forms,
        "choices": [_told(one) | {"outcome": outcome_of(one, now)} for one in choices_of(number)],
    }
    return render(request, "surveillance/responses/options.html", context)


def _offers(request: SignedIn, row: Dossier, ranking: Ranking | None) -> dict[str, Offer]:
    if ranking is None or not may(request.user, Capability.PROPOSE_ALERT):
        return {}
    return {
        "choose": Offer(
            lambda data: ChooseForm(data, ranking=ranking),
            lambda form: choose_response(actor=request.user, at=timezone.now(), number=row.number, **form.cleaned_data),
            _("The choice is on record."),
        )
    }


def _shown(request: SignedIn, row: Dossier, one: Option) -> dict[str, Any]:
    return {"it": one, "text": one.candidate.text, "href": "" if one.barred else _next(request, row, one)}


def _next(request: SignedIn, row: Dossier, one: Option) -> str:
    """Where the option is carried out, filled in as far as it says; empty where there is nothing to do, or not for
    this person.
    """
    about = one.candidate
    if about.means is Means.RAISE_LEVEL and may(request.user, Capability.PROPOSE_ALERT):
        return reverse("surveillance-alert-compose", args=[row.number])
    if about.kind is None or not may(request.user, Capability.IMPOSE_MEASURE):
        return ""
    asked = {"dossier": row.number, "kind": about.kind, "orders": about.orders or ""}
    asked["rate"] = f"{about.rate:g}" if about.rate < 1 else ""
    return f"{reverse('surveillance-impose')}?{urlencode({name: said for name, said in asked.items() if said})}"


def _told(one: Choice) -> dict[str, Any]:
    ranking = [(told, Text.from_json(told["text"])) for told in one.ranking]
    return {"it": one, "text": one.told, "first": ranking[0][1], "ranking": ranking}
