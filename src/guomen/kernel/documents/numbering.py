"""Numbers that people read: a prefix, the year, and a count that begins anew each year."""

from django.db import connection, models
from django.db.models import Max


def next_number(model: type[models.Model], prefix: str, year: int, *, width: int = 5) -> str:
    """The next of a table's numbers ("WS-2026-00012", its field `number`), kept for the caller's transaction alone."""
    begins = f"{prefix}-{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [model._meta.db_table, year])
    last = model._default_manager.filter(number__startswith=begins).aggregate(last=Max("number"))["last"]
    return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:0{width}d}"
