"""Where alerts are sent: the list, registering an outlet, stopping one."""

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
from guomen.surveillance.alerts.models import Outlet
from guomen.surveillance.alerts.operations import register_outlet, stop_outlet
from guomen.surveillance.alerts.web.forms import OutletForm, StopForm
from guomen.surveillance.alerts.web.tables import OutletTable


@page(Capability.OPERATE, Capability.SIGN_ALERT, Capability.AUDIT)
def outlet_list(request: SignedIn) -> HttpResponse:
    """Every outlet; whoever operates the installation registers and stops them, and is shown a webhook's secret."""
    operates = may(request.user, Capability.OPERATE)
    done, forms = tried(request, _offers(request) if operates else {})
    if done:
        return redirect("surveillance-outlets")
    table = OutletTable(Outlet.objects.all())
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    active = Outlet.objects.filter(active=True) if operates else Outlet.objects.none()
    context = {"table": table, "forms": forms, "active": active}
    return render(request, "surveillance/alerts/outlets.html", context)


def _offers(request: SignedIn) -> dict[str, Offer]:
    asked: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    return {
        "register": Offer(
            OutletForm, lambda form: register_outlet(**asked, **form.order()), _("The outlet is registered.")
        ),
        "stop": Offer(
            StopForm, lambda form: stop_outlet(**asked, outlet=form.cleaned_data["outlet"]), _("The outlet is stopped.")
        ),
    }
