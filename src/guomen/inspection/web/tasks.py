"""Pages of tasks: the work list of a station and shift, and one task with everything that is done in it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_tables2 import RequestConfig

from guomen.catalogue.queries import code_set, countries, port_name
from guomen.consignments.terms import GoodsItem
from guomen.inspection import queries
from guomen.inspection.models import Finding, Task
from guomen.inspection.terms import (
    LEG_KINDS,
    Answer,
    FindingKind,
    LegState,
    OrderState,
    SealState,
    Severity,
    Shift,
    TaskKind,
    TaskState,
)
from guomen.inspection.web.checklist import ChecklistForm
from guomen.inspection.web.deeds import Place, offered, place_of, tried
from guomen.inspection.web.findings import shown_files
from guomen.inspection.web.forms import EvidenceForm, HandOverForm
from guomen.inspection.web.tables import TaskFilter, TaskTable
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.terms import Capability, Refusal, SubjectRef, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory.queries import samples_of
from guomen.laboratory.terms import SampleState

WORKERS = (Capability.INSPECT, Capability.MANAGE_SHIFT)
ROWS = 50
# Of a sample that is drawn but has not left the officer's hands.
WITH_US = Text("待移交", "to be handed over")


@page(*WORKERS)
def task_list(request: SignedIn) -> HttpResponse:
    """What is to be done, the most urgent first; for the duty manager also who has how much."""
    actor, now = request.user, timezone.now()
    manages = may(actor, Capability.MANAGE_SHIFT)
    rows = queries.visible_tasks(actor).order_by("due_at", "id")
    found = TaskFilter(request.GET, queryset=rows, request=request, stations=queries.stations(actor))
    officers = list(queries.colleagues(actor)) if manages else []
    table = TaskTable(found.qs, officers=officers, claims=may(actor, Capability.INSPECT))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "table": table,
        "filter": found,
        "counts": queries.open_counts(actor, now),
        "manages": manages,
        "load": [
            row | {"name": Text(row["officer__name_zh"], row["officer__name_en"])} for row in queries.load(actor, now)
        ],
    }
    return render(request, "inspection/task_list.html", context)


@page(*WORKERS)
def one_task(request: SignedIn, number: int) -> HttpResponse:
    """One task: what is declared, what is asked, what was found and drawn; and every deed of its officer."""
    place = place_of(request, number)
    forms = offered(place)
    outcome = tried(place, forms) if request.method == "POST" else False
    if outcome is True:
        return redirect(_after(request, number))
    refusal = outcome if isinstance(outcome, Refusal) else None
    if refusal is not None:
        place.task.refresh_from_db()
    context = _shown(place, forms) | {"refusal": refusal, "act": request.POST.get("act", "")}
    return render(request, "inspection/task.html", context, status=refusal.status if refusal else 200)


def _after(request: SignedIn, number: int) -> str:
    """Where to go when it is done: the list that the button was on, else the task itself."""
    back = request.POST.get("back", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return f"{request.path}#content"


def _shown(place: Place, forms: dict[str, HouseForm]) -> dict[str, Any]:
    task, declared = place.task, place.declared
    lines = list(_checklist(place, forms).rows())
    findings = [_finding(one, forms) for one in task.findings.prefetch_related("evidence").order_by("id")]
    return {
        "task": task,
        "kind": TaskKind(task.kind),
        "state": TaskState(task.state),
        "shift": Shift(task.shift),
        "late": TaskState(task.state).live and task.due_at < timezone.now(),
        "station": queries.station_names([task.station])[task.station],
        "declared": declared,
        "goods": _goods(place),
        "port": port_name(declared.port) if declared.port else None,
        "forms": forms,
        "own": place.own,
        "lines": lines,
        "findings": findings,
        "tests": [(one, Text(one.text_zh, one.text_en)) for one in task.tests.all()],
        "outside": sorted({one.item_no for one in task.tests.all()}),
        "samples": _samples(place, forms),
        "answered": queries.answered_items(task) if task.kind == TaskKind.SAMPLING else {},
        "sisters": [(one, Text(one.why_zh, one.why_en)) for one in queries.sisters_of(task.consignment_id)],
        **_leg(task),
        "asks_finding": place.own and not findings and any(line.answer is Answer.NOT_CONFORM for line in lines),
        "others": [
            (one, TaskKind(one.kind), TaskState(one.state), sees_office(place.request.user, one.office))
            for one in queries.tasks_of(task.consignment_id)
            if one.pk != task.pk
        ],
    }


def _leg(task: Task) -> dict[str, Any]:
    """Of goods that travel under seal: their way and the seals."""
    leg = queries.leg_or_none(task.consignment_id) if task.kind in LEG_KINDS else None
    if leg is None:
        return {}
    seals = [
        {"seal": seal, "state": SealState(seal.state) if seal.state else None}
        for seal in queries.seals_of(task.consignment_id)
    ]
    return {"leg": leg, "leg_state": LegState(leg.state), "seals": seals}


def _goods(place: Place) -> list[tuple[GoodsItem, Text, Text]]:
    """The declared items, each with the names of its origin and of its unit."""
    units, origins = code_set("quantity_unit"), countries()
    return [
        (
            item,
            origins.get(item.origin, Text(item.origin, item.origin)),
            units.get(item.quantity_unit, Text(item.quantity_unit, item.quantity_unit)),
        )
        for item in place.declared.items
    ]


def _checklist(place: Place, forms: dict[str, HouseForm]) -> ChecklistForm:
    """The checklist as it was sent, or as it stands."""
    asked = forms.get("answer")
    return asked if isinstance(asked, ChecklistForm) else ChecklistForm(lines=queries.lines_of(place.task))


def _finding(row: Finding, forms: dict[str, HouseForm]) -> dict[str, Any]:
    """A finding with its files, and the form for more of them."""
    sent = forms.get("show")
    form = None
    if sent is not None and row.withdrawn_at is None:
        bound = sent.is_bound and sent.data.get("finding") == str(row.pk)
        form = sent if bound else EvidenceForm(initial={"finding": row.pk}, auto_id=f"show-{row.pk}-%s")
    return {
        "row": row,
        "kind": FindingKind(row.kind),
        "severity": Severity(row.severity),
        "files": shown_files(row),
        "form": form,
    }


def _samples(place: Place, forms: dict[str, HouseForm]) -> list[dict[str, Any]]:
    """The samples that were drawn, what they came to, and the form for those that are still here."""
    orders = list(place.task.samples.all())
    whole = SubjectRef("consignment", str(place.task.consignment_id))
    states = dict(samples_of(whole).values_list("label", "state")) if orders else {}
    sent = forms.get("hand_over")
    shown = []
    for order in orders:
        form = None
        if sent is not None and states.get(order.label) == SampleState.DRAWN:
            bound = sent.is_bound and sent.data.get("label") == order.label
            form = sent if bound else HandOverForm(initial={"label": order.label}, auto_id=f"hand-{order.label}-%s")
        state = OrderState(order.state)
        here = states.get(order.label) == SampleState.DRAWN and state is OrderState.PENDING
        shown.append({"order": order, "state": WITH_US if here else state.text, "form": form})
    return shown
