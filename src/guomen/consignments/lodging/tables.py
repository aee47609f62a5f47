"""Set-based reading and writing of the lodging tables: a fixed number of statements, whatever the batch."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from guomen.consignments.lodging.rules import Known
from guomen.consignments.rules import encoded
from guomen.consignments.shipments.terms import shipment_of
from guomen.consignments.terms import LINE_SCHEMA, Declaration, Status
from guomen.kernel.statements import asked

Key = tuple[str, str]

FIND = """
SELECT c.id, c.sender, c.reference, c.current_version, c.status
FROM consignments_consignment c JOIN unnest(%s::text[], %s::text[]) AS k(sender, reference)
  ON c.sender = k.sender AND c.reference = k.reference
ORDER BY c.sender, c.reference FOR UPDATE OF c
"""
DIGESTS = "SELECT consignment_id, version, digest FROM consignments_version WHERE consignment_id = ANY(%s::bigint[])"
# Rows go in by key order, so that two batches that meet wait for each other and never in a ring.
INSERT = """
INSERT INTO consignments_consignment (sender, reference, office_id, importer, importer_name, declarant, direction,
                                      shipment, status, current_version, first_lodged_at, drawn_on)
SELECT k.*, 'lodged', 1, %s::timestamptz, %s::date
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
  AS k(sender, reference, office_id, importer, importer_name, declarant, direction, shipment)
ORDER BY k.sender, k.reference
ON CONFLICT (sender, reference) DO NOTHING RETURNING id, sender, reference
"""
ADVANCE = """
UPDATE consignments_consignment c
SET current_version = k.version, status = k.status, office_id = k.office_id, importer = k.importer,
    importer_name = k.importer_name, declarant = k.declarant, direction = k.direction
FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
  AS k(id, version, status, office_id, importer, importer_name, declarant, direction)
WHERE c.id = k.id
"""
VERSION_IDS = "SELECT nextval(pg_get_serial_sequence('consignments_version', 'id')) FROM generate_series(1, %s)"
VERSION_COLUMNS = (
    "id, consignment_id, version, action, lodged_at, digest, regime, declared_on, moved_on, port, transport_mode, "
    "departure_country, gross_mass, content"
)
LINE_COLUMNS = (
    "version_id, item_no, goods_code, origin, producer, intended_use, description, quantity, quantity_unit, "
    "net_mass, value, currency"
)
# COPY costs several trips to the server: it pays from this many versions on.
COPY_FROM = 50
INSERT_VERSIONS = f"""
WITH said AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('consignments_version', 'id')) AS id, one.*
  FROM jsonb_to_recordset(%s::jsonb) AS one(
    consignment_id bigint, version int, action text, lodged_at timestamptz, digest text, regime text,
    declared_on date, moved_on date, port text, transport_mode text, departure_country text, gross_mass float8,
    content jsonb, lines jsonb)
), written AS (
  INSERT INTO consignments_version ({VERSION_COLUMNS}) SELECT {VERSION_COLUMNS} FROM said
)
INSERT INTO consignments_goods_line ({LINE_COLUMNS})
SELECT said.id, line.* FROM said, jsonb_to_recordset(said.lines) AS line(
  item_no int, goods_code text, origin text, producer text, intended_use text, description text, quantity float8,
  quantity_unit text, net_mass float8, value float8, currency text)
RETURNING id
"""  # noqa: S608


class Said(NamedTuple):
    """A declaration with its canonical JSON and the digest of it."""

    declaration: Declaration
    content: str
    digest: str


class Written(NamedTuple):
    """One version about to be written."""

    consignment: int
    declaration: Declaration
    digest: str
    content: str


_ENCODER = msgspec.json.Encoder(decimal_format="number")


def office_ids(codes: Iterable[str]) -> dict[str, int]:
    """The numbers of the offices with these codes; unknown codes are left out."""
    return dict(asked("SELECT code, id FROM kernel_office WHERE code = ANY(%s::text[])", [list(codes)]))


def say(declaration: Declaration) -> Said:
    """The declaration made ready for settling and writing."""
    content = encoded(declaration)
    return Said(declaration, content.decode(), hashlib.sha256(content).hexdigest())


def known(keys: Sequence[Key]) -> dict[Key, Known]:
    """What is there of these (sender, reference) pairs; their rows are locked until the transaction ends."""
    rows = asked(FIND, [[sender for sender, _ in keys], [reference for _, reference in keys]])
    digests: dict[int, dict[int, str]] = {row[0]: {} for row in rows}
    if rows:
        for consignment, version, digest in asked(DIGESTS, [list(digests)]):
            digests[consignment][version] = digest
    return {
        (sender, reference): Known(key, current, status == Status.CANCELLED, digests[key])
        for key, sender, reference, current, status in rows
    }


def insert_consignments(
    declarations: Sequence[Declaration], offices: dict[str, int], at: datetime, day: date
) -> dict[Key, int]:
    """Write new consignments; gives the numbers of those that were not there.

    Waits for others that are writing the same ones.
    """
    columns = list(zip(*(_identity(one, offices) for one in declarations), strict=True))
    rows = asked(INSERT, [at, day, *(list(column) for column in columns)])
    return {(sender, reference): key for key, sender, reference in rows}


def _identity(declaration: Declaration, offices: dict[str, int]) -> tuple[Any, ...]:
    return declaration.sender, declaration.reference, *_current(declaration, offices), _shipment(declaration)


def _shipment(declaration: Declaration) -> str:
    return shipment_of(declaration.importer, declaration.bill_number)


def _current(declaration: Declaration, offices: dict[str, int]) -> tuple[Any, ...]:
    return (
        offices[declaration.office],
        declaration.importer,
        declaration.importer_name,
        declaration.declarant,
        declaration.direction,
    )


def advance_consignments(versions: Sequence[Written], offices: dict[str, int]) -> None:
    """Bring consignments to their new current version."""
    if not versions:
        return
    rows = [
        (
            one.consignment,
            one.declaration.version,
            Status.CANCELLED if one.declaration.action == "cancel" else Status.LODGED,
            *_current(one.declaration, offices),
        )
        for one in versions
    ]
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [list(column) for column in zip(*rows, strict=True)])


def write_versions(versions: Sequence[Written], at: datetime, lines: pl.DataFrame | None = None) -> None:
    """Write versions and their goods lines by COPY.

    lines: the same lines as a frame, with the name of their consignment in sender and reference, where a million
    of them are there already; only for versions that are the first.
    """
    if len(versions) < COPY_FROM and lines is None:
        asked(INSERT_VERSIONS, [_as_rows(versions, at)])
        return
    with connection.cursor() as cursor:
        cursor.execute(VERSION_IDS, [len(versions)])
        numbers = [row[0] for row in cursor.fetchall()]
        numbered = list(zip(numbers, versions, strict=True))
        copy_rows(cursor, "consignments_version", VERSION_COLUMNS, (_version(n, one, at) for n, one in numbered))
        if lines is not None:
            _copy_frame(cursor, lines, numbered)
            return
        rows = (_line(n, item) for n, one in numbered for item in one.declaration.items)
        copy_rows(cursor, "consignments_goods_line", LINE_COLUMNS, rows)


def _as_rows(versions: Sequence[Written], at: datetime) -> str:
    """The versions and their lines as the JSON that INSERT_VERSIONS reads."""
    version_names, line_names = VERSION_COLUMNS.split(", ")[1:], LINE_COLUMNS.split(", ")[1:]
    rows = []
    for one in versions:
        row: dict[str, Any] = dict(zip(version_names, _version(0, one, at)[1:], strict=True))
        row["content"] = msgspec.Raw(one.content.encode())
        row["lines"] = [dict(zip(line_names, _line(0, item)[1:], strict=True)) for item in one.declaration.items]
        rows.append(row)
    return _ENCODER.encode(rows).decode()


def _copy_frame(cursor: CursorWrapper, lines: pl.DataFrame, numbered: Sequence[tuple[int, Written]]) -> None:
    names = pl.DataFrame(
        {
            "version_id": [number for number, _ in numbered],
            "sender": [one.declaration.sender for _, one in numbered],
            "reference": [one.declaration.reference for _, one in numbered],
            "version": [one.declaration.version for _, one in numbered],
        }
    )
    key = [name for name in ("sender", "reference", "version") if name in lines.columns]
    wanted = LINE_COLUMNS.split(", ")
    mine = lines.join(names, on=key, how="inner", maintain_order="left")
    text = mine.select(
        (pl.col(name) if name in mine.columns else pl.lit(None, dtype=LINE_SCHEMA[name])).alias(name)
        if LINE_SCHEMA.get(name) != pl.String
        else (pl.col(name).fill_null("") if name in mine.columns else pl.lit("")).alias(name)
        for name in wanted
    ).write_csv(include_header=False, quote_style="non_numeric", null_value="")
    with cursor.copy(f"COPY consignments_goods_line ({LINE_COLUMNS}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(text)


def copy_rows(cursor: CursorWrapper, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY rows into a table of this room."""
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _version(number: int, one: Written, at: datetime) -> tuple[Any, ...]:
    said = one.declaration
    return (
        number,
        one.consignment,
        said.version,
        said.action,
        at,
        one.digest,
        said.regime,
        said.declared_on,
        said.moved_on,
        said.port,
        said.transport_mode,
        said.departure_country,
        said.gross_mass,
        one.content,
    )


def _line(number: int, item: Any) -> tuple[Any, ...]:
    return (
        number,
        item.item_no,
        item.goods_code,
        item.origin,
        item.producer,
        item.intended_use,
        item.description,
        item.quantity,
        item.quantity_unit,
        item.net_mass,
        item.value,
        item.currency,
    )
