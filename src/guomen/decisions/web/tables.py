"""The lists of decisions."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guomen.decisions.models import Appeal, Certificate, Disposition
from guomen.decisions.queries import state_of
from guomen.decisions.terms import AppealState, CertificateKind, DispositionKind, DispositionState
from guomen.kernel.templatetags.guomen import badge, moment, named, said


def kind_badge(kind: str) -> SafeString:
    """An act as a badge."""
    return badge(kind, DispositionKind(kind).text)


class _Rows(tables.Table):
    office = tables.Column(verbose_name=_("Office"), accessor="office", order_by="office__code")

    def render_office(self, value: Any) -> str:
        return named(value)


class DispositionTable(_Rows):
    """Proposals and dispositions."""

    id = tables.Column(verbose_name=_("No."), linkify=("decisions-disposition", (tables.A("pk"),)))
    reference = tables.Column(verbose_name=_("Declaration"), accessor="consignment__reference")
    kind = tables.Column(verbose_name=_("Decision"))
    state = tables.Column(verbose_name=_("State"))
    goods = tables.Column(verbose_name=_("Goods"), accessor="lines", orderable=False)
    proposed_at = tables.Column(verbose_name=_("Proposed"))
    issued_at = tables.Column(verbose_name=_("Issued"))

    class Meta:
        sequence = ("id", "reference", "kind", "state", "goods", "proposed_at", "issued_at", "office")

    def render_kind(self, value: str) -> SafeString:
        return kind_badge(value)

    def render_state(self, value: str) -> SafeString:
        return badge(value, DispositionState(value).text)

    def render_goods(self, value: list[dict[str, Any]]) -> str:
        first = value[0]["description"] if value else ""
        return f"{first} +{len(value) - 1}" if len(value) > 1 else first

    def render_proposed_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_issued_at(self, value: Any) -> SafeString:
        return moment(value)


class CertificateTable(_Rows):
    """Papers."""

    number = tables.Column(verbose_name=_("Number"), linkify=("decisions-certificate", (tables.A("number"),)))
    kind = tables.Column(verbose_name=_("Paper"))
    act = tables.Column(verbose_name=_("Decision"), accessor="disposition__kind")
    reference = tables.Column(verbose_name=_("Declaration"), accessor="disposition__consignment__reference")
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)
    issued_at = tables.Column(verbose_name=_("Issued"))

    class Meta:
        sequence = ("number", "kind", "act", "reference", "state", "issued_at", "office")

    def render_kind(self, value: str) -> str:
        return said(CertificateKind(value).text)

    def render_act(self, value: str) -> SafeString:
        return kind_badge(value)

    def render_state(self, record: Certificate) -> SafeString:
        state = state_of(record)
        return badge(state, state.text)

    def render_issued_at(self, value: Any) -> SafeString:
        return moment(value)


class AppealTable(tables.Table):
    """Requests for re-inspection."""

    id = tables.Column(verbose_name=_("No."), linkify=("decisions-appeal", (tables.A("pk"),)))
    reference = tables.Column(verbose_name=_("Declaration"), accessor="disposition__consignment__reference")
    kind = tables.Column(verbose_name=_("Against"), accessor="disposition__kind")
    state = tables.Column(verbose_name=_("State"))
    lodged_at = tables.Column(verbose_name=_("Lodged"))
    answer_due_on = tables.Column(verbose_name=_("Answer due"))

    def render_kind(self, value: str) -> SafeString:
        return kind_badge(value)

    def render_state(self, record: Appeal) -> SafeString:
        return format_html("{}", badge(record.state, AppealState(record.state).text))

    def render_lodged_at(self, value: Any) -> SafeString:
        return moment(value)


def _choices(words: type[DispositionKind] | type[DispositionState]) -> list[tuple[str, str]]:
    return [(word.value, said(word.text)) for word in words]


class DispositionFilter(django_filters.FilterSet):
    """Dispositions by declaration, act and state."""

    reference = django_filters.CharFilter(
        label=_("Declaration"), field_name="consignment__reference", lookup_expr="istartswith"
    )
    kind = django_filters.ChoiceFilter(label=_("Decision"), choices=lambda: _choices(DispositionKind))
    state = django_filters.ChoiceFilter(label=_("State"), choices=lambda: _choices(DispositionState))


class CertificateFilter(django_filters.FilterSet):
    """Papers by number and validity."""

    number = django_filters.CharFilter(label=_("Number"), lookup_expr="istartswith")
    ended = django_filters.BooleanFilter(label=_("No longer valid"), method="by_end")

    def by_end(self, rows: QuerySet[Certificate], name: str, value: bool) -> QuerySet[Certificate]:
        return rows.filter(end__isnull=not value)


def waiting_rows(rows: QuerySet[Disposition], **options: Any) -> DispositionTable:
    """The list of what waits for a signature."""
    return DispositionTable(rows, exclude=("issued_at",), **options)
