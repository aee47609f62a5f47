"""Lists of dossiers, members and detections."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import hazard_name
from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.surveillance.clusters.models import DetectionRun, Dossier, Member
from guomen.surveillance.clusters.queries import overdue
from guomen.surveillance.clusters.terms import DossierState, Opening
from guomen.surveillance.signals.terms import SignalState

_WAITING = (DossierState.OPEN, DossierState.ASSESSING)


def due(row: Dossier) -> SafeString:
    """When the assessment is due; late is said in a word."""
    shown = moment(row.due_at)
    if row.state in _WAITING and row.due_at < timezone.now():
        return format_html("{} {}", shown, badge("overdue", gettext("overdue")))
    return shown


class DossierTable(tables.Table):
    """Dossiers with where they stand."""

    number = tables.Column(verbose_name=_("Number"), linkify=("surveillance-dossier", (tables.A("number"),)))
    title = tables.Column(verbose_name=_("Risk"), accessor="title_zh", order_by="title_zh")
    hazard = tables.Column(verbose_name=_("Hazard"))
    signals = tables.Column(verbose_name=_("Signals"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    opening = tables.Column(verbose_name=_("Opened because"))
    state = tables.Column(verbose_name=_("State"))
    centre = tables.Column(verbose_name=_("Assessment centre"), order_by="centre__code")
    due_at = tables.Column(verbose_name=_("Assessment due"))
    opened_at = tables.Column(verbose_name=_("Opened"))

    def render_title(self, record: Dossier) -> str:
        return said({"zh": record.title_zh, "en": record.title_en})

    def render_hazard(self, value: str) -> str:
        return said(hazard_name(value))

    def render_opening(self, value: str) -> str:
        return said(Opening(value).text)

    def render_state(self, value: str) -> SafeString:
        return badge(value, DossierState(value).text)

    def render_centre(self, value: Any) -> str:
        return named(value)

    def render_due_at(self, record: Dossier) -> SafeString:
        return due(record)

    def render_opened_at(self, value: Any) -> SafeString:
        return moment(value)


class DossierFilter(django_filters.FilterSet):
    """Dossiers by words, state, how they were opened, and whether they are late."""

    text = django_filters.CharFilter(label=_("Number, title or hazard"), method="by_text")
    goods = django_filters.CharFilter(label=_("Goods code"), method="by_goods")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=lambda: [(one.value, said(one.text)) for one in DossierState]
    )
    opening = django_filters.ChoiceFilter(
        label=_("Opened because"), choices=lambda: [(one.value, said(one.text)) for one in Opening]
    )
    late = django_filters.BooleanFilter(label=_("Overdue only"), method="by_late", widget=None)

    def by_text(self, rows: QuerySet[Dossier], name: str, value: str) -> QuerySet[Dossier]:
        words = Q(number__icontains=value) | Q(title_zh__icontains=value) | Q(title_en__icontains=value)
        return rows.filter(words | Q(hazard__icontains=value))

    def by_goods(self, rows: QuerySet[Dossier], name: str, value: str) -> QuerySet[Dossier]:
        """Those that goods of this code fall under."""
        return rows.filter(Q(goods=[]) | Q(goods__overlap=[value[:length] for length in range(1, len(value) + 1)]))

    def by_late(self, rows: QuerySet[Dossier], name: str, value: bool) -> QuerySet[Dossier]:
        return rows.filter(pk__in=overdue(timezone.now()).values("pk")) if value else rows


class MemberTable(tables.Table):
    """The signals that bear on a dossier, and why."""

    signal = tables.Column(
        verbose_name=_("Signal"),
        accessor="signal__title",
        linkify=("surveillance-signal", (tables.A("signal_id"),)),
    )
    source = tables.Column(verbose_name=_("Source"), accessor="signal__source")
    office = tables.Column(verbose_name=_("Office"), accessor="signal__office", default="–")
    goods = tables.Column(verbose_name=_("Goods"), accessor="signal__goods", default="–")
    origin = tables.Column(verbose_name=_("Origin"), accessor="signal__origin", default="–")
    reported_on = tables.Column(verbose_name=_("Reported"), accessor="signal__reported_on")
    state = tables.Column(verbose_name=_("State"), accessor="signal__state")
    why = tables.Column(verbose_name=_("Why it is here"), accessor="reasons", orderable=False, empty_values=())

    def render_source(self, value: Any) -> str:
        return named(value)

    def render_office(self, value: Any) -> str:
        return named(value)

    def render_reported_on(self, value: Any) -> SafeString:
        return format_html("<time>{}</time>", value.isoformat())

    def render_state(self, value: str) -> SafeString:
        tone = "good" if value == SignalState.CURRENT else "stop"
        return badge(tone, SignalState(value).text)

    def render_why(self, record: Member) -> str:
        return " ".join(said(reason) for reason in record.reasons) or "–"


class RunTable(tables.Table):
    """What each look at the series promised and delivered."""

    week_on = tables.Column(verbose_name=_("Week from"))
    ran_at = tables.Column(verbose_name=_("Looked at"))
    series = tables.Column(verbose_name=_("Series"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    promised = tables.Column(
        verbose_name=_("False alarms promised"), attrs={"td": {"class": "number"}, "th": {"class": "number"}}
    )
    alarms = tables.Column(verbose_name=_("Alarms"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    dossiers = tables.Column(
        verbose_name=_("Dossiers"), empty_values=(), orderable=False, attrs={"td": {"class": "number"}}
    )

    def render_week_on(self, value: Any) -> SafeString:
        return format_html("<time>{}</time>", value.isoformat())

    def render_ran_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_promised(self, value: float) -> str:
        return f"{value:.2f}"

    def render_dossiers(self, record: DetectionRun) -> int:
        return record.detections.exclude(dossier=None).values("dossier").distinct().count()
