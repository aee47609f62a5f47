"""How results are told: shares with their intervals, tables of lines, shares and samples."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as words
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.queries import country_name, hazards
from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm
from guomen.supervision.programmes.models import Programme, ProgrammeSample, Share
from guomen.supervision.programmes.terms import Estimate, Method, ProgrammeKind, ProgrammeState, Standing

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_SIDES = {"domestic": Text("国内", "domestic"), "foreign": Text("国外", "foreign")}
_TONES = {
    Standing.WAITING: "waiting",
    Standing.ON_COURSE: "good",
    Standing.SHORT: "watch",
    Standing.AHEAD: "info",
    Standing.FULL: "done",
    Standing.MISSED: "overdue",
}

_STATES = {
    ProgrammeState.DRAFT: "open",
    ProgrammeState.PROPOSED: "proposed",
    ProgrammeState.SIGNED: "in_force",
    ProgrammeState.CLOSED: "done",
    ProgrammeState.DISCARDED: "withdrawn",
}


def head(programme: Programme) -> dict[str, Any]:
    """What the head of every page of a programme says."""
    return {
        "row": programme,
        "title": Text(programme.title_zh, programme.title_en),
        "kind": ProgrammeKind(programme.kind).text,
        "state": ProgrammeState(programme.state).text,
        "badge": programme_badge(programme.state),
    }


def programme_badge(state: str) -> SafeString:
    """Where a programme stands."""
    return badge(_STATES[ProgrammeState(state)], ProgrammeState(state).text)


def hazard_names() -> dict[str, str]:
    """The hazards' names in the reader's language."""
    return {code: said(text) for code, text in hazards().items()}


def side_name(side: str) -> str:
    """A side of a comparison in the reader's language: one of the two words, a country by its code, else as written."""
    if side in _SIDES:
        return said(_SIDES[side])
    return said(country_name(side)) if len(side) == 2 and side.isupper() else side


def percent(share: float) -> str:
    """A share as a percentage: a tenth of a point where it is told apart there."""
    return f"{100 * share:.1f}%"


def told(estimate: Estimate | None) -> SafeString:
    """A share with its interval; how it was made on pointing at it."""
    if estimate is None:
        return format_html('<span class="muted">{}</span>', words("nothing answered"))
    if estimate.method is Method.COUNTED:
        return format_html('<span title="{}">{}</span>', said(estimate.method.text), percent(estimate.rate))
    span = f"{100 * estimate.low:.1f}–{percent(estimate.high)}"
    return format_html(
        '<span title="{}">{} <small class="muted">{}</small></span>',
        said(estimate.method.text), percent(estimate.rate), span,
    )  # fmt: skip


def bar(drawn: int, planned: int) -> SafeString:
    """How much of what was planned is drawn."""
    of = f"{drawn} / {planned}"
    return format_html('<meter min="0" max="{}" value="{}">{}</meter> {}', planned, min(drawn, planned), of, of)


def standing_badge(standing: Standing) -> SafeString:
    """Where a share or an office stands."""
    return badge(_TONES[standing], standing.text)


class LineFilter(HouseForm):
    """Which lines are shown."""

    text = forms.CharField(label=_("Product or hazard"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    found = forms.BooleanField(label=_("only with something nonconforming"), required=False)

    def __init__(self, *args: Any, categories: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "–"), *((one, one) for one in categories)]  # type: ignore[attr-defined]


class LineTable(tables.Table):
    """The lines of a programme with what came of them; rows: {"line", "tally"}."""

    position = tables.Column(verbose_name=_("No."), accessor="line__position", attrs=NUMBER)
    product = tables.Column(verbose_name=_("Product"), accessor="line", order_by="line__name_en")
    hazard = tables.Column(verbose_name=_("Hazard"), accessor="line__hazard")
    drawn = tables.Column(verbose_name=_("Drawn of planned"), accessor="tally__drawn")
    by_hand = tables.Column(verbose_name=_("By hand"), accessor="tally__by_hand", attrs=NUMBER)
    reported = tables.Column(verbose_name=_("Of them reported"), accessor="tally__reported", attrs=NUMBER)
    nonconforming = tables.Column(verbose_name=_("Nonconforming"), accessor="tally__nonconforming", attrs=NUMBER)
    rate = tables.Column(
        verbose_name=_("Share not conforming"), accessor="tally__estimate", order_by="tally__estimate__rate",
        empty_values=(), attrs=NUMBER,
    )  # fmt: skip

    def __init__(self, *args: Any, hazards: dict[str, str], **kwargs: Any) -> None:
        self.hazards = hazards
        super().__init__(*args, **kwargs)

    def render_product(self, value: Any) -> SafeString:
        href = reverse("supervision-line", args=[value.programme.number, value.position])
        under = format_html('<br><small class="muted">{}</small>', value.category) if value.category else ""
        return format_html('<a href="{}">{}</a>{}', href, named(value), under)

    def render_hazard(self, value: str) -> str:
        return self.hazards.get(value, value)

    def render_drawn(self, record: dict[str, Any]) -> SafeString:
        return bar(record["tally"].drawn, record["tally"].planned)

    def render_rate(self, record: dict[str, Any]) -> SafeString:
        return told(record["tally"].estimate)


class ShareTable(tables.Table):
    """The shares of one office."""

    line = tables.Column(verbose_name=_("Product"), order_by="line__position")
    from_on = tables.DateColumn(verbose_name=_("First day"), format="Y-m-d")
    to_on = tables.DateColumn(verbose_name=_("To, not included"), format="Y-m-d")
    drawn = tables.Column(verbose_name=_("Drawn of planned"))
    reported = tables.Column(verbose_name=_("Of them reported"), attrs=NUMBER)
    nonconforming = tables.Column(verbose_name=_("Nonconforming"), attrs=NUMBER)
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)

    def render_line(self, record: Share) -> SafeString:
        href = reverse("supervision-line", args=[record.line.programme.number, record.line.position])
        return format_html('<a href="{}">{}. {}</a>', href, record.line.position, named(record.line))

    def render_drawn(self, record: Any) -> SafeString:
        return bar(record.drawn, record.number)

    def render_state(self, record: Any) -> SafeString:
        return standing_badge(share_standing(record))


def share_standing(share: Any) -> Standing:
    """Where one share (with `drawn`) stands today, without a forecast."""
    today = timezone.localdate()
    if share.drawn >= share.number:
        return Standing.FULL
    if share.to_on <= today:
        return Standing.MISSED
    return Standing.WAITING if today < share.from_on else Standing.ON_COURSE


class SampleTable(tables.Table):
    """The samples of a line."""

    label = tables.Column(verbose_name=_("Label"), linkify=("laboratory-sample", (tables.A("label"),)))
    drawn_at = tables.Column(verbose_name=_("Drawn"))
    office = tables.Column(verbose_name=_("Office"), order_by="office__code")
    origin = tables.Column(verbose_name=_("Origin"))
    producer = tables.Column(verbose_name=_("Producer"))
    chance = tables.Column(verbose_name=_("Chance"), empty_values=(), attrs=NUMBER)
    values = tables.Column(verbose_name=_("Values found"), orderable=False)
    conform = tables.Column(verbose_name=_("State"), empty_values=())

    def __init__(self, *args: Any, analytes: dict[str, str], **kwargs: Any) -> None:
        self.analytes = analytes
        super().__init__(*args, **kwargs)

    def render_drawn_at(self, value: Any) -> SafeString:
        return moment(value)

    def render_office(self, value: Any) -> str:
        return named(value)

    def render_chance(self, value: float | None) -> str:
        return words("by hand") if value is None else percent(value)

    def render_values(self, value: dict[str, dict[str, str]], record: ProgrammeSample) -> SafeString:
        """Each value; what exceeds is in bold."""
        lines = [
            format_html(
                "<strong>{} {}</strong>" if name in record.exceeded else "{} {}", shown, value[name].get("value", "")
            )
            for name, shown in self.analytes.items()
            if name in value
        ]
        return SafeString("<br>".join(lines))

    def render_conform(self, record: ProgrammeSample) -> SafeString:
        return state_badge(record)


def state_badge(sample: ProgrammeSample) -> SafeString:
    """What became of a sample."""
    if sample.cancelled:
        return badge("idle", words("not counted"))
    if not sample.report:
        return badge("open", words("not yet reported"))
    if sample.conform is None:
        return badge("inconclusive", words("not judged"))
    return badge("conform", words("conforms")) if sample.conform else badge("nonconform", words("does not conform"))
