"""Tables of the pool, and what they can be asked for."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as words
from django.utils.translation import gettext_lazy as _

from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Text
from guomen.laboratory.models import Sample
from guomen.laboratory.pool.models import Offer, OutsideReport, ServiceOrder, TestingBody
from guomen.laboratory.pool.queries import offered
from guomen.laboratory.pool.terms import OrderState, OutsideState, Standing

NUMBER = {"td": {"class": "number"}}


class OfferTable(tables.Table):
    """Tests on offer: what, by whom, to which standard, for how much, in how many days."""

    analyte_en = tables.Column(verbose_name=_("Test"))
    standard = tables.Column(verbose_name=_("Standard"))
    goods = tables.Column(verbose_name=_("For goods"), orderable=False, empty_values=())
    body = tables.Column(verbose_name=_("Laboratory"), order_by="body__code")
    price = tables.Column(verbose_name=_("Price (CNY)"), attrs=NUMBER)
    days = tables.Column(verbose_name=_("Working days"), attrs=NUMBER)
    accredited = tables.Column(verbose_name=_("Accredited"))

    def render_analyte_en(self, record: Offer) -> str:
        return said(Text(record.analyte_zh, record.analyte_en))

    def render_goods(self, value: list[str]) -> str:
        return ", ".join(value) or words("any")

    def render_body(self, value: TestingBody) -> str:
        return f"{named(value)} · {value.address}" if value.address else named(value)

    def render_accredited(self, record: Offer) -> SafeString:
        if record.accredited:
            return badge("conform", record.body.accreditation or words("yes"))
        return badge("open", words("not accredited"))


class OfferFilter(django_filters.FilterSet):
    """Tests by name, standard or laboratory, and for a goods code."""

    text = django_filters.CharFilter(label=_("Test, standard or laboratory"), method="unchanged")
    goods = django_filters.CharFilter(label=_("Goods code"), method="unchanged")

    def filter_queryset(self, queryset: QuerySet[Offer]) -> QuerySet[Offer]:
        asked = self.form.cleaned_data
        goods = "".join(one for one in asked.get("goods") or "" if one.isdigit())[:13]
        return offered(timezone.localdate(), text=(asked.get("text") or "").strip(), goods=goods)

    def unchanged(self, rows: QuerySet[Offer], name: str, value: Any) -> QuerySet[Offer]:
        return rows


class BodyTable(tables.Table):
    """The directory: who, whose, where, accredited until when, how busy, how often tested again."""

    code = tables.Column(verbose_name=_("Code"), linkify=("laboratory-body", (tables.A("code"),)))
    name_en = tables.Column(verbose_name=_("Laboratory"), order_by=("name_zh",))
    agency = tables.Column(verbose_name=_("Run by"))
    address = tables.Column(verbose_name=_("Place"))
    accredited_until = tables.Column(verbose_name=_("Accredited until"))
    capacity = tables.Column(verbose_name=_("Tests a day"), attrs=NUMBER)
    busy = tables.Column(verbose_name=_("Waiting there"), empty_values=(), orderable=False, attrs=NUMBER)
    standing = tables.Column(verbose_name=_("Standing"))

    def __init__(self, *args: Any, load: dict[int, int], **kwargs: Any) -> None:
        self.load = load
        super().__init__(*args, **kwargs)

    def render_name_en(self, record: TestingBody) -> str:
        return named(record)

    def render_busy(self, record: TestingBody) -> str:
        return str(self.load[record.pk]) if record.pk in self.load else words("not known")

    def render_accredited_until(self, value: Any) -> SafeString:
        overdue = value < timezone.localdate()
        return badge("overdue", value.isoformat()) if overdue else format_html("{}", value.isoformat())

    def render_standing(self, value: str) -> SafeString:
        return badge("conform" if value == Standing.GOOD else "nonconform", Standing(value).text)


class WaitingTable(tables.Table):
    """Samples that nobody has sent anywhere yet."""

    label = tables.Column(verbose_name=_("Label"), linkify=("laboratory-route", (tables.A("label"),)))
    description = tables.Column(verbose_name=_("Goods"))
    tests = tables.Column(verbose_name=_("Tests"), empty_values=(), orderable=False)
    office = tables.Column(verbose_name=_("Ordered by office"), order_by="office__code")
    ordered_at = tables.Column(verbose_name=_("Ordered"))

    def render_tests(self, record: Sample) -> str:
        return ", ".join(said(Text(one.analyte_zh, one.analyte_en)) for one in record.requests.all())

    def render_office(self, value: Any) -> str:
        return named(value)

    def render_ordered_at(self, value: Any) -> SafeString:
        return moment(value)


class OutsideTable(tables.Table):
    """Outside reports with what became of them."""

    number = tables.Column(verbose_name=_("Report number"), linkify=("laboratory-outside", (tables.A("pk"),)))
    body = tables.Column(verbose_name=_("Laboratory"), order_by="body__code")
    subject = tables.Column(verbose_name=_("Goods"))
    issued_on = tables.Column(verbose_name=_("Issued"))
    taken_at = tables.Column(verbose_name=_("Presented"))
    state = tables.Column(verbose_name=_("State"))

    def render_body(self, value: TestingBody) -> str:
        return named(value)

    def render_taken_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_state(self, value: str) -> SafeString:
        return outside_badge(value)


class OutsideFilter(django_filters.FilterSet):
    """Outside reports by state and laboratory."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=lambda: [(one.value, said(one.text)) for one in OutsideState]
    )
    body = django_filters.CharFilter(label=_("Code of the laboratory"), field_name="body__code")

    class Meta:
        model = OutsideReport
        fields = ("state", "body")


class OrderTable(tables.Table):
    """Orders of tests."""

    number = tables.Column(verbose_name=_("Number"), linkify=("laboratory-service-order", (tables.A("number"),)))
    body = tables.Column(verbose_name=_("Laboratory"), order_by="body__code")
    description = tables.Column(verbose_name=_("Goods"))
    price = tables.Column(verbose_name=_("Price (CNY)"), attrs=NUMBER)
    placed_at = tables.Column(verbose_name=_("Ordered"))
    due_on = tables.Column(verbose_name=_("Due"))
    state = tables.Column(verbose_name=_("State"))

    def render_body(self, value: TestingBody) -> str:
        return named(value)

    def render_placed_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_state(self, record: ServiceOrder) -> SafeString:
        return order_badge(record.state)


_OUTSIDE = {
    OutsideState.ACCEPTED: "conform",
    OutsideState.AGREED: "conform",
    OutsideState.VERIFYING: "open",
    OutsideState.REFUSED: "nonconform",
    OutsideState.DISAGREED: "nonconform",
}
_ORDERS = {OrderState.REPORTED: "conform", OrderState.DECLINED: "nonconform", OrderState.CANCELLED: "nonconform"}


def outside_badge(state: str) -> SafeString:
    """What became of an outside report."""
    return badge(_OUTSIDE[OutsideState(state)], OutsideState(state).text)


def order_badge(state: str) -> SafeString:
    """Where an order stands."""
    return badge(_ORDERS.get(OrderState(state), "open"), OrderState(state).text)
