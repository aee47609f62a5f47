"""Pictures of a model, each beside the table of the same numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.kernel.web.charts import chart

_WIDTH, _HEIGHT = 360, 240


def calibration_chart(rows: Sequence[Mapping[str, float]]) -> SafeString:
    """Foretold against found, with the line on which both are the same. rows: foretold, found and, where known, low
    and high.
    """
    highest = max((max(row["foretold"], row.get("high", row["found"])) for row in rows), default=0.0) or 1.0
    foretold = {"field": "foretold", "type": "quantitative", "title": _("foretold"), "axis": {"format": "%"}}
    found = {"field": "found", "type": "quantitative", "title": _("found"), "axis": {"format": "%"}}
    ends = [{"foretold": 0, "found": 0}, {"foretold": highest, "found": highest}]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": ends},
            "mark": {"type": "line", "strokeDash": [4, 4], "color": "#777"},
            "encoding": {"x": foretold, "y": found},
        },
        {"mark": {"type": "point", "filled": True, "size": 60}, "encoding": {"x": foretold, "y": found}},
    ]
    if any("low" in row for row in rows):
        spread = {"field": "low", "type": "quantitative", "title": _("found")}
        layers.append({"mark": "rule", "encoding": {"x": foretold, "y": spread, "y2": {"field": "high"}}})
    return chart(
        {"width": _WIDTH, "height": _HEIGHT, "data": {"values": [dict(row) for row in rows]}, "layer": layers},
        label=_("Calibration: what was foretold against what was found"),
    )


def gain_chart(rows: Sequence[tuple[str, float]]) -> SafeString:
    """What each feature contributed to the trees, most first."""
    return _bars([{"name": name, "amount": gain} for name, gain in rows], _("gain"), _("What the trees look at"))


def drift_chart(rows: Sequence[tuple[str, float]], threshold: float) -> SafeString:
    """How far each column has moved, and the threshold of policy."""
    values = [{"name": name, "amount": index} for name, index in rows]
    limit = {
        "data": {"values": [{"limit": threshold}]},
        "mark": {"type": "rule", "color": "#d55e00", "strokeDash": [4, 3]},
        "encoding": {"x": {"field": "limit", "type": "quantitative"}},
    }
    return _bars(values, _("stability index"), _("How far what is declared has moved"), limit)


def _bars(values: list[dict[str, Any]], title: str, label: str, *more: dict[str, Any]) -> SafeString:
    bars = {
        "mark": "bar",
        "encoding": {
            "x": {"field": "amount", "type": "quantitative", "title": title},
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 200}},
        },
    }
    return chart({"width": _WIDTH, "data": {"values": values}, "layer": [bars, *more]}, label=label)


def caught_chart(rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """What shares of the lines would have found, by model; rows: share, model, caught, low, high."""
    share = {
        "field": "share",
        "type": "ordinal",
        "title": _("share of lines looked at"),
        "axis": {"format": ".0%", "labelAngle": 0},
    }
    colour = {"field": "model", "type": "nominal", "title": None}
    beside = {"field": "model", "type": "nominal"}
    caught = {"field": "caught", "type": "quantitative", "title": _("found per 1,000 lines")}
    return chart(
        {
            "width": _WIDTH,
            "height": _HEIGHT,
            "data": {"values": [dict(row) for row in rows]},
            "layer": [
                {"mark": "bar", "encoding": {"x": share, "xOffset": beside, "y": caught, "color": colour}},
                {
                    "mark": "rule",
                    "encoding": {
                        "x": share, "xOffset": beside, "y2": {"field": "high"},
                        "y": {"field": "low", "type": "quantitative", "title": _("found per 1,000 lines")},
                    },
                },
            ],
        },
        label=_("What each model would have found"),
    )  # fmt: skip
