"""The catalogue's lists."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.models import Fact, Measure, Policy, StandardComment
from guomen.catalogue.terms import Channel, CommentTopic, Confidence
from guomen.catalogue.web.words import CONFIDENCE, TRUST, period
from guomen.kernel.templatetags.guomen import moment, said
from guomen.kernel.terms import Text


def trust(row: Fact) -> SafeString:
    """How far a row may be trusted, as a badge; an unverified default is one that the eye falls on."""
    confidence = Confidence(row.confidence)
    return format_html(
        '<span class="badge {}" title="{}">{}</span>',
        TRUST[confidence],
        row.source,
        CONFIDENCE[confidence],
    )


class GoodsTable(tables.Table):
    """Goods codes."""

    code = tables.Column(verbose_name=_("Code"), linkify=("catalogue-goods-code", (tables.A("code"),)))
    name = tables.Column(verbose_name=_("Name"), empty_values=(), orderable=False)
    categories = tables.Column(verbose_name=_("Inspection categories"))
    supervision = tables.Column(verbose_name=_("Supervision"))
    confidence = tables.Column(verbose_name=_("Trust"))

    def render_name(self, record: Any) -> str:
        return said(Text(record.name_zh, record.name_en))

    def render_confidence(self, record: Fact) -> SafeString:
        return trust(record)


class MeasureTable(tables.Table):
    """Measures as they stand now."""

    number = tables.Column(verbose_name=_("Number"), linkify=("catalogue-measure", (tables.A("number"),)))
    text = tables.Column(verbose_name=_("What it orders"), orderable=False)
    orders = tables.Column(verbose_name=_("Channel"))
    hazard = tables.Column(verbose_name=_("Hazard"))
    valid_from = tables.Column(verbose_name=_("Period"))
    stands = tables.Column(verbose_name=_("Standing"), empty_values=(), orderable=False)

    def render_text(self, value: dict[str, str]) -> str:
        return said(Text.from_json(value))

    def render_orders(self, value: str) -> str:
        return said(Channel(value).text)

    def render_valid_from(self, record: Measure) -> str:
        return period(record.valid_from, record.valid_to)

    def render_stands(self, record: Measure) -> SafeString:
        return standing(record)


def standing(row: Measure) -> SafeString:
    """Where a measure stands today, as a badge."""
    today = timezone.localdate()
    if row.withdrawn or (row.valid_to is not None and row.valid_to <= today):
        return format_html('<span class="badge idle">{}</span>', _now("ended"))
    if row.valid_from > today:
        return format_html('<span class="badge watch">{}</span>', _now("to come"))
    return format_html('<span class="badge in_force">{}</span>', _now("in force"))


class PolicyTable(tables.Table):
    """Policies in force."""

    name = tables.Column(verbose_name=_("Name"))
    office = tables.Column(verbose_name=_("Office"), empty_values=())
    value = tables.Column(verbose_name=_("Set to"))
    valid_from = tables.Column(verbose_name=_("Period"))
    source = tables.Column(verbose_name=_("Source"))
    confidence = tables.Column(verbose_name=_("Trust"))

    def render_name(self, record: Policy) -> SafeString:
        return format_html("{}<br><code>{}</code>", said(Text(record.note_zh, record.note_en)), record.name)

    def render_office(self, value: str) -> str:
        return value or _now("everywhere")

    def render_value(self, record: Policy) -> SafeString:
        return format_html("<code>{}</code> {}", record.value, record.unit)

    def render_valid_from(self, record: Policy) -> str:
        return period(record.valid_from, record.valid_to)

    def render_confidence(self, record: Fact) -> SafeString:
        return trust(record)


class CommentTable(tables.Table):
    """Comments on standards, for the editors."""

    told_at = tables.Column(verbose_name=_("Sent in"))
    number = tables.Column(verbose_name=_("Standard"))
    topic = tables.Column(verbose_name=_("What it is"))
    text = tables.Column(verbose_name=_("Comment"), orderable=False, linkify=("catalogue-comment", (tables.A("pk"),)))

    def render_told_at(self, record: StandardComment) -> SafeString:
        return moment(record.told_at)

    def render_topic(self, value: str) -> str:
        return said(CommentTopic(value).text)

    def render_text(self, value: str) -> str:
        return value if len(value) <= 120 else f"{value[:119]}…"
