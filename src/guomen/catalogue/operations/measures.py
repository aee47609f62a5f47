"""Enacting and ending control measures."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from guomen.catalogue.events import MEASURE_ENACTED, MEASURE_ENDED
from guomen.catalogue.models import Change, Country, Measure
from guomen.catalogue.rules import measure_end_fault, measure_faults
from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Reason, Refusal, SubjectRef, Text


@transaction.atomic
def enact_measure(
    *,
    actor: Actor | None,
    at: datetime,
    number: str,
    condition: Condition,
    hazard: str,
    orders: Channel,
    tests: Sequence[dict[str, Any]] = (),
    rate: float | None = None,
    valid_from: date,
    valid_to: date | None = None,
    text: Text,
    public: Text | None = None,
    basis: str = "",
) -> str:
    """Enact a measure; the next decision meets it. Gives its key, "measure:<number>".

    rate: share of the matching lots that `orders` is for, above 0 and at most 1; None for every lot.
    Raises Refusal (with one fault for each thing that is wrong), Conflict where the number is used.
    """
    if actor is not None:
        require(actor, Capability.IMPOSE_MEASURE)
    known = frozenset(Country.objects.current().values_list("code", flat=True))
    faults = measure_faults(number, condition, orders, rate, valid_from, valid_to, text, known)
    if faults:
        raise Refusal(
            "measure.faulty",
            Text("该措施有误，未予实施。", "The measure is faulty and was not enacted."),
            Text("请按所列问题逐项更正。", "Mend each of the points listed."),
            faults,
        )
    edition = new_edition(at=at, note=f"measure {number} enacted")
    if Measure.objects.filter(number=number).exists():
        raise Conflict(
            "measure.number_used",
            Text(f"措施编号{number}已被使用。", f"The measure number {number} has been used already."),
            Text("请另取编号。", "Take another number; numbers are never used twice."),
        )
    Measure.objects.create(
        number=number,
        condition=condition.as_json(),
        hazard=hazard,
        orders=orders,
        tests=list(tests),
        rate=rate,
        valid_from=valid_from,
        valid_to=valid_to,
        text=text.as_json(),
        public=public.as_json() if public else None,
        basis=basis,
        enacted_at=at,
        enacted_by=actor.username if actor else "",
        since_edition=edition,
    )
    Change.objects.create(edition=edition, part=Change.Part.MEASURES)
    record(
        MEASURE_ENACTED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("measure", number)],
        payload={
            "condition": condition.as_json(),
            "hazard": hazard,
            "orders": orders,
            "rate": rate,
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
        },
        reasons=[Reason("measure.enacted", text, basis, f"measure:{number}", public)],
        authority=basis,
        edition=edition,
    )
    return f"measure:{number}"


@transaction.atomic
def end_measure(*, actor: Actor | None, at: datetime, number: str, ends_on: date, ground: Text) -> int:
    """End a measure: `ends_on` is the first day on which it no longer holds, at the earliest the day it began
    (from now on it then holds on no day). Gives the edition.

    The earlier version stays on record. Raises Missing, Conflict (ended already), Refusal (day or ground wrong).
    """
    if actor is not None:
        require(actor, Capability.IMPOSE_MEASURE)
    edition = new_edition(at=at, note=f"measure {number} ended")
    row = Measure.objects.current().filter(number=number).first()
    if row is None:
        raise Missing(
            "measure.unknown",
            Text(f"没有编号为{number}的措施。", f"There is no measure {number}."),
            Text("请核对措施编号。", "Check the number in the list of measures."),
        )
    refusal = measure_end_fault(
        row.valid_from, row.valid_to, row.ended_at is not None, ends_on, timezone.localdate(at), ground
    )
    if refusal is not None:
        raise refusal
    row.succeed(
        edition=edition,
        valid_to=row.valid_to if ends_on == row.valid_from else ends_on,
        withdrawn=ends_on == row.valid_from,
        ground=ground.as_json(),
        ended_at=at,
        ended_by=actor.username if actor else "",
    )
    Change.objects.create(edition=edition, part=Change.Part.MEASURES)
    record(
        MEASURE_ENDED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("measure", number)],
        payload={"ends_on": ends_on.isoformat()},
        reasons=[Reason("measure.ended", ground, row.basis, f"measure:{number}")],
        edition=edition,
    )
    return edition
