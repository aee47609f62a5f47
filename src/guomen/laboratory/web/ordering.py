"""Pages for samples that no inspection task asks for, and for those whose days are over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Capability, NotPermitted, OfficeLevel, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory import operations, queries
from guomen.laboratory.models import CustodyStep, Sample
from guomen.laboratory.terms import Deed, LotIdentity, Purpose
from guomen.laboratory.web.part_forms import OrderForm


@page(Capability.INSPECT, Capability.TEST)
def order(request: SignedIn) -> HttpResponse:
    """Order a sample for a programme, an enterprise, a court, or of a lot that has not arrived yet."""
    form = OrderForm(request.POST or None, laboratories=laboratories(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            row = _ordered(request.user, form)
        except Refusal as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("The sample was ordered. Print its label."))
            return redirect("laboratory-sample", row.label)
    return render(request, "laboratory/order.html", {"form": form})


def laboratories(actor: Actor) -> list[Office]:
    """The laboratories of bureaus, the own one first."""
    own = actor.office
    bureaus = Office.objects.exclude(level=OfficeLevel.BRANCH).order_by("code")
    return sorted(bureaus, key=lambda one: own is None or not own.path.startswith(one.path) or one.parent_id is None)


def _ordered(actor: Actor, form: OrderForm) -> Sample:
    said: dict[str, Any] = form.cleaned_data
    lot = LotIdentity(
        said["reference"], said["producer"], said["goods_code"], said["quantity"], said["unit"],
        form.several("containers"), form.several("seals"),
    )  # fmt: skip
    office = actor.office
    if office is None:
        raise NotPermitted(
            "sample.no_office",
            Text("您不属于任何机构。", "You belong to no office."),
            Text("请由机构人员下达。", "Somebody of an office orders it."),
        )
    return operations.order_sample(
        actor=actor,
        at=timezone.now(),
        subject=form.subject(),
        office=office,
        laboratory=Office.objects.get(code=said["laboratory"]),
        goods_code=said["goods_code"],
        description=said["description"],
        requests=form.requests(),
        units=said["units"],
        purpose=form.purpose_asked,
        requester=said["requester"],
        lot=lot if form.purpose_asked is Purpose.ADVANCE else None,
        due_at=form.due_at(),
    )


@page(Capability.TEST)
def disposal(request: SignedIn) -> HttpResponse:
    """Stored samples that need no longer be kept."""
    due = queries.due_for_disposal(request.user, timezone.localdate())
    steps = CustodyStep.objects.filter(sample__in=due, portion=None, deed=Deed.STORE).order_by("id")
    places = dict(steps.values_list("sample_id", "place"))
    return render(request, "laboratory/disposal.html", {"due": [(one, places.get(one.pk, "")) for one in due]})
