"""Who draws how many of a line when: numbers by office and period, set by hand or shared out by the trade."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn, page
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Line
from guomen.supervision.programmes.queries.plans import spans_of
from guomen.supervision.programmes.terms import ProgrammeState, ShareAsked
from guomen.supervision.programmes.web.drafts import holds
from guomen.supervision.programmes.web.planned import line_row
from guomen.supervision.programmes.web.results import head

Span = tuple[date, date]


@page(*queries.READERS)
def shares(request: SignedIn, number: str, position: int) -> HttpResponse:
    """The shares of one line, changed while its programme is a draft."""
    row = queries.visible_programme(request.user, number)
    line = queries.line_of(row, position)
    edits = row.state == ProgrammeState.DRAFT and holds(request.user, Capability.PLAN_PROGRAMME, row)
    refusal: Refusal | None = None
    if edits and request.method == "POST":
        try:
            _done(request, line)
        except Refusal as raised:
            refusal = raised
        else:
            messages.success(request, _("The shares are saved."))
            return redirect("supervision-line-shares", number, position)
    spans = sorted({*spans_of(row, timezone.localdate()), *((one.from_on, one.to_on) for one in line.shares.all())})
    context = {
        **head(row), "one": line_row(line, []), "spans": spans, "rows": _rows(request, line, spans), "edits": edits,
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "supervision/programmes/shares.html", context)


def _done(request: SignedIn, line: Line) -> None:
    told: dict[str, Any] = {
        "actor": request.user, "at": timezone.now(), "programme": line.programme.number, "position": line.position,
    }  # fmt: skip
    if request.POST.get("act") == "trade":
        operations.share_out(**told)
    else:
        operations.set_shares(**told, shares=[one for one in map(_asked, request.POST.items()) if one is not None])


def _asked(typed: tuple[str, Any]) -> ShareAsked | None:
    """What a cell asks for: its name is office, first day and last; None where nothing is typed, and for other inputs.

    What is no number is asked for as none, which is refused.
    """
    name, text = typed[0].split("|"), str(typed[1]).strip()
    if len(name) != 3 or text in ("", "0"):
        return None
    try:
        start, end = date.fromisoformat(name[1]), date.fromisoformat(name[2])
    except ValueError:
        return None
    return ShareAsked(name[0], start, end, int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0)


def _rows(request: SignedIn, line: Line, spans: list[Span]) -> list[tuple[Any, list[tuple[str, str, float | None]]]]:
    """By office, the cells: name, what stands in it, the lots expected."""
    offices = queries.offices_of(line.programme)
    parents = {office.parent_id for office in offices}
    held = {(share.office_id, share.from_on): share for share in line.shares.all()}
    drawing = {pk for pk, _start in held}
    rows = []
    for office in offices:
        if office.pk in drawing or office.pk not in parents:
            cells = []
            for start, end in spans:
                share, name = held.get((office.pk, start)), f"{office.code}|{start}|{end}"
                text = request.POST.get(name, str(share.number) if share else "")
                cells.append((name, text, share.expected if share else None))
            rows.append((office, cells))
    return rows
