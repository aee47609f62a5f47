"""The label on the bag: readable at 50 × 30 mm, its QR code leads to the sample."""

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory import queries
from guomen.laboratory.terms import Deed, PortionKind, PortionState
from guomen.laboratory.web.samples import READERS


@page(*READERS)
def label(request: SignedIn, label: str) -> HttpResponse:
    """The labels of one sample and of its parts, to be printed."""
    row = queries.sample(request.user, label)
    drawn = row.steps.filter(deed=Deed.DRAW, portion=None).first()
    parts = [
        {"row": one, "kind": PortionKind(one.kind).text, "code": _code(one.label)}
        for one in row.portions.filter(state=PortionState.KEPT)
    ]
    context = {"row": row, "drawn": drawn, "code": _code(row.label), "parts": parts}
    return render(request, "laboratory/label.html", context)


def _code(label: str) -> str:
    """A picture of the address that a phone opens and a scanner reads the label from."""
    address = settings.PUBLIC_ADDRESS.rstrip("/") + reverse("laboratory-sample", args=[label])
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=2, omitsize=True))
