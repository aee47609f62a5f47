"""The grid of a draft: every line a row of inputs, some empty rows for new ones; good rows are kept, bad ones told."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from guomen.kernel.offices.models import Actor
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Fault, Refusal
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Line, Programme
from guomen.supervision.programmes.reading import LineReader
from guomen.supervision.programmes.web.plan_forms import GridRow

NEW_ROWS = 3


def rows_of(row: Programme, data: QueryDict | None = None) -> list[GridRow]:
    """A row for each line, and empty ones for new lines."""
    made = [GridRow(data, line=line, prefix=f"line{line.position}") for line in queries.lines_of(row)]
    return made + [GridRow(data, line=None, prefix=f"new{place}") for place in range(1, NEW_ROWS + 1)]


def save(actor: Actor, at: datetime, row: Programme, data: QueryDict, on: date) -> tuple[int, list[GridRow]]:
    """Do what the changed rows ask for: how many were kept, and the rows to show: those refused as they were typed."""
    reader, kept, refused = LineReader(on), 0, {}
    for form in rows_of(row, data):
        if form.has_changed() and form.is_valid():
            if _done(actor, at, row, form, reader):
                kept += 1
            else:
                refused[form.prefix] = form
    return kept, [refused.get(form.prefix, form) for form in rows_of(row)]


def _done(actor: Actor, at: datetime, row: Programme, form: GridRow, reader: LineReader) -> bool:
    told: dict[str, Any] = {"actor": actor, "at": at, "programme": row.number}
    line: Line | None = form.line
    if line is not None and form.cleaned_data["remove"]:
        operations.remove_line(**told, position=line.position)
        return True
    asked = reader.line(form.cells, line.tests if line is not None else ())
    if isinstance(asked, list):
        return _explained(form, asked)
    try:
        if line is None:
            operations.add_line(**told, line=asked)
        else:
            operations.change_line(**told, position=line.position, line=asked)
    except Refusal as refusal:
        return _explained(form, refusal.faults)
    return True


def _explained(form: GridRow, faults: Iterable[Fault]) -> bool:
    for one in faults:
        field = one.where.field if one.where.field in form.fields else None
        form.add_error(field, f"{said(one.problem)} {said(one.remedy)}")
    return False
