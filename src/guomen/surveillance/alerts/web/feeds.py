"""Atom 1.0 and RSS 2.0 of every version that was issued, the last first, by Django's own feed writers.

?lang=en gives English, else the reader's language; ?level=red only that level. Each entry carries its CAP document.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.publication.cap import MEDIA_TYPE
from guomen.surveillance.alerts.publication.messages import identifier_of, public_address, sender
from guomen.surveillance.alerts.queries import published_versions
from guomen.surveillance.alerts.terms import AlertLevel, AlertState, Change

_ENTRIES = 50


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The feed as Atom."""
    return _feed(request, Atom1Feed, "surveillance-public-atom", "application/atom+xml; charset=utf-8")


@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The feed as RSS."""
    return _feed(request, Rss201rev2Feed, "surveillance-public-rss", "application/rss+xml; charset=utf-8")


def _feed(request: HttpRequest, writer: type[SyndicationFeed], name: str, media_type: str) -> HttpResponse:
    asked = request.GET.get("lang", "")
    language = {"en": "en", "zh": "zh-hans"}.get(asked, translation.get_language() or "zh-hans")
    with translation.override(language):
        feed = writer(
            title=_("Guomen: risk alerts"),
            link=_absolute(reverse("surveillance-public")),
            description=_("Risk alerts on goods at the border: issued, changed, lifted."),
            language=language,
            feed_url=_absolute(f"{reverse(name)}?lang={language[:2]}"),
        )
        for row in _rows(request.GET.get("level", "")):
            feed.add_item(**_entry(row))
        answer = HttpResponse(content_type=media_type, headers={"Cache-Control": "max-age=5"})
        feed.write(answer, "utf-8")
    return answer


def _rows(level: str) -> list[Alert]:
    rows = published_versions()
    return list((rows.filter(level=level) if level in list(AlertLevel) else rows)[:_ENTRIES])


def _entry(row: Alert) -> dict[str, Any]:
    level, change = AlertLevel(row.level), Change(row.change)
    ended = row.state == AlertState.LIFTED
    state = change.text if ended else level.text
    cap = reverse("surveillance-public-cap", args=[row.number, row.version])
    return {
        "title": f"[{said(state)}] {said(Text(row.title_zh, row.title_en))}",
        "link": public_address(row.number),
        "description": f"{said(Text(row.warning_zh, row.warning_en))}\n{said(Text(row.action_zh, row.action_en))}",
        "pubdate": row.issued_at,
        "updateddate": row.issued_at,
        "author_name": said(Text(row.issuer.name_zh, row.issuer.name_en)),
        "categories": [row.level, row.kind, row.change],
        "unique_id": f"tag:{sender()},{row.year}:{identifier_of(row.number, row.version)}",
        "unique_id_is_permalink": False,
        "enclosures": [Enclosure(_absolute(cap), "0", MEDIA_TYPE)],
    }


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}"
