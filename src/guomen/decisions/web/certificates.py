"""Pages of certificates: the list, one with its history, and its paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.decisions import operations
from guomen.decisions.models import Certificate
from guomen.decisions.queries import paper_of, state_of, visible_certificate, visible_certificates
from guomen.decisions.terms import CertificateKind, CertificateState, DispositionKind, grouped
from guomen.decisions.web.dispositions import READERS, ROWS
from guomen.decisions.web.forms import GroundForm
from guomen.decisions.web.tables import CertificateFilter, CertificateTable
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried


@page(*READERS)
def certificates(request: SignedIn) -> HttpResponse:
    """Every certificate that the person may know of, newest first."""
    found = CertificateFilter(request.GET, queryset=visible_certificates(request.user))
    table = CertificateTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "decisions/list.html", {"title": _("Certificates"), "table": table, "filter": found})


@page(*READERS)
def certificate(request: SignedIn, number: str) -> HttpResponse:
    """One certificate: what it says, whether it is valid, what came before and after it."""
    row = visible_certificate(request.user, number)
    ends = state_of(row) is CertificateState.VALID and may(request.user, Capability.SIGN_DISPOSITION)
    done, forms = tried(request, _offers(request, row) if ends else {})
    if done:
        return redirect("decisions-certificate", number)
    context = {
        "row": row,
        "title": CertificateKind(row.kind).text,
        "act": DispositionKind(row.disposition.kind),
        "state": state_of(row),
        "code": grouped(row.code),
        "end": getattr(row, "end", None),
        "predecessor": getattr(row, "predecessor", None),
        "forms": forms,
    }
    return render(request, "decisions/certificate.html", context)


def _offers(request: SignedIn, row: Certificate) -> dict[str, Offer]:
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "number": row.number}
    return {
        "revoke": Offer(
            GroundForm,
            lambda form: operations.revoke_certificate(**told, **form.cleaned_data),
            _("The certificate was revoked."),
        ),
        "replace": Offer(
            GroundForm,
            lambda form: operations.replace_certificate(**told, **form.cleaned_data),
            _("A new certificate was issued in its place."),
        ),
    }


@page(*READERS)
def paper(request: SignedIn, number: str) -> HttpResponse:
    """The PDF itself."""
    row = visible_certificate(request.user, number)
    response = HttpResponse(paper_of(row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{row.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
