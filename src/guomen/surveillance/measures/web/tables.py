"""The list of measures, and what it can be asked for."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import Channel
from guomen.kernel.templatetags.guomen import badge, named, said
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.naming import item_name
from guomen.surveillance.measures.queries import measures, ready_to_lift, state_of, with_open_tasks
from guomen.surveillance.measures.terms import MeasureKind, MeasureState


def period(row: Measure) -> str:
    """From when until when it holds, a lifting considered."""
    lifting = getattr(row, "lifting", None)
    end = lifting.ends_on if lifting else row.valid_to
    if end is None:
        return gettext("from %(start)s") % {"start": row.valid_from.isoformat()}
    said = {"start": row.valid_from.isoformat(), "end": end.isoformat()}
    return gettext("%(start)s until before %(end)s") % said


def about(row: Measure) -> str:
    """Goods, origins, producers, importers and exporters in a line."""
    listed = (row.origins, row.producers, row.condition.get("importers", []), row.condition.get("exporters", []))
    parts = [", ".join(row.goods) or gettext("all goods"), *(", ".join(one) for one in listed)]
    return " · ".join(part for part in parts if part)


class MeasureTable(tables.Table):
    """Measures with where they stand today."""

    number = tables.Column(verbose_name=_("Number"), linkify=("surveillance-measure", (tables.A("number"),)))
    kind = tables.Column(verbose_name=_("Kind of measure"))
    about = tables.Column(
        verbose_name=_("What it is about"), accessor="goods", order_by=("goods", "origins"), empty_values=()
    )
    hazard = tables.Column(verbose_name=_("Hazard"))
    orders = tables.Column(verbose_name=_("Orders"))
    valid_from = tables.Column(verbose_name=_("In force"))
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)
    office = tables.Column(verbose_name=_("Office"), order_by="office__code")

    def render_kind(self, value: str) -> str:
        return said(MeasureKind(value).text)

    def render_about(self, record: Measure) -> str:
        return about(record)

    def render_hazard(self, value: str) -> str:
        return said(item_name(value))

    def render_orders(self, value: str) -> SafeString:
        return badge(value, Channel(value).text)

    def render_valid_from(self, record: Measure) -> str:
        return period(record)

    def render_state(self, record: Measure) -> SafeString:
        state = state_of(record, timezone.localdate())
        return badge(state, state.text)

    def render_office(self, value: Any) -> str:
        return named(value)


class MeasureFilter(django_filters.FilterSet):
    """Measures by number or hazard, goods, origin, kind and standing."""

    text = django_filters.CharFilter(label=_("Number or hazard"), method="by_text")
    goods = django_filters.CharFilter(label=_("Goods code"), method="by_goods")
    origin = django_filters.CharFilter(label=_("Origin"), method="by_origin")
    kind = django_filters.ChoiceFilter(
        label=_("Kind of measure"), choices=lambda: [(kind.value, said(kind.text)) for kind in MeasureKind]
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=lambda: [(one.value, said(one.text)) for one in MeasureState], method="by_state"
    )

    board = django_filters.ChoiceFilter(
        label=_("Waits for"),
        choices=[("evidence", _("evidence")), ("ready", _("lifting"))],
        method="by_board",
    )

    def by_board(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        """Those of which tasks lack their evidence, or a condition of lifting is met."""
        if value == "evidence":
            return rows.filter(pk__in=with_open_tasks(Measure.objects.all()).values("pk"))
        return rows.filter(number__in=ready_to_lift(timezone.localdate()))

    def by_text(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return rows.filter(Q(number__icontains=value) | Q(hazard__icontains=value))

    def by_goods(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        """Those that goods of this code would meet."""
        return rows.filter(Q(goods=[]) | Q(goods__overlap=[value[:length] for length in range(1, len(value) + 1)]))

    def by_origin(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return rows.filter(Q(origins=[]) | Q(origins__contains=[value.upper()]))

    def by_state(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return rows & measures(timezone.localdate(), MeasureState(value))
