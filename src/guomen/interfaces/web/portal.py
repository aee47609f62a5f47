"""The trader's own declarations: where each stands and what is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import Channel, Direction
from guomen.consignments.models import Consignment
from guomen.consignments.queries import visible_consignments
from guomen.decisions.models import Disposition
from guomen.decisions.queries import open_counts, visible_certificates, visible_dispositions
from guomen.decisions.terms import DispositionKind
from guomen.interfaces import words
from guomen.kernel.templatetags.guomen import badge, moment, said
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.targeting.models import Assignment
from guomen.targeting.queries import assignments
from guomen.targeting.terms import InstructionKind

ROWS = 25
CANCELLED = Text("已撤销", "cancelled")
READING = Text("受理中", "being read")
# What a channel means to the person who waits for the goods.
WAITING = {
    Channel.RELEASE: Text("等待放行", "about to be released"),
    Channel.DOCUMENT: Text("单证审核中", "documents are being checked"),
    Channel.IDENTITY: Text("需配合核对货证", "goods are to be shown"),
    Channel.PHYSICAL: Text("需配合现场查验", "goods are to be inspected"),
    Channel.SAMPLE: Text("需配合抽样送检", "goods are to be sampled"),
    Channel.HOLD: Text("暂扣，等待处置决定", "held, a decision will follow"),
    Channel.REFUSE: Text("不予准入，等待处置决定", "not admitted, a decision will follow"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one consignment stands: a code for its badge, the words, and what is asked of the trader."""

    code: str
    text: Text
    asked: tuple[Text, ...] = ()


def standings(rows: Iterable[Consignment], of: QuerySet[Disposition]) -> dict[int, Standing]:
    """Where each consignment stands, read in two queries; `of` are the dispositions that the reader may see."""
    wanted = {row.pk: row for row in rows}
    decided = assignments(list(wanted))
    issued = {one.consignment_id: one for one in of.filter(consignment__in=list(wanted), state="issued")}
    return {key: _standing(row, decided.get(key), issued.get(key)) for key, row in wanted.items()}


def _standing(row: Consignment, decided: Assignment | None, issued: Disposition | None) -> Standing:
    if row.status == "cancelled":
        return Standing("withdrawn", CANCELLED)
    if issued is not None:
        kind = DispositionKind(issued.kind)
        return Standing(str(kind), kind.text)
    if decided is None:
        return Standing("pending", READING)
    channel = Channel(decided.channel)
    return Standing(str(channel), WAITING[channel], tuple(_asked(decided)))


def _asked(decided: Assignment) -> Iterable[Text]:
    wanted = (InstructionKind.DOCUMENT, InstructionKind.PERMIT)
    texts = (
        Text.from_json(one) for line in decided.lines for one in line["instructions"] if one["kind"] in map(str, wanted)
    )
    return dict.fromkeys(texts)


class OwnFilter(filters.FilterSet):
    """By reference and direction."""

    reference = filters.CharFilter(label=_("Reference"), lookup_expr="istartswith")
    direction = filters.ChoiceFilter(label=_("Direction"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["direction"].extra["choices"] = [(one.value, said(words.DIRECTIONS[one])) for one in Direction]


class OwnTable(tables.Table):
    """One row a consignment, the newest first."""

    reference = tables.Column(verbose_name=_("Reference"))
    first_lodged_at = tables.Column(verbose_name=_("Lodged"))
    direction = tables.Column(verbose_name=_("Direction"))
    status = tables.Column(verbose_name=_("Where it stands"), orderable=False)
    asked = tables.Column(verbose_name=_("Asked of you"), orderable=False, empty_values=())

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

    known: dict[int, Standing]


@page(Capability.TRADE)
def portal(request: SignedIn) -> HttpResponse:
    """Own declarations, the newest first, with counts of papers and appeals above."""
    found = OwnFilter(request.GET, queryset=visible_consignments(request.user))
    table = OwnTable(found.qs.order_by("-pk"), request=request)
    tables.RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    rows = [row.record for row in table.page]
    table.known = standings(rows, visible_dispositions(request.user))
    context = {
        "table": table,
        "filter": found,
        "certificates": visible_certificates(request.user)[:10],
        "counts": open_counts(request.user),
    }
    return render(request, "interfaces/portal.html", context)
