"""A control chart as it is drawn: Levey and Jennings' lines, points told apart by shape as well as colour."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.kernel.web.charts import chart
from guomen.laboratory.quality.models import ControlPoint
from guomen.laboratory.quality.rules import rejects

_LINES = (-3, -2, -1, 0, 1, 2, 3)
# Beyond so many points the accepted ones are the line alone: closer together than a mark is wide.
_DENSE = 300
# Beyond so many standard deviations a point is drawn at the edge, its value stays in the list.
_EDGE = 5.0
_SHAPES = ["circle", "square", "triangle-up", "cross"]
_COLOURS = ["#0072b2", "#e69f00", "#d55e00", "#777777"]


def control_chart(points: Sequence[ControlPoint]) -> SafeString:
    """The points in their order, in standard deviations from the mean."""
    kinds = [_("accepted"), _("warning"), _("rejected"), _("excluded")]
    values = [_value(number, point, kinds) for number, point in enumerate(points, 1)]
    marks = [one for one in values if one["kind"] != kinds[0]]
    plain = [{"n": one["n"], "z": one["z"]} for one in values]
    x = {
        "field": "n",
        "type": "quantitative",
        "title": _("point"),
        "scale": {"nice": False, "domain": [0, len(points) + 1]},
    }
    y = {"field": "z", "type": "quantitative", "title": _("standard deviations from the mean"),
         "scale": {"domain": [-_EDGE, _EDGE]}, "axis": {"values": list(_LINES), "grid": False}}  # fmt: skip
    place = {"x": x, "y": y}
    quiet = {"type": "line", "color": "#8fa3b0", "strokeWidth": 1}
    if len(points) <= _DENSE:
        quiet["point"] = {"filled": True, "size": 26, "color": _COLOURS[0]}
    layers: list[dict[str, Any]] = [
        _limits(y),
        {"data": {"values": plain}, "mark": quiet, "encoding": place},
        {"data": {"values": marks}, "mark": {"type": "point", "filled": True, "size": 110},
         "encoding": {**place, **_kinds(kinds)}},
    ]  # fmt: skip
    apart = {"scale": {"color": "independent", "strokeDash": "independent", "shape": "independent"}}
    whole = {"width": 860, "height": 300, "layer": layers, "resolve": apart}
    return chart(whole, label=_label(points))


def _kinds(kinds: Sequence[str]) -> dict[str, Any]:
    """What became of a point, by shape and by colour alike."""
    kind = {"field": "kind", "type": "nominal", "title": None}
    return {
        "color": {**kind, "scale": {"domain": list(kinds), "range": _COLOURS}},
        "shape": {**kind, "scale": {"domain": list(kinds), "range": _SHAPES}},
    }


def _limits(y: dict[str, Any]) -> dict[str, Any]:
    """The mean, whole; ±1s, ±2s, ±3s, the further out the denser the dashes."""
    lines = [{"z": one, "far": str(abs(one))} for one in _LINES]
    dashes = {"field": "far", "type": "nominal", "legend": None,
              "scale": {"domain": ["0", "1", "2", "3"], "range": [[1, 0], [2, 6], [6, 4], [10, 2]]}}  # fmt: skip
    strength = {"field": "far", "type": "nominal", "legend": None,
                "scale": {"domain": ["0", "1", "2", "3"], "range": ["#444", "#bbb", "#9a6a00", "#a01b1b"]}}  # fmt: skip
    return {"data": {"values": lines}, "mark": {"type": "rule"},
            "encoding": {"y": y, "strokeDash": dashes, "color": strength}}  # fmt: skip


def _value(number: int, point: ControlPoint, kinds: Sequence[str]) -> dict[str, Any]:
    place = 3 if point.excluded_because else 2 if rejects(point.violations) else 1 if point.violations else 0
    return {"n": number, "z": round(max(-_EDGE, min(_EDGE, point.z)), 3), "kind": kinds[place]}


def _label(points: Sequence[ControlPoint]) -> str:
    rejected = sum(rejects(point.violations) for point in points if not point.excluded_because)
    told = {"points": len(points), "rejected": rejected, "days": _days([point.at for point in points])}
    return (
        _("Control chart: %(points)s points, %(rejected)s rejected; %(days)s. The list below says it in words.") % told
    )


def _days(at: Sequence[datetime]) -> str:
    return f"{timezone.localdate(at[0]):%F} – {timezone.localdate(at[-1]):%F}" if at else "–"
