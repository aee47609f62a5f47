"""Drafting the programme that follows another, its numbers re-allocated by what was found."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Text
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.operations.drafting import civil_day, draft_programme, held
from guomen.supervision.programmes.operations.lines import written
from guomen.supervision.programmes.queries.following import following, room_of
from guomen.supervision.programmes.queries.plans import asked_of
from guomen.supervision.programmes.terms import ProgrammeKind, ProgrammeState


@transaction.atomic
def draft_following(*, actor: Actor, at: datetime, programme: str, total: int | None = None) -> Programme:
    """Draft what follows a signed programme: the same lines for the days after it, each with its next number and why.

    total: how many samples there are; default as many as now. Raises Conflict where a following draft is there
    already, Refusal where the total does not give every line a sample.
    """
    row = held(programme, ProgrammeState.SIGNED, ProgrammeState.CLOSED)
    require(actor, Capability.PLAN_PROGRAMME, row.office)
    there = row.following.exclude(state=ProgrammeState.DISCARDED).first()
    if there is not None:
        raise Conflict(
            "programme.following_there",
            Text(f"下一期计划已有：{there.number}。", f"The following programme is there already: {there.number}."),
            Text("请修改该计划，或先作废。", "Change that one, or discard it first."),
        )
    whole = total or room_of(row)
    numbers = following(row, whole, civil_day(at))
    made = draft_programme(
        actor=actor, at=at, kind=ProgrammeKind(row.kind), title=_title(row), basis=row.basis, office=row.office,
        valid_from=row.valid_to, valid_to=_as_long(row.valid_from, row.valid_to), total=whole, previous=row,
    )  # fmt: skip
    for position, one in enumerate(numbers, start=1):
        asked = replace(asked_of(one.line), number=one.allotted.number, why=one.allotted.reasons)
        written(made, position, asked, at)
    return made


def _title(row: Programme) -> Text:
    """The title with its year moved on, where it has one."""
    before, after = str(row.valid_from.year), str(row.valid_to.year)
    return Text(row.title_zh.replace(before, after), row.title_en.replace(before, after))


def _as_long(start: date, end: date) -> date:
    """The last day of a programme that begins at `end` and lasts as long: by years where it is whole years."""
    if (start.month, start.day) == (end.month, end.day):
        return date(2 * end.year - start.year, end.month, end.day)
    return end + (end - start)
