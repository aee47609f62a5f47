"""The shelf of reference materials: what there is, until when, taking in and withdrawing."""

from functools import partial
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.kernel.templatetags.guomen import named
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.laboratory.resources import operations, queries
from guomen.laboratory.resources.web.access import READERS, ROWS, manages, own_laboratory
from guomen.laboratory.resources.web.forms import MaterialForm, WithdrawForm
from guomen.laboratory.resources.web.tables import MaterialTable


@page(*READERS)
def material_list(request: SignedIn) -> HttpResponse:
    """Reference materials, what expires first on top; taking one in or out."""
    rows = queries.visible_materials(request.user).order_by(F("expires_on").asc(nulls_last=True), "code")
    table = MaterialTable(rows, today=timezone.localdate())
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    live = rows.filter(withdrawn_on__isnull=True)
    offers = {
        "register": Offer(
            partial(MaterialForm, prefix="register"),
            lambda form: operations.register_material(
                **told, laboratory=own_laboratory(request.user), said=form.material()
            ),
            _("The material is on the shelf."),
        ),
        "withdraw": Offer(
            partial(WithdrawForm, prefix="withdraw", of=[(one.pk, f"{one} · {named(one)}") for one in live]),
            lambda form: operations.withdraw_material(
                **told, material=int(form.cleaned_data["row"]), reason=form.cleaned_data["reason"]
            ),
            _("The material is withdrawn."),
        ),
    }
    done, forms = tried(request, offers if manages(request.user) else {})
    if done:
        return redirect("laboratory-materials")
    return render(request, "laboratory/resources/materials.html", {"table": table, "forms": forms})
