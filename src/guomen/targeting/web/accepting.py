"""The operating characteristic of an acceptance plan in use: how likely a lot of each quality passes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.kernel.terms import Capability, Refusal, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.charts import chart
from guomen.targeting.sampling.rules import acceptance_probability

READERS = (Capability.INSPECT, Capability.MANAGE_SHIFT, Capability.TEST, Capability.STUDY_TARGETING, Capability.AUDIT)
# Chances of passing at which the quality is read off: producer's risk 5 %, indifference, consumer's risk 10 %.
MARKS = (0.95, 0.5, 0.1)
LARGEST, STEPS = 10_000, 120
_PERCENT = {"format": ".2~%"}


@page(*READERS)
def acceptance(request: SignedIn, n: int, ac: int) -> HttpResponse:
    """The curve of n units of which ac may fail, and the qualities that pass 95, 50 and 10 times in a hundred."""
    if not 0 < n <= LARGEST or ac >= n:
        raise Refusal(
            "plan.impossible",
            Text(
                f"样本量须为1至{LARGEST}，接收数须小于样本量。",
                f"A sample has 1 to {LARGEST} units, and fewer may fail.",
            ),
            Text("请从任务或样品页面进入。", "Go there from a task or a sample."),
        )
    marks = [(passing, quality_that_passes(n, ac, passing)) for passing in MARKS]
    context = {"n": n, "ac": ac, "re": ac + 1, "chart": _drawn(n, ac, marks), "marks": marks}
    return render(request, "targeting/acceptance.html", context)


def quality_that_passes(n: int, ac: int, passing: float) -> float:
    """The share nonconforming at which a lot passes with this chance (binomial), to 1e-9, by halving."""
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if acceptance_probability(n, ac, middle) > passing else (low, middle)
    return low


def _drawn(n: int, ac: int, marks: list[tuple[float, float]]) -> SafeString:
    end = min(1.0, 1.6 * marks[-1][1])
    shares = [end * step / STEPS for step in range(STEPS + 1)]
    values = [{"p": share, "pass": acceptance_probability(n, ac, share)} for share in shares]
    axes: dict[str, Any] = {
        "x": {"field": "p", "type": "quantitative", "axis": {**_PERCENT, "title": _("share of units that fail")}},
        "y": {"field": "pass", "type": "quantitative", "axis": {**_PERCENT, "title": _("lots that pass")}},
    }
    points = [{"p": quality, "pass": passing, "text": f"{passing:.0%}: {quality:.2%}"} for passing, quality in marks]
    told = {"data": {"values": points}}
    layers = [
        {"data": {"values": values}, "mark": {"type": "line"}, "encoding": axes},
        {**told, "mark": {"type": "point", "filled": True, "size": 70, "color": "#d55e00"}, "encoding": axes},
        {**told, "mark": {"type": "text", "dx": 8, "align": "left"}, "encoding": {**axes, "text": {"field": "text"}}},
    ]
    label = _("Operating characteristic: n = %(n)s, Ac = %(ac)s") % {"n": n, "ac": ac}
    return chart({"width": 520, "height": 280, "layer": layers}, label=label)
