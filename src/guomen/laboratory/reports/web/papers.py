"""The paper of a report and its twin, for whoever may read the sample."""

from django.http import HttpResponse, JsonResponse

from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.models import Report
from guomen.laboratory.reports.queries import paper_of, visible_report
from guomen.laboratory.reports.wording import number_of

READERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.INSPECT, Capability.VIEW_CONSIGNMENTS)


@page(*READERS)
def paper(request: SignedIn, number: str) -> HttpResponse:
    """The PDF itself."""
    return sent(visible_report(request.user, number))


@page(*READERS)
def twin(request: SignedIn, number: str) -> HttpResponse:
    """The same content for machines."""
    row = visible_report(request.user, number)
    paper_of(row)
    response = JsonResponse(row.twin, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    return response


def sent(row: Report) -> HttpResponse:
    """The paper as a file to be kept."""
    response = HttpResponse(paper_of(row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number_of(row)}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
