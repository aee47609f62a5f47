"""Pages of measures: what is in force, imposing one, its history, lifting it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.catalogue.queries import hazard_name
from guomen.catalogue.terms import Channel
from guomen.inspection.queries import finding as finding_of
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require, sees_office, visible_offices
from guomen.kernel.terms import Capability, OfficeLevel, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.timeline import Moment
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.operations import impose_measure, lift_measure
from guomen.surveillance.measures.queries import condition_of_finding, kinds_for, measure, measures, state_of
from guomen.surveillance.measures.terms import MeasureKind, MeasureState
from guomen.surveillance.measures.web.forms import ImposeForm, LiftForm
from guomen.surveillance.measures.web.tables import MeasureFilter, MeasureTable, about, period
from guomen.targeting.queries import hits

READERS = (Capability.IMPOSE_MEASURE, Capability.VIEW_PROFILE_REASONS, Capability.AUDIT)
ROWS = 50


@page(*READERS)
def measure_list(request: SignedIn) -> HttpResponse:
    """Every measure, newest first."""
    found = MeasureFilter(request.GET, queryset=measures())
    table = MeasureTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"table": table, "filter": found, "may_impose": may(request.user, Capability.IMPOSE_MEASURE)}
    return render(request, "surveillance/measures/measure_list.html", context)


@page(Capability.IMPOSE_MEASURE)
def impose(request: SignedIn) -> HttpResponse:
    """Impose a measure, by itself or on a finding (?finding=<number>), which fills in what it is about."""
    asked = request.GET.get("finding", "")
    finding = int(asked) if asked.isascii() and asked.isdigit() else None
    source = finding_of(finding) if finding is not None else None
    if source is not None:
        require(request.user, Capability.IMPOSE_MEASURE, source.office)
    kinds = kinds_for(request.user, timezone.localdate())
    named = source.hazard if source else ""
    form = ImposeForm(request.POST or None, kinds=kinds, named=named, initial=_initial(request.user, finding))
    if request.method == "POST" and form.is_valid():
        try:
            row = impose_measure(actor=request.user, at=timezone.now(), finding=finding, **form.order())
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The measure was imposed. The next matching declaration meets it."))
            return redirect("surveillance-measure", row.number)
    return render(request, "surveillance/measures/impose.html", {"form": form, "finding": source})


def _initial(actor: Actor, finding: int | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"valid_from": timezone.localdate(), "orders": Channel.SAMPLE.value}
    if actor.office is not None and actor.office.level != OfficeLevel.HEADQUARTERS:
        initial["offices"] = " ".join(visible_offices(actor).values_list("code", flat=True))
    if finding is None:
        return initial
    row, condition = finding_of(finding), condition_of_finding(finding)
    return initial | {
        "goods": " ".join(condition.goods),
        "origins": " ".join(condition.origins),
        "producers": " ".join(condition.producers),
        "hazard": row.hazard,
        "ground": row.text,
    }


@page(*READERS)
def one_measure(request: SignedIn, number: str) -> HttpResponse:
    """One measure: whom it concerns, what it orders, its history; lifting it."""
    row = measure(number)
    state = state_of(row, timezone.localdate())
    form = _lift_form(request, row, state)
    if request.method == "POST" and form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            ground = Text(said["ground_zh"], said["ground_en"])
            lift_measure(actor=request.user, at=timezone.now(), number=number, ground=ground, ends_on=said["ends_on"])
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The measure was lifted."))
            return redirect("surveillance-measure", number)
    context = {
        "row": row,
        "state": state,
        "kind": MeasureKind(row.kind),
        "orders": Channel(row.orders),
        "about": about(row),
        "hazard": hazard_name(row.hazard) if row.hazard else None,
        "period": period(row),
        "text": Text(row.text_zh, row.text_en),
        "public": Text(row.public_zh, row.public_en) if row.public_zh else None,
        "offices": row.condition.get("offices", []),
        "moments": _moments(row),
        "met": hits([number], of="measure")[number],
        "form": form,
    }
    return render(request, "surveillance/measures/measure.html", context)


def _lift_form(request: SignedIn, row: Measure, state: MeasureState) -> LiftForm | None:
    standing = state in (MeasureState.COMING, MeasureState.IN_FORCE)
    if not (standing and may(request.user, Capability.IMPOSE_MEASURE) and sees_office(request.user, row.office)):
        return None
    return LiftForm(request.POST or None)


def _moments(row: Measure) -> list[Moment]:
    imposed = Moment(
        row.ordered_at,
        Text("采取措施", "Imposed"),
        by=Text(row.ordered_by.name_zh, row.ordered_by.name_en),
        tone="stop",
        detail=Text(row.ground, row.ground),
    )
    lifting = getattr(row, "lifting", None)
    if lifting is None:
        return [imposed]
    day = lifting.ends_on.isoformat()
    return [
        imposed,
        Moment(
            lifting.lifted_at,
            Text(f"解除措施（自{day}起失效）", f"Lifted, no longer in force from {day}"),
            by=Text(lifting.lifted_by.name_zh, lifting.lifted_by.name_en),
            tone="good",
            detail=Text(lifting.ground_zh, lifting.ground_en),
        ),
    ]
