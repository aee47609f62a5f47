"""A week's declarations in the flat form of one row per goods item that the rest of the program reads."""

from datetime import timedelta

import polars as pl

from guomen.consignments.terms import LINE_SCHEMA
from guomen.simulator.columns.terms import Week

SENDER = "COLUMNS"


def lines(week: Week) -> pl.DataFrame:
    """The week in LINE_SCHEMA: one item per declaration. Nothing of the truth is in it."""
    told = {
        "sender": pl.lit(SENDER),
        "reference": pl.format(
            "W{}-{}", pl.lit(f"{week.number:03d}"), pl.col("reference").cast(pl.String).str.zfill(7)
        ),
        "version": pl.lit(1),
        "action": pl.lit("lodge"),
        "direction": pl.lit("import"),
        "regime": pl.lit("0110"),
        "declared_on": pl.col("day"),
        "moved_on": pl.col("day") - timedelta(days=2),
        "shipped_on": pl.col("day") - timedelta(days=25),
        "office": pl.col("office"),
        "port": pl.col("port"),
        "destination_office": pl.col("office"),
        "transport_mode": pl.lit("2"),
        "importer": pl.col("importer"),
        "importer_scheme": pl.lit("uscc"),
        "importer_name": pl.col("importer"),
        "declarant": pl.col("importer"),
        "owner": pl.col("importer"),
        "consignor_name": pl.col("producer"),
        "departure_country": pl.col("origin"),
        "total_net_mass": pl.col("net_mass"),
        "gross_mass": (pl.col("net_mass") * 1.06).round(2),
        "item_no": pl.lit(1),
        "goods_code": pl.col("goods_code").str.pad_end(13, "0"),
        "origin": pl.col("origin"),
        "quantity": pl.col("net_mass"),
        "quantity_unit": pl.lit("035"),
        "net_mass": pl.col("net_mass"),
        "value": pl.col("value"),
        "currency": pl.lit("CNY"),
        "producer": pl.col("producer"),
        "producer_name": pl.col("producer"),
        "intended_use": pl.lit("12"),
    }
    return week.frame.select(**{name: _column(name, kind, told) for name, kind in LINE_SCHEMA.items()})


def _column(name: str, kind: pl.DataType, told: dict[str, pl.Expr]) -> pl.Expr:
    empty = pl.lit("") if kind == pl.String else pl.lit([], dtype=kind) if isinstance(kind, pl.List) else pl.lit(None)
    return told.get(name, empty).cast(kind)
