"""Lists of targeting: control orders, waiting overrides, days of draws."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import Channel
from guomen.kernel.templatetags.guomen import badge, named
from guomen.kernel.terms import Text
from guomen.targeting.models import ControlOrder, Override

IN_FORCE = Text("生效中", "in force")
COMING = Text("尚未生效", "coming")
OVER = Text("已到期", "over")
WITHDRAWN = Text("已撤销", "withdrawn")


def standing(row: ControlOrder) -> tuple[str, Text]:
    """Where an order stands today: (tone, words)."""
    today = timezone.localdate()
    if row.withdrawn_at is not None:
        return "withdrawn", WITHDRAWN
    if today < row.valid_from:
        return "coming", COMING
    return ("over", OVER) if row.valid_to is not None and row.valid_to <= today else ("in_force", IN_FORCE)


def about(row: ControlOrder) -> str:
    """What an order is about, in a line."""
    said = row.condition
    parts = [", ".join(said.get("goods", ())) or gettext("all goods"), ", ".join(said.get("origins", ()))]
    parts += [", ".join(str(one) for one in said.get(name, ())) for name in ("importers", "producers", "ports")]
    return " · ".join(part for part in parts if part)


class OrderTable(tables.Table):
    """Control orders with their standing and their hits."""

    number = tables.Column(verbose_name=_("Number"), linkify=("targeting-order", (tables.A("number"),)))
    about = tables.Column(verbose_name=_("What it is about"), accessor="condition", orderable=False)
    orders = tables.Column(verbose_name=_("Orders"))
    rate = tables.Column(verbose_name=_("Share of lots"), default="1")
    valid_from = tables.DateColumn(verbose_name=_("In force from"), format="Y-m-d")
    valid_to = tables.DateColumn(verbose_name=_("Until before"), format="Y-m-d")
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)
    met = tables.Column(verbose_name=_("Hits"), empty_values=(), orderable=False)
    office = tables.Column(verbose_name=_("Office"), order_by="office__code")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.hits: dict[str, Any] = {}

    def render_about(self, record: ControlOrder) -> str:
        return about(record)

    def render_orders(self, value: str) -> SafeString:
        return badge(value, Channel(value).text)

    def render_state(self, record: ControlOrder) -> SafeString:
        return badge(*standing(record))

    def render_met(self, record: ControlOrder) -> str:
        return str(self.hits[record.number].met) if record.number in self.hits else ""

    def render_office(self, value: Any) -> str:
        return named(value)


class OrderFilter(django_filters.FilterSet):
    """Orders by number, text or ground, goods, origin and channel."""

    text = django_filters.CharFilter(label=_("Number or text"), method="by_text")
    goods = django_filters.CharFilter(label=_("Goods code"), method="by_goods")
    origin = django_filters.CharFilter(label=_("Origin"), method="by_origin")
    orders = django_filters.ChoiceFilter(
        label=_("Orders"),
        choices=lambda: [(one.value, one.text.in_(get_language() or "zh-hans")) for one in Channel],
    )

    def by_text(self, rows: QuerySet[ControlOrder], name: str, value: str) -> QuerySet[ControlOrder]:
        said = Q(text_zh__icontains=value) | Q(text_en__icontains=value) | Q(ground__icontains=value)
        return rows.filter(said | Q(number__icontains=value))

    def by_goods(self, rows: QuerySet[ControlOrder], name: str, value: str) -> QuerySet[ControlOrder]:
        """Those that goods of this code would meet."""
        meant = Q(condition__goods__isnull=True)
        for length in range(1, len(value) + 1):
            meant |= Q(condition__goods__contains=[value[:length]])
        return rows.filter(meant)

    def by_origin(self, rows: QuerySet[ControlOrder], name: str, value: str) -> QuerySet[ControlOrder]:
        return rows.filter(condition__origins__contains=[value.upper()])


class OverrideTable(tables.Table):
    """Overrides that wait for a second person."""

    consignment = tables.Column(
        verbose_name=_("Consignment"),
        accessor="assignment__consignment",
        linkify=("consignment", (tables.A("assignment__consignment_id"),)),
        orderable=False,
    )
    from_channel = tables.Column(verbose_name=_("From"))
    to_channel = tables.Column(verbose_name=_("To"))
    ground = tables.Column(verbose_name=_("Ground"), orderable=False)
    proposed_by = tables.Column(verbose_name=_("Proposed by"))
    proposed_at = tables.DateTimeColumn(verbose_name=_("Proposed"), format="Y-m-d H:i")
    decide = tables.Column(
        verbose_name="", empty_values=(), orderable=False, linkify=("targeting-overrides-decide", (tables.A("pk"),))
    )

    def render_from_channel(self, value: str) -> SafeString:
        return badge(value, Channel(value).text)

    def render_to_channel(self, value: str) -> SafeString:
        return badge(value, Channel(value).text)

    def render_decide(self, record: Override) -> str:
        return gettext("Decide")


class CountTable(tables.Table):
    """Overrides counted per officer."""

    username = tables.Column(verbose_name=_("Officer"))
    proposed = tables.Column(verbose_name=_("Overrides"))
    lighter = tables.Column(verbose_name=_("To a lighter channel"))
    stricter = tables.Column(verbose_name=_("To a stricter channel"))
    declined = tables.Column(verbose_name=_("Declined"))


class DayTable(tables.Table):
    """Days of draws: what was published beforehand, what was revealed since."""

    date = tables.DateColumn(verbose_name=_("Day"), format="Y-m-d")
    commitment = tables.TemplateColumn("<code>{{ record.commitment }}</code>", verbose_name=_("Commitment (SHA-256)"))
    committed_at = tables.DateTimeColumn(verbose_name=_("Published"), format="Y-m-d H:i")
    secret = tables.TemplateColumn("<code>{{ record.secret }}</code>", verbose_name=_("Secret"), orderable=False)
    verify = tables.TemplateColumn(template_name="targeting/verify_day.html", verbose_name="", orderable=False)

    class Meta:
        order_by = "-date"
