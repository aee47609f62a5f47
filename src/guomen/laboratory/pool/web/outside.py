"""Outside reports: all of them, and one with what was accepted of it and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django_tables2 import RequestConfig

from guomen.kernel.terms import Capability, SubjectRef
from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.pool import queries
from guomen.laboratory.pool.web.tables import OutsideFilter, OutsideTable, outside_badge
from guomen.laboratory.terms import Conformity, whole_of

READERS = (
    Capability.INSPECT,
    Capability.TEST,
    Capability.MANAGE_LABORATORY,
    Capability.AUTHORISE_RESULT,
    Capability.AUDIT,
)
ROWS = 50


@page(*READERS)
def report_list(request: SignedIn) -> HttpResponse:
    """Every outside report, newest first."""
    found = OutsideFilter(request.GET, queryset=queries.outside_reports())
    table = OutsideTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "laboratory/pool/outside_list.html", {"table": table, "filter": found})


@page(*READERS)
def one_report(request: SignedIn, number: int) -> HttpResponse:
    """One outside report: its results by our limits, what was accepted, whether and how it was verified."""
    row = queries.outside_report(number)
    whole = whole_of(SubjectRef.parse(row.subject))
    context = {
        "row": row,
        "state": outside_badge(row.state),
        "statements": [(one, Conformity(one["conformity"]).text) for one in row.statements],
        "whole": whole if whole.kind == "consignment" else None,
        "uniform": (row.draw or {}).get("uniform"),
    }
    return render(request, "laboratory/pool/outside.html", context)
