"""One programme as it is planned: its grid, its file of lines, and the steps to its signature."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guomen.catalogue.queries import hazards
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, sees_office
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer, tried
from guomen.kernel.web.forms import HouseForm
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.queries.following import Entry, entries, taken_in
from guomen.supervision.programmes.reading import lines_of_file
from guomen.supervision.programmes.terms import ProgrammeKind, ProgrammeState, Taken
from guomen.supervision.programmes.web import grid
from guomen.supervision.programmes.web.plan_forms import (
    COLUMNS,
    SIDES,
    DiscardForm,
    FileForm,
    GridRow,
    GroundForm,
    HeadForm,
)
from guomen.supervision.programmes.web.planned import BEGUN, line_rows
from guomen.supervision.programmes.web.results import head


@page(*queries.READERS)
def draft(request: SignedIn, number: str) -> HttpResponse:
    """The lines of a programme: changed while it is a draft, read afterwards; proposed, signed, sent back, ended."""
    row, on = queries.visible_programme(request.user, number), timezone.localdate()
    edits = row.state == ProgrammeState.DRAFT and holds(request.user, Capability.PLAN_PROGRAMME, row)
    rows = _saved(request, row, on) if edits else []
    outside = entries(request.user, row, on) if edits else []
    taken: list[Taken] = []
    done, forms = tried(request, _offers(request, row, on, outside, taken) if edits else _steps(request.user, row))
    partly = any(one.faults for one in taken)
    if done == "discard":
        return redirect("supervision-programmes")
    if (done and not partly) or (request.POST.get("act") == "lines" and not any(form.errors for form in rows)):
        return redirect("supervision-programme-draft", number)
    lines = line_rows(row, on)
    context = {
        **head(row), **_grid(row, grid.rows_of(row) if taken else rows), "lines": lines, "forms": forms, "edits": edits,
        "hazards": hazards(), "outside": outside, "taken": taken[0] if partly else None,
        "whole": sum(one.line.number for one in lines), "begun": row.state in BEGUN,
    }  # fmt: skip
    return render(request, "supervision/programmes/draft.html", context)


def holds(actor: Actor, capability: Capability, row: Programme) -> bool:
    """Whether someone may do this with a programme's office."""
    return may(actor, capability) and sees_office(actor, row.office)


def _saved(request: SignedIn, row: Programme, on: date) -> list[GridRow]:
    """The rows of the grid, after what was typed in them was done."""
    if request.POST.get("act") != "lines":
        return grid.rows_of(row)
    kept, rows = grid.save(request.user, timezone.now(), row, request.POST, on)
    if kept:
        messages.success(request, ngettext("%(n)d line is saved.", "%(n)d lines are saved.", kept) % {"n": kept})
    return rows


def _grid(row: Programme, rows: list[GridRow]) -> dict[str, Any]:
    columns = COLUMNS | (SIDES if row.kind == ProgrammeKind.COMPARISON else {})
    return {
        "columns": list(columns),
        "grid": [(form, [[form[name] for name in names] for names in columns.values()]) for form in rows],
    }


def _offers(
    request: SignedIn, row: Programme, on: date, outside: list[Entry], taken: list[Taken]
) -> dict[str, Offer]:  # fmt: skip
    """What a planner may do with a draft, besides its grid."""
    told: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "programme": row.number}

    def enter(entry: Entry) -> Offer:
        asked = taken_in(row, entry, on)
        return Offer(HouseForm, lambda form: operations.add_line(**told, line=asked), _("It is taken in."), "enter")

    return {
        "file": Offer(
            lambda data: FileForm(data, request.FILES if data is not None else None),
            lambda form: taken.append(_loaded(told, form, on)),
            _("The file is read; its good rows are lines."),
        ),
        "head": Offer(
            lambda data: HeadForm(data, initial=model_to_dict(row)),
            lambda form: operations.change_programme(**told, **_head(form.cleaned_data)),
            _("The draft is changed."),
        ),
        "propose": Offer(HouseForm, lambda form: operations.propose_programme(**told), _("It waits for a signature.")),
        "discard": Offer(
            DiscardForm,
            lambda form: operations.discard_programme(**told, ground=form.cleaned_data["ground"]),
            _("The draft is thrown away."),
        ),
        **{f"enter-{place}": enter(entry) for place, entry in enumerate(outside)},
    }


def _head(told: dict[str, Any]) -> dict[str, Any]:
    names = ("basis", "valid_from", "valid_to", "total")
    return {"title": Text(told["title_zh"], told["title_en"]), **{name: told[name] for name in names}}


def _loaded(told: dict[str, Any], form: FileForm, on: date) -> Taken:
    sent = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="guomen-lines-") as folder:
        path = Path(folder) / "lines"
        with path.open("wb") as out:
            out.writelines(sent.chunks())
        return operations.take_lines(**told, rows=lines_of_file(path, on=on, name=sent.name))


def _steps(actor: Actor, row: Programme) -> dict[str, Offer]:
    """What whoever signs may do."""
    told: dict[str, Any] = {"actor": actor, "at": timezone.now(), "programme": row.number}
    if not holds(actor, Capability.SIGN_PROGRAMME, row):
        return {}

    def grounded(act: Any, said: str) -> Offer:
        return Offer(GroundForm, lambda form: act(**told, ground=form.cleaned_data["ground"]), said)

    if row.state == ProgrammeState.PROPOSED:
        return {
            "sign": Offer(HouseForm, lambda form: operations.sign_programme(**told), _("The programme is signed.")),
            "return": grounded(operations.return_programme, _("It is sent back.")),
        }
    if row.state == ProgrammeState.SIGNED:
        return {"close": grounded(operations.close_programme, _("The programme is ended."))}
    return {}
