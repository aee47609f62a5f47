"""The directory of laboratories, one laboratory, and what the pool saved."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.pool import operations, queries
from guomen.laboratory.pool.models import TestingBody
from guomen.laboratory.pool.operations import Described
from guomen.laboratory.pool.terms import Standing
from guomen.laboratory.pool.web.forms import BodyForm, OfferForm, StandingForm
from guomen.laboratory.pool.web.tables import BodyTable, OfferTable, OutsideTable

READERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.MANAGE_LABORATORY, Capability.AUDIT)
ROWS = 50
YEAR = timedelta(days=365)


@page(*READERS, Capability.INSPECT)
def body_list(request: SignedIn) -> HttpResponse:
    """Every laboratory of the pool with how busy it is, and what the pool saved in a year."""
    table = BodyTable(queries.bodies(), load=dict(queries.load()))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    now = timezone.now()
    context = {
        "table": table,
        "savings": queries.savings(now - YEAR, now),
        "manages": may(request.user, Capability.MANAGE_LABORATORY),
    }
    return render(request, "laboratory/pool/bodies.html", context)


@page(Capability.MANAGE_LABORATORY)
def new_body(request: SignedIn) -> HttpResponse:
    """Entering a laboratory in the directory."""
    offers = {"enter": Offer(BodyForm, lambda form: _register(request.user, form.cleaned_data), _("It is entered."))}
    done, forms = tried(request, offers)
    if done:
        return redirect("laboratory-pool")
    return render(request, "laboratory/pool/new_body.html", {"forms": forms})


def _register(actor: Actor, told: dict[str, Any]) -> TestingBody:
    office = Office.objects.filter(code=told["office"]).first() if told["office"] else None
    described = Described(**{name: value for name, value in told.items() if name not in ("code", "office")})
    return operations.register_body(
        actor=actor, at=timezone.now(), code=told["code"], described=described, office=office
    )


@page(*READERS, Capability.INSPECT)
def one_body(request: SignedIn, code: str) -> HttpResponse:
    """One laboratory: what it offers, whether it may be relied on, what our re-tests said of its reports."""
    row, today = queries.body(code), timezone.localdate()
    offers = _offers(request.user, row) if may(request.user, Capability.MANAGE_LABORATORY) else {}
    done, forms = tried(request, offers)
    if done:
        return redirect("laboratory-body", code)
    agreement = queries.agreement(row, on=today)
    context = {
        "row": row,
        "standing": Standing(row.standing),
        "offers": OfferTable(row.offers.select_related("body").order_by("analyte_en", "-valid_from"), orderable=False),
        "reports": OutsideTable(queries.outside_reports().filter(body=row)[:ROWS], orderable=False),
        "agreement": agreement,
        "low": agreement.rate(0.025),
        "high": agreement.rate(0.975),
        "share": queries.share_to_verify(row, on=today),
        "forms": forms,
    }
    return render(request, "laboratory/pool/body.html", context)


def _offers(actor: Actor, row: TestingBody) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": actor, "at": timezone.now(), "code": row.code}
    return {
        "offer": Offer(OfferForm, lambda form: _offer(told, form.cleaned_data), _("The test is offered.")),
        "standing": Offer(
            StandingForm,
            lambda form: operations.change_standing(
                **told, standing=Standing(form.cleaned_data["standing"]), reason=form.cleaned_data["reason"]
            ),
            _("The standing is changed."),
        ),
    }


def _offer(told: dict[str, Any], form: dict[str, Any]) -> object:
    analyte = Text(form.pop("analyte_zh"), form.pop("analyte_en"))
    return operations.offer_test(**told, analyte=analyte, **form)
