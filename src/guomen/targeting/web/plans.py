"""The page of rate plans: curves of a plan, every plan there is, and where records stand."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_tables2 import RequestConfig

from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.targeting.plans.queries import (
    frequencies_on,
    newest_states,
    placed,
    plans_on,
    schemes_applied,
    step_ups,
)
from guomen.targeting.plans.rules.chain import curve, long_run, outgoing_limit
from guomen.targeting.plans.rules.telling import moves_told
from guomen.targeting.web.plan_charts import TABLE, operating_chart, outgoing_chart
from guomen.targeting.web.plan_forms import P, PlanForm, form_of
from guomen.targeting.web.plan_tables import StandingFilter, StandingTable

READERS = (Capability.STUDY_TARGETING, Capability.VIEW_PROFILE_REASONS)
ROWS = 25
STEPS_SHOWN = 30


@page(*READERS)
def plans(request: SignedIn) -> HttpResponse:
    """?kind=…&i=…&f=…&p=… draws a plan, ?row=KEY one of reference data; ?importer=… filters the records."""
    today = timezone.localdate()
    rows = plans_on(today)
    chosen = next((row for row in rows if row.key == request.GET.get("row")), None)
    form = form_of(chosen, request.GET.dict())
    office = request.user.office.code if request.user.office else ""
    context = {
        "form": form,
        "rows": sorted(rows, key=lambda row: (row.goods != "", row.code, row.goods)),
        "chosen": chosen,
        "schemes": _schemes(today, office),
        "steps": step_ups(timezone.now())[:STEPS_SHOWN],
    }
    if form.is_valid():
        context |= _drawn(form)
    if may(request.user, Capability.VIEW_PROFILE_REASONS):
        context |= _records(request, today, office)
    return render(request, "targeting/plans.html", context)


def _drawn(form: PlanForm) -> dict[str, object]:
    plan, given = form.plan(), form.cleaned_data["p"]
    p: float = P if given is None else given
    return {
        "plan": plan,
        "p": p,
        "here": long_run(plan, p),
        "limit": outgoing_limit(plan),
        "points": curve(plan, TABLE),
        "moves": moves_told(plan),
        "operating": operating_chart(plan, p),
        "outgoing": outgoing_chart(plan, p),
    }


def _schemes(today: date, office: str) -> list[dict[str, object]]:
    """Every scheme of fixed frequencies with its rows, and whether it is applied at the reader's office."""
    applied, rows = schemes_applied(today, office), frequencies_on(today)
    names = dict.fromkeys(row.scheme for row in rows)
    return [
        {"name": name, "applied": name in applied, "rows": [row for row in rows if row.scheme == name]}
        for name in names
    ]


def _records(request: SignedIn, today: date, office: str) -> dict[str, object]:
    found = StandingFilter(request.GET, queryset=newest_states(request.user))
    table = StandingTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    table.places = placed((row.record for row in table.paginated_rows), today, office)
    return {"filter": found, "table": table}
