"""Pages of measures: the board, imposing one, one measure with what it met and concerns, the law they rest on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.catalogue.terms import Channel, Condition
from guomen.inspection.queries import finding as finding_of
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require, visible_offices
from guomen.kernel.terms import Capability, OfficeLevel, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import tried
from guomen.surveillance.measures import queries
from guomen.surveillance.measures.matching import SHOWN, effect_of, matching
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.naming import item_name
from guomen.surveillance.measures.operations import impose_measure
from guomen.surveillance.measures.terms import MeasureKind, MeasureState
from guomen.surveillance.measures.web.deeds import offers_on
from guomen.surveillance.measures.web.forms import ImposeForm
from guomen.surveillance.measures.web.law import rows
from guomen.surveillance.measures.web.lists import ExecutionTable
from guomen.surveillance.measures.web.story import moments_of, waits_for
from guomen.surveillance.measures.web.tables import MeasureFilter, MeasureTable, about, period

READERS = (Capability.IMPOSE_MEASURE, Capability.VIEW_PROFILE_REASONS, Capability.WATCH_RISKS, Capability.AUDIT)
ROWS = 50


@page(*READERS)
def measure_list(request: SignedIn) -> HttpResponse:
    """The board: every measure, newest first, and how many wait for what."""
    today = timezone.localdate()
    found = MeasureFilter(request.GET, queryset=queries.measures())
    table = MeasureTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "table": table,
        "filter": found,
        "may_impose": may(request.user, Capability.IMPOSE_MEASURE),
        "in_force": queries.measures(today, MeasureState.IN_FORCE).count(),
        "coming": queries.measures(today, MeasureState.COMING).count(),
        "evidence": queries.with_open_tasks(Measure.objects.all()).count(),
        "ready": len(queries.ready_to_lift(today)),
    }
    return render(request, "surveillance/measures/measure_list.html", context)


@page(Capability.IMPOSE_MEASURE)
def impose(request: SignedIn) -> HttpResponse:
    """Impose a measure, by itself or on ?finding=, ?dossier= or ?alert=, which fill in what it is about.

    ?kind=, ?orders= and ?rate= fill in what it orders.
    """
    finding, dossier, alert = _asked(request), request.GET.get("dossier", ""), request.GET.get("alert", "")
    source = finding_of(finding) if finding is not None else None
    if source is not None:
        require(request.user, Capability.IMPOSE_MEASURE, source.office)
    kinds = queries.kinds_for(request.user, timezone.localdate(), alert)
    ordered = {name: request.GET[name] for name in ("kind", "orders", "rate") if name in request.GET}
    initial = _initial(request.user) | _prefilled(source, dossier, alert) | ordered
    named = source.hazard if source else ""
    form = ImposeForm(request.POST or None, kinds=kinds, named=named, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {"finding": finding, "dossier": dossier, "alert": alert} | form.order()
        try:
            row = impose_measure(actor=request.user, at=timezone.now(), **said)
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _imposed(row))
            return redirect("surveillance-measure", row.number)
    context = {"form": form, "finding": source, "dossier": dossier, "alert": alert}
    return render(request, "surveillance/measures/impose.html", context)


def _imposed(row: Measure) -> str:
    if not row.orders:
        return _("The measure was imposed; its tasks are with the offices.")
    return _("The measure was imposed. The next matching declaration meets it.")


def _asked(request: SignedIn) -> int | None:
    asked = request.GET.get("finding", "")
    return int(asked) if asked.isascii() and asked.isdigit() else None


def _initial(actor: Actor) -> dict[str, Any]:
    initial: dict[str, Any] = {"valid_from": timezone.localdate(), "orders": Channel.SAMPLE.value}
    if actor.office is not None and actor.office.level != OfficeLevel.HEADQUARTERS:
        initial["offices"] = " ".join(visible_offices(actor).values_list("code", flat=True))
    return initial


def _prefilled(source: Any, dossier: str, alert: str) -> dict[str, Any]:
    """What a finding, an alert or a dossier says the measure is about."""
    if source is not None:
        return _about(queries.condition_of_finding(source.pk), source.hazard) | {"ground": source.text}
    if alert:
        return _about(*queries.alert_about(alert)) | {"ground": alert}
    return _about(*queries.dossier_about(dossier)) | {"ground": dossier} if dossier else {}


def _about(condition: Condition, hazard: str) -> dict[str, Any]:
    said = {name: " ".join(sorted(getattr(condition, name))) for name in ("origins", "producers", "offices")}
    filled = {name: words for name, words in said.items() if words}
    return {"goods": " ".join(condition.goods), "hazard": hazard, **filled}


@page(*READERS)
def one_measure(request: SignedIn, number: str) -> HttpResponse:
    """One measure: whom it concerns, what it orders, what it met, its tasks and history; what can be done."""
    row, today = queries.measure(number), timezone.localdate()
    state = queries.state_of(row, today)
    done, forms = tried(request, offers_on(request, row, state))
    if done:
        return redirect("surveillance-measure", number)
    tasks = ExecutionTable(queries.executions_of(row), exclude=("measure",), prefix="tasks-")
    RequestConfig(request, paginate={"per_page": ROWS}).configure(tasks)
    context = {
        "row": row,
        "state": state,
        "kind": MeasureKind(row.kind),
        "orders": Channel(row.orders) if row.orders else None,
        "about": about(row),
        "hazard": item_name(row.hazard) if row.hazard else None,
        "period": period(row),
        "text": Text(row.text_zh, row.text_en),
        "public": Text(row.public_zh, row.public_en) if row.public_zh else None,
        "offices": row.condition.get("offices", []),
        "clauses": queries.clauses_of(row),
        "moments": moments_of(row),
        "effect": effect_of(number),
        "matches": _groups(request, row),
        "waits": waits_for(row, state),
        "tasks": tasks if row.executions.exists() else None,
        "forms": forms,
    }
    return render(request, "surveillance/measures/measure.html", context)


def _groups(request: SignedIn, row: Measure) -> dict[str, Any] | None:
    """What it concerns of what is declared already; only for who may know of every office's consignments."""
    if not any(may(request.user, one) for one in (Capability.VIEW_CONSIGNMENTS, Capability.WATCH_RISKS)):
        return None
    found = matching(row, timezone.localdate())
    groups = [
        (_("On the way"), found.coming),
        (_("Declared, not released"), found.waiting),
        (_("Released already"), found.released),
        (_("Kept, returned or destroyed"), found.refused),
    ]
    shown = [(name, len(group), group[:SHOWN]) for name, group in groups]
    return {"total": found.total, "since": found.since, "groups": shown, "most": SHOWN}


@page(*READERS)
def law(request: SignedIn) -> HttpResponse:
    """The catalogue of lawful measures: each kind with its clauses and their days, who may order it, at which level."""
    today = timezone.localdate()
    return render(request, "surveillance/measures/law.html", {"rows": rows(today), "today": today})
