"""Opening an edition."""

from datetime import datetime

from django.db import connection, transaction

from guomen.kernel.editions.models import Edition

# One lock for all writers of what decisions read: editions become visible in the order of their numbers,
# so "everything up to edition n" never grows afterwards.
_EDITION_LOCK = 0x6775_6F6D


def new_edition(*, at: datetime, note: str) -> int:
    """Open the next edition inside the caller's transaction and give its number.

    Raises TransactionManagementError outside a transaction.
    """
    transaction.get_connection().validate_no_broken_transaction()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an edition is opened inside the operation's transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_EDITION_LOCK])
    return Edition.objects.create(at=at, note=note).pk
