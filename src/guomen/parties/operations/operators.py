"""Registering operators and setting their class."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Fault, Refusal, SubjectRef, Text
from guomen.parties.events import CLASSES_SET, OPERATORS_REGISTERED
from guomen.parties.models import EnterpriseClass, Operator
from guomen.parties.rules import class_faults, operator_faults
from guomen.parties.terms import ClassRow, OperatorRow

BATCH = 5000
# An entry names its subjects one by one up to this many; a larger batch is told by its count.
NAMED = 200


def register_operator(*, actor: Actor | None, at: datetime, identifier: str, name_zh: str, **particulars: Any) -> int:
    """Register one operator (particulars: those of OperatorRow). Gives the edition."""
    row = OperatorRow(identifier=identifier, name_zh=name_zh, **particulars)
    return register_operators(actor=actor, at=at, rows=[row])


@transaction.atomic
def register_operators(*, actor: Actor | None, at: datetime, rows: Sequence[OperatorRow]) -> int:
    """Register operators; one that is registered already gets the new particulars, and the old ones stay on record.

    Gives the edition. Raises Refusal with every fault; then nobody is registered.
    """
    if actor is not None:
        require(actor, Capability.EDIT_REFERENCE)
    refuse_faulty(operator_faults(rows))
    edition = new_edition(at=at, note=f"{len(rows)} operators registered")
    held = {
        operator.identifier: operator
        for operator in Operator.objects.current().filter(identifier__in=[row.identifier for row in rows])
    }
    changed = [row for row in rows if row.identifier not in held or _differs(held[row.identifier], row)]
    stale = [held[row.identifier].pk for row in changed if row.identifier in held]
    Operator.objects.filter(pk__in=stale).update(until_edition=edition)
    Operator.objects.bulk_create((_as_model(row, at, edition) for row in changed), batch_size=BATCH)
    record(
        OPERATORS_REGISTERED,
        actor=actor,
        at=at,
        subjects=named("operator", [row.identifier for row in changed]),
        payload={"registered": len(changed) - len(stale), "changed": len(stale)},
        edition=edition,
    )
    return edition


def _differs(held: Operator, row: OperatorRow) -> bool:
    return (
        (held.name_zh, held.name_en, held.scheme, held.country) != (row.name_zh, row.name_en, row.scheme, row.country)
        or held.roles != list(row.roles)
        or held.identifiers != list(row.identifiers)
    )


def _as_model(row: OperatorRow, at: datetime, edition: int) -> Operator:
    return Operator(
        identifier=row.identifier,
        scheme=row.scheme,
        name_zh=row.name_zh,
        name_en=row.name_en,
        country=row.country,
        roles=list(row.roles),
        identifiers=list(row.identifiers),
        valid_from=timezone.localdate(at),
        since_edition=edition,
    )


def set_enterprise_class(
    *,
    actor: Actor | None,
    at: datetime,
    operator: str,
    grade: int,
    valid_from: date,
    valid_to: date | None = None,
    basis: str = "",
) -> int:
    """Set the class (1 to 4) of one operator from a day on. Gives the edition."""
    row = ClassRow(operator=operator, grade=grade, valid_from=valid_from, valid_to=valid_to, basis=basis)
    return set_enterprise_classes(actor=actor, at=at, rows=[row])


@transaction.atomic
def set_enterprise_classes(*, actor: Actor | None, at: datetime, rows: Sequence[ClassRow]) -> int:
    """Set classes from a day on: what an operator had from that day on ends there, and stays on record.

    Gives the edition. Raises Refusal with every fault, Conflict where a later class is on record.
    """
    if actor is not None:
        require(actor, Capability.EDIT_REFERENCE)
    refuse_faulty(class_faults(rows))
    edition = new_edition(at=at, note=f"{len(rows)} enterprise classes set")
    starts = {row.operator: row.valid_from for row in rows}
    held = EnterpriseClass.objects.current().filter(operator__in=starts)
    successors = [
        _cut(old, starts[old.operator]) for old in held if old.valid_to is None or old.valid_to > starts[old.operator]
    ]
    EnterpriseClass.objects.filter(pk__in=[old for old, _ in successors]).update(until_edition=edition)
    written = [shortened for _, shortened in successors if shortened is not None]
    written += [
        EnterpriseClass(
            operator=row.operator,
            grade=row.grade,
            basis=row.basis,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]
    for one in written:
        one.since_edition = edition
    EnterpriseClass.objects.bulk_create(written, batch_size=BATCH)
    record(
        CLASSES_SET,
        actor=actor,
        at=at,
        subjects=named("operator", list(starts)),
        payload={"classes": [[row.operator, row.grade, row.valid_from.isoformat()] for row in rows[:NAMED]]},
        edition=edition,
    )
    return edition


def _cut(old: EnterpriseClass, start: date) -> tuple[int, EnterpriseClass | None]:
    """The row that ends, and what remains of it before `start` (None where nothing does)."""
    if old.valid_from > start:
        raise Conflict(
            "class.later_change",
            Text(f"{old.operator}在该日之后已有类别记录。", f"{old.operator} has a later class on record."),
            Text("请选择更晚的起始日。", f"Choose {old.valid_from} or a later day."),
        )
    if old.valid_from == start:
        return old.pk, None
    return old.pk, EnterpriseClass(
        operator=old.operator, grade=old.grade, basis=old.basis, valid_from=old.valid_from, valid_to=start
    )


def refuse_faulty(faults: Sequence[Fault]) -> None:
    """Raise a Refusal that lists the faults, where there are any."""
    if faults:
        raise Refusal(
            "parties.faulty",
            Text(f"有{len(faults)}处错误，未登记任何数据。", f"{len(faults)} faults; nothing was recorded."),
            Text("请按所列问题更正。", "Mend each of the points listed."),
            tuple(faults),
        )


def named(kind: str, keys: Sequence[str]) -> list[SubjectRef]:
    """Subjects for an entry; a batch beyond NAMED goes without."""
    return [SubjectRef(kind, key) for key in keys] if len(keys) <= NAMED else []
