"""Writing off permits what released goods take from them, and giving it back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef
from guomen.parties.events import PERMITS_WRITTEN_OFF
from guomen.parties.models import Authorisation, WriteOff
from guomen.parties.queries import written_off
from guomen.parties.rules import amount_taken
from guomen.parties.terms import AuthorisationKind, Use

_Taken = dict[tuple[str, int], tuple[Decimal, str]]


@transaction.atomic
def write_off(*, actor: Actor | None, at: datetime, subject: SubjectRef, on: date, uses: Sequence[Use]) -> int | None:
    """Settle what the goods of `subject` take from permits with a quantity, from the day `on`; gives the edition.

    In place of what was written off for them before: no uses give everything back. None where nothing changes.
    What is not told in the permit's unit is not written off; what goes beyond its quantity is, for it was released.
    """
    wanted = _taken(uses)
    rows = WriteOff.objects.current().select_for_update().filter(subject=str(subject))
    held = {(row.number, row.item_no): row for row in rows}
    ended = [row for key, row in held.items() if wanted.get(key) != (row.quantity, row.unit)]
    new = {key: taken for key, taken in wanted.items() if key not in held or held[key] in ended}
    if not ended and not new:
        return None
    edition = new_edition(at=at, note=f"written off permits for {subject}")
    WriteOff.objects.filter(pk__in=[row.pk for row in ended]).update(until_edition=edition)
    WriteOff.objects.bulk_create(
        WriteOff(
            number=number,
            subject=str(subject),
            item_no=item_no,
            quantity=quantity,
            unit=unit,
            valid_from=on,
            since_edition=edition,
        )
        for (number, item_no), (quantity, unit) in new.items()
    )
    numbers = sorted({number for number, _ in (*held, *wanted)})
    _tell(subject, wanted, numbers, actor=actor, at=at, edition=edition)
    return edition


def _taken(uses: Sequence[Use]) -> _Taken:
    """What is taken in each permit's own unit; permits without a quantity or not on record are left out."""
    units = {number: unit for number, unit, _ in _permits({use.number for use in uses})}
    taken: _Taken = {}
    for use in uses:
        amount = amount_taken(use.amounts, units[use.number]) if use.number in units else None
        if amount:
            before = taken.get((use.number, use.item_no), (Decimal(0), ""))[0]
            taken[use.number, use.item_no] = (before + amount, units[use.number])
    return taken


def _permits(numbers: Iterable[str]) -> list[tuple[str, str, Decimal]]:
    rows = Authorisation.objects.current().filter(
        kind=AuthorisationKind.QUARANTINE_PERMIT, number__in=list(numbers), quantity__isnull=False
    )
    return [(row.number, row.unit, row.quantity) for row in rows.order_by("valid_from") if row.quantity is not None]


def _tell(
    subject: SubjectRef, taken: _Taken, numbers: Sequence[str], *, actor: Actor | None, at: datetime, edition: int
) -> None:
    gone = written_off(edition, numbers)
    left = {number: f"{quantity - gone.get(number, 0):f}" for number, _, quantity in _permits(numbers)}
    record(
        PERMITS_WRITTEN_OFF,
        actor=actor,
        at=at,
        subjects=[subject, *(SubjectRef("authorisation", f"quarantine_permit/{number}") for number in numbers)],
        payload={
            "taken": [[number, item, f"{quantity:f}", unit] for (number, item), (quantity, unit) in taken.items()],
            "left": left,
        },
        edition=edition,
    )
