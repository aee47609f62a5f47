"""Instruments of institutions outside (S89): how many were reached, how many passed, place by place."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guomen.kernel.web.access import SignedIn, page
from guomen.laboratory.resources import queries
from guomen.laboratory.resources.rules import Share
from guomen.laboratory.resources.terms import InstrumentState
from guomen.laboratory.resources.web.access import READERS


@page(*READERS)
def instruments_outside(request: SignedIn) -> HttpResponse:
    """Coverage and pass rate by place with their 95 % intervals, and what is blocked."""
    rows = queries.visible_instruments(request.user).exclude(owner="")
    found = queries.coverage(rows, timezone.localdate())
    blocked = rows.filter(state=InstrumentState.OUT_OF_SERVICE).order_by("place", "code")
    shown = [_shown(one) for one in found]
    context = {"whole": shown[0] if shown else None, "places": shown[1:], "blocked": blocked}
    return render(request, "laboratory/resources/outside.html", context)


def _shown(one: queries.Coverage) -> dict[str, Any]:
    return {"row": one, "verified": _share(one.verified), "passed": _share(one.passed)}


def _share(share: Share) -> dict[str, str]:
    return {
        "share": "–" if share.share is None else f"{share.share:.1%}",
        "wilson": _interval(share.wilson),
        "exact": _interval(share.exact),
    }


def _interval(bounds: tuple[float, float] | None) -> str:
    return "–" if bounds is None else f"{bounds[0]:.1%} – {bounds[1]:.1%}"
