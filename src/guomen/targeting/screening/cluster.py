"""Screening on a Spark cluster that an agency already has: the same function on each part, table in, table out.

Needs the extra `cluster` (pip install guomen[cluster]) here and on the workers.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import polars as pl

from guomen.consignments.terms import LINE_SCHEMA
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# A worker process keeps the screens that it made, by the call that they were made for.
_screens: dict[str, Screen] = {}


def screen_on_spark(lines: "DataFrame", docket: Docket, drawn_on: date, secret: bytes, *, parts: int) -> "DataFrame":
    """One row of decision for each line, as Screen gives them. lines: in LINE_SCHEMA; in `parts` parts, none of which
    cuts a declaration in two. The secret travels to the workers: theirs must be kept as this machine is.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    schema = from_arrow_schema(_arrow(Screen(docket, drawn_on, secret)(pl.DataFrame(schema=LINE_SCHEMA))).schema)
    told = to_arrow_schema(schema)
    call, shared = uuid4().hex, lines.sparkSession.sparkContext.broadcast((docket, drawn_on, secret))

    def decide(batches: Iterator[Any]) -> Iterator[Any]:
        held = [pl.DataFrame(pl.from_arrow(batch)) for batch in batches]
        if held:
            if call not in _screens:
                _screens[call] = Screen(*shared.value)
            frame = pl.concat(held).cast(pl.Schema(LINE_SCHEMA))
            yield from _arrow(_screens[call](frame)).cast(told).to_batches()

    whole = lines.repartition(parts, "sender", "reference").sortWithinPartitions("sender", "reference", "item_no")
    return whole.mapInArrow(decide, schema)


def _arrow(decided: pl.DataFrame) -> Any:
    """Decisions as an Arrow table, their enumerations as texts."""
    words = [pl.col(name).cast(pl.String) for name, kind in decided.schema.items() if isinstance(kind, pl.Enum)]
    return decided.with_columns(words).to_arrow(compat_level=pl.CompatLevel.oldest())
