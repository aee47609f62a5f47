"""What anybody may look up: which laboratory tests what, to which standard, for how much, how soon."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.laboratory.pool.queries import bodies, offers
from guomen.laboratory.pool.web.tables import OfferFilter, OfferTable

ROWS = 50


@require_safe
def tests(request: HttpRequest) -> HttpResponse:
    """The list of tests; a trader goes on from a laboratory to an order."""
    found = OfferFilter(request.GET, queryset=offers(timezone.localdate()))
    table = OfferTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    trades = isinstance(request.user, Actor) and may(request.user, Capability.TRADE)
    context = {
        "table": table,
        "filter": found,
        "bodies": [one for one in bodies() if one.standing == "good"] if trades else [],
    }
    return render(request, "laboratory/pool/tests.html", context)
