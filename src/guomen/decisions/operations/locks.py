"""Locks that make two people, or a person and the program, take turns; held to the end of the transaction."""

from collections.abc import Iterable

from django.db import connection

from guomen.decisions.models import Disposition
from guomen.decisions.queries import DISPOSITION
from guomen.decisions.refusals import no_such

# First halves of PostgreSQL's two-part advisory locks, so that rooms do not meet by accident.
_CONSIGNMENT = 0x6763
_SERIAL = 0x6773


def take_turns(consignments: Iterable[int]) -> None:
    """Wait until nobody else is deciding on these consignments. Always in one order: no deadlock."""
    keys = sorted({key & 0x7FFFFFFF for key in consignments})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::int[]) AS key", [_CONSIGNMENT, keys])


def hold_serials(office: int, kind: str, year: int) -> None:
    """Wait until nobody else is numbering papers of this office, kind and year."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_SERIAL, f"{office}/{kind}/{year}"])


def locked(disposition: int) -> Disposition:
    """The disposition, after waiting for its consignment's turn. Raises Missing."""
    found = Disposition.objects.filter(pk=disposition).values_list("consignment_id", flat=True).first()
    if found is None:
        raise no_such(DISPOSITION)
    take_turns([found])
    return Disposition.objects.select_related("office", "consignment", "signed_by").get(pk=disposition)
