"""Lists of methods, instruments and materials, and what they can be asked for."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as spoken
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guomen.kernel.templatetags.guomen import badge, named, said
from guomen.kernel.terms import Text
from guomen.laboratory.resources.models import Instrument, Method, ReferenceMaterial
from guomen.laboratory.resources.terms import InstrumentState

NUMBER = {"td": {"class": "number"}}


def days_left(due: date | None, today: date) -> SafeString:
    """The days until something runs out as shape, word and colour."""
    if due is None:
        return badge("overdue", spoken("none holds"))
    days = (due - today).days
    if days < 0:
        late = ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
        return badge("overdue", late)
    left = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return badge("due" if days <= 60 else "conform", left)


class MethodTable(tables.Table):
    """Methods with what they cover."""

    code = tables.Column(verbose_name=_("Method"), linkify=("laboratory-method", (tables.A("pk"),)))
    title_en = tables.Column(verbose_name=_("Title"))
    standard = tables.Column(verbose_name=_("Standard"))
    section = tables.Column(verbose_name=_("Section"))
    scopes = tables.Column(verbose_name=_("Analytes"), orderable=False)
    hours = tables.Column(verbose_name=_("Hours"), attrs=NUMBER)
    valid_from = tables.Column(verbose_name=_("In force from"))
    laboratory = tables.Column(verbose_name=_("Laboratory"), order_by="laboratory__code")

    def render_code(self, record: Method) -> str:
        return str(record)

    def render_title_en(self, record: Method) -> str:
        return said(Text(record.title_zh, record.title_en))

    def render_scopes(self, record: Method) -> str:
        names = dict.fromkeys(said(Text(one.analyte_zh, one.analyte_en)) for one in record.scopes.all())
        return ", ".join(names)

    def render_hours(self, value: Any) -> str:
        return f"{value.normalize():f}"

    def render_valid_from(self, record: Method) -> str:
        return f"{record.valid_from:%F}" + (f" – {record.valid_to:%F}" if record.valid_to else "")

    def render_laboratory(self, value: Any) -> str:
        return named(value)


class MethodFilter(django_filters.FilterSet):
    """Methods by code, title, standard or analyte."""

    text = django_filters.CharFilter(label=_("Code, title, standard or analyte"), method="by_text")

    def by_text(self, rows: QuerySet[Method], name: str, value: str) -> QuerySet[Method]:
        own = Q(code__icontains=value) | Q(title_zh__icontains=value) | Q(title_en__icontains=value)
        more = Q(standard__icontains=value) | Q(scopes__analyte_zh__icontains=value)
        return rows.filter(own | more | Q(scopes__analyte_en__icontains=value)).distinct()


class InstrumentTable(tables.Table):
    """Instruments, what is due first."""

    code = tables.Column(verbose_name=_("Code"), linkify=("laboratory-instrument", (tables.A("pk"),)))
    name_en = tables.Column(verbose_name=_("Instrument"))
    section = tables.Column(verbose_name=_("Section"))
    owner = tables.Column(verbose_name=_("Owner outside"))
    place = tables.Column(verbose_name=_("Place"))
    state = tables.Column(verbose_name=_("State"))
    due = tables.Column(verbose_name=_("Verification holds until"), orderable=False, empty_values=())
    left = tables.Column(verbose_name=_("Verification"), orderable=False, empty_values=())

    def __init__(self, *args: Any, dues: dict[int, date | None], today: date, **kwargs: Any) -> None:
        self.dues, self.today = dues, today
        super().__init__(*args, **kwargs)

    def render_name_en(self, record: Instrument) -> str:
        return named(record)

    def render_state(self, value: str) -> SafeString:
        return badge(value, InstrumentState(value).text)

    def render_due(self, record: Instrument) -> str:
        due = self.dues[record.pk]
        return f"{due:%F}" if due else "–"

    def render_left(self, record: Instrument) -> SafeString:
        return days_left(self.dues[record.pk], self.today)


class InstrumentFilter(django_filters.FilterSet):
    """Instruments by text, state, and whose they are."""

    text = django_filters.CharFilter(label=_("Code, name, owner or place"), method="by_text")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("every state"),
        choices=lambda: [(s.value, said(s.text)) for s in InstrumentState],
    )
    whose = django_filters.ChoiceFilter(
        label=_("Whose"), method="by_owner", empty_label=_("the laboratory's own"),
        choices=[("outside", _("of institutions outside")), ("every", _("every instrument"))],
    )  # fmt: skip

    def filter_queryset(self, queryset: QuerySet[Instrument]) -> QuerySet[Instrument]:
        found: QuerySet[Instrument] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("whose") else found.filter(owner="")

    def by_text(self, rows: QuerySet[Instrument], name: str, value: str) -> QuerySet[Instrument]:
        own = Q(code__icontains=value) | Q(name_zh__icontains=value) | Q(name_en__icontains=value)
        return rows.filter(own | Q(owner__icontains=value) | Q(place__icontains=value))

    def by_owner(self, rows: QuerySet[Instrument], name: str, value: str) -> QuerySet[Instrument]:
        return rows.exclude(owner="") if value == "outside" else rows


class MaterialTable(tables.Table):
    """Reference materials, what expires first."""

    code = tables.Column(verbose_name=_("Code"))
    name_en = tables.Column(verbose_name=_("Material"))
    lot = tables.Column(verbose_name=_("Lot"))
    analyte_en = tables.Column(verbose_name=_("Analyte"))
    value = tables.Column(verbose_name=_("Value"), attrs=NUMBER)
    certified = tables.Column(verbose_name=_("Certified"))
    expires_on = tables.Column(verbose_name=_("Expires on"), empty_values=())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def render_name_en(self, record: ReferenceMaterial) -> str:
        return named(record)

    def render_analyte_en(self, record: ReferenceMaterial) -> str:
        return said(Text(record.analyte_zh, record.analyte_en))

    def render_value(self, record: ReferenceMaterial) -> str:
        spread = f" ± {record.uncertainty.normalize():f}" if record.uncertainty is not None else ""
        return f"{record.value.normalize():f}{spread} {record.unit}"

    def render_certified(self, value: bool) -> str:
        return spoken("yes") if value else spoken("no")

    def render_expires_on(self, record: ReferenceMaterial) -> Any:
        if record.withdrawn_on:
            return badge("withdrawn", spoken("withdrawn"))
        return days_left(record.expires_on, self.today) if record.expires_on else "–"
