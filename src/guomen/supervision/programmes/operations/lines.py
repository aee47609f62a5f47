"""The lines of a draft and their shares. Every line's shares add up to its number."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Fault, Text
from guomen.supervision.programmes import events
from guomen.supervision.programmes.models import Line, Programme, Share
from guomen.supervision.programmes.operations.drafting import civil_day, held, refuse_faulty, told
from guomen.supervision.programmes.queries import plans
from guomen.supervision.programmes.rules.checking import Known, line_faults, programme_faults, share_faults
from guomen.supervision.programmes.rules.sharing import anniversary, shared
from guomen.supervision.programmes.terms import LineAsked, ProgrammeKind, ProgrammeState, ShareAsked, Taken


@transaction.atomic
def add_line(*, actor: Actor | None, at: datetime, programme: str, line: LineAsked) -> Line:
    """Add a line to a draft, shared out over offices and periods. Raises Refusal with what is wrong, field by field."""
    row = _draft(actor, programme)
    refuse_faulty(_faults(row, line, plans.known_to_catalogue([line])))
    made = written(row, _next(row), line, at)
    told(events.PROGRAMME_CHANGED, row, actor, at, change="line_added", **_whole(made))
    return made


@transaction.atomic
def change_line(*, actor: Actor | None, at: datetime, programme: str, position: int, line: LineAsked) -> Line:
    """Write a line of a draft anew; it is shared out again. Raises Missing, Refusal with what is wrong."""
    row = _draft(actor, programme)
    plans.line_of(row, position)
    refuse_faulty(_faults(row, line, plans.known_to_catalogue([line])))
    made = written(row, position, line, at)
    told(events.PROGRAMME_CHANGED, row, actor, at, change="line_changed", **_whole(made))
    return made


@transaction.atomic
def remove_line(*, actor: Actor | None, at: datetime, programme: str, position: int) -> None:
    """Take a line out of a draft; the others keep their positions."""
    row = _draft(actor, programme)
    plans.line_of(row, position).delete()
    told(events.PROGRAMME_CHANGED, row, actor, at, change="line_removed", position=position)


@transaction.atomic
def take_lines(*, actor: Actor | None, at: datetime, programme: str, rows: plans.Rows) -> Taken:
    """Add the lines of a file to a draft: good ones are kept, the others told with their faults."""
    row = _draft(actor, programme)
    found = plans.checked(rows, ProgrammeKind(row.kind), row.total)
    made = [written(row, _next(row), line, at) for _, line, _ in found if line is not None]
    told(events.PROGRAMME_CHANGED, row, actor, at, change="lines_taken", lines=[_whole(line) for line in made])
    return Taken(
        len(rows), tuple(line.position for line in made), tuple(one for _, _, faults in found for one in faults)
    )


@transaction.atomic
def set_shares(*, actor: Actor, at: datetime, programme: str, position: int, shares: Sequence[ShareAsked]) -> Line:
    """Say by hand which office draws how many of a line when. Raises Refusal where they do not fit the line."""
    row = _draft(actor, programme)
    line = plans.line_of(row, position)
    offices = {office.code: office for office in plans.offices_of(row)}
    refuse_faulty(share_faults(line.number, shares, (row.valid_from, row.valid_to), offices))
    expected = {(one.office_id, one.from_on, one.to_on): one.expected for one in line.shares.all()}
    line.shares.all().delete()
    Share.objects.bulk_create(
        Share(
            line=line, office=offices[one.office], from_on=one.from_on, to_on=one.to_on, number=one.number,
            expected=expected.get((offices[one.office].pk, one.from_on, one.to_on), one.expected),
        )
        for one in shares
    )  # fmt: skip
    told(
        events.PROGRAMME_CHANGED, row, actor, at, change="shares_set", position=position,
        shares=[[one.office, one.from_on.isoformat(), one.to_on.isoformat(), one.number] for one in shares],
    )  # fmt: skip
    return plans.line_of(row, position)


@transaction.atomic
def share_out(*, actor: Actor | None, at: datetime, programme: str, position: int) -> Line:
    """Share a line out anew over offices and quarters (policy: months a period), as its trade of the last year was."""
    row = _draft(actor, programme)
    line = plans.line_of(row, position)
    _share(line, at)
    told(events.PROGRAMME_CHANGED, row, actor, at, change="shared_out", position=position)
    return line


@transaction.atomic
def change_programme(
    *,
    actor: Actor,
    at: datetime,
    programme: str,
    title: Text,
    basis: str,
    valid_from: date,
    valid_to: date,
    total: int | None = None,
) -> Programme:
    """Correct what a draft is called, rests on, when it holds and its total; with new days all is shared out anew."""
    row = _draft(actor, programme)
    refuse_faulty(programme_faults(title, basis, valid_from, valid_to, total))
    days = (row.valid_from, row.valid_to)
    row.title_zh, row.title_en, row.basis = title.zh.strip(), title.en.strip(), basis.strip()
    row.valid_from, row.valid_to, row.total = valid_from, valid_to, total
    row.save()
    if days != (valid_from, valid_to):
        for line in plans.lines_of(row):
            _share(line, at)
    told(
        events.PROGRAMME_CHANGED, row, actor, at, change="head", title=title.as_json(), basis=row.basis, total=total,
        valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat(),
    )  # fmt: skip
    return row


def _draft(actor: Actor | None, programme: str) -> Programme:
    row = held(programme, ProgrammeState.DRAFT)
    if actor is not None:
        require(actor, Capability.PLAN_PROGRAMME, row.office)
    return row


def _faults(row: Programme, line: LineAsked, known: Known) -> list[Fault]:
    return line_faults(line, known, ProgrammeKind(row.kind), row.total)


def _whole(line: Line) -> dict[str, Any]:
    """A line as the ledger keeps it."""
    names = ("position", "name_zh", "name_en", "goods", "origins", "hazard", "frame", "number", "census", "harm")
    return {name: getattr(line, name) for name in names} | {"tests": [test["analyte"] for test in line.tests]}


def _next(row: Programme) -> int:
    return (row.lines.aggregate(last=Max("position"))["last"] or 0) + 1


def written(row: Programme, position: int, asked: LineAsked, at: datetime) -> Line:
    """The line as it is asked for, shared out; nothing is checked."""
    line, _ = Line.objects.update_or_create(
        programme=row,
        position=position,
        defaults={
            "category": asked.category.strip(), "name_zh": asked.name.zh.strip(), "name_en": asked.name.en.strip(),
            "goods": list(asked.goods), "origins": list(asked.origins), "hazard": asked.hazard,
            "tests": [dict(test) for test in asked.tests], "frame": asked.frame, "number": asked.number,
            "census": asked.census, "harm": asked.harm, "group": asked.group.strip(), "side": asked.side.strip(),
            "why": [reason.as_json() for reason in asked.why],
        },
    )  # fmt: skip
    _share(line, at)
    return line


def _share(line: Line, at: datetime) -> None:
    """By office and period, as the lots of the past year fell; evenly over the lowest offices where there were none."""
    row, today = line.programme, civil_day(at)
    spans = plans.spans_of(row, today)
    lots: dict[str, list[float]] = {}
    for (code, day), count in plans.lots_by_day(line, row.office, today).items():
        place = anniversary(day, spans)
        if place is not None:
            lots.setdefault(code, [0.0] * len(spans))[place] += count
    offices = {office.code: office for office in plans.offices_of(row)}
    parents = {office.parent_id for office in offices.values()}
    even = {code: [0.0] * len(spans) for code, office in offices.items() if office.pk not in parents}
    line.shares.all().delete()
    Share.objects.bulk_create(
        Share(
            line=line, office=offices[code], from_on=spans[place][0], to_on=spans[place][1], number=number,
            expected=lots[code][place] if lots else None,
        )
        for (code, place), number in shared(line.number, lots or even).items()
    )  # fmt: skip
