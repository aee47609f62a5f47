"""Drafting a programme, and the steps from a draft to its end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.documents.numbering import next_number
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Fault, Refusal, SubjectRef, Text
from guomen.supervision.programmes import events
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.queries.plans import no_such_programme
from guomen.supervision.programmes.rules.checking import programme_faults
from guomen.supervision.programmes.terms import ProgrammeKind, ProgrammeState

_PREFIXES = {ProgrammeKind.MONITORING: "MP", ProgrammeKind.SUPERVISION: "SP", ProgrammeKind.COMPARISON: "QC"}


@transaction.atomic
def draft_programme(
    *,
    actor: Actor | None,
    at: datetime,
    kind: ProgrammeKind,
    title: Text,
    basis: str,
    office: Office,
    valid_from: date,
    valid_to: date,
    total: int | None = None,
    previous: Programme | None = None,
) -> Programme:
    """Begin a programme of an office for the days [valid_from, valid_to), with room for `total` samples.

    Raises NotPermitted, or Refusal with what is missing or wrong.
    """
    if actor is not None:
        require(actor, Capability.PLAN_PROGRAMME, office)
    refuse_faulty(programme_faults(title, basis, valid_from, valid_to, total))
    row = Programme.objects.create(
        number=next_number(Programme, _PREFIXES[kind], valid_from.year), kind=kind,
        title_zh=title.zh.strip(), title_en=title.en.strip(), basis=basis.strip(), office=office,
        valid_from=valid_from, valid_to=valid_to, total=total, previous=previous, drafted_by=actor, drafted_at=at,
    )  # fmt: skip
    told(events.PROGRAMME_DRAFTED, row, actor, at, previous=previous.number if previous else "")
    return row


@transaction.atomic
def discard_programme(*, actor: Actor, at: datetime, programme: str, ground: str = "") -> Programme:
    """Throw a draft away; it stays on record."""
    row = held(programme, ProgrammeState.DRAFT)
    require(actor, Capability.PLAN_PROGRAMME, row.office)
    row.state, row.ground = ProgrammeState.DISCARDED, ground.strip()
    row.save()
    told(events.PROGRAMME_DISCARDED, row, actor, at, ground=row.ground)
    return row


@transaction.atomic
def close_programme(*, actor: Actor, at: datetime, programme: str, ground: str) -> Programme:
    """End a signed programme before its last day: nothing more is drawn. Raises Refusal without a ground."""
    row = held(programme, ProgrammeState.SIGNED)
    require(actor, Capability.SIGN_PROGRAMME, row.office)
    row.ground = grounded(ground)
    row.state, row.closed_at = ProgrammeState.CLOSED, at
    row.save()
    told(events.PROGRAMME_CLOSED, row, actor, at, ground=row.ground)
    return row


def held(programme: str, *states: ProgrammeState) -> Programme:
    """The programme, kept for the caller's transaction. Raises Missing, and Conflict where it is in another state."""
    row = Programme.objects.select_for_update(of=("self",)).select_related("office").filter(number=programme).first()
    if row is None:
        raise no_such_programme(programme)
    if row.state not in states:
        now = ProgrammeState(row.state).text
        raise Conflict(
            "programme.state",
            Text(
                f"计划{row.number}现为“{now.zh}”，不能这样办理。",
                f"Programme {row.number} is {now.en}; this cannot be done now.",
            ),
            Text("请刷新页面。", "Load the page again."),
        )
    return row


def grounded(ground: str) -> str:
    """The ground as given. Raises Refusal where there is none."""
    if not ground.strip():
        raise Refusal(
            "programme.ground",
            Text("须说明理由。", "This needs its ground."),
            Text("请填写理由。", "Write it."),
        )
    return ground.strip()


def refuse_faulty(faults: list[Fault]) -> None:
    """Raise Refusal with all faults, under the code of the first, where there are any."""
    if faults:
        raise Refusal(
            faults[0].code,
            Text(f"有{len(faults)}处需要更正。", f"Things to be corrected: {len(faults)}."),
            Text("见各处说明。", "Each says what to do."),
            tuple(faults),
        )


def civil_day(at: datetime) -> date:
    """The day of the agency's clocks."""
    return at.astimezone(CIVIL_ZONE).date()


def told(kind: str, row: Programme, actor: Actor | None, at: datetime, **more: Any) -> None:
    """One entry about a programme."""
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("programme", row.number)],
        payload={"programme": row.number, "office": row.office.code, **more},
    )
