"""Pictures of a trial: policy and current policy beside each other, with their intervals."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from guomen.kernel.web.charts import chart
from guomen.simulator.trying.reports import MEASURES

_SHOWN = ("leaked", "detected", "opened", "cost")


def beside(report: Mapping[str, Any], *, language: str, tried: str, current: str, label: str) -> SafeString:
    """For each measure a panel: both policies as points with their intervals, on the measure's own scale."""
    measures = report["measures"]
    panels = [_panel(measures[name], MEASURES[name][0].in_(language), tried, current) for name in _SHOWN]
    return chart({"vconcat": panels, "resolve": {"scale": {"x": "independent"}}}, label=label)


def _panel(sides: Mapping[str, Any], title: str, tried: str, current: str) -> dict[str, Any]:
    values = [_row(tried, sides["policy"]), _row(current, sides["current"])]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 160}}
    axis = {"labelOverlap": True, "tickCount": 6}
    x = {"type": "quantitative", "title": title, "scale": {"zero": True}, "axis": axis}
    colour = {"field": "name", "type": "nominal", "sort": None, "legend": None}
    return {
        "data": {"values": values},
        "width": 420,
        "height": 46,
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70},
                "encoding": {"y": y, "x": {**x, "field": "value"}, "color": colour},
            },
        ],
    }


def _row(name: str, one: Mapping[str, float | None]) -> dict[str, Any]:
    value = one["value"] or 0.0
    low, high = one["low"], one["high"]
    return {"name": name, "value": value, "low": value if low is None else max(0.0, low),
            "high": value if high is None else high}  # fmt: skip
