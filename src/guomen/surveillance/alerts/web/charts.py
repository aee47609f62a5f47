"""Where what is warned of comes from: ranked bars by origin, coloured by level. No boundaries are drawn."""

from collections import Counter
from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.catalogue.queries import countries
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.charts import chart
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.terms import AlertLevel

_COLOURS = {"red": "#c4122f", "orange": "#e8720c", "yellow": "#e5b800", "blue": "#1f6fc4"}
_MOST = 20


def origins_chart(rows: Iterable[Alert]) -> SafeString:
    """The origins that most alerts name, most first; empty where none names one."""
    counted = Counter((origin, row.level) for row in rows for origin in row.origins)
    if not counted:
        return SafeString("")
    totals = Counter(origin for origin, _level in counted.elements())
    names = countries()
    values = [
        {"origin": said(names[code]) if code in names else code, "level": said(AlertLevel(level).short), "count": count,
         "rank": AlertLevel(level).rank}
        for (code, level), count in counted.items()
        if code in dict(totals.most_common(_MOST))
    ]  # fmt: skip
    scale = {
        "domain": [said(one.short) for one in AlertLevel],
        "range": [_COLOURS[one.value] for one in AlertLevel],
    }
    most = max(totals.values())
    ticks = {"values": list(range(most + 1))} if most <= _MOST else {}
    spec = {
        "data": {"values": values},
        "width": 420,
        "height": {"step": 22},
        "mark": "bar",
        "encoding": {
            "y": {"field": "origin", "type": "nominal", "sort": "-x", "title": None},
            "x": {
                "field": "count",
                "type": "quantitative",
                "title": _("Alerts in force"),
                "axis": {"format": "d", "tickMinStep": 1, **ticks},
            },
            "color": {"field": "level", "type": "nominal", "title": None, "scale": scale},
            "order": {"field": "rank"},
        },
    }
    return chart(spec, label=_("Alerts in force by origin and level"))
