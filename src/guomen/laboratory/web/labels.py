"""The label on the bag: readable at 50 × 30 mm, its QR code leads to the sample."""

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory import queries
from guomen.laboratory.terms import Deed
from guomen.laboratory.web.samples import READERS


@page(*READERS)
def label(request: SignedIn, label: str) -> HttpResponse:
    """The label of one sample, to be printed."""
    row = queries.sample(request.user, label)
    drawn = row.steps.filter(deed=Deed.DRAW).first()
    address = settings.PUBLIC_ADDRESS.rstrip("/") + reverse("laboratory-sample", args=[row.label])
    code = segno.make(address, error="m", micro=False).svg_data_uri(border=2, omitsize=True)
    return render(request, "laboratory/label.html", {"row": row, "drawn": drawn, "code": code})
