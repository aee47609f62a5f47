"""What the buttons of the sample's page do: each deed tried, and its refusal shown at the field that it is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import QueryDict

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Refusal
from guomen.kernel.web.access import SignedIn
from guomen.laboratory.web.forms import HouseForm

Forms = dict[str, HouseForm]


@dataclass(frozen=True, slots=True)
class Offer:
    """One deed that is offered: where its form stands, how it is made, what it does, what is said afterwards.

    Two deeds may share one form: they name the same slot.
    """

    slot: str
    form: Callable[[QueryDict | None], HouseForm]
    do: Callable[[Any], object]
    done: str


def tried(request: SignedIn, offers: Mapping[str, Offer]) -> tuple[str, Forms]:
    """Do the deed that the button `act` names: the slot where it was done ("" where nothing was), and every form."""
    forms = {offer.slot: offer.form(None) for offer in offers.values()}
    offer = offers.get(request.POST.get("act", "")) if request.method == "POST" else None
    if offer is None:
        return "", forms
    form = forms[offer.slot] = offer.form(request.POST)
    if not form.is_valid():
        return "", forms
    try:
        offer.do(form)
    except Refusal as refusal:
        place = form.places.get(refusal.code)
        form.add_error(place if place in form.fields else None, f"{said(refusal.problem)} {said(refusal.remedy)}")
        return "", forms
    messages.success(request, offer.done)
    return offer.slot, forms
