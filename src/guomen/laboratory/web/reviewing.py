"""Review and authorisation: what waits, and one sample with everything that speaks for or against its results."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Result, Sample
from guomen.laboratory.queries.benches import overdue, review_queue, with_results
from guomen.laboratory.queries.statements import stated
from guomen.laboratory.rules import overall
from guomen.laboratory.rules.custody import STEPS
from guomen.laboratory.terms import Conformity, Deed, ResultSource, SampleState
from guomen.laboratory.web.chain import chain_of

ROWS = 50
READERS = (Capability.TEST, Capability.AUTHORISE_RESULT)
_OVERALL = {True: Conformity.CONFORM, False: Conformity.NONCONFORM, None: Conformity.INCONCLUSIVE}


class DeedForm(HouseForm):
    """Nothing to fill in: the button is the signature."""


class ReasonForm(HouseForm):
    """Why results go back, or a report is withdrawn."""

    places: ClassVar[dict[str, str]] = {"result.return_reason": "reason", "report.reason": "reason"}
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


@page(*READERS)
def queue(request: SignedIn) -> HttpResponse:
    """What waits for review or authorisation: overdue first, then the oldest. Own work is shown as not mine to sign."""
    asked = request.GET.get("state", "")
    rows = review_queue(request.user)
    if asked in (SampleState.TESTED, SampleState.REVIEWED, SampleState.AUTHORISED):
        rows = rows.filter(state=asked)
    shown = Paginator(with_results(rows), ROWS).get_page(request.GET.get("page"))
    late = overdue(list(shown), timezone.now())
    lines = [_line(request.user, one, one.pk in late) for one in shown]
    states = [(state, state.text) for state in (SampleState.TESTED, SampleState.REVIEWED, SampleState.AUTHORISED)]
    context = {"lines": lines, "shown": shown, "states": states, "asked": asked}
    return render(request, "laboratory/review.html", context)


def _line(actor: Actor, sample: Sample, late: bool) -> dict[str, object]:
    results = [one for request in sample.requests.all() for one in request.newest]  # type: ignore[attr-defined]
    said = overall([Conformity(one.conformity) for one in results])
    return {
        "row": sample,
        "state": SampleState(sample.state).text,
        "tests": [Text(one.analyte_zh, one.analyte_en) for one in sample.requests.all()],
        "word": _OVERALL[said],
        "text": _OVERALL[said].text,
        "late": late,
        "not_mine": _not_mine(actor, sample, results),
    }


def _not_mine(actor: Actor, sample: Sample, results: Sequence[Result]) -> str:
    """Why the person does not sign next: "own" (entered it), "reviewed" (reviewed it), "authority", or nothing."""
    if any(one.analyst_id == actor.pk for one in results):
        return "own"
    if sample.state != SampleState.TESTED:
        if not may(actor, Capability.AUTHORISE_RESULT):
            return "authority"
        if any(one.reviewed_by_id == actor.pk for one in results) and not queries.reviewer_may_authorise(
            sample.laboratory, timezone.localdate()
        ):
            return "reviewed"
    return ""


@page(*READERS)
def sample(request: SignedIn, label: str) -> HttpResponse:
    """One sample: its results with statement, risk, controls and history, and the signature that is asked for."""
    row = queries.sample(request.user, label)
    at = timezone.now()
    results = sorted(queries.current_results(row).values(), key=lambda one: one.request.position)
    not_mine = _not_mine(request.user, row, results)
    offers = _offers(request.user, at, row, not_mine)
    done, forms_by_deed = tried(request, offers)
    if done:
        return redirect(_next(request.user, row, done))
    context = {
        "row": row,
        "state": SampleState(row.state).text,
        "results": [_shown(row, one) for one in results],
        "missing": row.requests.count() - len(results),
        "obstacles": queries.obstacles(row, results),
        "not_mine": not_mine,
        "chain": chain_of(row),
        "reports": row.reports.select_related("authorised_by").order_by("-version"),
        "forms": forms_by_deed,
        "late": row.due_at is not None and row.due_at < at,
    }
    return render(request, "laboratory/reviewing.html", context)


def _offers(actor: Actor, at: datetime, row: Sample, not_mine: str) -> dict[str, Offer]:
    """The deeds whose time it is; whether the law lets the person, the operation says."""
    told: dict[str, Any] = {"actor": actor, "at": at, "label": row.label}
    possible = {deed for state, deed in STEPS if state is SampleState(row.state)}
    signs = may(actor, Capability.AUTHORISE_RESULT)
    offers: dict[str, Offer] = {}
    if Deed.REVIEW in possible and not not_mine:
        offers["review"] = Offer(DeedForm, lambda form: operations.review_results(**told), _("Reviewed."))
    if Deed.AUTHORISE in possible and signs and not not_mine:
        done = _("The results were authorised and reported.")
        offers["authorise"] = Offer(DeedForm, lambda form: operations.authorise_and_report(**told), done)
    if Deed.REPORT in possible and signs:
        offers["report"] = Offer(DeedForm, lambda form: operations.report_result(**told), _("Reported."))
    if Deed.RETURN in possible and not_mine != "own":
        offers["return"] = Offer(
            ReasonForm, lambda form: operations.return_results(**told, **form.cleaned_data), _("Sent back.")
        )
    if signs and row.reports.filter(withdrawn_at__isnull=True).exists():
        offers["withdraw"] = Offer(
            ReasonForm,
            lambda form: operations.withdraw_report(**told, **form.cleaned_data),
            _("The report was withdrawn."),
        )
    return offers


def _next(actor: Actor, row: Sample, done: str) -> str:
    """After a signature the next sample in the queue that the person may sign; else the sample again."""
    if done in ("review", "authorise", "return"):
        for other in with_results(review_queue(actor).exclude(pk=row.pk))[:ROWS]:
            results = [one for request in other.requests.all() for one in request.newest]  # type: ignore[attr-defined]
            if not _not_mine(actor, other, results):
                return reverse("laboratory-review-sample", args=[other.label])
        return reverse("laboratory-review")
    return reverse("laboratory-review-sample", args=[row.label])


def _shown(row: Sample, result: Result) -> dict[str, object]:
    """A result with everything that it is judged by: method, uncertainty, controls of its worksheet, versions."""
    limit = queries.limit_of(result.request)
    return {
        "row": result,
        "analyte": Text(result.request.analyte_zh, result.request.analyte_en),
        "limit": limit,
        "word": Conformity(result.conformity).text,
        "said": stated(row, result),
        "source": ResultSource(result.source).text,
        "versions": list(result.request.results.select_related("analyst").order_by("-version")),
        "controls": _controls(result),
    }


def _controls(result: Result) -> list[tuple[Any, list[Any]]]:
    """The worksheets that the result came from, each with its controls and what they were judged."""
    lines = result.lines.select_related("worksheet")
    return [(line.worksheet, list(line.worksheet.lines.exclude(kind="sample").order_by("position"))) for line in lines]
