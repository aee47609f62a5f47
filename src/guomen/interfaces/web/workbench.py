"""The first page of each role: what is asked of the person."""

from django.http import HttpResponse
from django.shortcuts import render

from guomen.kernel.web.access import SignedIn, page


@page()
def workbench(request: SignedIn) -> HttpResponse:
    """What is asked of me."""
    return render(request, "interfaces/workbench.html", {})
