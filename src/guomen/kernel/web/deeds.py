"""What the buttons of a page do: one form for each deed, tried, and its refusal said in that form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import QueryDict

from guomen.kernel.terms import Refusal
from guomen.kernel.web.access import SignedIn
from guomen.kernel.web.forms import HouseForm

Forms = dict[str, HouseForm]


@dataclass(frozen=True, slots=True)
class Offer:
    """One deed that is offered: how its form is made, what it does with it, what is said afterwards.

    slot: where its form stands, the deed's own name where empty; deeds of one slot share its form.
    """

    form: Callable[[QueryDict | None], HouseForm]
    do: Callable[[Any], object]
    done: str
    slot: str = ""


def tried(request: SignedIn, offers: Mapping[str, Offer]) -> tuple[str, Forms]:
    """Do the deed that the button `act` names: the slot where it was done ("" where nothing was), and every form."""
    forms = {offer.slot or name: offer.form(None) for name, offer in offers.items()}
    act = request.POST.get("act", "")
    offer = offers.get(act) if request.method == "POST" else None
    if offer is None:
        return "", forms
    slot = offer.slot or act
    form = forms[slot] = offer.form(request.POST)
    if not form.is_valid():
        return "", forms
    try:
        offer.do(form)
    except Refusal as refusal:
        form.explain(refusal)
        return "", forms
    messages.success(request, offer.done)
    return slot, forms
