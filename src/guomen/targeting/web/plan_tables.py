"""Lists of the page of rate plans: where records stand, and its filter."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import badge, said
from guomen.targeting.models import SamplingState
from guomen.targeting.plans.queries import Placed


class StandingTable(tables.Table):
    """Where each importer's goods of an origin stand under the plan in force; `places` is set for the rows shown."""

    importer = tables.Column(verbose_name=_("Importer"))
    heading = tables.Column(verbose_name=_("Heading"))
    origin = tables.Column(verbose_name=_("Origin"))
    record = tables.Column(verbose_name=_("Last outcomes, newest right"), orderable=False)
    sequence = tables.Column(verbose_name=_("Lots known"))
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)
    rate = tables.Column(verbose_name=_("Share of lots"), empty_values=(), orderable=False)
    told = tables.Column(verbose_name=_("Plan, state and what comes next"), empty_values=(), orderable=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places: dict[int, Placed] = {}

    def render_record(self, value: str) -> str:
        return value[-20:]

    def render_state(self, record: SamplingState) -> SafeString:
        place = self.places[record.pk].standing
        return badge(str(place.state), place.state.text)

    def render_rate(self, record: SamplingState) -> str:
        return f"{self.places[record.pk].standing.rate:.4g}"

    def render_told(self, record: SamplingState) -> str:
        return said(self.places[record.pk].told)

    class Meta:
        prefix = "standing-"


class StandingFilter(django_filters.FilterSet):
    """By importer, goods, origin, and whether a lot ever failed."""

    importer = django_filters.CharFilter(label=_("Importer"), lookup_expr="icontains")
    heading = django_filters.CharFilter(label=_("Heading"), lookup_expr="startswith")
    origin = django_filters.CharFilter(label=_("Origin"), lookup_expr="iexact")
    failed = django_filters.BooleanFilter(label=_("A lot failed once"))

    class Meta:
        model = SamplingState
        fields = ("importer", "heading", "origin", "failed")
