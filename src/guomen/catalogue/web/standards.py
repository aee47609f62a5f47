"""Standards and limits for everybody, without signing in: the search, one standard with its limits, comments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from guomen.catalogue.models import Limit as LimitRow
from guomen.catalogue.operations import comment_on_standard
from guomen.catalogue.queries import (
    code_set,
    editions,
    equivalents,
    in_its_edition,
    limits_like,
    limits_of,
    standards,
    standards_like,
)
from guomen.catalogue.queries.comments import published_comments
from guomen.catalogue.queries.limits import limit_fact
from guomen.catalogue.queries.standards import standard_fact
from guomen.catalogue.rules import plain_text
from guomen.catalogue.terms import CommentTopic, Limit, Standard, Standing
from guomen.catalogue.web.forms import CommentForm, StandardFilter
from guomen.catalogue.web.words import CONFIDENCE, TRUST, limit_words, public_source
from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.access import refused

ROWS = 50
_TONES = {
    Standing.IN_FORCE: "in_force",
    Standing.TO_COME: "watch",
    Standing.SUPERSEDED: "stop",
    Standing.WITHDRAWN: "stop",
    Standing.UNKNOWN: "idle",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a public list, with how far it may be trusted, where its edition stands and what it is cited from.

    publisher: who gives the standard its number, by its kind; None where the kind does not tell.
    """

    one: Standard | Limit
    trust: str
    trusted: str
    standing: Text
    tone: str
    source: str
    limit: str = ""
    publisher: Text | None = None


def shown_limit(row: LimitRow, on: date) -> Shown:
    """A limit as it is shown on a day."""
    one = in_its_edition(limit_fact(row), on)
    standing = Standing(one.standing) if one.standing else Standing.UNKNOWN
    trust, trusted = TRUST[one.confidence], str(CONFIDENCE[one.confidence])
    return Shown(one, trust, trusted, standing.text, _TONES[standing], public_source(one.source), limit_words(one))


def shown_standards(rows: Iterable[Standard], on: date) -> list[Shown]:
    """Editions as they are shown on a day."""
    publishers = code_set("standard_publisher")
    return [
        Shown(
            one,
            TRUST[one.confidence],
            str(CONFIDENCE[one.confidence]),
            one.standing(on).text,
            _TONES[one.standing(on)],
            public_source(one.source),
            publisher=publishers.get(one.kind),
        )
        for one in rows
    ]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Standards by number or subject; limits by product and analyte on a day; beside them Codex and others."""
    asked = {name: plain_text(request.GET.get(name, ""))[:80] for name in ("text", "product", "analyte")}
    on = day_of(request.GET)
    wanted = any(asked.values())
    rows = standards_like(standards(), asked["text"]) if wanted else standards()
    limits = limits_like(product=asked["product"], analyte=asked["analyte"], standard=asked["text"], on=on)
    limit_page = _page(request, limits if wanted else limits.none(), "limits")
    standard_page = _page(request, rows if asked["text"] or not wanted else rows.none(), "standards")
    others = (
        equivalents(product=asked["product"], analyte=asked["analyte"]) if asked["product"] or asked["analyte"] else ()
    )
    context = {
        "form": StandardFilter({**asked, "on": on}),
        "asked": wanted,
        "listed": bool(asked["text"]) or not wanted,
        "on": on,
        "limits": [shown_limit(row, on) for row in limit_page.object_list],
        "limit_page": limit_page,
        "standards": shown_standards(map(standard_fact, standard_page.object_list), on),
        "standard_page": standard_page,
        "equivalents": [
            (one, TRUST[one.confidence], str(CONFIDENCE[one.confidence]), public_source(one.source))
            for one in others[:ROWS]
        ],
        "query": _without_pages(request.GET),
    }
    return render(request, "catalogue/standards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: HttpRequest, number: str) -> HttpResponse:
    """One standard: its editions, its limits on a day, what people said of it; and a form to say something."""
    try:
        known = editions(number)
    except Refusal as refusal:
        return refused(request, refusal)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            comment_on_standard(
                at=timezone.now(),
                number=number,
                topic=CommentTopic(form.cleaned_data["topic"]),
                text=form.cleaned_data["text"],
                name=form.cleaned_data["name"],
                contact=form.cleaned_data["contact"],
                address=str(request.META.get("REMOTE_ADDR", "")),
            )
            return redirect(f"{reverse('catalogue-standard', args=(number,))}?told=1#comments")
        except Refusal as refusal:
            form.explain(refusal)
    return render(request, "catalogue/standard.html", _of_standard(request, number, known, form))


def _of_standard(
    request: HttpRequest, number: str, known: tuple[Standard, ...], form: CommentForm
) -> dict[str, object]:
    on = day_of(request.GET)
    page = _page(request, limits_of(number).in_force(on), "limits")  # type: ignore[attr-defined]
    return {
        "number": number,
        "on": on,
        "editions": shown_standards(known, on),
        "now": next((one for one in known if one.standing(on) is Standing.IN_FORCE), known[0]),
        "limits": [shown_limit(row, on) for row in page.object_list],
        "limit_page": page,
        "comments": list(published_comments(number)[:ROWS]),
        "form": form,
        "told": request.GET.get("told") == "1",
        "query": _without_pages(request.GET),
    }


def _page(request: HttpRequest, rows: object, name: str) -> Page:  # type: ignore[type-arg]
    """A page of a list; what is no page number is the first page."""
    return Paginator(rows, ROWS).get_page(request.GET.get(name))  # type: ignore[arg-type]


def _without_pages(asked: QueryDict) -> str:
    kept = asked.copy()
    for name in ("limits", "standards", "told"):
        kept.pop(name, None)
    return kept.urlencode()


def day_of(asked: QueryDict) -> date:
    """The day that the reader asks about; today for anything that is not a day."""
    try:
        found = parse_date(asked.get("on", ""))
    except ValueError:
        found = None
    return found or timezone.localdate()
