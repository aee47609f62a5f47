"""Pictures of a dossier: the curve with its baseline and bound, where it comes from, on a map and as bars."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.catalogue.queries import country_name
from guomen.catalogue.queries.places import backdrop, boundaries, place_of
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.charts import chart
from guomen.kernel.web.maps import Bubble, bubble_map
from guomen.surveillance.clusters.models import Detection

_WIDTH, _HEIGHT, _PLACES = 520, 220, 12
_ORIGIN, _SPOT = "#0072b2", "#d55e00"


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


def origins_map(codes: Sequence[str], located: Sequence[tuple[float, float, str]] = ()) -> SafeString:
    """A dossier's signals on a map: by origin, and each at its own place where it tells one (with its title)."""
    counted = Counter(code for code in codes if code)
    placed = [(code, count, place_of("country", code)) for code, count in counted.items()]
    bubbles = [
        Bubble(
            at.latitude,
            at.longitude,
            count,
            _ORIGIN,
            f"{said(country_name(code))}: {count}",
            "",
            said(country_name(code)),
        )
        for code, count, at in placed
        if at is not None
    ]
    bubbles += [Bubble(latitude, longitude, 1, _SPOT, title) for latitude, longitude, title in located]
    label = _("Where the signals come from")
    return bubble_map(bubbles, label=label, boundaries=boundaries(), backdrop=backdrop())


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
