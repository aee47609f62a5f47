"""How fast declarations are lodged in bulk, beside a bare COPY of the same rows into the same tables.

    python benchmarks/lodging.py [--lines 200000] [--items 5] [--rounds 3]

Uses the database of the settings (DATABASE_URL, or an embedded server in GUOMEN_HOME), in a schema of its own that is
made anew each time, "lodging_benchmark". Both write into freshly truncated tables with all indexes and constraints,
alternating, and each chunk is committed. Prints lines per second (medians) and the ratio.
"""

import argparse
import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import django
import polars as pl

AT = datetime(2018, 8, 1, 4, tzinfo=UTC)
TABLES = ("consignments_consignment", "consignments_version", "consignments_goods_line")


def lines(count: int, items: int) -> pl.DataFrame:
    """`count` goods lines of made-up declarations of `items` lines each, every field of a usual declaration filled."""
    row = pl.int_range(count, eager=True)
    one = row // items
    return pl.DataFrame(
        {
            "sender": pl.repeat("bench", count, eager=True),
            "reference": "B" + one.cast(pl.String).str.zfill(12),
            "direction": pl.repeat("import", count, eager=True),
            "regime": pl.repeat("0110", count, eager=True),
            "declared_on": pl.repeat(date(2018, 8, 1), count, eager=True),
            "moved_on": pl.repeat(date(2018, 7, 30), count, eager=True),
            "office": pl.repeat("BENCH", count, eager=True),
            "port": pl.repeat("310001", count, eager=True),
            "transport_mode": pl.repeat("2", count, eager=True),
            "bill_number": "BL" + one.cast(pl.String),
            "importer": "IMP" + (one % 5000).cast(pl.String).str.zfill(6),
            "importer_scheme": pl.repeat("local", count, eager=True),
            "importer_name": "上海某某进出口有限公司" + (one % 5000).cast(pl.String),
            "departure_country": pl.repeat("EC", count, eager=True),
            "gross_mass": (one % 900 + 5000).cast(pl.Float64),
            "item_no": row % items + 1,
            "goods_code": (row * 7919 % 97_000_000_000 + 1_000_000_000_000).cast(pl.String),
            "description": "冻去头虾 frozen shrimp " + (row % 1000).cast(pl.String),
            "origin": pl.repeat("EC", count, eager=True),
            "quantity": (row % 50).cast(pl.Float64),
            "quantity_unit": pl.repeat("035", count, eager=True),
            "net_mass": (row % 700).cast(pl.Float64) + 0.5,
            "value": (row % 90000).cast(pl.Float64) / 4,
            "currency": pl.repeat("USD", count, eager=True),
            "producer": "EC" + (row % 300).cast(pl.String),
        }
    )


def truncate() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")


def dump() -> dict[str, bytes]:
    """What lodging wrote, as COPY text: the rows for the bare COPY."""
    from django.db import connection

    written: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            out = io.BytesIO()
            with cursor.copy(f"COPY (SELECT * FROM {table} ORDER BY id) TO STDOUT") as copy:
                for block in copy:
                    out.write(block)
            written[table] = out.getvalue()
    return written


def bare_copy(written: dict[str, bytes]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(written[table])


def timed(work: Callable[[], object]) -> float:
    truncate()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(count: int, items: int, rounds: int) -> dict[str, object]:
    """Both sides in turn, `rounds` times; medians."""
    from guomen.consignments.operations import lodge_frame

    frame = lines(count, items)
    lodging, copying = [], []
    for _ in range(rounds):
        lodging.append(timed(lambda: lodge_frame(actor=None, at=AT, lines=frame)))
        written = dump()
        copying.append(timed(partial(bare_copy, written)))
    truncate()
    lodged, copied = statistics.median(lodging), statistics.median(copying)
    return {
        "lines": count,
        "declarations": count // items,
        "lodged_lines_per_s": round(count / lodged),
        "bare_copy_lines_per_s": round(count / copied),
        "ratio": round(copied / lodged, 2),
        "seconds": {"lodging": [round(one, 2) for one in lodging], "copy": [round(one, 2) for one in copying]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--items", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
    django.setup()
    open_scratch()
    print(json.dumps(measure(asked.lines, asked.items, asked.rounds), indent=2))


def open_scratch() -> None:
    """A schema of the benchmark's own, so that it may truncate what it likes."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from guomen.interfaces.cli import open_database
    from guomen.kernel.offices.operations import set_up_offices

    open_database()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS lodging_benchmark CASCADE")
        cursor.execute("CREATE SCHEMA lodging_benchmark")
    connection.close()
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = "-c search_path=lodging_benchmark"
    connection.settings_dict["OPTIONS"] = options
    for room in ("catalogue", "consignments"):
        call_command("migrate", room, verbosity=0)
    office = {"code": "BENCH", "name_zh": "测", "name_en": "Bench", "level": "headquarters", "parent": ""}
    set_up_offices([office])


if __name__ == "__main__":
    main()
