"""A programme as machines read it: its lines with what came of them, its offices with how far they are."""

from dataclasses import asdict
from datetime import date
from typing import Any

from guomen.supervision.programmes.models import Line, Programme
from guomen.supervision.programmes.queries.progress import coverage, tallies
from guomen.supervision.programmes.terms import Coverage, Tally

_SAID = ("position", "category", "goods", "origins", "hazard", "frame", "census", "group", "side")


def head_of(programme: Programme) -> dict[str, Any]:
    """What a programme is."""
    return {
        "number": programme.number,
        "kind": programme.kind,
        "state": programme.state,
        "title": {"zh": programme.title_zh, "en": programme.title_en},
        "office": programme.office.code,
        "valid_from": programme.valid_from.isoformat(),
        "valid_to": programme.valid_to.isoformat(),
        "total": programme.total,
        "previous": programme.previous.number if programme.previous else None,
    }


def whole_of(programme: Programme, on: date) -> dict[str, Any]:
    """What it is, and how it stands on a day."""
    lines = list(programme.lines.all())
    found = tallies(programme, *lines)
    return {
        **head_of(programme),
        "on": on.isoformat(),
        "lines": [_line(line, found[line.pk]) for line in lines],
        "offices": [_office(one) for one in coverage(programme, on)],
    }


def _line(line: Line, tally: Tally) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in _SAID},
        "name": {"zh": line.name_zh, "en": line.name_en},
        "analytes": [str(test["analyte"]) for test in line.tests],
        "tally": tally.as_json(),
    }


def _office(one: Coverage) -> dict[str, Any]:
    return {**asdict(one), "from_on": one.from_on.isoformat(), "to_on": one.to_on.isoformat()}
