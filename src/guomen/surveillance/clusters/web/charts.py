"""Pictures of a dossier: the curve with its baseline and bound, where it comes from."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.kernel.web.charts import chart
from guomen.surveillance.clusters.models import Detection

_WIDTH, _HEIGHT, _PLACES = 520, 220, 12


def curve_chart(detection: Detection | None) -> SafeString:
    """Counts by week as bars, what was expected and the bound as lines; empty where no curve was kept."""
    if detection is None or not detection.curve:
        return SafeString("")
    names = ("week", "count", "expected", "bound")
    values = [dict(zip(names, point, strict=True)) for point in detection.curve]
    week = {"field": "week", "type": "temporal", "title": None, "axis": {"format": "%Y-%m-%d", "labelAngle": -40}}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "width": 6}, "encoding": {"x": week, "y": _amount("count")}},
        {"mark": {"type": "line", "color": "#009e73"}, "encoding": {"x": week, "y": _amount("expected")}},
        {
            "mark": {"type": "line", "color": "#d55e00", "strokeDash": [4, 3]},
            "encoding": {"x": week, "y": _amount("bound")},
        },
    ]
    spec = {"width": _WIDTH, "height": _HEIGHT, "data": {"values": values}, "layer": layers}
    return chart(spec, label=_("Signals by week: bars counted, line expected, dashed the bound"))


def _amount(name: str) -> dict[str, Any]:
    return {"field": name, "type": "quantitative", "title": _("per week")}


def place_chart(names: Sequence[str]) -> SafeString:
    """How many signals came of each origin or place, most first."""
    counted = Counter(name for name in names if name).most_common(_PLACES)
    if not counted:
        return SafeString("")
    values = [{"name": name, "count": count} for name, count in counted]
    spec = {
        "width": _WIDTH // 2,
        "data": {"values": values},
        "mark": "bar",
        "encoding": {
            "x": {"field": "count", "type": "quantitative", "title": _("signals"), "axis": {"tickMinStep": 1}},
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
        },
    }
    return chart(spec, label=_("Where the signals come from"))
