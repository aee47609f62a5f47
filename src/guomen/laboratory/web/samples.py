"""Pages of samples: the queue, and one sample from the first hand to the last."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_tables2 import RequestConfig

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Refusal, SubjectRef, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import tried
from guomen.laboratory import queries
from guomen.laboratory.models import Report, Sample
from guomen.laboratory.terms import Conformity, Receipt, SampleState, whole_of
from guomen.laboratory.web.chain import chain_of
from guomen.laboratory.web.forms import ScanForm
from guomen.laboratory.web.life import life_of
from guomen.laboratory.web.offers import LIMIT, RESULT, offers_of
from guomen.laboratory.web.tables import SampleFilter, SampleTable
from guomen.laboratory.web.testing import shown_tests
from guomen.laboratory.web.words import RECEIPTS, word_of

READERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.INSPECT, Capability.VIEW_CONSIGNMENTS)
# Whoever reads results before they were authorised; the others read reports.
INSIDERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.AUDIT)
ROWS = 50


@page(*READERS)
def samples(request: SignedIn) -> HttpResponse:
    """What waits to be received, tested and authorised; a scanned label leads to its sample."""
    scan = ScanForm(request.GET if "scan" in request.GET else None)
    if scan.is_valid():
        try:
            return redirect("laboratory-sample", queries.read(request.user, scan.cleaned_data["scan"]).sample.label)
        except Refusal as refusal:
            scan.explain(refusal)
    rows = queries.visible_samples(request.user).prefetch_related("requests").order_by("ordered_at", "id")
    found = SampleFilter(request.GET, queryset=rows)
    table = SampleTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "laboratory/samples.html", {"table": table, "filter": found, "scan": scan})


@page(*READERS)
def sample(request: SignedIn, label: str) -> HttpResponse:
    """One sample: its chain of custody, its tests and what they say, its reports; and what may be done with it now."""
    found = queries.read(request.user, label)
    if found.portion is not None:
        return redirect(reverse("laboratory-sample", args=[found.sample.label]) + "#parts")
    row = found.sample
    tests = shown_tests(row)
    offers = offers_of(request.user, timezone.now(), row, tests, request.FILES)
    done, forms = tried(request, offers)
    if done:
        anchor = f"#{done}" if done.startswith((RESULT, LIMIT)) else ""
        return redirect(reverse("laboratory-sample", args=[row.label]) + anchor)
    for test in tests:
        test.result_form, test.limit_form = (forms.get(f"{kind}{test.request.pk}") for kind in (RESULT, LIMIT))
    context = {
        "row": row,
        "state": SampleState(row.state).text,
        "receipt": RECEIPTS[Receipt(row.receipt)] if row.receipt else None,
        "whole": _whole(request.user, row),
        "chain": chain_of(row),
        **life_of(request.user, row),
        "tests": tests,
        "insider": any(may(request.user, one) for one in INSIDERS),
        "own": any(test.newest and test.newest.analyst_id == request.user.pk for test in tests),
        "reports": [_told(report) for report in row.reports.select_related("authorised_by").order_by("-version")],
        "forms": forms,
        "offers": offers,
    }
    return render(request, "laboratory/sample.html", context)


def _whole(actor: Actor, row: Sample) -> SubjectRef | None:
    """The consignment that the sample is of, for those who may look at it; the laboratory tests without knowing."""
    whole = whole_of(SubjectRef.parse(row.subject))
    return whole if whole.kind == "consignment" and may(actor, Capability.VIEW_CONSIGNMENTS) else None


def _told(report: Report) -> dict[str, object]:
    """A report with its word and the words of its statements."""
    word = word_of(report)
    said: list[tuple[dict[str, object], Text]] = [
        (statement, Conformity(statement["conformity"]).text) for statement in report.statements
    ]
    return {"row": report, "word": word, "text": word.text, "statements": said}
