"""Lodging a frame of lines: a million rows by the same settling and the same tables, chunk by chunk."""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import polars as pl
from django.db import transaction

from guomen.consignments.intake.judging import judge_lines
from guomen.consignments.lodging.frames import decode, messages_of
from guomen.consignments.lodging.operations import CHUNK, lodge_checked
from guomen.consignments.lodging.tables import Said, say
from guomen.consignments.queries import date_limits
from guomen.consignments.terms import ANY_GOODS_DIGITS, CIVIL_ZONE, DateLimits, Lodged, LodgedFrame
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Fault


def lodge_frame(
    *,
    actor: Actor | None,
    at: datetime,
    lines: pl.DataFrame,
    limits: DateLimits | None = None,
    goods_digits: frozenset[int] = ANY_GOODS_DIGITS,
) -> LodgedFrame:
    """Lodge every declaration of a frame in LINE_SCHEMA, in chunks of CHUNK, each its own transaction and entry.

    A run that was broken off is simply run again: what is there answers as duplicate. Faulty declarations are
    refused whole; the others go in.
    """
    day = at.astimezone(CIVIL_ZONE).date()
    judged = judge_lines(lines, on=day, limits=limits or date_limits(day), goods_digits=goods_digits)
    parts = _parts(judged.lines)
    outcomes: list[Lodged] = []
    with ThreadPoolExecutor(max_workers=1) as ahead:
        # The next chunk is made ready while the database takes this one.
        prepared = deque([ahead.submit(_prepared, part) for part in parts[:2]])
        for number, part in enumerate(parts):
            said = prepared.popleft().result()
            if number + 2 < len(parts):
                prepared.append(ahead.submit(_prepared, parts[number + 2]))
            with transaction.atomic():
                outcomes += lodge_checked(actor=actor, at=at, said=said, faults=[()] * len(said), lines=part)
    return _counted(outcomes, judged.refused, [*judged.faults, *_placed(outcomes, judged.lines)])


def _parts(lines: pl.DataFrame) -> list[pl.DataFrame]:
    """The lines in parts of CHUNK declarations, each declaration whole, in the order of their first lines."""
    if lines.is_empty():
        return []
    key = pl.struct([name for name in ("sender", "reference", "version") if name in lines.columns])
    first = pl.int_range(pl.len()).min().over(key)
    numbered = lines.with_columns((first.rank("dense") - 1).floordiv(CHUNK).alias("#part"))
    return [part.drop("#part") for part in numbered.partition_by("#part", maintain_order=True)]


def _prepared(lines: pl.DataFrame) -> list[Said]:
    return [say(decode(text)) for text in messages_of(lines)]


def _placed(outcomes: list[Lodged], lines: pl.DataFrame) -> list[Fault]:
    """The faults found in lodging, on every row of their declarations."""
    refused = {(one.sender, one.reference, one.version): one.faults for one in outcomes if one.faults}
    if not refused:
        return []
    names = [name for name in ("sender", "reference", "version", "row") if name in lines.columns]
    placed: list[Fault] = []
    for line in lines.select(names).iter_rows(named=True):
        for fault in refused.get((line["sender"], line["reference"], line.get("version", 1)), ()):
            placed.append(replace(fault, where=replace(fault.where, row=line["row"])))
    return placed


def _counted(outcomes: list[Lodged], judged_bad: int, faults: list[Fault]) -> LodgedFrame:
    counts = {name: sum(one.outcome == name for one in outcomes) for name in ("lodged", "duplicate", "refused")}
    columns = ["sender", "reference", "version", "outcome", "consignment"]
    table = pl.DataFrame(
        [(one.sender, one.reference, one.version, one.outcome, one.consignment) for one in outcomes],
        schema=dict(zip(columns, (pl.String, pl.String, pl.Int64, pl.String, pl.Int64), strict=True)),
        orient="row",
    )
    return LodgedFrame(
        lodged=counts["lodged"],
        duplicates=counts["duplicate"],
        refused=counts["refused"] + judged_bad,
        consignments=table,
        faults=tuple(faults),
    )
