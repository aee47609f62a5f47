"""The radar wall: what is new, what is odd, what is overdue."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.kernel.offices.queries import may
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.charts import chart
from guomen.surveillance.clusters.queries import live_dossiers, overdue
from guomen.surveillance.signals.models import HeardName, Signal, SignalReading
from guomen.surveillance.signals.queries import Coverage, coverage, newest
from guomen.surveillance.signals.queries.seeing import informants_waiting
from guomen.surveillance.signals.terms import SourceKind
from guomen.surveillance.signals.web.showing import Names

_SHOWN = 12


@page(Capability.WATCH_RISKS)
def radar(request: SignedIn) -> HttpResponse:
    """What is new, what is odd, what is overdue."""
    now = timezone.now()
    covered, names = coverage(timezone.localdate()), Names()
    waiting = HeardName.objects.filter(settled_at__isnull=True)
    context: dict[str, Any] = {
        "new": [names.shown(row) for row in newest({"state": "current"})[:_SHOWN]],
        "today": Signal.objects.filter(received_at__gte=now - timedelta(days=1)).count(),
        "quiet": [one for one in covered if one.quiet_since is not None],
        "failed": _failed(),
        "waiting": waiting.count(),
        "names": list(waiting.order_by("-seen", "words")[:_SHOWN]),
        "refused": SignalReading.objects.filter(refused__gt=0, read_at__gte=now - timedelta(days=7)).select_related(
            "source"
        )[:5],
        "live": live_dossiers().count(),
        "late": list(overdue(now)[:_SHOWN]),
        "tips": informants_waiting().count(),
        "chart": _weeks(covered),
        "may_report": may(request.user, Capability.REPORT_SIGNAL),
    }
    return render(request, "surveillance/signals/radar.html", context)


def _failed() -> list[SignalReading]:
    """Feeds whose last fetch failed."""
    last = SignalReading.objects.filter(via="feed").order_by("source_id", "-read_at", "-id").distinct("source_id")
    return [one for one in last.select_related("source") if one.failed_because]


def _weeks(covered: list[Coverage]) -> SafeString | None:
    """Signals a week by the kind of their source."""
    values = [
        {"week": number - len(one.weeks) + 1, "count": count, "kind": said(SourceKind(one.source.kind).text)}
        for one in covered
        for number, count in enumerate(one.weeks)
    ]
    if not any(value["count"] for value in values):
        return None
    spec = {
        "data": {"values": values},
        "mark": {"type": "bar"},
        "width": 640,
        "height": 160,
        "encoding": {
            "x": {"field": "week", "type": "ordinal", "title": _("weeks before this one"), "axis": {"labelAngle": 0}},
            "y": {"field": "count", "type": "quantitative", "aggregate": "sum", "title": _("signals")},
            "color": {"field": "kind", "type": "nominal", "title": None},
        },
    }
    return chart(spec, label=_("Signals a week by kind of source"))
