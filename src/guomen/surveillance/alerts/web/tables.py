"""Lists of alerts, and what they can be asked for."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Text
from guomen.surveillance.alerts.models import Alert, Outlet, Sending
from guomen.surveillance.alerts.queries import about_goods
from guomen.surveillance.alerts.terms import AlertKind, AlertLevel, AlertState, Change, OutletKind, SendingState
from guomen.surveillance.alerts.web.showing import shown

_SENDING = {
    SendingState.WAITING: Text("等待推送", "Waiting"),
    SendingState.CLAIMED: Text("推送中", "Being sent"),
    SendingState.SENT: Text("已推送", "Sent"),
    SendingState.FAILED: Text("推送失败", "Failed"),
}


class Levelled(tables.Table):
    """Columns that every list of alerts has."""

    level = tables.Column(verbose_name=_("Level"), orderable=False)
    title = tables.Column(verbose_name=_("Alert"), accessor="title_zh", orderable=False)
    kind = tables.Column(verbose_name=_("Form"))
    state = tables.Column(verbose_name=_("State"))
    issued_at = tables.Column(verbose_name=_("Issued"))

    def render_level(self, value: str) -> SafeString:
        return badge(value, AlertLevel(value).short)

    def render_title(self, record: Alert) -> str:
        return said(Text(record.title_zh, record.title_en))

    def render_kind(self, value: str) -> str:
        return said(AlertKind(value).text)

    def render_state(self, record: Alert) -> SafeString:
        return badge(record.state, shown(record).state_text)

    def render_issued_at(self, value: Any) -> SafeString:
        return moment(value)


class AlertTable(Levelled):
    """For officers: the newest version of every alert."""

    number = tables.Column(verbose_name=_("Number"), linkify=("surveillance-alert", (tables.A("number"),)))
    version = tables.Column(verbose_name=_("Version"))
    issuer = tables.Column(verbose_name=_("Issuing office"))

    class Meta:
        sequence = ("number", "level", "title", "kind", "state", "version", "issuer", "issued_at")
        empty_text = _("No alert yet.")

    def render_version(self, record: Alert) -> str:
        return f"{record.version} {said(Change(record.change).text)}"

    def render_issuer(self, value: Any) -> str:
        return named(value)


class PublicTable(Levelled):
    """For everybody: what was issued, what has been lifted."""

    number = tables.Column(verbose_name=_("Number"), linkify=("surveillance-public-alert", (tables.A("number"),)))

    class Meta:
        sequence = ("level", "title", "number", "kind", "state", "issued_at")
        empty_text = _("No alert concerns it.")


def _texts(words: Any) -> list[tuple[str, str]]:
    return [(one.value, said(one.text)) for one in words]


class PublicFilter(django_filters.FilterSet):
    """What anybody asks: my product, a level, an origin."""

    product = django_filters.CharFilter(label=_("Product: goods code or name"), method="by_product")
    level = django_filters.ChoiceFilter(label=_("Level"), choices=lambda: _texts(AlertLevel))
    origin = django_filters.CharFilter(label=_("Origin (two letters)"), method="by_origin")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=lambda: _texts((AlertState.ISSUED, AlertState.LIFTED))
    )

    class Meta:
        model = Alert
        fields: list[str] = []

    def by_product(self, rows: QuerySet[Alert], name: str, value: str) -> QuerySet[Alert]:
        return about_goods(rows, value)

    def by_origin(self, rows: QuerySet[Alert], name: str, value: str) -> QuerySet[Alert]:
        return rows.filter(origins__contains=[value.strip().upper()])


class AlertFilter(PublicFilter):
    """What officers ask besides: proposals and declined ones, the form."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=lambda: _texts(AlertState))
    kind = django_filters.ChoiceFilter(label=_("Form"), choices=lambda: _texts(AlertKind))


class SendingTable(tables.Table):
    """What was sent where, and how long after the assessment (a later version: after its own signature)."""

    outlet = tables.Column(verbose_name=_("Outlet"), accessor="outlet__name")
    version = tables.Column(verbose_name=_("Version"), accessor="alert__version")
    state = tables.Column(verbose_name=_("State"))
    attempts = tables.Column(verbose_name=_("Attempts"))
    sent_at = tables.Column(verbose_name=_("Sent"))
    delay = tables.Column(verbose_name=_("Delay (s)"))
    answer = tables.Column(verbose_name=_("Answer"), orderable=False)

    class Meta:
        empty_text = _("No outlet takes this alert.")

    def render_state(self, value: str) -> SafeString:
        tones = {"sent": "done", "failed": "failed", "waiting": "waiting", "claimed": "open"}
        return badge(tones[value], _SENDING[SendingState(value)])

    def render_delay(self, value: float) -> str:
        return f"{value:,.1f}"

    def render_sent_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_answer(self, record: Sending) -> SafeString:
        if record.next_at is None:
            return format_html("{}", record.answer)
        return format_html("{} → {}", record.answer, moment(record.next_at))


class OutletTable(tables.Table):
    """Where alerts are sent."""

    name = tables.Column(verbose_name=_("Name"))
    kind = tables.Column(verbose_name=_("Kind of outlet"))
    address = tables.Column(verbose_name=_("Address"))
    levels = tables.Column(verbose_name=_("Levels"), empty_values=(), orderable=False)
    kinds = tables.Column(verbose_name=_("Forms of alerts"), empty_values=(), orderable=False)
    active = tables.Column(verbose_name=_("State"))

    class Meta:
        empty_text = _("No outlet is registered. The public page and the feeds need none.")

    def render_kind(self, value: str) -> str:
        return said(OutletKind(value).text)

    def render_levels(self, record: Outlet) -> str:
        return ", ".join(said(AlertLevel(one).text) for one in record.levels) or said(Text("全部", "all"))

    def render_kinds(self, record: Outlet) -> str:
        taken = record.kinds or [AlertKind.NOTICE, AlertKind.ANNOUNCEMENT]
        return ", ".join(said(AlertKind(one).text) for one in taken)

    def render_active(self, value: bool) -> SafeString:
        return badge("active", Text("在用", "In use")) if value else badge("stopped", Text("已停用", "Stopped"))


def sendings(number: str) -> QuerySet[Sending]:
    """Every sending of every version of an alert, newest first."""
    return Sending.objects.filter(alert__number=number).select_related("alert", "outlet").order_by("-pk")
