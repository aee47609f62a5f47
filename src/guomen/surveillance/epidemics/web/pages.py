"""Pages of epidemics."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.catalogue.queries import country_name, hazard_name
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Refusal, SubjectRef, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.timeline import Moment
from guomen.surveillance.clusters.queries import dossier
from guomen.surveillance.epidemics.models import AffectedArea
from guomen.surveillance.epidemics.operations import declare_area, end_area, revise_area, set_line
from guomen.surveillance.epidemics.queries import area, areas, been_in_affected_area, lines_of, posture_of, rising
from guomen.surveillance.epidemics.rules import Stay
from guomen.surveillance.epidemics.terms import Host, Line, LineState
from guomen.surveillance.epidemics.web.forms import DeclareForm, EndForm, LineForm, LookBackForm, ReviseForm

READERS = (Capability.WATCH_RISKS, Capability.VIEW_PROFILE_REASONS)
_SHOWN = 30
_DEEDS = {
    "surveillance.area.declared": (Text("列为疫区", "Declared affected"), "stop"),
    "surveillance.area.revised": (Text("更正", "Revised"), ""),
    "surveillance.area.ended": (Text("解除", "Lifted"), "good"),
}


@page(*READERS)
def area_list(request: SignedIn) -> HttpResponse:
    """What is affected today, where cases rise, and a look back over a stay."""
    today = timezone.localdate()
    form = LookBackForm(request.GET if "country" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        found = been_in_affected_area([Stay(given["country"], given["first"], given["last"])], today)
    context = {
        "rows": [_shown(row) for row in areas(today)],
        "past": [_shown(row) for row in areas().exclude(valid_to=None).order_by("-valid_to")[:_SHOWN]],
        "rising": [(one, hazard_name(one.disease), country_name(one.country)) for one in rising(today)[:_SHOWN]],
        "form": form,
        "exposures": [outcome.reasons for outcome in found] if found is not None else None,
        "may_declare": may(request.user, Capability.ASSESS_RISK),
    }
    return render(request, "surveillance/epidemics/area_list.html", context)


def _shown(row: AffectedArea) -> dict[str, Any]:
    return {
        "row": row,
        "disease": hazard_name(row.disease),
        "country": country_name(row.country),
        "host": Host(row.host).text,
    }


@page(Capability.ASSESS_RISK)
def declare(request: SignedIn) -> HttpResponse:
    """Enter an area in the register."""
    form = DeclareForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"host": Host(form.cleaned_data["host"])}
        try:
            row = declare_area(actor=request.user, at=timezone.now(), **given)
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The area is in the register."))
            return redirect("surveillance-area", row.number)
    return render(request, "surveillance/epidemics/declare.html", {"form": form})


@page(*READERS)
def one_area(request: SignedIn, number: str) -> HttpResponse:
    """One area, its history, correcting and lifting it."""
    row = area(number)
    done, forms = tried(request, _offers(request, row))
    if done:
        return redirect("surveillance-area", number)
    moments = [
        Moment(
            entry.at,
            _DEEDS[entry.kind][0],
            by=Text(entry.actor.name_zh, entry.actor.name_en) if entry.actor else "",
            tone=_DEEDS[entry.kind][1],
            detail=Text(entry.payload["ground"], entry.payload["ground"]) if entry.payload.get("ground") else None,
        )
        for entry in entries_about(SubjectRef("area", number))
        if entry.kind in _DEEDS
    ]
    context = _shown(row) | {"moments": moments, "forms": forms}
    return render(request, "surveillance/epidemics/area.html", context)


def _offers(request: SignedIn, row: AffectedArea) -> dict[str, Offer]:
    if row.valid_to is not None or not may(request.user, Capability.ASSESS_RISK):
        return {}
    asked: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "number": row.number}
    before = {"cases": row.cases, "deaths": row.deaths, "source": row.source}
    return {
        "revise": Offer(
            lambda data: ReviseForm(data, initial=before),
            lambda form: revise_area(**asked, **form.cleaned_data),
            _("The register was corrected."),
        ),
        "end": Offer(EndForm, lambda form: end_area(**asked, **form.cleaned_data), _("The area was lifted.")),
    }


@page(*READERS)
def lines(request: SignedIn, number: str) -> HttpResponse:
    """The three lines of defence about a dossier's risk."""
    row = dossier(number)
    form = LineForm(request.POST or None) if may(request.user, Capability.ASSESS_RISK) else None
    if form is not None and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            set_line(
                actor=request.user,
                at=timezone.now(),
                dossier=number,
                line=Line(given["line"]),
                state=LineState(given["state"]),
                controls=Text(given["controls_zh"], given["controls_en"]),
                ground=given["ground"],
            )
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The line was set."))
            return redirect("surveillance-lines", number)
    now, asked = lines_of(number), posture_of(number)
    shown = [
        (line, now.get(line), LineState(now[line].state).text if line in now else None, asked[line].reasons)
        for line in Line
    ]
    context = {"row": row, "title": Text(row.title_zh, row.title_en), "lines": shown, "form": form}
    return render(request, "surveillance/epidemics/lines.html", context)
