"""Pictures of a programme: how far the offices are, the values of a line against its limit, two sides beside each
other.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.charts import chart
from guomen.supervision.programmes.queries.passing import Passing
from guomen.supervision.programmes.terms import Coverage, Standing

_COLOURS = {
    Standing.WAITING: "#999999",
    Standing.ON_COURSE: "#0072b2",
    Standing.SHORT: "#e69f00",
    Standing.AHEAD: "#56b4e9",
    Standing.FULL: "#009e73",
    Standing.MISSED: "#d55e00",
}


def coverage_chart(rows: Sequence[tuple[str, Coverage]]) -> SafeString:
    """Of each office (name, coverage): a bar of what is drawn, a mark at what is planned, a line over the forecast."""
    values = [
        {"office": name, "drawn": one.covered, "planned": one.planned, "standing": said(one.standing.text),
         "low": one.forecast.low if one.forecast else one.covered,
         "high": one.forecast.high if one.forecast else one.covered}
        for name, one in rows
    ]  # fmt: skip
    standings = [one for one in Standing if any(row.standing is one for _name, row in rows)]
    y = {"field": "office", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 200}}
    x: dict[str, Any] = {"type": "quantitative", "title": _("samples"), "axis": {"tickMinStep": 1, "tickCount": 5}}
    scale = {"domain": [said(one.text) for one in standings], "range": [_COLOURS[one] for one in standings]}
    colour = {"field": "standing", "type": "nominal", "title": None, "scale": scale}
    layers = [
        {"mark": {"type": "bar", "height": 12}, "encoding": {"y": y, "x": {**x, "field": "drawn"}, "color": colour}},
        {"mark": {"type": "rule", "color": "#444", "strokeWidth": 1.5},
         "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
        {"mark": {"type": "tick", "color": "#000", "thickness": 2.5, "height": 16},
         "encoding": {"y": y, "x": {**x, "field": "planned"}}},
    ]  # fmt: skip
    label = _("Samples by office: the bar is drawn, the mark is planned, the line is what the pace forecasts")
    return chart({"width": 230, "height": {"step": 20}, "data": {"values": values}, "layer": layers}, label=label)


def values_chart(values: Sequence[tuple[float, str, bool]], limit: float | None, axis: str) -> SafeString:
    """Values of samples (value, side or "", exceeding) as strokes on one axis, the limit as a line; `axis` names it."""
    points = [{"value": value, "side": side, "over": over} for value, side, over in values]
    x: dict[str, Any] = {"type": "quantitative", "title": axis, "scale": {"zero": True}, "axis": {"tickCount": 8}}
    stroke = {
        "data": {"values": points},
        "mark": {"type": "tick", "thickness": 1.5, "opacity": 0.6, "height": 26},
        "encoding": {
            "x": {**x, "field": "value"},
            "y": {"field": "side", "type": "nominal", "title": None, "sort": None},
            "color": {"field": "over", "type": "nominal", "legend": None,
                      "scale": {"domain": [False, True], "range": ["#0072b2", "#d55e00"]}},
        },
    }  # fmt: skip
    line = {"data": {"values": [{"limit": limit}]}, "mark": {"type": "rule", "color": "#a01b1b", "strokeWidth": 2},
            "encoding": {"x": {**x, "field": "limit"}}}  # fmt: skip
    layers = [stroke, line] if limit is not None else [stroke]
    label = _("Values of the samples; the line is the limit")
    return chart({"width": 620, "height": {"step": 34}, "layer": layers}, label=label)


def passing_chart(rows: Sequence[tuple[str, Passing]]) -> SafeString:
    """The share that conforms with its interval, a row each (name, passing); rows without an answer are left out."""
    values = [
        {"name": name, "rate": one.rate.rate, "low": one.rate.low, "high": one.rate.high}
        for name, one in rows
        if one.rate is not None
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}}
    x: dict[str, Any] = {"type": "quantitative", "title": _("share that conforms"), "axis": {"format": ".0%"},
                         "scale": {"zero": False, "domainMax": 1}}  # fmt: skip
    layers = [
        {"mark": {"type": "rule", "strokeWidth": 2},
         "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "size": 60}, "encoding": {"y": y, "x": {**x, "field": "rate"}}},
    ]  # fmt: skip
    label = _("Share that conforms, with its interval")
    return chart({"width": 560, "height": {"step": 22}, "data": {"values": values}, "layer": layers}, label=label)
