"""Lodging a file: read in chunks, the good lines lodged as they come, the bad rows kept to be mended."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from guomen.consignments.intake.operations import goods_digits, heading, propose_layout, read_file, refused_rows
from guomen.consignments.intake.terms import Layout, Read
from guomen.consignments.layouts.queries import remembered_layout
from guomen.consignments.lodging.bulk import lodge_frame
from guomen.consignments.lodging.operations import UNKNOWN_OFFICE
from guomen.consignments.queries import date_limits
from guomen.consignments.terms import CIVIL_ZONE, LodgedFrame
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Fault, Where


@dataclass(frozen=True, slots=True)
class FilePart:
    """One chunk of a file: how it was read, and what became of its good lines."""

    read: Read
    lodged: LodgedFrame
    faults: list[Fault]

    @property
    def rows(self) -> pl.DataFrame:
        """The refused rows as they were, with what is wrong with them."""
        return refused_rows(self.read, self.faults[len(self.read.refused) :])


def layout_for(path: Path, sender: str, *, sheet: str = "", name: str = "") -> Layout:
    """The layout remembered for the sender where the file has its columns, else the one proposed for the file."""
    _, remembered = remembered_layout(sender)
    proposal = propose_layout(path, sheet=sheet, name=name)
    headers = {guess.header for guess in proposal.guesses}
    if remembered and all(header in headers for use in remembered.columns for header in use.headers):
        return remembered
    return proposal.layout


def lodge_file(
    *, actor: Actor | None, at: datetime, path: Path, sender: str, layout: Layout, name: str = ""
) -> Iterator[FilePart]:
    """Lodge a file chunk by chunk; each chunk is lodged when it is asked for.

    Broken off in the middle, the same file is lodged again from the start: what went in answers as duplicate.
    Raises Refusal where the file as a whole cannot be read (any further).
    """
    day = at.astimezone(CIVIL_ZONE).date()
    limits = date_limits(day)
    for read in read_file(path, layout, sender=sender, on=day, limits=limits, name=name):
        lodged = lodge_frame(actor=actor, at=at, lines=read.lines, limits=limits, goods_digits=goods_digits(layout))
        found = [replace(one, where=_place(one.where, layout, name or path.name)) for one in lodged.faults]
        yield FilePart(read, lodged, [*read.refused, *found])


def preview_file(*, at: datetime, path: Path, sender: str, layout: Layout, name: str = "") -> Iterator[Read]:
    """Read a file as `lodge_file` would, offices that are not ours told of too; nothing is written."""
    day = at.astimezone(CIVIL_ZONE).date()
    for read in read_file(path, layout, sender=sender, on=day, limits=date_limits(day), name=name):
        known = Office.objects.filter(code__in=read.lines["office"].unique().to_list()).values_list("code", flat=True)
        strange = read.lines.filter(~pl.col("office").is_in(list(known)) & (pl.col("action") != "cancel"))
        where = heading(layout, "office")
        found = [
            UNKNOWN_OFFICE.at(Where(name or path.name, row, where), office)
            for row, office in strange.select("row", "office").iter_rows()
        ]
        good = read.lines.filter(~pl.col("row").is_in(strange["row"].implode()))
        yield replace(read, lines=good, refused=[*read.refused, *found])


def _place(where: Where, layout: Layout, called: str) -> Where:
    return Where(called, where.row, heading(layout, where.field))
