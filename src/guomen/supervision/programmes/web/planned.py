"""How a plan is told: its programmes in a list, its lines with their shares by office and period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guomen.kernel.offices.models import Office
from guomen.kernel.templatetags.guomen import named, said
from guomen.kernel.terms import Text
from guomen.supervision.programmes import queries
from guomen.supervision.programmes.models import Line, Programme
from guomen.supervision.programmes.terms import Frame, ProgrammeKind, ProgrammeState
from guomen.supervision.programmes.web.plan_forms import tests_told
from guomen.supervision.programmes.web.results import NUMBER, programme_badge

# States that a programme's own page is about; the others are about its draft.
BEGUN = (ProgrammeState.SIGNED, ProgrammeState.CLOSED)


class ProgrammeTable(tables.Table):
    """Programmes, the latest first."""

    number = tables.Column(verbose_name=_("Number"), linkify=lambda record: address(record))
    title_en = tables.Column(verbose_name=_("Title"), orderable=False)
    kind = tables.Column(verbose_name=_("Kind of programme"))
    office = tables.Column(verbose_name=_("Office"), order_by="office__code")
    valid_from = tables.Column(verbose_name=_("First day"))
    valid_to = tables.Column(verbose_name=_("Until (not included)"))
    samples = tables.Column(verbose_name=_("Samples planned"), attrs=NUMBER)
    state = tables.Column(verbose_name=_("State"))

    def render_title_en(self, record: Programme) -> str:
        return said(Text(record.title_zh, record.title_en))

    def render_kind(self, value: str) -> str:
        return said(ProgrammeKind(value).text)

    def render_office(self, value: Office) -> str:
        return named(value)

    def render_valid_from(self, value: date) -> str:
        return value.isoformat()

    def render_valid_to(self, value: date) -> str:
        return value.isoformat()

    def render_state(self, value: str) -> SafeString:
        return programme_badge(value)


def address(row: Programme) -> tuple[str, tuple[str]]:
    """Where a programme's link leads: to what came of it once it is signed, to its draft before."""
    return ("supervision-programme" if row.state in BEGUN else "supervision-programme-draft", (row.number,))


@dataclass(frozen=True, slots=True)
class ShareRow:
    """An office's part of a line: how many in each period, and in all."""

    office: Office
    numbers: tuple[int, ...]

    @property
    def whole(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as a plan shows it. unlimited: analytes without a limit; spans, shares: who draws how many when; expected:
    the lots that the shares rest on, None where they were shared out evenly.
    """

    line: Line
    name: Text
    tests: str
    frame: Text
    unlimited: list[str]
    spans: tuple[tuple[date, date], ...]
    shares: tuple[ShareRow, ...]
    expected: float | None


def line_rows(row: Programme, on: date) -> list[LineRow]:
    """Every line of a programme with its shares."""
    lines = list(queries.lines_of(row))
    return [line_row(line, lacking) for line, lacking in zip(lines, queries.unlimited(lines, on), strict=True)]


def line_row(line: Line, unlimited: list[str]) -> LineRow:
    """One line with its shares."""
    shares = list(line.shares.all())
    spans = tuple(sorted({(share.from_on, share.to_on) for share in shares}))
    known = [share.expected for share in shares if share.expected is not None]
    return LineRow(
        line, Text(line.name_zh, line.name_en), tests_told(line), Frame(line.frame).text, unlimited, spans,
        tuple(share_rows(shares, spans)), sum(known) if known else None,
    )  # fmt: skip


def share_rows(shares: Sequence[Any], spans: Sequence[tuple[date, date]]) -> list[ShareRow]:
    """The shares by office, with a number for each period."""
    held = {(share.office_id, share.from_on): share.number for share in shares}
    offices = {share.office_id: share.office for share in shares}
    return [
        ShareRow(office, tuple(held.get((pk, start), 0) for start, _end in spans))
        for pk, office in sorted(offices.items(), key=lambda one: one[1].path)
    ]
