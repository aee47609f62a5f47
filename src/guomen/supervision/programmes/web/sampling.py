"""What an office has to draw for programmes: all of it, one share, one pick of the draw."""

from typing import Any

import django_tables2 as tables
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as words
from django.utils.translation import gettext_lazy as _
from django_tables2 import RequestConfig

from guomen.kernel.offices.queries import may
from guomen.kernel.templatetags.guomen import badge, named, said
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Pick, Share
from guomen.supervision.programmes.queries.drawing import Due, due_shares, pick_of, share_of
from guomen.supervision.programmes.terms import Frame, PickState
from guomen.supervision.programmes.web.results import NUMBER, bar
from guomen.supervision.programmes.web.sampling_forms import HandForm, ImpossibleForm, SampleForm

ROWS = 50
_TONES = {PickState.WAITING: "waiting", PickState.DRAWN: "done", PickState.IMPOSSIBLE: "overdue"}


class DueTable(tables.Table):
    """Shares that run, with what is to be drawn of each."""

    line = tables.Column(verbose_name=_("Product"), accessor="share__line", order_by="share__line__name_en")
    programme = tables.Column(verbose_name=_("Programme"), accessor="share__line__programme__number")
    office = tables.Column(verbose_name=_("Office"), accessor="share__office", order_by="share__office__code")
    to_on = tables.DateColumn(verbose_name=_("To, not included"), accessor="share__to_on", format="Y-m-d")
    drawn = tables.Column(verbose_name=_("Drawn of planned"))
    late = tables.Column(verbose_name=_("Behind"), attrs=NUMBER)
    now = tables.Column(verbose_name=_("To be drawn now"), empty_values=(), orderable=False)

    def render_line(self, record: Due) -> SafeString:
        href = reverse("supervision-share", args=[record.share.pk])
        frame = Frame(record.share.line.frame).text
        return format_html(
            '<a href="{}">{}</a><br><small class="muted">{}</small>', href, named(record.share.line), said(frame)
        )

    def render_programme(self, record: Due) -> SafeString:
        line = record.share.line
        href = reverse("supervision-line", args=[line.programme.number, line.position])
        return format_html('<a href="{}"><code>{}</code></a>', href, line)

    def render_office(self, value: Any) -> str:
        return str(named(value))

    def render_drawn(self, record: Due) -> SafeString:
        return bar(record.drawn, record.share.number)

    def render_late(self, value: int) -> SafeString | str:
        return badge("overdue", Text(f"落后{value}", f"{value} behind")) if value else "–"

    def render_now(self, record: Due) -> SafeString | str:
        return now_told(record)


def now_told(due: Due) -> SafeString | str:
    """What is to be drawn now, in a few words."""
    frame = Frame(due.share.line.frame)
    if not due.wanted:
        return words("nothing, all are drawn")
    if frame is Frame.MARKET:
        return words("%(count)s in the market") % {"count": due.wanted}
    if frame is Frame.PREMISES:
        picked = words("%(count)s premises of the draw") % {"count": len(due.picks)}
        return picked if due.picks else words("none are registered for these goods in the area")
    if due.lots:
        return words("%(count)s lots picked") % {"count": len(due.lots)}
    return words("wait for the next lot that is picked")


@page(*queries.READERS)
def due(request: SignedIn) -> HttpResponse:
    """The running shares of the person's office and below, those that lag most first."""
    shares = due_shares(request.user, timezone.localdate())
    table = DueTable(shares)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    counted = {
        "shares": len(shares),
        "wanted": sum(one.wanted for one in shares),
        "late": sum(one.late for one in shares),
        "now": sum(one.possible for one in shares),
    }
    return render(request, "supervision/programmes/due.html", {"table": table, "counted": counted})


@page(*queries.READERS)
def share(request: SignedIn, number: int) -> HttpResponse:
    """One share: the lots picked, the premises of the draw, a sample drawn by hand."""
    row = share_of(request.user, number)
    running = next((one for one in due_shares(request.user, timezone.localdate()) if one.share.pk == row.pk), None)
    done, forms = tried(request, _by_hand(request, row) if running else {})
    if done:
        return redirect("supervision-share", number)
    context = {
        "row": row,
        "due": running,
        "now": now_told(running) if running else "",
        "frame": Frame(row.line.frame),
        "picks": [(one, _state(one)) for one in row.picks.order_by("rank")],
        "samples": row.samples.order_by("-drawn_at")[:ROWS],
        "forms": forms,
    }
    return render(request, "supervision/programmes/share.html", context)


def _by_hand(request: SignedIn, row: Share) -> dict[str, Offer]:
    if Frame(row.line.frame).declared or not may(request.user, Capability.INSPECT):
        return {}
    return {
        "sample": Offer(
            lambda data: HandForm(data, line=row.line),
            lambda form: operations.draw_programme_sample(
                actor=request.user, at=timezone.now(), share=row.pk, **form.drawn(request.user.name_zh)
            ),
            words("The sample was drawn. Write its label on the bag."),
        )
    }


@page(*queries.READERS)
def pick(request: SignedIn, number: int) -> HttpResponse:
    """One pick of the draw: its sample is drawn, or it is said why that is impossible."""
    row = pick_of(request.user, number)
    offers = _of_pick(request, row) if may(request.user, Capability.INSPECT) else {}
    done, forms = tried(request, offers)
    if done:
        return redirect("supervision-share", row.share_id)
    context = {
        "row": row, "line": row.share.line, "state": _state(row), "forms": forms, "proof": row.proof,
        "samples": row.samples.order_by("-drawn_at"), "percent": f"{100 * row.chance:.3g}%",
    }  # fmt: skip
    return render(request, "supervision/programmes/pick.html", context)


def _of_pick(request: SignedIn, row: Pick) -> dict[str, Offer]:
    if row.state != PickState.WAITING:
        return {}
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "pick": row.pk}
    return {
        "sample": Offer(
            lambda data: SampleForm(data, line=row.share.line),
            lambda form: operations.draw_programme_sample(**told, **form.drawn(request.user.name_zh)),
            words("The sample was drawn. Write its label on the bag."),
        ),
        "impossible": Offer(
            ImpossibleForm,
            lambda form: operations.pick_impossible(**told, **form.cleaned_data),
            words("It is on record; the next of the draw takes its place."),
        ),
    }


def _state(row: Pick) -> SafeString:
    state = PickState(row.state)
    return badge(_TONES[state], state.text)
