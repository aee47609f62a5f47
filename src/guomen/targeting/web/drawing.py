"""The page of draws: commitments, revealed secrets, and whether a day's picks follow from its secret."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django_tables2 import RequestConfig

from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.targeting.queries import DrawVerdict, draw_days, verify_draws
from guomen.targeting.web.tables import DayTable


@page()
def draws(request: SignedIn) -> HttpResponse:
    """Every day's commitment and, once it is over, its secret: for whoever signs in. ?verify=DAY recomputes."""
    table = DayTable(draw_days())
    RequestConfig(request, paginate={"per_page": 30}).configure(table)
    return render(request, "targeting/draws.html", {"table": table, "verdict": _verdict(request)})


def _verdict(request: SignedIn) -> DrawVerdict | None:
    asked = request.GET.get("verify", "")
    if not asked:
        return None
    try:
        return verify_draws(date.fromisoformat(asked))
    except ValueError as error:
        raise Refusal(
            "draw.day.unreadable",
            Text(f"“{asked[:20]}”不是日期。", f"{asked[:20]!r} is not a day."),
            Text("请写成 年-月-日。", "Write it as year-month-day."),
        ) from error
