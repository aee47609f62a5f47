"""Orders of tests: an enterprise places them, a laboratory takes them on."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory.pool import operations, queries
from guomen.laboratory.pool.models import ServiceOrder
from guomen.laboratory.pool.terms import OrderState
from guomen.laboratory.pool.web.forms import DecideForm, OrderForm
from guomen.laboratory.pool.web.tables import OrderTable, order_badge

ROWS = 50


@page(Capability.TRADE, Capability.TEST, Capability.MANAGE_LABORATORY)
def order_list(request: SignedIn) -> HttpResponse:
    """The reader's orders: those of their enterprise, or those placed with their laboratory."""
    table = OrderTable(queries.orders(request.user))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(
        request, "laboratory/pool/orders.html", {"table": table, "trades": may(request.user, Capability.TRADE)}
    )


@page(Capability.TRADE)
def place(request: SignedIn, code: str) -> HttpResponse:
    """Ordering tests from a laboratory."""
    body = queries.body(code)
    offered = list(queries.offers(timezone.localdate()).filter(body=body))
    placed: list[ServiceOrder] = []
    offers = {
        "place": Offer(
            lambda data: OrderForm(data, offered=offered),
            lambda form: placed.append(_place(request, code, form.cleaned_data)),
            _("The order is placed."),
        )
    }
    done, forms = tried(request, offers)
    if done:
        return redirect("laboratory-service-order", placed[0].number)
    return render(request, "laboratory/pool/place_order.html", {"body": body, "forms": forms})


def _place(request: SignedIn, code: str, told: dict[str, Any]) -> ServiceOrder:
    told["offers"] = [int(one) for one in told["offers"]]
    return operations.place_order(actor=request.user, at=timezone.now(), code=code, **told)


@page(Capability.TRADE, Capability.TEST, Capability.MANAGE_LABORATORY)
def one_order(request: SignedIn, number: str) -> HttpResponse:
    """One order: what is tested, for how much, where it stands, its report."""
    row = queries.service_order(request.user, number)
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "number": row.number}
    offers: dict[str, Offer] = {}
    if row.state == OrderState.PLACED and may(request.user, Capability.MANAGE_LABORATORY):
        offers["take"] = Offer(
            DecideForm, lambda form: operations.take_order(**told), _("The order is taken on."), "decide"
        )
        offers["decline"] = Offer(
            DecideForm,
            lambda form: operations.decline_order(**told, reason=form.cleaned_data["reason"]),
            _("The order is declined."),
            "decide",
        )
    if row.state == OrderState.PLACED and row.uscc and row.uscc == request.user.represents:
        offers["cancel"] = Offer(HouseForm, lambda form: operations.cancel_order(**told), _("The order is taken back."))
    done, forms = tried(request, offers)
    if done:
        return redirect("laboratory-service-order", row.number)
    report = row.sample.reports.order_by("-version").first() if row.sample else None
    context = {
        "row": row,
        "state": order_badge(row.state),
        "tests": row.offers.order_by("analyte_en"),
        "report": report,
        "forms": forms,
        "inside": may(request.user, Capability.TEST),
    }
    return render(request, "laboratory/pool/order.html", context)
