"""Pages of methods: the list, and one with what it covers, who may do it and on what."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.quality.queries import blocking
from guomen.laboratory.resources import operations, queries
from guomen.laboratory.resources.models import Method
from guomen.laboratory.resources.terms import CompetenceLevel
from guomen.laboratory.resources.web.access import READERS, ROWS, manages, own_laboratory
from guomen.laboratory.resources.web.forms import EndForm, MethodForm, ReviseForm, ScopeForm
from guomen.laboratory.resources.web.tables import MethodFilter, MethodTable


@page(*READERS)
def method_list(request: SignedIn) -> HttpResponse:
    """The methods in sight, each with the analytes that it covers."""
    rows = queries.visible_methods(request.user).prefetch_related("scopes").order_by("section", "code", "-revision")
    found = MethodFilter(request.GET, queryset=rows)
    table = MethodTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"table": table, "filter": found, "manages": manages(request.user)}
    return render(request, "laboratory/resources/methods.html", context)


@page(Capability.MANAGE_LABORATORY)
def new_method(request: SignedIn) -> HttpResponse:
    """Register a method."""
    form = MethodForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        laboratory = own_laboratory(request.user)
        try:
            row = operations.register_method(
                actor=request.user, at=timezone.now(), laboratory=laboratory, method=form.method()
            )
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The method is registered. Say now what it covers."))
            return redirect("laboratory-method", row.pk)
    return render(request, "laboratory/resources/method_new.html", {"form": form})


@page(*READERS)
def one_method(request: SignedIn, key: int) -> HttpResponse:
    """One method: what it covers, who may perform and review it, on which instruments; what may be done with it."""
    row = queries.method(request.user, key)
    offers = _offers(request, row) if manages(request.user) and row.valid_to is None else {}
    done, forms = tried(request, offers)
    if done:
        newest = Method.objects.filter(laboratory=row.laboratory, code=row.code).order_by("-revision").first() or row
        return redirect("laboratory-method", newest.pk if done == "revise" else row.pk)
    today = timezone.localdate()
    context = {
        "row": row,
        "title": Text(row.title_zh, row.title_en),
        "scopes": [(one, Text(one.analyte_zh, one.analyte_en)) for one in row.scopes.all()],
        "people": _people(row, today),
        "instruments": row.instruments.order_by("code"),
        "blocked": blocking(laboratory=row.laboratory, method=row),
        "revisions": Method.objects.filter(laboratory=row.laboratory, code=row.code).order_by("-revision"),
        "series": row.control_series.select_related("material"),
        "forms": forms,
    }
    return render(request, "laboratory/resources/method.html", context)


def _people(row: Method, today: date) -> list[tuple[Any, str]]:
    held = queries.competences_on(today).filter(method=row).select_related("person").order_by("person", "level")
    return [(one, said(CompetenceLevel(one.level).text)) for one in held]


def _offers(request: SignedIn, row: Method) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "method": row.pk}
    names = ("code", "title_zh", "title_en", "standard", "section", "hours", "recovery_low", "recovery_high", "rpd_max")
    before = {name: getattr(row, name) for name in names}
    return {
        "scope": Offer(
            partial(ScopeForm, prefix="scope"),
            lambda form: operations.add_scope(**told, scope=form.scope()),
            _("The method covers this analyte now."),
        ),
        "revise": Offer(
            partial(ReviseForm, prefix="revise", initial=before),
            lambda form: operations.revise_method(
                **told, said=form.method(), reason=form.cleaned_data["reason"],
                keep_competences=form.cleaned_data["keep_competences"],
            ),
            _("The new revision is registered."),
        ),
        "end": Offer(
            partial(EndForm, prefix="end"),
            lambda form: operations.end_method(**told, **form.cleaned_data),
            _("The method ends on that day."),
        ),
    }  # fmt: skip
