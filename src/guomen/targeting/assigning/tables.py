"""Writing decisions: one statement, whatever the batch."""

from collections.abc import Sequence
from functools import cache

import msgspec
from django.db import connection

from guomen.targeting.models import Assignment

_FIELDS = tuple(field.attname for field in Assignment._meta.concrete_fields if not field.primary_key)
# Numbers are given out in the order of the rows.
_INSERT = """
WITH decided AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('targeting_assignment', 'id')) AS id, one.*
  FROM jsonb_to_recordset(%s::jsonb) AS one({columns})
)
INSERT INTO targeting_assignment (id, {names}) SELECT id, {names} FROM decided RETURNING id
"""


def stored(rows: Sequence[Assignment]) -> list[Assignment]:
    """Write these new decisions; they have their numbers then."""
    told = [{name: getattr(row, name) for name in _FIELDS} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [msgspec.json.encode(told).decode()])
        numbers = sorted(number for (number,) in cursor.fetchall())
    for row, number in zip(rows, numbers, strict=True):
        row.pk, row._state.adding, row._state.db = number, False, connection.alias
    return list(rows)


@cache
def _statement() -> str:
    fields = [field for field in Assignment._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f"{field.column} {field.db_type(connection)}" for field in fields)
    return _INSERT.format(columns=columns, names=", ".join(str(field.column) for field in fields))
