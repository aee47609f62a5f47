"""Signals and sources as they stand, and signals as a frame for statistics."""

from datetime import date

import polars as pl
from django.db.models import Exists, OuterRef, QuerySet

from guomen.kernel.terms import Missing, Text
from guomen.surveillance.signals.models import Signal, SignalLink, SignalSource
from guomen.surveillance.signals.terms import LinkKind

FRAME = pl.Schema(
    {
        "signal": pl.Int64,
        "source": pl.String,
        "kind": pl.String,
        "credibility": pl.String,
        "reported_on": pl.Date,
        "received_on": pl.Date,
        "hazard": pl.String,
        "goods": pl.String,
        "origin": pl.String,
        "place": pl.String,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "office": pl.String,
        "cases": pl.Int64,
        "duplicate": pl.Boolean,
    }
)


def signals() -> QuerySet[Signal]:
    """Every signal in every version, newest first."""
    return Signal.objects.select_related("source", "office")


def signal(number: int) -> Signal:
    """One signal. Raises Missing."""
    found = signals().filter(pk=number).first()
    if found is None:
        raise Missing(
            "signal.unknown",
            Text(f"没有编号为{number}的信号。", f"There is no signal {number}."),
            Text("请核对信号编号。", "Check the number in the list of signals."),
        )
    return found


def source(code: str) -> SignalSource:
    """One source. Raises Missing."""
    found = SignalSource.objects.select_related("office").filter(code=code).first()
    if found is None:
        raise Missing(
            "signal.source_unknown",
            Text(f"没有代码为“{code}”的信息来源。", f"There is no source {code!r}."),
            Text("请先登记该来源，或核对代码。", "Register the source first, or check its code."),
        )
    return found


def signal_frame(*, since: date, until: date) -> pl.DataFrame:
    """Signals that count (current), reported from `since` to `until` inclusive, as FRAME; one row a signal.

    duplicate: it is linked as a duplicate of an earlier one.
    """
    duplicate = SignalLink.objects.filter(signal=OuterRef("pk"), kind=LinkKind.DUPLICATE, undone_at__isnull=True)
    rows = Signal.objects.filter(state="current", reported_on__range=(since, until)).values_list(
        "pk", "source__code", "kind", "credibility", "reported_on", "received_at__date", "hazard", "goods", "origin",
        "place", "latitude", "longitude", "office__code", "cases", Exists(duplicate),
    )  # fmt: skip
    return pl.DataFrame(list(rows), schema=FRAME, orient="row").with_columns(pl.col("office").fill_null(""))
