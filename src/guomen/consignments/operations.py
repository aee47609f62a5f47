"""The verbs of this room: lodging declarations (which lodges, amends and cancels) and remembering layouts."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from guomen.consignments.terms import DateLimits, Declaration, Lodged, LodgedFrame
from guomen.kernel.offices.models import Actor


def lodge_consignments(
    *, actor: Actor | None, at: datetime, declarations: Sequence[Declaration], limits: DateLimits | None = None
) -> list[Lodged]:
    raise NotImplementedError


def lodge_frame(*, actor: Actor | None, at: datetime, lines: pl.DataFrame) -> LodgedFrame:
    raise NotImplementedError
