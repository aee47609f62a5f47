"""The list of operators: its filter and its columns."""

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guomen.kernel.terms import Text
from guomen.parties.models import Operator
from guomen.parties.terms import OperatorRole
from guomen.parties.web.words import ROLES


class OperatorFilter(django_filters.FilterSet):
    """Operators by identifier or name, role and country."""

    text = django_filters.CharFilter(label=_("Identifier or name"), method="by_text")
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=[(role.value, word) for role, word in ROLES.items()], method="by_role"
    )
    country = django_filters.CharFilter(label=_("Country"), lookup_expr="iexact")

    def by_text(self, rows: QuerySet[Operator], name: str, value: str) -> QuerySet[Operator]:
        """Identifiers that begin with, names that contain."""
        return rows.filter(
            Q(identifier__startswith=value.upper()) | Q(name_zh__icontains=value) | Q(name_en__icontains=value)
        )

    def by_role(self, rows: QuerySet[Operator], name: str, value: str) -> QuerySet[Operator]:
        return rows.filter(roles__contains=[value])


class OperatorTable(tables.Table):
    """Operators as they stand now."""

    identifier = tables.Column(verbose_name=_("Identifier"), linkify=("parties-operator", (tables.A("identifier"),)))
    name_zh = tables.Column(verbose_name=_("Name"))
    roles = tables.Column(verbose_name=_("Roles"), orderable=False)
    country = tables.Column(verbose_name=_("Country"))

    def render_name_zh(self, record: Operator) -> str:
        return Text(record.name_zh, record.name_en or record.name_zh).in_(get_language() or "zh-hans")

    def render_roles(self, value: list[str]) -> str:
        return ", ".join(str(ROLES[OperatorRole(role)]) for role in value)
