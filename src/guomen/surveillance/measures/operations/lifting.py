"""Lifting measures: by a person, or by rule when what it waits for has come about."""

from datetime import date, datetime

from django.db import connection, transaction

from guomen.catalogue.operations import end_measure
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Reason, SubjectRef, Text
from guomen.surveillance.measures import events, queries, rules
from guomen.surveillance.measures.models import Lifting, Measure
from guomen.surveillance.measures.program import program

_LIFTINGS = 0x676C


@transaction.atomic
def lift_measure(*, actor: Actor, at: datetime, number: str, ground: Text, ends_on: date | None = None) -> Lifting:
    """Lift a measure; ends_on is the first day on which it no longer holds, today where none is given.

    Raises Missing, NotPermitted (capability, level, another office's), Conflict (ended already, a task lacks its
    evidence), Refusal (no ground, a day before it began or after its end).
    """
    require(actor, Capability.IMPOSE_MEASURE)
    row = _locked(number)
    require(actor, Capability.IMPOSE_MEASURE, row.office)
    return _lift(row, actor=actor, at=at, ground=ground, ends_on=ends_on)


@transaction.atomic
def lift_by_rule(*, at: datetime, number: str, ground: Text) -> Lifting | None:
    """Lift a measure because a rule says so; None where it has ended already or a task lacks its evidence."""
    row = _locked(number)
    today = at.astimezone(CIVIL_ZONE).date()
    if rules.lifting_fault(queries.state_of(row, today), ground, queries.unproven(row)) is not None:
        return None
    return _lift(row, actor=None, at=at, ground=ground, ends_on=None)


def _locked(number: str) -> Measure:
    """The measure, while nobody else ends it. Raises Missing."""
    row = queries.measure(number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LIFTINGS, row.pk & 0x7FFFFFFF])
    return queries.measure(number)


def _lift(row: Measure, *, actor: Actor | None, at: datetime, ground: Text, ends_on: date | None) -> Lifting:
    today = at.astimezone(CIVIL_ZONE).date()
    fault = rules.lifting_fault(queries.state_of(row, today), ground, queries.unproven(row))
    if fault is not None:
        raise fault
    last = ends_on or max(today, row.valid_from)
    if row.orders:
        end_measure(actor=actor, at=at, number=row.number, ends_on=last, ground=ground)
    lifting = Lifting.objects.create(
        measure=row,
        ends_on=last,
        ground_zh=ground.zh.strip(),
        ground_en=ground.en.strip(),
        lifted_by=actor or program(),
        lifted_at=at,
    )
    record(
        events.MEASURE_LIFTED,
        actor=actor,
        at=at,
        subjects=_subjects(row),
        payload={"number": row.number, "ends_on": last.isoformat(), "ground": ground.as_json()},
        reasons=[Reason("measure.lifted", ground, row.basis, f"measure:{row.number}")],
    )
    return lifting


def _subjects(row: Measure) -> list[SubjectRef]:
    named = [("measure", row.number), ("dossier", row.dossier.number if row.dossier else ""), ("alert", row.alert)]
    return [SubjectRef(kind, key) for kind, key in named if key]


@transaction.atomic
def record_remedy(*, actor: Actor, at: datetime, number: str, authority: str, words: str, sufficient: bool) -> Measure:
    """Put on record what the foreign authority did about it, and whether that was assessed as sufficient.

    Raises Missing, NotPermitted, Conflict (ended already), Refusal (authority or words missing).
    """
    require(actor, Capability.IMPOSE_MEASURE)
    row = _locked(number)
    require(actor, Capability.IMPOSE_MEASURE, row.office)
    fault = rules.remedy_fault(queries.state_of(row, at.astimezone(CIVIL_ZONE).date()), authority, words)
    if fault is not None:
        raise fault
    record(
        events.REMEDY_RECORDED,
        actor=actor,
        at=at,
        subjects=_subjects(row),
        payload={
            "number": number,
            "authority": authority.strip(),
            "words": words.strip(),
            "sufficient": sufficient,
        },
    )
    consider_lifting(at=at, number=number)
    return row


@transaction.atomic
def consider_lifting(*, at: datetime, number: str) -> Lifting | None:
    """Lift a measure whose condition is met, or propose it, as policy says; told once for each new reason.

    The policy "surveillance.lifting.<conforming | remedy>" is "lift" or "propose"; one that lifts is enough.
    """
    row = _locked(number)
    today = at.astimezone(CIVIL_ZONE).date()
    if rules.lifting_fault(queries.state_of(row, today), Text("–", "–"), 0) is not None:
        return None
    reasons = queries.met_conditions(row)
    if not reasons:
        return None
    ground = Text("；".join(one.text.zh for one in reasons), "; ".join(one.text.en for one in reasons))
    if queries.lifts_by_itself([one.code for one in reasons], today) and not queries.unproven(row):
        return _lift(row, actor=None, at=at, ground=ground, ends_on=None)
    because = sorted(one.code for one in reasons)
    if not queries.lifting_proposed(row, because):
        record(
            events.LIFTING_PROPOSED,
            actor=None,
            at=at,
            subjects=_subjects(row),
            payload={"number": number, "because": because},
            reasons=reasons,
        )
    return None
