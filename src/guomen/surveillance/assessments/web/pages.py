"""Assessing a dossier: the form teaches its method, shows the level as it is filled in, drafts and signs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.assessments.operations import dissent, draft_assessment, sign_assessment
from guomen.surveillance.assessments.queries import assessments_of, tables
from guomen.surveillance.assessments.rules import judge, turns
from guomen.surveillance.assessments.rules.harm import FEWEST_STEPS, MOST_STEPS
from guomen.surveillance.assessments.terms import AssessmentMethod, AssessmentState, RiskLevel
from guomen.surveillance.assessments.web.forms import SCENARIOS, AssessForm, DissentForm
from guomen.surveillance.assessments.web.showing import shown, turned
from guomen.surveillance.clusters.queries import dossier


@page(Capability.ASSESS_RISK)
def assess(request: SignedIn, number: str) -> HttpResponse:
    """Draft an assessment and, where the button says so, sign it."""
    row = dossier(number)
    last = assessments_of(number).first()
    method = _method(request, last)
    form = AssessForm(request.POST or None, method=method, initial=_initial(last, method))
    if request.method == "POST" and form.is_valid():
        asked: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "dossier": number}
        try:
            draft = draft_assessment(**asked, **form.order())
            if request.POST.get("act") == "sign":
                sign_assessment(**asked, version=draft.version)
        except Refusal as refusal:
            form.explain(refusal)
        else:
            signed = request.POST.get("act") == "sign"
            messages.success(request, _("The assessment is signed.") if signed else _("The draft was kept."))
            return redirect("surveillance-dossier", number)
    context = {
        "row": row,
        "title": Text(row.title_zh, row.title_en),
        "form": form,
        "method": method,
        "methods": list(AssessmentMethod),
        "doubtful": [name for name in tables(timezone.localdate()).doubtful if method.value.split("_")[0] in name],
        "last": shown(last) if last is not None else None,
        **_laid_out(form),
    }
    return render(request, "surveillance/assessments/assess.html", context)


def _method(request: SignedIn, last: Assessment | None) -> AssessmentMethod:
    asked = request.GET.get("method", "")
    if asked in list(AssessmentMethod):
        return AssessmentMethod(asked)
    return AssessmentMethod(last.method) if last is not None else AssessmentMethod.RAPID


def _initial(last: Assessment | None, method: AssessmentMethod) -> dict[str, Any]:
    """What the version before said, so that a re-assessment changes only what has changed."""
    if last is None:
        return {}
    names = ("groups", "urgency", "scope", "summary", "uncertainty", "uncertain_because")
    common = {name: getattr(last, name) for name in names}
    if last.method != method:
        return common
    if method is not AssessmentMethod.PRODUCT_HARM:
        answers: dict[str, Any] = last.factors
        return common | answers
    found: dict[str, Any] = {"presumed": last.factors.get("presumed", [])}
    for place, scenario in enumerate(last.factors.get("scenarios", []), 1):
        found |= {f"injury_{place}": scenario["injury"], f"severity_{place}": str(scenario["severity"])}
        for number, step in enumerate(scenario["steps"], 1):
            found |= {f"step_{place}_{number}": step["text"], f"odds_{place}_{number}": f"{step['probability']:g}"}
    return common | found


def _laid_out(form: AssessForm) -> dict[str, Any]:
    """The form's fields as the page groups them."""
    common = [form[name] for name in form.fields if name not in form.own]
    if form.method is not AssessmentMethod.PRODUCT_HARM:
        return {"questions": [form[name] for name in form.own], "common": common}
    scenarios = [
        (
            place,
            form[f"injury_{place}"],
            form[f"severity_{place}"],
            [(step, form[f"step_{place}_{step}"], form[f"odds_{place}_{step}"]) for step in range(1, MOST_STEPS + 1)],
        )
        for place in range(1, SCENARIOS + 1)
    ]
    return {"scenarios": scenarios, "presumed": form["presumed"], "fewest": FEWEST_STEPS, "common": common}


@require_POST
@page(Capability.ASSESS_RISK)
def preview(request: SignedIn, number: str) -> HttpResponse:
    """The level that the answers so far give, its steps, and what would turn it; stores nothing."""
    form = AssessForm(request.POST, method=_method(request, None))
    form.is_valid()
    context: dict[str, Any] = {}
    try:
        laid_down = tables(timezone.localdate())
        outcome = judge(form.method, form.factors(), laid_down)
        found = turns(form.method, form.factors(), laid_down)
        context = {"level": outcome.value, "reasons": outcome.reasons, "turns": turned(found)}
    except Refusal as refusal:
        context = {"refusal": refusal}
    return render(request, "surveillance/assessments/preview.html", context)


@page(Capability.ASSESS_RISK)
def disagree(request: SignedIn, number: str) -> HttpResponse:
    """Say that one would have given another level."""
    row = dossier(number)
    last = assessments_of(number).exclude(state=AssessmentState.SUPERSEDED).first()
    form = DissentForm(request.POST or None)
    if last is not None and request.method == "POST" and form.is_valid():
        try:
            dissent(
                actor=request.user,
                at=timezone.now(),
                dossier=number,
                version=last.version,
                level=RiskLevel(form.cleaned_data["level"]),
                ground=form.cleaned_data["ground"],
            )
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("Your dissent is on record."))
            return redirect("surveillance-dossier", number)
    context = {"row": row, "form": form, "one": shown(last) if last is not None else None}
    return render(request, "surveillance/assessments/dissent.html", context)
