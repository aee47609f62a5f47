"""The public list of refused batches: read and saved by anybody, corrected by officers."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.surveillance.measures.models import RefusedBatch
from guomen.surveillance.measures.refused.operations import CORRECTABLE, correct_batch
from guomen.surveillance.measures.refused.queries import COLUMNS, batch, batches, cells, corrections, months
from guomen.surveillance.measures.web.forms import CorrectForm
from guomen.surveillance.measures.web.lists import RefusedFilter, RefusedTable

_ROWS, _MONTHS, _CORRECTIONS = 50, 12, 20


@require_safe
def refused_list(request: HttpRequest) -> HttpResponse:
    """What was returned or destroyed, month by month, for anybody to search."""
    found = RefusedFilter(request.GET, queryset=batches())
    corrects = isinstance(request.user, Actor) and may(request.user, Capability.IMPOSE_MEASURE)
    table = RefusedTable(found.qs, corrects=corrects)
    RequestConfig(request, paginate={"per_page": _ROWS}).configure(table)
    context = {
        "table": table,
        "filter": found,
        "months": months()[:_MONTHS],
        "query": request.GET.urlencode(),
        "corrections": corrections()[:_CORRECTIONS],
    }
    return render(request, "surveillance/measures/refused_list.html", context)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


@require_safe
def refused_csv(request: HttpRequest) -> HttpResponseBase:
    """The list as it is searched, in the columns of the law; UTF-8 with its mark, so that spreadsheets read it."""
    rows, language = RefusedFilter(request.GET, queryset=batches()).qs, get_language() or "zh-hans"
    response = StreamingHttpResponse(_lines(rows, language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="refused-batches.csv"'
    return response


def _lines(rows: Any, language: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([column.in_(language) for column in COLUMNS])
    for line in cells(rows, language):
        yield writer.writerow([_harmless(cell) for cell in line])


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


@page(Capability.IMPOSE_MEASURE)
def correct(request: SignedIn, number: int) -> HttpResponse:
    """Correct a line of the list, or withdraw it; both are published with their ground."""
    row = batch(number)
    require(request.user, Capability.IMPOSE_MEASURE, row.consignment.office)
    offers = {
        "correct": Offer(
            lambda data: CorrectForm(data, initial={name: getattr(row, name) for name in CORRECTABLE}),
            lambda form: _correct(request.user, row, form.cleaned_data),
            _("The list was corrected."),
        )
    }
    done, forms = tried(request, offers)
    if done:
        return redirect("surveillance-refused")
    return render(request, "surveillance/measures/refused_correct.html", {"row": row, "forms": forms})


def _correct(actor: Actor, row: RefusedBatch, said: dict[str, Any]) -> RefusedBatch:
    changes = {name: value for name, value in said.items() if name in CORRECTABLE}
    changes["origin"] = changes["origin"].upper()
    return correct_batch(
        actor=actor, at=timezone.now(), number=row.pk, changes=changes, ground=said["ground"], withdraw=said["withdraw"]
    )
