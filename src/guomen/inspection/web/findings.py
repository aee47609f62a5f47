"""Pages of findings: the list, one finding with its evidence, and the files themselves."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from guomen.catalogue.queries import commodity_name, country_name, hazard_name
from guomen.inspection import queries
from guomen.inspection.models import Evidence, Finding
from guomen.inspection.operations import withdraw_finding
from guomen.inspection.terms import FindingKind, MediaType, Severity, TaskKind
from guomen.inspection.web.forms import WithdrawForm
from guomen.inspection.web.tables import FindingFilter, FindingTable
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.files import to_save

READERS = (Capability.INSPECT, Capability.MANAGE_SHIFT, Capability.IMPOSE_MEASURE, Capability.AUDIT)
ROWS = 50


@page(*READERS)
def finding_list(request: SignedIn) -> HttpResponse:
    """Findings of one's office and of those below it, newest first."""
    found = FindingFilter(request.GET, queryset=queries.visible_findings(request.user).select_related("consignment"))
    imposes = may(request.user, Capability.IMPOSE_MEASURE)
    table = FindingTable(found.qs, exclude=() if imposes else ("deed",))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "inspection/finding_list.html", {"table": table, "filter": found})


@page(*READERS)
def one_finding(request: SignedIn, number: int) -> HttpResponse:
    """One finding: what was seen, on what, by whom, with its evidence; taking it back."""
    row = queries.seen_finding(request.user, number)
    form = WithdrawForm(request.POST or None) if _may_withdraw(request.user, row) else None
    status = 200
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            withdraw_finding(actor=request.user, at=timezone.now(), finding=number, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.explain(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The finding was withdrawn."))
            return redirect("inspection-finding", number)
    context = {
        "row": row,
        "kind": FindingKind(row.kind),
        "severity": Severity(row.severity),
        "hazard": hazard_name(row.hazard) if row.hazard else None,
        "goods": commodity_name(row.goods_code) if row.goods_code else None,
        "origin": country_name(row.origin) if row.origin else None,
        "check": TaskKind(row.task.kind),
        "files": shown_files(row),
        "imposes": may(request.user, Capability.IMPOSE_MEASURE) and row.withdrawn_at is None,
        "works": may(request.user, Capability.INSPECT) or may(request.user, Capability.MANAGE_SHIFT),
        "form": form,
    }
    return render(request, "inspection/finding.html", context, status=status)


def shown_files(row: Finding) -> list[tuple[Evidence, bool]]:
    """The files of a finding, each with whether it is a picture."""
    return [(one, one.media_type != MediaType.PDF) for one in row.evidence.all()]


def _may_withdraw(actor: Actor, row: Finding) -> bool:
    """What an officer recorded they take back; what others recorded, the duty manager."""
    own = row.recorded_by_id == actor.pk
    return row.withdrawn_at is None and may(actor, Capability.INSPECT if own else Capability.MANAGE_SHIFT)


@page(*READERS)
def evidence(request: SignedIn, number: int) -> FileResponse:
    """A file of evidence as it was sent, never shown as a page of ours: it comes from a stranger's device."""
    found = queries.seen_evidence(request.user, number)
    return to_save(queries.evidence_file(found), name=found.name, kind=found.media_type)
