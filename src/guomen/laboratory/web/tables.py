"""The queue of samples, and what it can be asked for."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from guomen.kernel.offices.models import Office
from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Text
from guomen.laboratory.models import Sample
from guomen.laboratory.queries.samples import WAITING
from guomen.laboratory.terms import SampleState

EVERY = "every"
_SHOWN = 3


class SampleTable(tables.Table):
    """Samples with where they stand and how long ago they were ordered."""

    label = tables.Column(
        verbose_name=_("Label"),
        linkify=("laboratory-sample", (tables.A("label"),)),
        attrs={"td": {"class": "bag"}},
    )
    description = tables.Column(verbose_name=_("Goods"))
    tests = tables.Column(verbose_name=_("Tests"), empty_values=(), orderable=False)
    state = tables.Column(verbose_name=_("State"))
    office = tables.Column(verbose_name=_("Ordered by office"), order_by="office__code")
    laboratory = tables.Column(verbose_name=_("Laboratory"), order_by="laboratory__code")
    ordered_at = tables.Column(verbose_name=_("Ordered"))
    age = tables.Column(
        verbose_name=_("Age"), accessor="ordered_at", order_by="-ordered_at", attrs={"td": {"class": "number"}}
    )

    def render_tests(self, record: Sample) -> str:
        analytes = [said(Text(one.analyte_zh, one.analyte_en)) for one in record.requests.all()]
        more = f" +{len(analytes) - _SHOWN}" if len(analytes) > _SHOWN else ""
        return ", ".join(analytes[:_SHOWN]) + more

    def render_state(self, value: str) -> SafeString:
        return badge(value, SampleState(value).text)

    def render_office(self, value: Any) -> str:
        return named(value)

    def render_laboratory(self, value: Any) -> str:
        return named(value)

    def render_ordered_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_age(self, value: Any) -> str:
        return timesince(value, depth=1)


class SampleFilter(django_filters.FilterSet):
    """Samples by state, laboratory, age and text; unless a state is asked for, those that wait for the laboratory."""

    text = django_filters.CharFilter(label=_("Label, goods or goods code"), method="by_text")
    state = django_filters.ChoiceFilter(
        label=_("State"), method="by_state", empty_label=_("waits for the laboratory"), choices=lambda: _states()
    )
    laboratory = django_filters.ChoiceFilter(
        label=_("Laboratory"), field_name="laboratory__code", empty_label=_("every laboratory")
    )
    days = django_filters.NumberFilter(
        label=_("Ordered at least so many days ago"), method="by_age", min_value=0, max_value=36500
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.queryset is not None:
            places = Office.objects.filter(pk__in=self.queryset.order_by().values("laboratory").distinct())
            self.filters["laboratory"].extra["choices"] = [(one.code, named(one)) for one in places]

    def filter_queryset(self, queryset: QuerySet[Sample]) -> QuerySet[Sample]:
        found: QuerySet[Sample] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(state__in=WAITING)

    def by_text(self, rows: QuerySet[Sample], name: str, value: str) -> QuerySet[Sample]:
        said = Q(label__icontains=value) | Q(description__icontains=value) | Q(goods_code__startswith=value)
        return rows.filter(said)

    def by_state(self, rows: QuerySet[Sample], name: str, value: str) -> QuerySet[Sample]:
        return rows if value == EVERY else rows.filter(state=value)

    def by_age(self, rows: QuerySet[Sample], name: str, value: Decimal) -> QuerySet[Sample]:
        return rows.filter(ordered_at__lte=timezone.now() - timedelta(days=float(value)))


def _states() -> list[tuple[str, str]]:
    return [(EVERY, str(_("every state"))), *((state.value, said(state.text)) for state in SampleState)]
