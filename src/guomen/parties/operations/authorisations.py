"""Granting, suspending, reinstating and withdrawing authorisations."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Period, Reason, SubjectRef, Text
from guomen.parties.events import AUTHORISATION_MOVED, AUTHORISATIONS_GRANTED
from guomen.parties.models import Authorisation
from guomen.parties.operations.operators import BATCH, named, refuse_faulty
from guomen.parties.rules import MOVES, authorisation_faults, day_refusal, move_refusal
from guomen.parties.terms import AuthorisationKind, AuthorisationRow, AuthorisationState


def grant_authorisation(
    *,
    actor: Actor | None,
    at: datetime,
    kind: AuthorisationKind,
    number: str,
    holder: str,
    valid_from: date,
    **particulars: Any,
) -> int:
    """Grant one authorisation (particulars: those of AuthorisationRow). Gives the edition.

    One that was applied for under the same kind and number becomes valid from `valid_from` on.
    """
    row = AuthorisationRow(kind=kind, number=number, holder=holder, valid_from=valid_from, **particulars)
    return grant_authorisations(actor=actor, at=at, rows=[row])


@transaction.atomic
def grant_authorisations(*, actor: Actor | None, at: datetime, rows: Sequence[AuthorisationRow]) -> int:
    """Grant authorisations, or (state APPLIED) note that they were applied for. Gives the edition.

    Raises Refusal with every fault, Conflict where the number has been granted before; then nothing is granted.
    """
    if actor is not None:
        require(actor, Capability.EDIT_REFERENCE)
    refuse_faulty(authorisation_faults(rows))
    edition = new_edition(at=at, note=f"{len(rows)} authorisations granted")
    wanted = {(row.kind.value, row.number): row for row in rows}
    closed = _end_applications(wanted, edition)
    Authorisation.objects.bulk_create([*closed, *(_as_model(row, edition) for row in rows)], batch_size=BATCH)
    record(
        AUTHORISATIONS_GRANTED,
        actor=actor,
        at=at,
        subjects=named("authorisation", [f"{row.kind}/{row.number}" for row in rows]),
        payload={"count": len(rows)},
        edition=edition,
    )
    return edition


def _end_applications(wanted: dict[tuple[str, str], AuthorisationRow], edition: int) -> list[Authorisation]:
    """Close the applications that are now granted; what is left of them, to be written anew."""
    numbers = {number for _, number in wanted}
    held = [
        row for row in Authorisation.objects.current().filter(number__in=numbers) if (row.kind, row.number) in wanted
    ]
    left = []
    for row in held:
        grant = wanted[(row.kind, row.number)]
        if row.state != AuthorisationState.APPLIED or grant.state is AuthorisationState.APPLIED:
            raise Conflict(
                "authorisation.number_used",
                Text(f"编号{row.number}已有许可记录。", f"The number {row.number} is on record already."),
                Text(
                    "请核对编号；恢复请用“恢复”操作。", "Check the number; a suspended one is reinstated, not granted."
                ),
            )
        if row.valid_from < grant.valid_from:
            left.append(_copy(row, edition, valid_to=grant.valid_from))
    Authorisation.objects.filter(pk__in=[row.pk for row in held]).update(until_edition=edition)
    return left


def suspend_authorisation(
    *, actor: Actor | None, at: datetime, kind: AuthorisationKind, number: str, on: date, ground: Text
) -> int:
    """Suspend a valid authorisation from the day `on`. Gives the edition. Raises Missing, Conflict, Refusal."""
    return _move(actor, at, kind, number, on, ground, AuthorisationState.SUSPENDED)


def reinstate_authorisation(
    *, actor: Actor | None, at: datetime, kind: AuthorisationKind, number: str, on: date, ground: Text
) -> int:
    """Make a suspended authorisation valid again from the day `on`, until the end it had. Gives the edition."""
    return _move(actor, at, kind, number, on, ground, AuthorisationState.VALID)


def withdraw_authorisation(
    *, actor: Actor | None, at: datetime, kind: AuthorisationKind, number: str, on: date, ground: Text
) -> int:
    """Withdraw an authorisation for good from the day `on`. Gives the edition."""
    return _move(actor, at, kind, number, on, ground, AuthorisationState.WITHDRAWN)


@transaction.atomic
def _move(
    actor: Actor | None,
    at: datetime,
    kind: AuthorisationKind,
    number: str,
    on: date,
    ground: Text,
    to: AuthorisationState,
) -> int:
    """Cut the stretch that contains `on` in two: as it was until that day, in the new state from it."""
    if actor is not None:
        require(actor, Capability.EDIT_REFERENCE)
    edition = new_edition(at=at, note=f"{kind} {number}: {to}")
    row = _last_stretch(kind, number)
    state = AuthorisationState(row.state)
    later = (
        on < row.valid_from
        and Authorisation.objects.current().filter(kind=kind, number=number, valid_from__lt=row.valid_from).exists()
    )
    refusal = day_refusal(Period(row.valid_from, row.valid_to), on, later) or move_refusal(state, to, ground)
    if refusal is not None:
        raise refusal
    expires = row.valid_to
    if on == row.valid_from:
        row.succeed(edition=edition, state=to, ground=ground.as_json())
    else:
        row.succeed(edition=edition, valid_to=on)
        _copy(row, edition, state=to, ground=ground.as_json(), valid_from=on, valid_to=expires).save()
    record(
        AUTHORISATION_MOVED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("authorisation", f"{kind}/{number}"), SubjectRef("operator", row.holder)],
        payload={"from": state, "to": to, "on": on.isoformat()},
        reasons=[Reason(f"authorisation.{to}", ground, source=f"authorisation:{kind}/{number}")],
        authority=MOVES[(state, to)].en,
        edition=edition,
    )
    return edition


def _last_stretch(kind: AuthorisationKind, number: str) -> Authorisation:
    """The last stretch of the authorisation. Raises Missing where the number was never granted."""
    row = Authorisation.objects.current().filter(kind=kind, number=number).order_by("-valid_from").first()
    if row is None:
        raise Missing(
            "authorisation.unknown",
            Text(f"没有编号为{number}的许可。", f"There is no authorisation {number} of this kind."),
            Text("请核对种类和编号。", "Check the kind and the number."),
        )
    return row


def _copy(row: Authorisation, edition: int, **changes: Any) -> Authorisation:
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return Authorisation(**{**fields, "since_edition": edition, "until_edition": None, **changes})


def _as_model(row: AuthorisationRow, edition: int) -> Authorisation:
    return Authorisation(
        kind=row.kind,
        number=row.number,
        holder=row.holder,
        state=row.state,
        goods=list(row.goods),
        country=row.country,
        quantity=row.quantity,
        unit=row.unit,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        since_edition=edition,
    )
