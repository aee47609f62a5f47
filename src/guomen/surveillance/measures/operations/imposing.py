"""Imposing measures: enacted in the catalogue in the same transaction; the next profile meets it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from guomen.catalogue.operations import enact_measure
from guomen.catalogue.queries import hazards
from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.terms import CIVIL_ZONE
from guomen.inspection.queries import finding as finding_of
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require, visible_offices
from guomen.kernel.terms import Capability, OfficeLevel, Reason, SubjectRef, Text
from guomen.surveillance.measures import conditions, events, queries, rules
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.operations.executing import order_tasks
from guomen.surveillance.measures.program import program
from guomen.surveillance.measures.terms import MeasureKind, Task

_NUMBERS = 0x676D


@transaction.atomic
def impose_measure(
    *,
    actor: Actor,
    at: datetime,
    kind: MeasureKind,
    condition: Condition,
    hazard: str,
    orders: Channel | None,
    valid_from: date,
    text: Text,
    ground: str,
    public: Text | None = None,
    valid_to: date | None = None,
    tests: Sequence[dict[str, Any]] = (),
    rate: float | None = None,
    basis: str = "",
    finding: int | None = None,
    dossier: str = "",
    alert: str = "",
    lift_when: Mapping[str, Any] | None = None,
    follow: bool = False,
    executions: Sequence[Task] = (),
) -> Measure:
    """Order a measure; the next declaration that meets the condition meets the measure.

    hazard is a code of the catalogue, what the finding names, or empty. orders is None for deeds, which need tasks
    instead. rate None means every lot. basis empty means the clauses that its kind rests on today. finding, dossier
    and alert are what gave rise to it; an alert's level must permit the kind. lift_when: see conditions.
    follow: products that contain the goods are meant too, with the path told in its text.
    Raises NotPermitted (capability, level, beyond own offices), Missing (finding, dossier, alert), Refusal (hazard,
    what it orders, basis, alert's level, days, words, ground, lifting, tasks).
    """
    require(actor, Capability.IMPOSE_MEASURE)
    today = at.astimezone(CIVIL_ZONE).date()
    if actor.office is None:
        raise rules.no_office()
    _check(actor, actor.office, kind, orders, condition, valid_from, today, ground)
    source = finding_of(finding) if finding is not None else None
    if hazard and hazard not in hazards() and (source is None or hazard != source.hazard):
        raise rules.no_such_hazard(hazard)
    _complain(conditions.lift_when_fault(lift_when or {}, today))
    _complain(rules.tasks_fault(kind, executions, at))
    about, paths = _followed(condition, today) if follow else (condition, [])
    row = _row(kind, about, orders, text, public, paths)
    row.finding, row.consignment_id = finding, source.consignment_id if source else None
    _attach(row, dossier, alert, today)
    row.hazard, row.tests, row.rate, row.lift_when = hazard, list(tests), rate, dict(lift_when or {})
    row.valid_from, row.valid_to = valid_from, valid_to or conditions.end_of(lift_when or {})
    row.basis, row.ground = _basis(kind, basis, today), ground.strip()
    row.office, row.ordered_by = actor.office, actor
    _put_in_force(row, about, actor=actor, at=at)
    order_tasks(row, executions, actor=actor, at=at)
    return row


@transaction.atomic
def impose_by_rule(
    *,
    at: datetime,
    kind: MeasureKind,
    condition: Condition,
    hazard: str,
    orders: Channel,
    text: Text,
    ground: str,
    public: Text | None = None,
    tests: Sequence[dict[str, Any]] = (),
    rate: float | None = None,
    lift_when: Mapping[str, Any] | None = None,
) -> Measure:
    """A measure that follows from a rule that policy lets act by itself, in the name of headquarters.

    Raises Refusal where the law of the day has no clause for its kind.
    """
    today = at.astimezone(CIVIL_ZONE).date()
    row = _row(kind, condition, orders, text, public, [])
    row.hazard, row.tests, row.rate, row.lift_when = hazard, list(tests), rate, dict(lift_when or {})
    row.valid_from, row.basis, row.ground = today, _basis(kind, "", today), ground
    row.office, row.ordered_by = queries.headquarters(), program()
    _put_in_force(row, condition, actor=None, at=at)
    return row


def _complain(fault: Exception | None) -> None:
    if fault is not None:
        raise fault


def _check(
    actor: Actor,
    office: Office,
    kind: MeasureKind,
    orders: Channel | None,
    condition: Condition,
    valid_from: date,
    today: date,
    ground: str,
) -> None:
    channels = queries.laid_down("orders", kind, on=today, office=office.code) if kind.acts else ()
    _complain(
        rules.imposing_fault(
            kind,
            orders,
            condition,
            valid_from,
            today,
            ground,
            level=OfficeLevel(office.level),
            may_order=queries.laid_down("levels", kind, on=today, office=office.code),
            channels=channels,
            own_offices=set(visible_offices(actor).values_list("code", flat=True)),
        )
    )


def _followed(condition: Condition, today: date) -> tuple[Condition, list[dict[str, Any]]]:
    """The condition with the products that contain its goods, and through which compositions they came into it."""
    _complain(rules.follow_fault(condition))
    paths = queries.contained(condition.goods, today)
    products = [path["goods"][-1] for path in paths]
    return replace(condition, goods=(*condition.goods, *products)), paths


def _row(
    kind: MeasureKind,
    condition: Condition,
    orders: Channel | None,
    text: Text,
    public: Text | None,
    paths: list[dict[str, Any]],
) -> Measure:
    return Measure(
        kind=kind,
        paths=paths,
        condition=condition.as_json(),
        goods=list(condition.goods),
        origins=sorted(condition.origins),
        producers=sorted(condition.producers),
        orders=orders or "",
        text_zh=text.zh,
        text_en=text.en,
        public_zh=public.zh if public else "",
        public_en=public.en if public else "",
    )


def _attach(row: Measure, dossier: str, alert: str, today: date) -> None:
    """Note what the measure answers. Raises Missing, Refusal where the alert's level does not permit its kind."""
    if alert:
        warned = queries.alert_answered(alert)
        _complain(
            rules.alert_fault(
                MeasureKind(row.kind), alert, warned.level_text, queries.permitted_at(warned.level, on=today)
            )
        )
        row.alert, row.dossier_id = alert, warned.dossier
    if dossier:
        row.dossier_id = queries.dossier_answered(dossier)


def _basis(kind: MeasureKind, given: str, today: date) -> str:
    """The clause given, or all that are law for the kind. Raises Refusal for a law no longer or not yet in force."""
    known = queries.bases()
    _complain(rules.basis_fault(kind, given.strip(), known, today))
    law = [one.name.zh for one in known if one.kind == kind and one.in_force(today)]
    return given.strip() or "；".join(law)


def _number(row: Measure, year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NUMBERS, year])
    last = Measure.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
    row.year, row.serial, row.number = year, last + 1, f"M-{year}-{last + 1:04d}"


def _put_in_force(row: Measure, condition: Condition, *, actor: Actor | None, at: datetime) -> None:
    """Number, enact (deeds excepted) and tell it."""
    row.ordered_at = at
    _number(row, at.astimezone(CIVIL_ZONE).year)
    if row.orders:
        enact_measure(
            actor=actor,
            at=at,
            number=row.number,
            condition=condition,
            hazard=row.hazard,
            orders=Channel(row.orders),
            tests=row.tests,
            rate=row.rate,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            text=rules.with_paths(Text(row.text_zh, row.text_en), row.paths),
            public=rules.with_paths(Text(row.public_zh, row.public_en), row.paths) if row.public_zh else None,
            basis=row.basis,
        )
    row.save()
    _tell_imposed(row, actor=actor, at=at)


def _tell_imposed(row: Measure, *, actor: Actor | None, at: datetime) -> None:
    text = rules.with_paths(Text(row.text_zh, row.text_en), row.paths)
    ground = Text(f"理由：{row.ground}", f"Ground: {row.ground}")
    record(
        events.MEASURE_IMPOSED,
        actor=actor,
        at=at,
        subjects=subjects_of(row),
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
            "dossier": row.dossier.number if row.dossier else "",
            "alert": row.alert,
            "paths": [path["goods"] for path in row.paths],
        },
        reasons=[Reason("measure.imposed", text, row.basis), Reason("measure.ground", ground)],
        authority=row.basis,
    )


def subjects_of(row: Measure) -> list[SubjectRef]:
    """The measure and what it answers, as the ledger names them."""
    named = [("measure", row.number), ("dossier", row.dossier.number if row.dossier else ""), ("alert", row.alert)]
    subjects = [SubjectRef(kind, key) for kind, key in named if key]
    if row.consignment_id is not None:
        subjects += [SubjectRef("finding", str(row.finding)), SubjectRef("consignment", str(row.consignment_id))]
    return subjects
