"""Reading the paces of shifts, and what they are drawn from."""

from collections.abc import Collection
from datetime import date

from guomen.catalogue.terms import Channel
from guomen.targeting.capacity.terms import PaceInForce
from guomen.targeting.models import Pace

Place = tuple[str, Channel]


def paces(offices: Collection[str], day: date) -> dict[Place, PaceInForce]:
    """The pace in force of each office and kind of check on a day; offices that opened no shift have none."""
    rows = (
        Pace.objects.filter(office__code__in=offices, shift_on=day)
        .select_related("office", "model")
        .order_by("office", "shift", "check_kind", "-sequence")
        .distinct("office", "shift", "check_kind")
    )
    return {(row.office.code, Channel(row.check_kind)): in_force(row) for row in rows}


def paces_by_id(ids: Collection[int]) -> dict[Place, PaceInForce]:
    """These rows, whatever was opened since."""
    rows = Pace.objects.filter(pk__in=ids).select_related("office", "model")
    return {(row.office.code, Channel(row.check_kind)): in_force(row) for row in rows}


def in_force(row: Pace) -> PaceInForce:
    """A row, or one that is not written yet, as what decisions read."""
    return PaceInForce(
        pace=row.pk or 0,
        office=row.office.code,
        check_kind=Channel(row.check_kind),
        shift_on=row.shift_on,
        sequence=row.sequence,
        capacity=row.capacity,
        spent=row.spent,
        threshold=row.threshold,
        random_rate=row.random_rate,
        model=row.model.digest if row.model else "",
    )
