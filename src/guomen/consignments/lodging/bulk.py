"""Lodging a frame of lines: a million rows by the same settling and the same tables, chunk by chunk."""

from datetime import datetime

import polars as pl
from django.db import transaction

from guomen.consignments.intake.judging import judge_lines
from guomen.consignments.lodging.frames import declarations_of
from guomen.consignments.lodging.operations import CHUNK, lodge_checked
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
    judged = judge_lines(lines, on=day, limits=limits or DateLimits(), goods_digits=goods_digits)
    declarations = declarations_of(judged.lines)
    outcomes: list[Lodged] = []
    for start in range(0, len(declarations), CHUNK):
        part = declarations[start : start + CHUNK]
        with transaction.atomic():
            outcomes += lodge_checked(actor=actor, at=at, declarations=part, faults=[()] * len(part))
    return _counted(outcomes, judged.refused, judged.faults)


def _counted(outcomes: list[Lodged], judged_bad: int, faults: list[Fault]) -> LodgedFrame:
    counts = {name: sum(one.outcome == name for one in outcomes) for name in ("lodged", "duplicate", "refused")}
    columns = ["sender", "reference", "version", "outcome", "consignment"]
    table = pl.DataFrame(
        [(one.sender, one.reference, one.version, one.outcome, one.consignment) for one in outcomes],
        schema=dict(zip(columns, (pl.String, pl.String, pl.Int64, pl.String, pl.Int64), strict=True)),
        orient="row",
    )
    own = tuple(fault for one in outcomes for fault in one.faults)
    return LodgedFrame(
        lodged=counts["lodged"],
        duplicates=counts["duplicate"],
        refused=counts["refused"] + judged_bad,
        consignments=table,
        faults=(*faults, *own),
    )
