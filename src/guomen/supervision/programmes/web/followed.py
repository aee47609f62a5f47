"""What a programme's results say about the next one's numbers, and drafting it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.queries.following import entries, following, room_of
from guomen.supervision.programmes.queries.plans import PLANNERS
from guomen.supervision.programmes.terms import ProgrammeState
from guomen.supervision.programmes.web.drafts import holds
from guomen.supervision.programmes.web.plan_forms import TotalForm
from guomen.supervision.programmes.web.planned import BEGUN
from guomen.supervision.programmes.web.results import head


@page(*PLANNERS)
def next_programme(request: SignedIn, number: str) -> HttpResponse:
    """The next number of every line with its reasons; a draft of them is made by whoever plans."""
    row, on = queries.visible_programme(request.user, number), timezone.localdate()
    if row.state not in BEGUN:
        return redirect("supervision-programme-draft", number)
    there = row.following.exclude(state=ProgrammeState.DISCARDED).first()
    plans = there is None and holds(request.user, Capability.PLAN_PROGRAMME, row)
    made: list[Programme] = []
    done, forms = tried(request, _offers(request, row, made) if plans else {})
    if done:
        return redirect("supervision-programme-draft", made[0].number)
    form = TotalForm(request.GET or None, initial={"total": room_of(row)})
    total = form.cleaned_data["total"] if form.is_bound and form.is_valid() else room_of(row)
    lines, refusal = [], None
    try:
        lines = following(row, total, on)
    except Refusal as raised:
        refusal = raised
    context = {
        **head(row), "lines": lines, "refusal": refusal, "form": form, "total": total, "forms": forms, "there": there,
        "outside": entries(request.user, row, on),
    }  # fmt: skip
    return render(request, "supervision/programmes/following.html", context)


def _offers(request: SignedIn, row: Programme, made: list[Programme]) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "programme": row.number}
    return {
        "draft": Offer(
            lambda data: TotalForm(data),
            lambda form: made.append(operations.draft_following(**told, total=form.cleaned_data["total"])),
            _("The next programme is drafted."),
        )
    }
