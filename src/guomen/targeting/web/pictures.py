"""Charts of estimates: points with their intervals, and whether the model's word held."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from guomen.kernel.web.charts import chart
from guomen.targeting.estimates.rules.calibration import Band
from guomen.targeting.estimates.terms import Estimate

_PERCENT = {"format": ".1%"}


def intervals(rows: Sequence[tuple[str, Estimate | None]], *, title: str, label: str) -> SafeString:
    """A share with its interval for each row, from the top; rows without an answer are left out."""
    values = [
        {"name": name, "value": one.value, "low": one.low, "high": one.high} for name, one in rows if one is not None
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}}
    x = {"type": "quantitative", "axis": {**_PERCENT, "title": title}, "scale": {"zero": True}}
    return chart(
        {
            "data": {"values": values},
            "padding": {"left": 48, "right": 24, "top": 4, "bottom": 4},
            "width": 520,
            "height": {"step": 22},
            "layer": [
                {"mark": {"type": "rule", "strokeWidth": 2},
                 "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
                {"mark": {"type": "point", "filled": True, "size": 60},
                 "encoding": {"y": y, "x": {**x, "field": "value"}}},
            ],
        },
        label=label,
    )  # fmt: skip


def calibration_picture(bands: Sequence[Band], *, foretold: str, found: str, label: str) -> SafeString:
    """What the model foretold against what was found, with the line on which both agree."""
    values = [
        {"x": band.foretold, "y": band.found.value, "low": band.found.low, "high": band.found.high}
        for band in bands
        if band.found is not None
    ]
    # An interval of a band with few answers is cut where it would flatten all the others.
    foretold_most = max((one["x"] for one in values), default=1.0)
    most = max((min(max(one["y"], one["high"]), 4 * foretold_most) for one in values), default=1.0)
    most = max(most, foretold_most)
    x: dict[str, Any] = {"field": "x", "type": "quantitative", "title": foretold}
    y: dict[str, Any] = {"type": "quantitative", "title": found, "scale": {"domain": [0, most]}}
    agreed = {"values": [{"x": 0, "y": 0}, {"x": foretold_most, "y": foretold_most}]}
    line = {
        "data": agreed,
        "mark": {"type": "line", "strokeDash": [4, 4], "color": "#777", "clip": True},
        "encoding": {"x": x, "y": {**y, "field": "y"}},
    }
    spread = {
        "mark": {"type": "rule", "strokeWidth": 2, "clip": True},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    point = {
        "mark": {"type": "point", "filled": True, "size": 60, "clip": True},
        "encoding": {"x": x, "y": {**y, "field": "y"}},
    }
    return chart({"data": {"values": values}, "width": 420, "height": 300, "layer": [line, spread, point]}, label=label)
