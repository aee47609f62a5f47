"""Lodging a frame of lines: a million rows by the same settling and the same tables, chunk by chunk."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from guomen.consignments.intake.judging import judge_lines
from guomen.consignments.lodging.frames import decode, messages_of
from guomen.consignments.lodging.operations import CHUNK, lodge_checked
from guomen.consignments.lodging.tables import say
from guomen.consignments.queries import date_limits
from guomen.consignments.terms import ANY_GOODS_DIGITS, CIVIL_ZONE, DateLimits, Lodged, LodgedFrame
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Fault

_HANDS = 2


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

    def lodge(part: pl.DataFrame) -> list[Lodged]:
        said = [say(decode(text)) for text in messages_of(part)]
        with transaction.atomic():
            return lodge_checked(actor=actor, at=at, said=said, faults=[()] * len(said), lines=part)

    with _collector_at_rest():
        outcomes = [one for part in _each(lodge, _parts(judged.lines)) for one in part]
    return _counted(outcomes, judged.refused, [*judged.faults, *_placed(outcomes, judged.lines)])


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Declarations refer to nothing in circles: to search millions of them for cycles costs a sixth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _each(lodge: Callable[[pl.DataFrame], list[Lodged]], parts: list[pl.DataFrame]) -> list[list[Lodged]]:
    """Every part lodged, on two connections: the database takes one part while the other is made ready.

    Inside a transaction of the caller's there is only its own connection.
    """
    if connection.in_atomic_block or len(parts) < 2:
        return [lodge(part) for part in parts]

    def apart(part: pl.DataFrame) -> list[Lodged]:
        try:
            return lodge(part)
        finally:
            connection.close()

    with ThreadPoolExecutor(_HANDS) as hands:
        return list(hands.map(apart, parts))


def _parts(lines: pl.DataFrame) -> list[pl.DataFrame]:
    """The lines in parts of about CHUNK consignments, each whole with all its versions, in the order of their first
    lines.
    """
    if lines.is_empty():
        return []
    first = pl.col("#place").min().over("sender", "reference")
    numbered = lines.with_row_index("#place").with_columns((first.rank("dense") - 1).floordiv(CHUNK).alias("#part"))
    return [part.drop("#part", "#place") for part in numbered.partition_by("#part", maintain_order=True)]


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
