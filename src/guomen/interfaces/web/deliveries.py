"""The system operator's page: news that a handler could not take, with a second chance for each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guomen.kernel.ledger.operations import retry_delivery
from guomen.kernel.ledger.queries import failed_deliveries
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page

SHOWN = 200


@page(Capability.OPERATE)
def deliveries(request: SignedIn) -> HttpResponse:
    """Failed deliveries, oldest first: the longest wait is asked about first."""
    failed = failed_deliveries()
    context = {"failed": failed[:SHOWN], "count": failed.count(), "shown": SHOWN}
    return render(request, "interfaces/deliveries.html", context)


@require_POST
@page(Capability.OPERATE)
def retry(request: SignedIn, number: int) -> HttpResponse:
    """Put one failed delivery back in the queue."""
    retry_delivery(actor=request.user, at=timezone.now(), delivery=number)
    messages.success(request, _("Delivery %(number)s will be tried again.") % {"number": number})
    return redirect("operations-deliveries")
