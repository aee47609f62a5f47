"""Curves of a rate plan: the share looked at, the share that arrives on sampling, and what passes unseen."""

from typing import Any

import numpy as np
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.kernel.web.charts import chart
from guomen.targeting.plans.rules.chain import LongRun, curve, outgoing_limit
from guomen.targeting.plans.rules.machine import Machine

_PERCENT = {"format": ".2~%"}
# Shares of the table beside the curves.
TABLE = (0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


def shares_upto(limit: LongRun, p: float) -> list[float]:
    """The shares over which curves are drawn: beyond the worst one, and beyond the one asked about."""
    end = min(1.0, max(0.1, 2.2 * limit.p, 1.5 * p))
    return [round(float(share), 6) for share in np.linspace(0, end, 61)]


def operating_chart(plan: Machine, p: float) -> SafeString:
    """Share of lots looked at, and share arriving while not every lot is looked at (OC), over the share that fails."""
    points = curve(plan, shares_upto(outgoing_limit(plan), p))
    looked, sampled = _("share of lots looked at (AFI)"), _("share of lots on sampling (OC)")
    values = [{"p": one.p, "share": one.inspected, "line": looked} for one in points]
    values += [{"p": one.p, "share": one.sampled, "line": sampled} for one in points]
    line = {"field": "line", "type": "nominal", "title": None, "sort": None}
    layers: list[dict[str, Any]] = [
        {"data": {"values": values}, "mark": {"type": "line"},
         "encoding": {**_axes(_("share of lots")), "color": line, "strokeDash": line}},
        _asked(p),
    ]  # fmt: skip
    return chart({"width": 430, "height": 250, "layer": layers}, label=_("Operating characteristic of the plan"))


def outgoing_chart(plan: Machine, p: float) -> SafeString:
    """Average outgoing quality over the share that fails, its limit (AOQL) marked."""
    limit = outgoing_limit(plan)
    points = curve(plan, shares_upto(limit, p))
    values = [{"p": one.p, "share": one.outgoing} for one in points]
    mark = {"p": limit.p, "share": limit.outgoing, "text": f"AOQL {limit.outgoing:.2%}"}
    axes = _axes(_("share that passes unseen (AOQ)"))
    worst = {"data": {"values": [mark]}}
    layers = [
        {"data": {"values": values}, "mark": {"type": "line"}, "encoding": axes},
        {**worst, "mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"y": axes["y"]}},
        {**worst, "mark": {"type": "point", "filled": True, "size": 70, "color": "#d55e00"}, "encoding": axes},
        {**worst, "mark": {"type": "text", "dy": -10, "fontWeight": "bold"},
         "encoding": {**axes, "text": {"field": "text"}}},
        _asked(p),
    ]  # fmt: skip
    return chart({"width": 430, "height": 250, "layer": layers}, label=_("Average outgoing quality of the plan"))


def _axes(title: str) -> dict[str, Any]:
    across = {**_PERCENT, "title": _("share of lots that do not conform (p)")}
    return {
        "x": {"field": "p", "type": "quantitative", "axis": across},
        "y": {"field": "share", "type": "quantitative", "axis": {**_PERCENT, "title": title}},
    }


def _asked(p: float) -> dict[str, Any]:
    """A line at the share asked about."""
    x = {"field": "p", "type": "quantitative"}
    return {"data": {"values": [{"p": p}]}, "mark": {"type": "rule", "color": "#777"}, "encoding": {"x": x}}
