"""Giving samples to laboratories."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.offices.queries import may
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory.pool import operations, queries
from guomen.laboratory.pool.terms import RoutedBy
from guomen.laboratory.pool.web.forms import ChooseForm
from guomen.laboratory.pool.web.tables import WaitingTable
from guomen.laboratory.queries import sample as sample_of

ROWS, RUNS = 50, 5


@page(Capability.MANAGE_LABORATORY, Capability.TEST, Capability.AUDIT)
def waiting(request: SignedIn) -> HttpResponse:
    """Samples that wait for a laboratory, the button that places them all, and the last runs with bound and gap."""
    offers: dict[str, Offer] = {}
    if may(request.user, Capability.MANAGE_LABORATORY):
        offers["route"] = Offer(
            HouseForm,
            lambda form: operations.route_samples(actor=request.user, at=timezone.now()),
            _("The samples are given to laboratories."),
        )
    done, forms = tried(request, offers)
    if done:
        return redirect("laboratory-routing")
    table = WaitingTable(queries.waiting_samples(request.user))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    runs = queries.routings().prefetch_related("routes__sample", "routes__body")[:RUNS]
    return render(request, "laboratory/pool/routing.html", {"table": table, "runs": runs, "forms": forms})


@page(Capability.MANAGE_LABORATORY, Capability.INSPECT, Capability.TEST, Capability.AUDIT)
def one_sample(request: SignedIn, label: str) -> HttpResponse:
    """Where one sample goes and why; every laboratory that may test it; choosing another."""
    row = sample_of(request.user, label)
    found = queries.candidates(row, timezone.localdate())
    chosen_by = [
        (by.value, said(by.text))
        for by, needed in ((RoutedBy.ENTERPRISE, Capability.INSPECT), (RoutedBy.OFFICER, Capability.MANAGE_LABORATORY))
        if may(request.user, needed)
    ]
    offers: dict[str, Offer] = {}
    if found and chosen_by:
        offers["choose"] = Offer(
            lambda data: ChooseForm(data, offered=found, by=chosen_by),
            lambda form: _choose(request, row.label, form.cleaned_data),
            _("The laboratory is chosen."),
        )
    done, forms = tried(request, offers)
    if done:
        return redirect("laboratory-route", row.label)
    context = {"row": row, "route": queries.route_of(row), "found": found, "forms": forms}
    return render(request, "laboratory/pool/route.html", context)


def _choose(request: SignedIn, label: str, told: dict[str, Any]) -> object:
    return operations.choose_body(
        actor=request.user, at=timezone.now(), label=label, code=told["code"], reason=told["reason"],
        by=RoutedBy(told["by"]),
    )  # fmt: skip
