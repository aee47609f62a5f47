"""Composing an alert from a dossier, and a later version from the one in force; each channel shown as one types."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guomen.kernel.terms import Capability, OfficeLevel, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.surveillance.alerts.operations import promote_case, propose_alert, propose_change
from guomen.surveillance.alerts.publication.cap import cap_xml
from guomen.surveillance.alerts.publication.letters import body, subject
from guomen.surveillance.alerts.publication.messages import message_of
from guomen.surveillance.alerts.queries import Draft, alert, draft_for
from guomen.surveillance.alerts.queries.previews import Preview, previewed
from guomen.surveillance.alerts.terms import AlertLevel, Audience, Change
from guomen.surveillance.alerts.web.forms import PARTS, ChangeForm, ComposeForm, local
from guomen.surveillance.alerts.web.showing import shown
from guomen.surveillance.assessments.terms import RiskLevel


@page(Capability.PROPOSE_ALERT)
def compose(request: SignedIn, number: str) -> HttpResponse:
    """Everything filled in from the dossier and its assessment; one button proposes it."""
    draft = draft_for(number, timezone.now(), _audience(request.GET))
    promotes = _may_promote(request) and "promote" in request.GET
    form = ComposeForm(request.POST or None, level=draft.level, initial=_initial(draft, promotes))
    if request.method == "POST" and form.is_valid():
        operation = promote_case if form.cleaned_data["promote"] else propose_alert
        asked = form.proposal(draft.audience, draft.dossier.hazard)
        try:
            row = operation(actor=request.user, at=timezone.now(), dossier=number, proposal=asked)
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The alert is proposed. Another person signs it."))
            return redirect("surveillance-alert", row.number)
    context = {
        "draft": draft,
        "title": Text(draft.dossier.title_zh, draft.dossier.title_en),
        "audiences": list(Audience),
        "risk": RiskLevel(draft.assessment.level) if draft.assessment else None,
        "form": form,
        "promotes": promotes,
        "may_promote": _may_promote(request),
        "waiting": shown(draft.proposal) if draft.proposal else None,
    }
    return render(request, "surveillance/alerts/compose.html", context)


def _may_promote(request: SignedIn) -> bool:
    return request.user.office is not None and request.user.office.level == OfficeLevel.BUREAU


def _audience(asked: QueryDict) -> Audience | None:
    if "promote" in asked:
        return Audience.PORTS
    word = asked.get("audience", "")
    return Audience(word) if word in list(Audience) else None


def _initial(draft: Draft, promotes: bool) -> dict[str, Any]:
    words = {
        f"{part}_{language}": getattr(getattr(draft.wording, part), language)
        for part in PARTS
        for language in ("zh", "en")
    }
    return words | {
        "goods": " ".join(draft.condition.goods),
        "origins": " ".join(sorted(draft.condition.origins)),
        "category": draft.category.value,
        "starts_at": local(timezone.now()),
        "promote": promotes,
    }


@page(Capability.PROPOSE_ALERT)
@require_POST
def preview(request: SignedIn, number: str) -> HttpResponse:
    """What each channel would show of what stands in the form; nothing is written."""
    now = timezone.now()
    draft = draft_for(number, now, _audience(request.GET))
    form = ComposeForm(request.POST, level=draft.level)
    if not form.is_valid():
        return render(request, "surveillance/alerts/preview.html", {"form": form})
    asked = form.proposal(draft.audience, draft.dossier.hazard)
    national = bool(form.cleaned_data["promote"])
    try:
        seen = previewed(request.user, now, draft, asked, national=national)
    except Refusal as refusal:
        return render(request, "surveillance/alerts/preview.html", {"refusal": refusal})
    return render(request, "surveillance/alerts/preview.html", _channels(seen, now))


def _channels(seen: Preview, now: datetime) -> dict[str, Any]:
    message = message_of(seen.row, now)
    return {
        "seen": seen,
        "one": shown(seen.row, now),
        "cap": cap_xml(message).decode(),
        "letters": [(subject(message, language), body(message, language)) for language in ("zh", "en")],
    }


@page(Capability.PROPOSE_ALERT)
def change(request: SignedIn, number: str) -> HttpResponse:
    """Propose an upgrade, a downgrade or a correction of the version in force."""
    row = alert(number)
    form = ChangeForm(request.POST or None, initial=_as_it_stands(request, number))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            propose_change(
                actor=request.user,
                at=timezone.now(),
                number=number,
                change=Change(given["change"]),
                ground=given["ground"],
                level=AlertLevel(given["level"]),
                wording=form.wording(),
                condition=form.condition(),
                ends_at=given["ends_at"],
            )
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The change is proposed. Another person signs it."))
            return redirect("surveillance-alert", number)
    return render(request, "surveillance/alerts/change.html", {"form": form, "one": shown(row)})


def _as_it_stands(request: SignedIn, number: str) -> dict[str, Any]:
    row = alert(number)
    words = {f"{part}_{language}": getattr(row, f"{part}_{language}") for part in PARTS for language in ("zh", "en")}
    asked = request.GET.get("change", "")
    return words | {
        "change": asked if asked in list(Change) else Change.CORRECTION.value,
        "level": row.level,
        "goods": " ".join(row.goods),
        "origins": " ".join(row.origins),
        "ends_at": local(row.ends_at),
    }
