"""Pages of certificates: the list, one with its history, and its paper."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.decisions import operations
from guomen.decisions.models import Certificate
from guomen.decisions.queries import paper_of, state_of, visible_certificate, visible_certificates
from guomen.decisions.terms import CertificateKind, CertificateState, DispositionKind, grouped
from guomen.decisions.web.deeds import Deeds, Forms, tried
from guomen.decisions.web.dispositions import READERS, ROWS
from guomen.decisions.web.forms import GroundForm
from guomen.decisions.web.tables import CertificateFilter, CertificateTable
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page


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
    offered: Forms = {}
    if state_of(row) is CertificateState.VALID and may(request.user, Capability.SIGN_DISPOSITION):
        offered = {"revoke": GroundForm(), "replace": GroundForm()}
    said = {"revoke": _("The certificate was revoked."), "replace": _("A new certificate was issued in its place.")}
    if tried(request, offered, _deeds(request, row), said):
        return redirect("decisions-certificate", number)
    context = {
        "row": row,
        "title": CertificateKind(row.kind).text,
        "act": DispositionKind(row.disposition.kind),
        "state": state_of(row),
        "code": grouped(row.code),
        "end": getattr(row, "end", None),
        "predecessor": getattr(row, "predecessor", None),
        "forms": offered,
    }
    return render(request, "decisions/certificate.html", context)


def _deeds(request: SignedIn, row: Certificate) -> Deeds:
    at = timezone.now()
    return {
        "revoke": lambda said: operations.revoke_certificate(actor=request.user, at=at, number=row.number, **said),
        "replace": lambda said: operations.replace_certificate(actor=request.user, at=at, number=row.number, **said),
    }


@page(*READERS)
def paper(request: SignedIn, number: str) -> HttpResponse:
    """The PDF itself."""
    row = visible_certificate(request.user, number)
    response = HttpResponse(paper_of(row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{row.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
