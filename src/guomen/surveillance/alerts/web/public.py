"""What anybody may read without an account: alerts in force, search by product, one alert with every version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from guomen.kernel.terms import Refusal
from guomen.kernel.web.access import refused
from guomen.surveillance.alerts.publication.cap import MEDIA_TYPE, cap_xml
from guomen.surveillance.alerts.publication.messages import message_of
from guomen.surveillance.alerts.queries import issued_alerts, published, published_version, published_versions
from guomen.surveillance.alerts.queries.public import OPEN_KINDS
from guomen.surveillance.alerts.terms import AlertLevel
from guomen.surveillance.alerts.web.charts import origins_map, origins_of
from guomen.surveillance.alerts.web.showing import moments, shown
from guomen.surveillance.alerts.web.tables import PublicFilter, PublicTable

ROWS = 50
_KEPT_FOR = "max-age=5"


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """Alerts in force by level and origin; every public alert, searched by product, level and origin."""
    found = PublicFilter(request.GET, queryset=published())
    table = PublicTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    in_force = list(issued_alerts(timezone.now()).filter(kind__in=OPEN_KINDS))
    origins = origins_of(in_force)
    context = {
        "table": table,
        "filter": found,
        "counts": [(level, sum(row.level == level for row in in_force)) for level in AlertLevel],
        "origins": origins,
        "map": origins_map(origins),
        "asked": request.GET.get("product", "").strip(),
        "found": found.qs.count(),
    }
    return render(request, "surveillance/alerts/portal.html", context)


@require_safe
def one_alert(request: HttpRequest, number: str) -> HttpResponse:
    """One public alert: as it stands, and every version that was issued before."""
    try:
        row = published_version(number)
    except Refusal as refusal:
        return refused(request, refusal)
    rows = list(published_versions().filter(number=number).order_by("version"))
    now = timezone.now()
    context = {
        "one": shown(row, now),
        "earlier": [shown(one, now) for one in reversed(rows) if one.pk != row.pk],
        "moments": moments(rows, public=True),
    }
    return render(request, "surveillance/alerts/public_alert.html", context)


@require_safe
def cap_file(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """One version as CAP 1.2."""
    try:
        row = published_version(number, version)
    except Refusal as refusal:
        return refused(request, refusal)
    document = cap_xml(message_of(row, timezone.now()))
    return HttpResponse(document, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers={"Cache-Control": _KEPT_FOR})
