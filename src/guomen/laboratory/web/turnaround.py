"""How long samples take and what is behind, section by section."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.queries.turnaround import sections

SPANS = (7, 30, 90, 365)


@page(Capability.TEST, Capability.AUTHORISE_RESULT, Capability.AUDIT)
def turnaround(request: SignedIn) -> HttpResponse:
    """Median and 90th percentile from receipt to report, and the backlog, of every section that the person sees."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in SPANS else 30
    rows = sections(request.user, timezone.now(), days)
    return render(request, "laboratory/turnaround.html", {"rows": rows, "days": days, "spans": SPANS})
