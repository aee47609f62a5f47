"""Pages of control orders: the list with hits, issuing one, one order and its withdrawal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.catalogue.terms import Channel
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.terms import Capability, NotPermitted, OfficeLevel, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.targeting.models import ControlOrder
from guomen.targeting.operations import issue_control_order, withdraw_control_order
from guomen.targeting.queries import control_order, control_orders, hits
from guomen.targeting.web.forms import OrderForm, WithdrawForm, explain
from guomen.targeting.web.tables import OrderFilter, OrderTable, about, standing

READERS = (Capability.ISSUE_CONTROL_ORDER, Capability.VIEW_PROFILE_REASONS, Capability.AUDIT)
ROWS = 50


@page(*READERS)
def order_list(request: SignedIn) -> HttpResponse:
    """Every control order, newest first, with how often it was met."""
    found = OrderFilter(request.GET, queryset=control_orders())
    table = OrderTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    table.hits = hits(row.record.number for row in table.paginated_rows)
    may_issue = may(request.user, Capability.ISSUE_CONTROL_ORDER)
    return render(request, "targeting/order_list.html", {"table": table, "filter": found, "may_issue": may_issue})


@page(Capability.ISSUE_CONTROL_ORDER)
def issue(request: SignedIn) -> HttpResponse:
    """Issue an order for one's own office and those below it (headquarters: for all)."""
    form = OrderForm(request.POST or None, initial={"valid_from": timezone.localdate(), "orders": "physical"})
    if request.method == "POST" and form.is_valid():
        office = request.user.office
        try:
            if office is None:
                raise NotPermitted(
                    "actor.office",
                    Text("您没有所属机构，不能下达布控指令。", "You belong to no office, and cannot issue an order."),
                    Text("请联系系统管理员。", "Ask the system operator."),
                )
            bound = "" if office.level == OfficeLevel.HEADQUARTERS else office.code
            row = issue_control_order(actor=request.user, at=timezone.now(), office=office, **form.order(bound))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("The order was issued. The next matching declaration meets it."))
            return redirect("targeting-order", row.number)
    return render(request, "targeting/order_issue.html", {"form": form})


@page(*READERS)
def one_order(request: SignedIn, number: str) -> HttpResponse:
    """One order: what it means, its ground, its hits; withdrawing it."""
    row = control_order(number)
    form = _withdrawal(request, row)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            withdraw_control_order(
                actor=request.user, at=timezone.now(), number=number, ground=form.cleaned_data["ground"]
            )
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("The order was withdrawn."))
            return redirect("targeting-order", number)
    tone, words = standing(row)
    context = {
        "row": row,
        "tone": tone,
        "standing": words,
        "about": about(row),
        "condition": row.condition,
        "orders": Channel(row.orders),
        "text": Text(row.text_zh, row.text_en),
        "hits": hits([number])[number],
        "form": form,
    }
    return render(request, "targeting/order.html", context)


def _withdrawal(request: SignedIn, row: ControlOrder) -> WithdrawForm | None:
    allowed = may(request.user, Capability.ISSUE_CONTROL_ORDER) and sees_office(request.user, row.office)
    if row.withdrawn_at is not None or not allowed:
        return None
    return WithdrawForm(request.POST or None)
