"""Imposing and lifting measures: enacted in the catalogue in the same transaction; the next profile meets it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from guomen.catalogue.operations import enact_measure, end_measure
from guomen.catalogue.queries import hazards
from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.terms import CIVIL_ZONE
from guomen.inspection.queries import finding as finding_of
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require, visible_offices
from guomen.kernel.terms import Capability, OfficeLevel, Reason, SubjectRef, Text
from guomen.surveillance.measures import events, rules
from guomen.surveillance.measures.models import Lifting, Measure
from guomen.surveillance.measures.queries import laid_down, measure, state_of
from guomen.surveillance.measures.terms import MeasureKind

_NUMBERS = 0x676D


@transaction.atomic
def impose_measure(
    *,
    actor: Actor,
    at: datetime,
    kind: MeasureKind,
    condition: Condition,
    hazard: str,
    orders: Channel,
    valid_from: date,
    text: Text,
    ground: str,
    public: Text | None = None,
    valid_to: date | None = None,
    tests: Sequence[dict[str, Any]] = (),
    rate: float | None = None,
    basis: str = "",
    finding: int | None = None,
) -> Measure:
    """Order a measure; the next declaration that meets the condition meets the measure.

    hazard is a code of the catalogue, what the finding names, or empty. rate None means every lot. basis empty means
    the clause of its kind. finding is the finding that gave rise to it.
    Raises NotPermitted (capability, level, beyond own offices), Missing (finding), Refusal (hazard, what it orders,
    days, words, ground).
    """
    require(actor, Capability.IMPOSE_MEASURE)
    today = at.astimezone(CIVIL_ZONE).date()
    if actor.office is None:
        raise rules.no_office()
    _check(actor, actor.office, kind, orders, condition, valid_from, today, ground)
    source = finding_of(finding) if finding is not None else None
    if hazard and hazard not in hazards() and (source is None or hazard != source.hazard):
        raise rules.no_such_hazard(hazard)
    row = Measure(
        kind=kind,
        finding=finding,
        consignment_id=source.consignment_id if source else None,
        condition=condition.as_json(),
        goods=list(condition.goods),
        origins=sorted(condition.origins),
        producers=sorted(condition.producers),
        hazard=hazard,
        orders=orders,
        tests=list(tests),
        rate=rate,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis or kind.basis,
        ground=ground.strip(),
        text_zh=text.zh,
        text_en=text.en,
        public_zh=public.zh if public else "",
        public_en=public.en if public else "",
        office=actor.office,
        ordered_by=actor,
        ordered_at=at,
    )
    _number(row, today.year)
    enact_measure(
        actor=actor,
        at=at,
        number=row.number,
        condition=condition,
        hazard=hazard,
        orders=orders,
        tests=tests,
        rate=rate,
        valid_from=valid_from,
        valid_to=valid_to,
        text=text,
        public=public,
        basis=row.basis,
    )
    row.save()
    _tell_imposed(row, actor=actor, at=at)
    return row


def _check(
    actor: Actor,
    office: Office,
    kind: MeasureKind,
    orders: Channel,
    condition: Condition,
    valid_from: date,
    today: date,
    ground: str,
) -> None:
    fault = rules.imposing_fault(
        kind,
        orders,
        condition,
        valid_from,
        today,
        ground,
        level=OfficeLevel(office.level),
        may_order=laid_down("levels", kind, on=today, office=office.code),
        channels=laid_down("orders", kind, on=today, office=office.code),
        own_offices=set(visible_offices(actor).values_list("code", flat=True)),
    )
    if fault is not None:
        raise fault


def _number(row: Measure, year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NUMBERS, year])
    last = Measure.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
    row.year, row.serial, row.number = year, last + 1, f"M-{year}-{last + 1:04d}"


def _tell_imposed(row: Measure, *, actor: Actor, at: datetime) -> None:
    subjects = [SubjectRef("measure", row.number)]
    if row.consignment_id is not None:
        subjects += [SubjectRef("finding", str(row.finding)), SubjectRef("consignment", str(row.consignment_id))]
    text = Text(row.text_zh, row.text_en)
    ground = Text(f"理由：{row.ground}", f"Ground: {row.ground}")
    record(
        events.MEASURE_IMPOSED,
        actor=actor,
        at=at,
        subjects=subjects,
        payload={
            "number": row.number,
            "kind": str(row.kind),
            "hazard": row.hazard,
            "orders": str(row.orders),
            "condition": row.condition,
            "rate": row.rate,
            "from": row.valid_from.isoformat(),
            "until": row.valid_to.isoformat() if row.valid_to else None,
            "finding": row.finding,
            "consignment": row.consignment_id,
        },
        reasons=[Reason("measure.imposed", text, row.basis), Reason("measure.ground", ground)],
        authority=row.basis,
    )


@transaction.atomic
def lift_measure(*, actor: Actor, at: datetime, number: str, ground: Text, ends_on: date | None = None) -> Lifting:
    """Lift a measure; ends_on is the first day on which it no longer holds, today where none is given.

    Raises Missing, NotPermitted (capability, level, another office's), Conflict (ended already), Refusal (no ground,
    a day before it began or after its end).
    """
    require(actor, Capability.IMPOSE_MEASURE)
    row = measure(number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NUMBERS, row.pk & 0x7FFFFFFF])
    row = measure(number)
    require(actor, Capability.IMPOSE_MEASURE, row.office)
    today = at.astimezone(CIVIL_ZONE).date()
    fault = rules.lifting_fault(state_of(row, today), ground)
    if fault is not None:
        raise fault
    last = ends_on or max(today, row.valid_from)
    end_measure(actor=actor, at=at, number=number, ends_on=last, ground=ground)
    lifting = Lifting.objects.create(
        measure=row,
        ends_on=last,
        ground_zh=ground.zh.strip(),
        ground_en=ground.en.strip(),
        lifted_by=actor,
        lifted_at=at,
    )
    record(
        events.MEASURE_LIFTED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("measure", number)],
        payload={"number": number, "ends_on": last.isoformat(), "ground": ground.as_json()},
        reasons=[Reason("measure.lifted", ground, row.basis, f"measure:{number}")],
    )
    return lifting
