"""Pages of worksheets: the list, opening one, and one from its lines to its acceptance."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.offices.queries import may, visible_offices
from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.models import Instrument, Method, ReferenceMaterial, Worksheet
from guomen.laboratory.resources.queries import competences_on
from guomen.laboratory.resources.terms import CompetenceLevel
from guomen.laboratory.worksheets import operations, queries
from guomen.laboratory.worksheets.queries.sheets import LIVE
from guomen.laboratory.worksheets.queries.standing import Standing
from guomen.laboratory.worksheets.terms import LineKind, WorksheetState
from guomen.laboratory.worksheets.web.forms import ControlForm, NoForm, OpenForm, VoidForm
from guomen.laboratory.worksheets.web.grid import rows_of

READERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.MANAGE_LABORATORY, Capability.AUDIT)
ROWS = 50


@page(*READERS)
def worksheet_list(request: SignedIn) -> HttpResponse:
    """Worksheets, newest first; those that are open or blocked unless others are asked for."""
    rows = queries.visible_worksheets(request.user)
    only = request.GET.get("state", "live")
    if only == "live":
        rows = rows.filter(state__in=LIVE)
    elif only in [one.value for one in WorksheetState]:
        rows = rows.filter(state=only)
    paged = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    listed = [(one, WorksheetState(one.state).text) for one in paged]
    works = may(request.user, Capability.TEST)
    states = [("live", _("open or blocked")), *((one.value, one.text) for one in WorksheetState), ("every", _("all"))]
    context = {"rows": listed, "paged": paged, "only": only, "works": works, "states": states}
    return render(request, "laboratory/worksheets/worksheets.html", context)


@page(Capability.TEST)
def choose_method(request: SignedIn) -> HttpResponse:
    """The methods that the person may perform, each with how many tests wait for it."""
    held = competences_on(timezone.localdate()).filter(person=request.user, level=CompetenceLevel.PERFORM)
    methods = Method.objects.filter(pk__in=held.values("method"), laboratory__in=visible_offices(request.user))
    rows = [(one, Text(one.title_zh, one.title_en), len(queries.waiting_for(one))) for one in methods.order_by("code")]
    return render(request, "laboratory/worksheets/methods.html", {"rows": rows})


@page(Capability.TEST)
def new_worksheet(request: SignedIn, method: int) -> HttpResponse:
    """Tests that wait for the method, an instrument, blanks and reference materials; the rest is added on the sheet."""
    row = Method.objects.filter(pk=method, laboratory__in=visible_offices(request.user)).first()
    if row is None:
        return redirect("laboratory-worksheet-method")
    tools = Instrument.objects.filter(methods=row, state="in_service").order_by("code")
    waiting = queries.waiting_for(row)
    form = OpenForm(request.POST or None, tools=list(tools), waiting=waiting, known=_materials(row))
    if request.method == "POST" and form.is_valid():
        try:
            sheet = operations.open_worksheet(
                actor=request.user,
                at=timezone.now(),
                method=row.pk,
                instrument=int(form.cleaned_data["instrument"]) if form.cleaned_data["instrument"] else None,
                requests=[int(key) for key in form.cleaned_data["requests"]],
                controls=form.controls(),
            )
            return redirect("laboratory-worksheet", sheet.number)
        except Refusal as refusal:
            form.explain(refusal)
    context = {"method": row, "title": Text(row.title_zh, row.title_en), "form": form, "waiting": waiting}
    return render(request, "laboratory/worksheets/new.html", context)


def _materials(method: Method) -> list[ReferenceMaterial]:
    """Materials of the analytes that the method covers, not run out."""
    names = method.scopes.values_list("analyte_en", flat=True)
    rows = ReferenceMaterial.objects.filter(laboratory=method.laboratory_id, analyte_en__in=names, withdrawn_on=None)
    today = timezone.localdate()
    return [one for one in rows.order_by("code") if one.expires_on is None or one.expires_on >= today]


@page(*READERS)
def one_worksheet(request: SignedIn, number: str) -> HttpResponse:
    """The grid, how the controls stand, and what may be done now."""
    sheet = queries.worksheet(request.user, number)
    standing = queries.standing_of(sheet)
    offers = _offers(request, sheet, standing) if may(request.user, Capability.TEST) else {}
    done, forms = tried(request, offers)
    if done:
        return redirect("laboratory-worksheet", number)
    context = {
        "sheet": sheet,
        "state": WorksheetState(sheet.state).text,
        "method": Text(sheet.method.title_zh, sheet.method.title_en),
        "rows": rows_of(standing),
        "unread": len(standing.unread),
        "failed": len(standing.failed),
        "forms": forms,
        "works": may(request.user, Capability.TEST),
    }
    return render(request, "laboratory/worksheets/worksheet.html", context)


def _offers(request: SignedIn, sheet: Worksheet, standing: Standing) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "worksheet": sheet.number}
    offers: dict[str, Offer] = {}
    if sheet.state == WorksheetState.OPEN:
        samples = [line for line in standing.lines if line.kind == LineKind.SAMPLE]
        control = partial(ControlForm, lines=samples, known=_materials(sheet.method), prefix="control")
        offers["control"] = Offer(
            control,
            lambda form: operations.extend_worksheet(**told, controls=[form.asked()]),
            _("The control is on the worksheet."),
        )
        offers["accept"] = Offer(
            NoForm, lambda form: operations.accept_worksheet(**told), _("The controls were judged.")
        )
    if sheet.state == WorksheetState.BLOCKED:
        offers["reopen"] = Offer(
            NoForm, lambda form: operations.reopen_worksheet(**told), _("The worksheet is open for a new run.")
        )
    if sheet.state in (WorksheetState.OPEN, WorksheetState.BLOCKED):
        offers["void"] = Offer(
            partial(VoidForm, prefix="void"),
            lambda form: operations.void_worksheet(**told, reason=form.cleaned_data["reason"]),
            _("The worksheet was given up; its tests wait again."),
        )
    return offers
