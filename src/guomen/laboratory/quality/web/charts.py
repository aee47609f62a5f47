"""Pages of control charts: the list, starting one, and one with its points and the rules that they break."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.offices.queries import may
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.quality import operations, queries
from guomen.laboratory.quality.models import ControlPoint, ControlSeries
from guomen.laboratory.quality.rules import RULES, rejects
from guomen.laboratory.quality.terms import NcState
from guomen.laboratory.quality.web.drawing import control_chart
from guomen.laboratory.quality.web.forms import ExcludeForm, PointForm, SeriesForm
from guomen.laboratory.quality.web.tables import SeriesTable
from guomen.laboratory.resources.queries import valid_methods, visible_materials
from guomen.laboratory.resources.web.access import READERS, ROWS, manages, own_laboratory
from guomen.laboratory.resources.web.forms import EndForm

# Points that are drawn, the newest; those that can be left out are among the last few.
DRAWN, CHOICE = 2000, 60


@page(*READERS)
def chart_list(request: SignedIn) -> HttpResponse:
    """The control charts in sight, those that run first."""
    rows = queries.visible_series(request.user).annotate(count=Count("points"), last_at=Max("points__at"))
    open_ones = queries.visible_nonconformities(request.user).exclude(state=NcState.CLOSED)
    troubled = set(open_ones.filter(subject__startswith="control_series:").values_list("subject", flat=True))
    table = SeriesTable(rows.order_by("-ended_on", "method__code", "analyte_en"), troubled=troubled)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "laboratory/quality/charts.html", {"table": table, "manages": manages(request.user)})


@page(Capability.MANAGE_LABORATORY)
def new_chart(request: SignedIn) -> HttpResponse:
    """Start a control chart."""
    laboratory, at = own_laboratory(request.user), timezone.now()
    methods = valid_methods(laboratory=laboratory, on=timezone.localdate(at))
    materials = visible_materials(request.user).filter(laboratory=laboratory, withdrawn_on__isnull=True)
    form = SeriesForm(request.POST or None, methods=methods, materials=materials)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.start_series(actor=request.user, at=at, **form.series(at))
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The control chart is started."))
            return redirect("laboratory-chart", row.pk)
    return render(request, "laboratory/quality/chart_new.html", {"form": form})


@page(*READERS)
def one_chart(request: SignedIn, key: int) -> HttpResponse:
    """One control chart: drawn, every violation in words, what may be done with it now."""
    row = queries.series(request.user, key)
    points = list(row.points.order_by("-at", "-id").select_related("analyst")[:DRAWN])[::-1]
    done, forms = tried(request, _offers(request, row, points))
    if done:
        return redirect("laboratory-chart", row.pk)
    numbered = list(enumerate(points, 1))
    marked = [_marked(number, one) for number, one in reversed(numbered) if one.violations or one.excluded_because]
    story = queries.visible_nonconformities(request.user).filter(subject=queries.subject_of(row))
    context = {
        "row": row,
        "title": Text(row.analyte_zh, row.analyte_en),
        "chart": control_chart(points),
        "mean": f"{row.mean:.5g}",
        "sd": f"{row.sd:.3g}",
        "drawn": len(points),
        "marked": marked[:100],
        "latest": [_marked(number, one) for number, one in numbered[-20:]][::-1],
        "rules": [(RULES[code], said(RULES[code].text)) for code in row.rules],
        "nonconformities": [(one, NcState(one.state).text) for one in story],
        "forms": forms,
    }
    return render(request, "laboratory/quality/chart.html", context)


def _marked(number: int, one: ControlPoint) -> dict[str, Any]:
    words = [f"{code}: {said(RULES[code].text)}" for code in one.violations if code in RULES]
    return {
        "number": number,
        "row": one,
        "words": words,
        "rejected": rejects(one.violations),
        "value": one.value.normalize(),
    }


def _offers(request: SignedIn, row: ControlSeries, points: list[ControlPoint]) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    offers: dict[str, Offer] = {}
    if row.ended_on is None and may(request.user, Capability.TEST):
        offers["point"] = Offer(
            partial(PointForm, prefix="point"),
            lambda form: operations.add_control_point(**told, series=row.pk, value=form.cleaned_data["value"]),
            _("The control value is on the chart."),
        )
    if row.ended_on is None and manages(request.user):
        live = [one for one in points[-CHOICE:] if not one.excluded_because][::-1]
        lines = [(one.pk, f"{timezone.localtime(one.at):%F %H:%M} · {one.value.normalize():f}") for one in live]
        offers["exclude"] = Offer(
            partial(ExcludeForm, prefix="exclude", points=lines),
            lambda form: operations.exclude_control_point(
                **told, point=int(form.cleaned_data["point"]), reason=form.cleaned_data["reason"]
            ),
            _("The point is left out."),
        )
        offers["end"] = Offer(
            partial(EndForm, prefix="end"),
            lambda form: operations.end_series(**told, series=row.pk, **form.cleaned_data),
            _("The control chart ends."),
        )
    return offers
