"""What a reader may ask the lists of the catalogue for."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.models import Goods, Measure, Policy

CATEGORIES = [(one, one) for one in "MNPQRSLVW"]


class GoodsFilter(django_filters.FilterSet):
    """Goods by code or name, and by inspection category."""

    text = django_filters.CharFilter(label=_("Code or name"), method="by_text")
    category = django_filters.ChoiceFilter(
        label=_("Inspection category"), choices=CATEGORIES, field_name="categories", lookup_expr="contains"
    )

    def by_text(self, rows: QuerySet[Goods], name: str, value: str) -> QuerySet[Goods]:
        """Codes that begin with, names that contain."""
        return rows.filter(Q(code__startswith=value) | Q(name_zh__contains=value) | Q(name_en__icontains=value))


class MeasureFilter(django_filters.FilterSet):
    """Measures by number or hazard, and by where they stand today."""

    text = django_filters.CharFilter(label=_("Number or hazard"), method="by_text")
    stands = django_filters.ChoiceFilter(
        label=_("Standing"),
        choices=[("in_force", _("in force")), ("to_come", _("to come")), ("ended", _("ended"))],
        method="by_standing",
    )

    def by_text(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return rows.filter(Q(number__icontains=value) | Q(hazard__icontains=value))

    def by_standing(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        today = timezone.localdate()
        if value == "to_come":
            return rows.filter(valid_from__gt=today, withdrawn=False)
        if value == "ended":
            return rows.filter(Q(withdrawn=True) | Q(valid_to__lte=today))
        return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), valid_from__lte=today, withdrawn=False)


class PolicyFilter(django_filters.FilterSet):
    """Policies by name or remark, by office, and those that nobody has verified."""

    text = django_filters.CharFilter(label=_("Name or remark"), method="by_text")
    office = django_filters.CharFilter(label=_("Office"), lookup_expr="startswith")
    trust = django_filters.ChoiceFilter(
        label=_("Trust"),
        choices=[("no", _("unverified default")), ("yes", _("source or memory"))],
        method="by_trust",
    )

    def by_text(self, rows: QuerySet[Policy], name: str, value: str) -> QuerySet[Policy]:
        return rows.filter(Q(name__icontains=value) | Q(note_zh__contains=value) | Q(note_en__icontains=value))

    def by_trust(self, rows: QuerySet[Policy], name: str, value: str) -> QuerySet[Policy]:
        return rows.filter(confidence__in=("medium", "low") if value == "no" else ("source", "high"))
