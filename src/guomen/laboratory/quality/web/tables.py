"""Lists of control charts, nonconformities and audits."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as spoken
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Text
from guomen.laboratory.quality.models import Audit, ControlSeries, Nonconformity
from guomen.laboratory.quality.queries import overdue
from guomen.laboratory.quality.terms import AuditKind, NcSeverity, NcSource, NcState

NUMBER = {"td": {"class": "number"}}
_OPEN, _EVERY, _LATE = "open", "every", "late"


class SeriesTable(tables.Table):
    """Control series with their last point."""

    analyte_en = tables.Column(verbose_name=_("Analyte"), linkify=("laboratory-chart", (tables.A("pk"),)))
    method = tables.Column(verbose_name=_("Method"), order_by="method__code")
    material = tables.Column(verbose_name=_("Control material"), order_by="material__code")
    mean = tables.Column(verbose_name=_("Mean ± s"), orderable=False, attrs=NUMBER)
    count = tables.Column(verbose_name=_("Points"), attrs=NUMBER)
    last_at = tables.Column(verbose_name=_("Last point"))
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)

    def __init__(self, *args: Any, troubled: set[str], **kwargs: Any) -> None:
        self.troubled = troubled
        super().__init__(*args, **kwargs)

    def render_analyte_en(self, record: ControlSeries) -> str:
        return said(Text(record.analyte_zh, record.analyte_en))

    def render_mean(self, record: ControlSeries) -> str:
        return f"{record.mean:.5g} ± {record.sd:.3g} {record.unit}"

    def render_last_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_state(self, record: ControlSeries) -> SafeString:
        if record.ended_on is not None:
            return badge("withdrawn", spoken("ended"))
        if f"control_series:{record.pk}" in self.troubled:
            return badge("nonconform", spoken("out of control"))
        return badge("conform", spoken("in control"))


class NonconformityTable(tables.Table):
    """Nonconformities with how far they are."""

    number = tables.Column(verbose_name=_("Number"), linkify=("laboratory-nonconformity", (tables.A("number"),)))
    what = tables.Column(verbose_name=_("What does not conform"), empty_values=(), orderable=False)
    severity = tables.Column(verbose_name=_("Severity"))
    source = tables.Column(verbose_name=_("Came from"))
    scope = tables.Column(verbose_name=_("What it concerns"), empty_values=(), orderable=False)
    state = tables.Column(verbose_name=_("State"))
    due_on = tables.Column(verbose_name=_("To be done by"), empty_values=())
    opened_at = tables.Column(verbose_name=_("Opened"))

    def __init__(self, *args: Any, late: set[int], **kwargs: Any) -> None:
        self.late = late
        super().__init__(*args, **kwargs)

    def render_what(self, record: Nonconformity) -> str:
        return said(Text(record.what_zh, record.what_en))

    def render_severity(self, value: str) -> SafeString:
        return badge(value, NcSeverity(value).text)

    def render_source(self, value: str) -> str:
        return said(NcSource(value).text)

    def render_scope(self, record: Nonconformity) -> str:
        return scope_of(record)

    def render_state(self, value: str) -> SafeString:
        return badge(value, NcState(value).text)

    def render_due_on(self, record: Nonconformity) -> Any:
        day = f"{record.due_on:%F}" if record.due_on else "–"
        return badge("overdue", spoken("overdue since %(day)s") % {"day": day}) if record.pk in self.late else day

    def render_opened_at(self, value: Any) -> SafeString:
        return moment(value)


def scope_of(row: Nonconformity) -> str:
    """What a nonconformity covers, in words."""
    parts = [str(one) for one in (row.method, row.instrument) if one is not None]
    return " · ".join(parts) or spoken("the whole laboratory")


class NonconformityFilter(django_filters.FilterSet):
    """Nonconformities by state, severity, source and text; those that are not closed unless asked otherwise."""

    text = django_filters.CharFilter(label=_("Number or words"), method="by_text")
    state = django_filters.ChoiceFilter(
        label=_("State"), method="by_state", empty_label=_("not closed"),
        choices=lambda: [(_LATE, spoken("overdue")), (_EVERY, spoken("every state")),
                         *((one.value, said(one.text)) for one in NcState)],
    )  # fmt: skip
    severity = django_filters.ChoiceFilter(
        label=_("Severity"),
        empty_label=_("every severity"),
        choices=lambda: [(s.value, said(s.text)) for s in NcSeverity],
    )
    source = django_filters.ChoiceFilter(
        label=_("Came from"), empty_label=_("every source"), choices=lambda: [(s.value, said(s.text)) for s in NcSource]
    )

    def filter_queryset(self, queryset: QuerySet[Nonconformity]) -> QuerySet[Nonconformity]:
        found: QuerySet[Nonconformity] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.exclude(state=NcState.CLOSED)

    def by_text(self, rows: QuerySet[Nonconformity], name: str, value: str) -> QuerySet[Nonconformity]:
        words = Q(what_zh__icontains=value) | Q(what_en__icontains=value) | Q(number__icontains=value)
        return rows.filter(words)

    def by_state(self, rows: QuerySet[Nonconformity], name: str, value: str) -> QuerySet[Nonconformity]:
        if value == _LATE:
            return overdue(rows, timezone.localdate())
        return rows if value == _EVERY else rows.filter(state=value)


class AuditTable(tables.Table):
    """Audits with how many items there are and how many do not conform."""

    title = tables.Column(verbose_name=_("Title"), linkify=("laboratory-audit", (tables.A("pk"),)))
    kind = tables.Column(verbose_name=_("Who looks"))
    on = tables.Column(verbose_name=_("Day"))
    laboratory = tables.Column(verbose_name=_("Laboratory"), order_by="laboratory__code")
    led_by = tables.Column(verbose_name=_("Led by"), orderable=False)
    asked = tables.Column(verbose_name=_("Items"), attrs=NUMBER)
    answered = tables.Column(verbose_name=_("Items answered"), attrs=NUMBER)
    wrong = tables.Column(verbose_name=_("Do not conform"), attrs=NUMBER)
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)

    def render_kind(self, value: str) -> str:
        return said(AuditKind(value).text)

    def render_on(self, value: date) -> str:
        return f"{value:%F}"

    def render_laboratory(self, value: Any) -> str:
        return named(value)

    def render_led_by(self, value: Any) -> str:
        return named(value)

    def render_state(self, record: Audit) -> SafeString:
        return badge("closed", spoken("finished")) if record.closed_at else badge("open", spoken("going on"))
