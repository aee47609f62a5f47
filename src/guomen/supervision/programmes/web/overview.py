"""What came of a programme: all of it, what one office has, how much conforms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_tables2 import RequestConfig

from guomen.kernel.offices.models import Office
from guomen.kernel.offices.queries import office_of_code
from guomen.kernel.templatetags.guomen import named
from guomen.kernel.web.access import SignedIn, page
from guomen.supervision.programmes import queries
from guomen.supervision.programmes.models import Line
from guomen.supervision.programmes.queries.comparisons import groups_of
from guomen.supervision.programmes.queries.passing import passing
from guomen.supervision.programmes.terms import Coverage, Tally
from guomen.supervision.programmes.web.pictures import coverage_chart, passing_chart
from guomen.supervision.programmes.web.results import (
    LineFilter,
    LineTable,
    ShareTable,
    hazard_names,
    head,
    standing_badge,
    told,
)

ROWS = 50


@page(*queries.READERS)
def programme(request: SignedIn, number: str) -> HttpResponse:
    """How far the programme is and what it found: in all, by office in a period, by line."""
    row, today = queries.visible_programme(request.user, number), timezone.localdate()
    lines = list(row.lines.select_related("programme"))
    tallies = queries.tallies(row, *lines)
    every = queries.coverage(row, today)
    periods = sorted({(one.from_on, one.to_on) for one in every})
    chosen = _chosen(request, periods, today)
    names = _office_names(one.office for one in every)
    here = [(names[one.office], one) for one in every if (one.from_on, one.to_on) == chosen]
    form = LineFilter(request.GET or None, categories=sorted({line.category for line in lines if line.category}))
    table = LineTable(_shown(form, lines, tallies), hazards=hazard_names(), order_by="position")
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        **head(row),
        "whole": _whole(every, tallies),
        "periods": periods,
        "chosen": chosen,
        "offices": [(name, one, standing_badge(one.standing)) for name, one in here],
        "chart": coverage_chart(here) if here else "",
        "form": form,
        "table": table,
        "compared": bool(groups_of(row)),
    }
    return render(request, "supervision/programmes/overview.html", context)


def _chosen(request: SignedIn, periods: Sequence[tuple[date, date]], today: date) -> tuple[date, date] | None:
    """The period asked for; else the one that runs, the last that began, the first."""
    asked = [one for one in periods if one[0].isoformat() == request.GET.get("period")]
    begun = [one for one in periods if one[0] <= today]
    return next(iter([*asked, *reversed(begun), *periods]), None)


def _office_names(codes: Any) -> dict[str, str]:
    return {office.code: named(office) for office in Office.objects.filter(code__in=set(codes))}


def _whole(every: Sequence[Coverage], tallies: dict[int, Tally]) -> dict[str, Any]:
    planned, covered = sum(one.planned for one in tallies.values()), sum(one.covered for one in every)
    counted = {
        name: sum(getattr(one, name) for one in tallies.values())
        for name in ("drawn", "reported", "nonconforming", "by_hand")
    }
    share = 100 * covered / planned if planned else 0.0
    return {**counted, "planned": planned, "share": share, "late": sum(one.late for one in every)}


def _shown(form: LineFilter, lines: Sequence[Line], tallies: dict[int, Tally]) -> list[dict[str, Any]]:
    asked = form.cleaned_data if form.is_valid() else {}
    text, category = asked.get("text", "").strip().lower(), asked.get("category", "")
    return [
        {"line": line, "tally": tallies[line.pk]}
        for line in lines
        if text in f"{line.name_zh} {line.name_en} {line.hazard}".lower()
        and category in ("", line.category)
        and (not asked.get("found") or tallies[line.pk].nonconforming)
    ]


@page(*queries.READERS)
def office(request: SignedIn, number: str, code: str) -> HttpResponse:
    """The shares of one office, those not drawn in time first."""
    row, place = queries.visible_programme(request.user, number), office_of_code(code)
    table = ShareTable(queries.shares_of(row, timezone.localdate(), office=place))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {**head(row), "office": place, "table": table}
    return render(request, "supervision/programmes/office.html", context)


@page(*queries.READERS)
def passing_rates(request: SignedIn, number: str) -> HttpResponse:
    """The share that conforms, with its interval, by category and product."""
    row = queries.visible_programme(request.user, number)
    whole, *rows = passing(row)
    categories = [(one.category or "–", one) for one in rows if one.product is None]
    context = {
        **head(row),
        "whole": (whole, told(whole.rate)),
        "rows": [(one, told(one.rate)) for one in rows],
        "chart": passing_chart(categories) if any(one.rate for _name, one in categories) else "",
    }
    return render(request, "supervision/programmes/passing.html", context)
