"""Statements written out in SQL that are asked again and again: the database plans each once on a connection.

The ORM's own statements carry their values in their text and are planned at every asking; for what every declaration
asks, that costs more than the answer does.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
from django.db import connections, models
from django.db.backends.postgresql.base import ServerBindingCursor

M = TypeVar("M", bound=models.Model)
# A cursor of the driver, whatever the stubs say of it.
_Bound: Any = ServerBindingCursor


def asked(statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement that gives rows, inside the caller's transaction where there is one.

    Values are bound by the server: each place that does not follow from a column says its type (`%s::bigint[]`).
    """
    connection = connections["default"]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    bound = _Bound(connection.connection)
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with make(bound) as cursor:
        cursor.execute(statement, values or None)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


# Rows in one statement.
_TOGETHER = 2000
# Numbers are given out in the order of the rows.
_INSERT = """
WITH told AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS id, one.*
  FROM jsonb_to_recordset(%s::jsonb) AS one({columns})
)
INSERT INTO {table} (id, {names}) SELECT id, {names} FROM told RETURNING id
"""


def written(rows: Sequence[M]) -> list[M]:
    """Write new rows of one table, one statement for all; they have their numbers then, in their order.

    For tables whose numbers are given out by the database, and whose columns take what the attributes hold.
    """
    for start in range(0, len(rows), _TOGETHER):
        part = rows[start : start + _TOGETHER]
        names, statement = _insertion(type(part[0]))
        told = [{name: getattr(row, name) for name in names} for row in part]
        numbers = asked(statement, [msgspec.json.encode(told).decode()])
        for row, (number,) in zip(part, sorted(numbers), strict=True):
            row.pk, row._state.adding, row._state.db = number, False, "default"
    return list(rows)


@cache
def _insertion(model: type[models.Model]) -> tuple[tuple[str, ...], str]:
    """The attributes that are written, and the statement."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}" {field.db_type(connections["default"])}' for field in fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    statement = _INSERT.format(table=model._meta.db_table, columns=columns, names=names)
    return tuple(field.attname for field in fields), statement
