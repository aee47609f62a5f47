"""Pages of profiles: proposed from a sample message, shown line by line, put in use, retired."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Conflict, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.messages import operations, queries
from guomen.laboratory.messages.rules import look
from guomen.laboratory.messages.rules.proposing import propose, wire_of
from guomen.laboratory.messages.terms import ProfileState, Wire
from guomen.laboratory.messages.web.forms import DefinitionForm, NewProfileForm
from guomen.laboratory.models import Instrument, MethodScope, Profile

SHOWN = 200


@page(Capability.TEST, Capability.MANAGE_LABORATORY)
def profile_list(request: SignedIn) -> HttpResponse:
    """Every profile with its versions, those in use first."""
    rows = queries.visible_profiles(request.user).order_by("name", "-version")
    listed = [(one, ProfileState(one.state).text, Wire(one.wire).text) for one in rows]
    manages = may(request.user, Capability.MANAGE_LABORATORY)
    return render(request, "laboratory/messages/profiles.html", {"rows": listed, "manages": manages})


@page(Capability.MANAGE_LABORATORY)
def new_profile(request: SignedIn) -> HttpResponse:
    """A name and a sample message; the definition is proposed and shown on the next page."""
    laboratory = _own(request.user)
    tools = list(Instrument.objects.filter(laboratory=laboratory, owner="").order_by("code"))
    form = NewProfileForm(request.POST or None, request.FILES or None, instruments=tools)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("laboratory-profile", _written(request.user, laboratory, form).pk)
        except Refusal as refusal:
            form.explain(refusal)
    return render(request, "laboratory/messages/profile_new.html", {"form": form})


def _own(actor: Actor) -> Office:
    if actor.office is None:
        raise Conflict(
            "profile.office",
            Text("您没有所属机构。", "You have no office."),
            Text("请联系系统管理员。", "Ask the system operator."),
        )
    return actor.office


def _written(actor: Actor, laboratory: Office, form: NewProfileForm) -> Profile:
    said = form.cleaned_data
    content = said["file"].read()
    wire = Wire(said["wire"]) if said["wire"] else wire_of(content)
    rows = MethodScope.objects.filter(method__laboratory=laboratory).values_list("analyte_zh", "analyte_en").distinct()
    definition = propose(content, wire, [Text(zh, en) for zh, en in rows.order_by("analyte_en")])
    return operations.write_profile(
        actor=actor,
        at=timezone.now(),
        laboratory=laboratory,
        name=said["name"],
        wire=wire,
        definition=definition,
        instrument=int(said["instrument"]) if said["instrument"] else None,
        sample=content,
    )


@page(Capability.TEST, Capability.MANAGE_LABORATORY)
def one_profile(request: SignedIn, number: int) -> HttpResponse:
    """What would be read of the sample message, the definition, and what may be done with it."""
    row = queries.profile(request.user, number)
    wire, definition = Wire(row.wire), queries.definition_of(row)
    draft = row.state == ProfileState.DRAFT and may(request.user, Capability.MANAGE_LABORATORY)
    form = DefinitionForm(
        request.POST if request.POST.get("act") == "save" else None, request.FILES or None,
        wire=wire, definition=definition,
    )  # fmt: skip
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            done = _done(request, row, form)
            if done is not None:
                return redirect("laboratory-profile", done.pk)
        except Refusal as stopped:
            refusal = stopped
            if form.is_bound:
                form.explain(stopped)
    context = {"row": row, "state": ProfileState(row.state).text, "wire": wire.text, "form": form, "draft": draft,
               "manages": may(request.user, Capability.MANAGE_LABORATORY), "definition": definition,
               "refusal": None if form.is_bound else refusal}  # fmt: skip
    return render(request, "laboratory/messages/profile.html", context | _looked(row))


def _done(request: SignedIn, row: Profile, form: DefinitionForm) -> Profile | None:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    act = request.POST.get("act", "")
    if act == "save" and form.is_valid():
        file = form.cleaned_data.get("file")
        content = file.read() if file else b""
        done = operations.change_draft(**told, profile=row.pk, definition=form.said(), sample=content)
        messages.success(request, _("The draft was saved; below is what it reads now."))
    elif act == "use":
        done = operations.put_in_use(**told, profile=row.pk)
        messages.success(request, _("The profile is in use from now on."))
    elif act == "retire":
        done = operations.retire_profile(**told, profile=row.pk)
        messages.success(request, _("The profile was retired."))
    elif act == "version":
        sample = Profile.objects.values_list("tried", flat=True).get(pk=row.pk)
        done = operations.write_profile(
            **told, laboratory=row.laboratory, name=row.name, wire=Wire(row.wire), definition=row.definition,
            instrument=row.instrument_id, sample=bytes(sample or b""),
        )  # fmt: skip
    else:
        return None
    return done


def _looked(row: Profile) -> dict[str, Any]:
    """The lines of the sample message as they would be read; or why it cannot be read."""
    sample = Profile.objects.values_list("tried", flat=True).get(pk=row.pk)
    if not sample:
        return {"looked": [], "broken": None}
    try:
        found = look(bytes(sample), Wire(row.wire), queries.definition_of(row))
    except Refusal as refusal:
        return {"looked": [], "broken": refusal}
    faults = sum(one.refusal is not None for one in found)
    return {"looked": found[:SHOWN], "broken": None, "total": len(found), "faults": faults,
            "more": max(0, len(found) - SHOWN)}  # fmt: skip
