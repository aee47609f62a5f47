"""The work list and the list of findings, and what they can be asked for."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import commodity_name, countries, hazards
from guomen.consignments.queries import declarations
from guomen.inspection.models import Finding, Task
from guomen.inspection.queries import station_names
from guomen.inspection.terms import FindingKind, Severity, Shift, TaskKind, TaskState
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import sees_office
from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Text

OVERDUE = Text("超时", "overdue")


class TaskTable(tables.Table):
    """Tasks, the most urgent first, with what may be done with each. officers: to whom a task can be given."""

    kind = tables.Column(verbose_name=_("Kind of check"), linkify=("inspection-task", (tables.A("pk"),)))
    reference = tables.Column(verbose_name=_("Declaration"), accessor="consignment__reference")
    goods = tables.Column(verbose_name=_("Goods"), empty_values=(), orderable=False)
    station = tables.Column(verbose_name=_("Station"))
    shift_on = tables.Column(verbose_name=_("Shift"), order_by=("shift_on", "due_at"))
    due_at = tables.Column(verbose_name=_("Due"))
    state = tables.Column(verbose_name=_("State"), order_by=("state", "officer__username"))
    deed = tables.Column(verbose_name="", empty_values=(), orderable=False, attrs={"td": {"class": "number"}})

    def __init__(self, *args: Any, officers: list[Actor] | None = None, claims: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers, self.claims, self.now = officers or [], claims, timezone.now()

    @cached_property
    def _shown(self) -> list[Task]:
        return [row.record for row in self.paginated_rows]

    @cached_property
    def _declared(self) -> dict[tuple[int, int], Any]:
        return declarations([(task.consignment_id, task.version) for task in self._shown])

    @cached_property
    def _stations(self) -> dict[str, Text]:
        return station_names({task.station for task in self._shown})

    def render_kind(self, value: str) -> str:
        return said(TaskKind(value).text)

    def render_goods(self, record: Task) -> str:
        declared = self._declared.get((record.consignment_id, record.version))
        items = declared.items if declared else ()
        first = (items[0].description or items[0].goods_code) if items else ""
        return f"{first} +{len(items) - 1}" if len(items) > 1 else first

    def render_station(self, value: str) -> str:
        return said(self._stations.get(value, Text(value, value)))

    def render_shift_on(self, record: Task) -> SafeString:
        day, shift = record.shift_on, said(Shift(record.shift).text)
        return format_html('<time datetime="{}">{} {}</time>', day.isoformat(), day.strftime("%m-%d"), shift)

    def render_due_at(self, record: Task) -> SafeString:
        late = TaskState(record.state).live and record.due_at < self.now
        return format_html("{} {}", moment(record.due_at), badge("overdue", OVERDUE)) if late else moment(record.due_at)

    def render_state(self, record: Task) -> SafeString:
        """Where it stands, and who has it."""
        shown = badge(record.state, TaskState(record.state).text)
        return format_html("{}<br>{}", shown, named(record.officer)) if record.officer else shown

    def render_deed(self, record: Task) -> str:
        """Claiming it, and for the duty manager giving it to one who may do it."""
        state = TaskState(record.state)
        officers = [one for one in self.officers if sees_office(one, record.office)] if state.live else []
        claims = self.claims and state is TaskState.OPEN
        if not officers and not claims:
            return ""
        context = {"task": record, "officers": officers, "claims": claims}
        return render_to_string("inspection/task_deed.html", context, request=self.request)


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(word.value, said(word.text)) for word in words]


def _tick(**options: Any) -> django_filters.BooleanFilter:
    return django_filters.BooleanFilter(widget=forms.CheckboxInput, **options)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class TaskFilter(django_filters.FilterSet):
    """Tasks by kind, state, station, shift; those of the reader; those that are late. No state: those to be done."""

    kind = django_filters.ChoiceFilter(label=_("Kind of check"), choices=lambda: _choices(TaskKind))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=lambda: _choices(TaskState), empty_label=_("still to be done")
    )
    station = django_filters.ChoiceFilter(label=_("Station"), choices=[])
    shift_on = django_filters.DateFilter(label=_("Day"), widget=_day())
    shift = django_filters.ChoiceFilter(label=_("Shift"), choices=lambda: _choices(Shift))
    mine = _tick(label=_("mine"), method="by_me")
    overdue = _tick(label=_("overdue"), method="by_time")

    def __init__(self, *args: Any, stations: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = station_names(stations)
        self.filters["station"].extra["choices"] = [(code, said(names[code])) for code in stations]

    def filter_queryset(self, queryset: QuerySet[Task]) -> QuerySet[Task]:
        found: QuerySet[Task] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("state"):
            return found
        return found.filter(state__in=[state for state in TaskState if state.live])

    def by_me(self, rows: QuerySet[Task], name: str, value: bool) -> QuerySet[Task]:
        return rows.filter(officer=self.request.user) if value else rows

    def by_time(self, rows: QuerySet[Task], name: str, value: bool) -> QuerySet[Task]:
        return rows.filter(due_at__lt=timezone.now()) if value else rows


class FindingTable(tables.Table):
    """Findings, newest first."""

    recorded_at = tables.Column(verbose_name=_("Recorded"))
    kind = tables.Column(verbose_name=_("Kind of finding"))
    severity = tables.Column(verbose_name=_("Severity"))
    hazard = tables.Column(verbose_name=_("Hazard"), default="")
    goods_code = tables.Column(verbose_name=_("Goods"), default="")
    origin = tables.Column(verbose_name=_("Origin"), default="")
    reference = tables.Column(
        verbose_name=_("Declaration"),
        accessor="consignment__reference",
        linkify=("consignment", (tables.A("consignment_id"),)),
    )
    office = tables.Column(verbose_name=_("Office"), order_by="office__code")
    deed = tables.Column(verbose_name="", empty_values=(), orderable=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._goods: dict[str, str] = {}

    @cached_property
    def _hazards(self) -> dict[str, Text]:
        return hazards()

    @cached_property
    def _countries(self) -> dict[str, Text]:
        return countries()

    def render_recorded_at(self, value: datetime) -> SafeString:
        return moment(value)

    def render_kind(self, record: Finding) -> SafeString:
        """What it is, with how many files show it."""
        files, href = len(record.evidence.all()), reverse("inspection-finding", args=[record.pk])
        told_files = gettext("%(files)s files") % {"files": files} if files else ""
        name = said(FindingKind(record.kind).text)
        return format_html('<a href="{}">{}</a> <span class="muted small">{}</span>', href, name, told_files)

    def render_severity(self, value: str) -> SafeString:
        return badge(value, Severity(value).text)

    def render_hazard(self, value: str) -> str:
        return said(self._hazards.get(value, Text(value, value)))

    def render_goods_code(self, value: str) -> SafeString:
        if value not in self._goods:
            self._goods[value] = said(commodity_name(value))
        return format_html('<code>{}</code><br><span class="muted small">{}</span>', value, self._goods[value])

    def render_origin(self, value: str) -> str:
        return said(self._countries.get(value, Text(value, value)))

    def render_office(self, value: Any) -> str:
        return named(value)

    def render_deed(self, record: Finding) -> str:
        return render_to_string("inspection/finding_deed.html", {"record": record})


class FindingFilter(django_filters.FilterSet):
    """Findings by what they are and what goods they are about, of the last days."""

    kind = django_filters.ChoiceFilter(label=_("Kind of finding"), choices=lambda: _choices(FindingKind))
    severity = django_filters.ChoiceFilter(label=_("Severity"), choices=lambda: _choices(Severity))
    hazard = django_filters.CharFilter(label=_("Hazard"), method="by_hazard")
    goods = django_filters.CharFilter(label=_("Goods code"), field_name="goods_code", lookup_expr="startswith")
    origin = django_filters.CharFilter(label=_("Origin"), method="by_origin")
    days = django_filters.NumberFilter(label=_("Of the last days"), method="by_days", min_value=1, max_value=36500)

    def by_hazard(self, rows: QuerySet[Finding], name: str, value: str) -> QuerySet[Finding]:
        """By its code or by its name in either language."""
        wanted = value.casefold()
        codes = [code for code, text in hazards().items() if wanted in text.zh or wanted in text.en.casefold()]
        return rows.filter(hazard__in=codes) | rows.filter(hazard__icontains=value)

    def by_origin(self, rows: QuerySet[Finding], name: str, value: str) -> QuerySet[Finding]:
        """By the two-letter code or the name of the country."""
        wanted = value.casefold()
        codes = [code for code, text in countries().items() if wanted in text.zh or wanted in text.en.casefold()]
        return rows.filter(origin__in=[value.upper()] if len(value) == 2 and value.isascii() else codes)

    def by_days(self, rows: QuerySet[Finding], name: str, value: Any) -> QuerySet[Finding]:
        return rows.filter(recorded_at__gte=timezone.now() - timedelta(days=int(value)))
