"""Tables of what carries measures out and of what runs by itself: tasks, ladder, adverse records, refused batches."""

from datetime import datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as words
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import code_name, code_set, commodity_name, country_name, port_name
from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Text
from guomen.surveillance.measures.adverse.terms import PartyRole
from guomen.surveillance.measures.ladder.terms import Step
from guomen.surveillance.measures.models import AdverseRecord, Execution, LadderStep, RefusedBatch
from guomen.surveillance.measures.naming import item_name
from guomen.surveillance.measures.refused.queries import REASONS, disposal_text, like
from guomen.surveillance.measures.terms import MeasureKind


def goods_said(code: str) -> str:
    """A goods prefix with its name."""
    return f"{said(commodity_name(code))} {code}"


def clock(due_at: datetime, done_at: datetime | None) -> SafeString:
    """When a task is due, and whether it is done, late, or how many hours are left."""
    if done_at is not None:
        return format_html("{} {}", moment(due_at), badge("done", words("done")))
    left = int((due_at - timezone.now()).total_seconds() // 3600)
    if left < 0:
        return format_html("{} {}", moment(due_at), badge("overdue", words("overdue")))
    return format_html("{} {}", moment(due_at), badge("open", words("%(hours)s hours left") % {"hours": left}))


class ExecutionTable(tables.Table):
    """Tasks with their clocks."""

    kind = tables.Column(verbose_name=_("Task"), linkify=("surveillance-execution", (tables.A("pk"),)))
    task_zh = tables.Column(verbose_name=_("What is to be done"), orderable=False)
    measure = tables.Column(
        verbose_name=_("Control measure"), linkify=("surveillance-measure", (tables.A("measure__number"),))
    )
    office = tables.Column(verbose_name=_("Office"), order_by="office__code")
    due_at = tables.Column(verbose_name=_("Due"))
    done_by = tables.Column(verbose_name=_("Done by"), orderable=False)

    def render_kind(self, value: str) -> str:
        return said(MeasureKind(value).text)

    def render_task_zh(self, record: Execution) -> str:
        return said(Text(record.task_zh, record.task_en))

    def render_measure(self, record: Execution) -> str:
        return record.measure.number

    def render_office(self, value: Any) -> str:
        return named(value)

    def render_due_at(self, record: Execution) -> SafeString:
        return clock(record.due_at, record.done_at)

    def render_done_by(self, value: Any) -> str:
        return named(value)


class ExecutionFilter(django_filters.FilterSet):
    """Tasks by where they stand, office and kind."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", _("open")), ("overdue", _("overdue")), ("done", _("done"))],
        method="by_state",
    )
    office = django_filters.CharFilter(label=_("Office"), field_name="office__code", lookup_expr="startswith")
    kind = django_filters.ChoiceFilter(
        label=_("Task"), choices=lambda: [(one.value, said(one.text)) for one in MeasureKind if not one.acts]
    )

    def by_state(self, rows: QuerySet[Execution], name: str, value: str) -> QuerySet[Execution]:
        late = rows.filter(done_at=None, due_at__lt=timezone.now())
        return {"open": rows.filter(done_at=None), "overdue": late, "done": rows.exclude(done_at=None)}[value]


class LadderTable(tables.Table):
    """Where each key stands."""

    goods = tables.Column(verbose_name=_("Goods"), linkify=("surveillance-ladder-key", (tables.A("pk"),)))
    origin = tables.Column(verbose_name=_("Origin"))
    producer = tables.Column(verbose_name=_("Manufacturer"))
    hazard = tables.Column(verbose_name=_("Failed on"))
    step = tables.Column(verbose_name=_("Step"))
    conforming_run = tables.Column(verbose_name=_("Conforming in a row"), attrs={"td": {"class": "number"}})
    moved_at = tables.Column(verbose_name=_("Since"))

    def render_goods(self, value: str) -> str:
        return goods_said(value)

    def render_origin(self, value: str) -> str:
        return said(country_name(value))

    def render_hazard(self, value: str) -> str:
        return said(item_name(value))

    def render_step(self, record: LadderStep) -> SafeString:
        return step_badge(record)

    def render_moved_at(self, value: datetime) -> SafeString:
        return moment(value)


def step_badge(row: LadderStep) -> SafeString:
    """The step, and whether the next one waits for headquarters."""
    tone = {0: "good", 1: "watch", 2: "sample", 3: "refuse"}[row.step]
    stands = badge(tone, Step(row.step).text)
    if not row.proposed:
        return stands
    return format_html("{} {}", stands, badge("proposed", words("next step proposed")))


def _steps() -> list[tuple[int | str, str]]:
    return [*((int(one), said(one.text)) for one in Step), ("proposed", words("next step proposed"))]


class LadderFilter(django_filters.FilterSet):
    """Keys by goods, origin, item and step."""

    goods = django_filters.CharFilter(label=_("Goods code"), method="by_goods")
    origin = django_filters.CharFilter(label=_("Origin"), lookup_expr="iexact")
    hazard = django_filters.CharFilter(label=_("Hazard"), lookup_expr="icontains")
    step = django_filters.ChoiceFilter(label=_("Step"), choices=lambda: _steps(), method="by_step")

    def by_goods(self, rows: QuerySet[LadderStep], name: str, value: str) -> QuerySet[LadderStep]:
        return rows.filter(goods__in=[value[:length] for length in range(1, len(value) + 1)])

    def by_step(self, rows: QuerySet[LadderStep], name: str, value: str) -> QuerySet[LadderStep]:
        return rows.filter(proposed=True) if value == "proposed" else rows.filter(step=int(value))


class RecordTable(tables.Table):
    """Adverse records, one a row."""

    party = tables.Column(verbose_name=_("Party"), linkify=("surveillance-adverse-record", (tables.A("pk"),)))
    role = tables.Column(verbose_name=_("Role"))
    goods = tables.Column(verbose_name=_("Goods"))
    item = tables.Column(verbose_name=_("Failed on"))
    origin = tables.Column(verbose_name=_("Origin"))
    consignment = tables.Column(verbose_name=_("Declaration"), orderable=False)
    entered_at = tables.Column(verbose_name=_("Entered"))
    removed_at = tables.Column(verbose_name=_("Taken off"))

    def render_role(self, value: str) -> str:
        return said(PartyRole(value).text)

    def render_goods(self, value: str) -> str:
        return goods_said(value)

    def render_item(self, value: str) -> str:
        return said(item_name(value))

    def render_origin(self, value: str) -> str:
        return said(country_name(value))

    def render_consignment(self, value: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("consignment", args=[value.pk]), value.reference)

    def render_entered_at(self, value: datetime) -> SafeString:
        return moment(value)

    def render_removed_at(self, record: AdverseRecord) -> SafeString:
        return format_html("{} <span class='muted small'>{}</span>", moment(record.removed_at), record.removed_because)


class RecordFilter(django_filters.FilterSet):
    """Records by party, role, goods, item and whether they stand."""

    party = django_filters.CharFilter(label=_("Party"), lookup_expr="icontains")
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=lambda: [(one.value, said(one.text)) for one in PartyRole]
    )
    goods = django_filters.CharFilter(label=_("Goods code"), lookup_expr="startswith")
    item = django_filters.CharFilter(label=_("Failed on"), lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[("on", _("on the list")), ("off", _("taken off"))], method="by_state"
    )

    def by_state(self, rows: QuerySet[AdverseRecord], name: str, value: str) -> QuerySet[AdverseRecord]:
        return rows.filter(Q(removed_at=None) if value == "on" else ~Q(removed_at=None))


class RefusedTable(tables.Table):
    """The public list; code and inspection number stand under the product. The CSV has columns for them."""

    month = tables.Column(verbose_name=_("Month"))
    name = tables.Column(verbose_name=_("Product name"))
    origin = tables.Column(verbose_name=_("Origin"))
    reason = tables.Column(verbose_name=_("Reason for rejection"))
    disposal = tables.Column(verbose_name=_("Disposal"))
    producer = tables.Column(verbose_name=_("Manufacturer"))
    importer = tables.Column(verbose_name=_("Importer"))
    net_mass = tables.Column(verbose_name=_("Weight (kg)"), attrs={"td": {"class": "number"}})
    port = tables.Column(verbose_name=_("Port of entry"))

    def __init__(self, *args: Any, corrects: bool = False, **kwargs: Any) -> None:
        columns = [("corrects", tables.TemplateColumn(_CORRECT, verbose_name="", orderable=False))] if corrects else []
        super().__init__(*args, extra_columns=columns, **kwargs)

    def render_month(self, record: RefusedBatch) -> SafeString:
        month = f"{record.month:%Y-%m}"
        return (
            format_html("{} {}", month, badge("amended", words("corrected")))
            if record.corrects_id
            else SafeString(month)
        )

    def render_name(self, record: RefusedBatch) -> SafeString:
        said = format_html("{}<br><code>{}</code>", record.name, record.goods)
        return format_html('{}<br><span class="muted small">{}</span>', said, record.inspection_number)

    def render_origin(self, value: str) -> str:
        return said(country_name(value))

    def render_net_mass(self, value: Any) -> str:
        return f"{value.normalize():f}"

    def render_reason(self, value: str) -> str:
        return said(code_name(REASONS, value))

    def render_disposal(self, value: str) -> str:
        return said(disposal_text(value))

    def render_port(self, value: str) -> str:
        return said(port_name(value))


_CORRECT = '{% load i18n %}<a href="{% url \'surveillance-refused-correct\' record.pk %}">{% translate "Correct" %}</a>'


class RefusedFilter(django_filters.FilterSet):
    """Batches by words, month, origin, reason and disposal."""

    text = django_filters.CharFilter(label=_("Product, producer, importer or code"), method="by_text")
    month = django_filters.CharFilter(label=_("Month (YYYY-MM)"), method="by_month")
    origin = django_filters.CharFilter(label=_("Origin"), lookup_expr="iexact")
    reason = django_filters.ChoiceFilter(
        label=_("Reason for rejection"),
        choices=lambda: [(code, said(text)) for code, text in code_set(REASONS).items()],
    )

    def by_text(self, rows: QuerySet[RefusedBatch], name: str, value: str) -> QuerySet[RefusedBatch]:
        return like(rows, value.strip())

    def by_month(self, rows: QuerySet[RefusedBatch], name: str, value: str) -> QuerySet[RefusedBatch]:
        year, _dash, month = value.strip().partition("-")
        if not (year.isdecimal() and month.isdecimal() and len(year) <= 4):
            return rows.none()
        return rows.filter(month__year=int(year), month__month=int(month))
