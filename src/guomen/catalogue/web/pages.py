"""The pages of the reference browser. Read-only: the reference is changed by its files and by measures."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django_tables2 import RequestConfig

from guomen.catalogue.queries import (
    all_goods,
    countries,
    goods_facts,
    hazard_name,
    measure_history,
    measures,
    policies_in_force,
)
from guomen.catalogue.queries.facts import measure_fact
from guomen.catalogue.terms import Channel
from guomen.catalogue.web.filters import GoodsFilter, MeasureFilter, PolicyFilter
from guomen.catalogue.web.tables import GoodsTable, MeasureTable, PolicyTable, standing
from guomen.catalogue.web.words import ACCESS, CONFIDENCE, REQUIREMENT, RISK, TRUST, condition_lines, period
from guomen.kernel.terms import Capability, Missing, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.timeline import Moment

READERS = (Capability.VIEW_CONSIGNMENTS, Capability.EDIT_REFERENCE, Capability.TEST, Capability.AUDIT)
ROWS = 50


@page(*READERS)
def goods_list(request: SignedIn) -> HttpResponse:
    """Goods codes, searched by code or name."""
    found = GoodsFilter(request.GET, queryset=all_goods())
    table = GoodsTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "catalogue/goods_list.html", {"filter": found, "table": table})


@page(*READERS)
def goods(request: SignedIn, code: str) -> HttpResponse:
    """One goods code: its risk, what is required, where it may come from, limits, measures in force."""
    if not (code.isascii() and code.isdigit() and len(code) <= 13):
        raise Missing(
            "goods.code",
            Text("商品编号须为1至13位数字。", "A goods code is 1 to 13 digits."),
            Text("请更正编号。", "Correct the code."),
        )
    origin, on = request.GET.get("origin", "").upper(), _day(request)
    facts = goods_facts(code, origin=origin, on=on)
    context = {
        "code": code,
        "origin": origin,
        "on": on,
        "countries": countries(),
        "facts": facts,
        "risk_word": str(RISK[facts.risk.risk]) if facts.risk else "",
        "origin_risk_word": str(RISK[facts.origin_risk.risk]) if facts.origin_risk else "",
        "requirements": [
            (one, REQUIREMENT[one.kind], TRUST[one.confidence], str(CONFIDENCE[one.confidence]))
            for one in facts.requirements
        ],
        "access": [
            (
                one,
                str(ACCESS[one.state]),
                period(one.valid_from, one.valid_to),
                TRUST[one.confidence],
                str(CONFIDENCE[one.confidence]),
            )
            for one in facts.access
        ],
        "limits": [(one, TRUST[one.confidence], str(CONFIDENCE[one.confidence])) for one in facts.limits],
    }
    return render(request, "catalogue/goods.html", context)


@page(*READERS)
def measure_list(request: SignedIn) -> HttpResponse:
    """Measures, newest first."""
    found = MeasureFilter(request.GET, queryset=measures())
    table = MeasureTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "catalogue/measure_list.html", {"filter": found, "table": table})


@page(*READERS)
def measure(request: SignedIn, number: str) -> HttpResponse:
    """One measure: whom it means, what it orders, and its history."""
    versions = measure_history(number)
    now = versions[-1]
    fact = measure_fact(now)
    moments = [Moment(now.enacted_at, Text("实施", "enacted"), by=now.enacted_by, tone="stop")]
    if now.ended_at is not None:
        ground = Text.from_json(now.ground) if now.ground else None
        moments.append(Moment(now.ended_at, Text("解除", "ended"), by=now.ended_by, tone="good", detail=ground))
    context = {
        "row": now,
        "fact": fact,
        "channel": Channel(now.orders).text,
        "standing": standing(now),
        "hazard": hazard_name(now.hazard) if now.hazard else Text("–", "–"),
        "condition": condition_lines(fact.condition, _country_names()),
        "period": period(now.valid_from, now.valid_to),
        "moments": moments,
        "versions": [(one, period(one.valid_from, one.valid_to)) for one in versions],
    }
    return render(request, "catalogue/measure.html", context)


@page(*READERS)
def policy_list(request: SignedIn) -> HttpResponse:
    """Policies in force, each with its source and how far it may be trusted."""
    on = _day(request)
    found = PolicyFilter(request.GET, queryset=policies_in_force(on))
    table = PolicyTable(found.qs)
    RequestConfig(request, paginate={"per_page": 100}).configure(table)
    return render(request, "catalogue/policy_list.html", {"filter": found, "table": table, "on": on})


def _country_names() -> dict[str, str]:
    language = get_language() or "zh-hans"
    return {code: name.in_(language) for code, name in countries().items()}


def _day(request: HttpRequest) -> date:
    """The day that the reader asks about; today for anything that is not a day."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()
