"""Lists of consignments: the trader's own with what is asked, the officer's with channel and office."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import Direction
from guomen.consignments.models import Consignment
from guomen.consignments.queries import visible_consignments
from guomen.decisions.queries import visible_certificates, visible_dispositions
from guomen.interfaces import words
from guomen.interfaces.standing import Standing, standings
from guomen.kernel.offices.models import Office
from guomen.kernel.offices.queries import visible_offices
from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page

ROWS = 25
PAPERS = 10


class OwnFilter(filters.FilterSet):
    """By reference, direction and days of lodging."""

    reference = filters.CharFilter(label=_("Reference"), lookup_expr="istartswith")
    direction = filters.ChoiceFilter(label=_("Direction"), choices=[])
    since = filters.DateFilter(
        label=_("From day"), field_name="drawn_on", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = filters.DateFilter(
        label=_("To day (inclusive)"),
        field_name="drawn_on",
        lookup_expr="lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["direction"].extra["choices"] = [(one.value, said(words.DIRECTIONS[one])) for one in Direction]


class OfficeFilter(OwnFilter):
    """An officer also asks by importer and by office."""

    importer = filters.CharFilter(label=_("Importer or exporter"), lookup_expr="istartswith")
    office = filters.ModelChoiceFilter(label=_("Office"), queryset=Office.objects.none(), method="under")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.form.fields["office"]
        field.queryset = visible_offices(self.request.user)
        field.label_from_instance = named

    def under(self, rows: QuerySet[Consignment], name: str, office: Office) -> QuerySet[Consignment]:
        """Consignments of the office and all below it."""
        return rows.filter(office__path__startswith=office.path)


class OwnTable(tables.Table):
    """One row a consignment."""

    reference = tables.Column(verbose_name=_("Reference"))
    first_lodged_at = tables.Column(verbose_name=_("Lodged"))
    direction = tables.Column(verbose_name=_("Direction"))
    status = tables.Column(verbose_name=_("Where it stands"), orderable=False)
    asked = tables.Column(verbose_name=_("Asked of you"), orderable=False, empty_values=())

    known: dict[int, Standing]

    def render_reference(self, record: Consignment) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("consignment", args=[record.pk]), record.reference)

    def render_first_lodged_at(self, record: Consignment) -> SafeString:
        return moment(record.first_lodged_at)

    def render_direction(self, record: Consignment) -> str:
        return said(words.DIRECTIONS[Direction(record.direction)])

    def render_status(self, record: Consignment) -> SafeString:
        standing = self.known[record.pk]
        return badge(standing.code, standing.text)

    def render_asked(self, record: Consignment) -> str:
        return "；".join(said(text) for text in self.known[record.pk].asked[:3]) or "—"


class OfficeTable(OwnTable):
    """What officers see of it."""

    importer = tables.Column(verbose_name=_("Importer or exporter"))
    office = tables.Column(verbose_name=_("Office"), order_by=("office__path",))
    channel = tables.Column(verbose_name=_("Channel"), orderable=False, empty_values=())

    class Meta:
        sequence = ("reference", "first_lodged_at", "direction", "importer", "office", "channel", "status")
        exclude = ("asked",)

    def render_importer(self, record: Consignment) -> str:
        return record.importer_name or record.importer

    def render_office(self, record: Consignment) -> str:
        return named(record.office)

    def render_channel(self, record: Consignment) -> SafeString:
        channel = self.known[record.pk].channel
        return badge(str(channel), channel.text) if channel else SafeString("—")


def _filled(request: SignedIn, kind: type[OwnTable], rows: QuerySet[Consignment]) -> OwnTable:
    """The table with one page of rows, and where each of them stands."""
    table = kind(rows.order_by("-pk"), request=request)
    tables.RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    table.known = standings([row.record for row in table.page], visible_dispositions(request.user))
    return table


@page(Capability.TRADE)
def portal(request: SignedIn) -> HttpResponse:
    """The trader's own declarations, the newest first, and his papers."""
    found = OwnFilter(request.GET, queryset=visible_consignments(request.user), request=request)
    context = {
        "table": _filled(request, OwnTable, found.qs),
        "filter": found,
        "certificates": visible_certificates(request.user)[:PAPERS],
    }
    return render(request, "interfaces/portal.html", context)


@page(Capability.VIEW_CONSIGNMENTS)
def declarations(request: SignedIn) -> HttpResponse:
    """Consignments of the offices that the officer sees, the newest first."""
    found = OfficeFilter(request.GET, queryset=visible_consignments(request.user), request=request)
    context = {"table": _filled(request, OfficeTable, found.qs), "filter": found}
    return render(request, "interfaces/declarations.html", context)
