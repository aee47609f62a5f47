"""Pictures of a trial: policy and current policy beside each other, with their intervals."""

import math
from typing import Any

from django.utils.safestring import SafeString

from guomen.kernel.terms import Text
from guomen.kernel.web.charts import chart
from guomen.simulator.trying.reports import MEASURES
from guomen.simulator.trying.tallies import Interval, measured
from guomen.simulator.trying.trials import Trials

_SHOWN = ("leaked", "detected", "opened", "cost")


def beside(trials: Trials, *, language: str, tried: str, current: str, label: str) -> SafeString:
    """For each measure a panel: both policies as points with their intervals, on the measure's own scale."""
    panels = [_panel(trials, name, MEASURES[name][0], language, tried, current) for name in _SHOWN]
    return chart({"vconcat": panels, "resolve": {"scale": {"x": "independent"}}}, label=label)


def _panel(trials: Trials, name: str, title: Text, language: str, tried: str, current: str) -> dict[str, Any]:
    values = [_row(tried, measured(name, trials.tried)), _row(current, measured(name, trials.current))]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 160}}
    x = {"type": "quantitative", "title": title.in_(language), "scale": {"zero": True}}
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


def _row(name: str, one: Interval) -> dict[str, Any]:
    value = 0.0 if math.isnan(one.value) else one.value
    return {"name": name, "value": value, "low": value if one.low is None else max(0.0, one.low),
            "high": value if one.high is None else one.high}  # fmt: skip
