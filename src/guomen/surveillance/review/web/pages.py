"""Looking back upon a warning: how long each step took, what it caught, cost and missed."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.surveillance.clusters.terms import DossierState
from guomen.surveillance.review.queries import acted_upon, story

_ROWS = 30


@page(Capability.WATCH_RISKS, Capability.STUDY_TARGETING)
def review_list(request: SignedIn) -> HttpResponse:
    """Every dossier that led to an alert or a measure."""
    pages = Paginator(acted_upon(), _ROWS)
    rows = pages.get_page(request.GET.get("page"))
    shown = [(row, Text(row.title_zh, row.title_en), DossierState(row.state).text) for row in rows]
    return render(request, "surveillance/review/review_list.html", {"rows": shown, "page": rows})


@page(Capability.WATCH_RISKS, Capability.STUDY_TARGETING)
def one_review(request: SignedIn, number: str) -> HttpResponse:
    """The story of one dossier with its numbers."""
    told = story(number)
    context = {
        "row": told.dossier,
        "title": Text(told.dossier.title_zh, told.dossier.title_en),
        "steps": [(step.text, step.at, spelled(step.after)) for step in told.steps],
        "measures": [(row, Text(row.text_zh, row.text_en), effect) for row, effect in told.measures],
        "alerts": told.alerts,
        "balance": told.balance,
        "hours": told.hours,
    }
    return render(request, "surveillance/review/review.html", context)


def spelled(span: timedelta | None) -> Text | None:
    """A span of time as people say it."""
    if span is None:
        return None
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return Text(f"{minutes}分钟", f"{minutes} min")
    hours = minutes / 60
    if hours < 48:
        return Text(f"{hours:.1f}小时", f"{hours:.1f} h")
    return Text(f"{hours / 24:.1f}天", f"{hours / 24:.1f} days")
