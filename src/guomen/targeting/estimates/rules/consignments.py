"""The same questions about whole consignments: nonconforming where any of its lines is.

A consignment is known to conform only where every line was looked at, so the sample is those that were opened whole;
the chance of that is 1 − (1 − c)(1 − min r), with c the random arm's rate and r the lines' own: one lot number is held
against the rate of every line.
"""

import polars as pl
import polars.selectors as cs

from guomen.targeting.estimates.rules.rates import Leakage, leaked, population, sample_of
from guomen.targeting.estimates.rules.totals import total
from guomen.targeting.estimates.terms import Estimate


def consignments(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a consignment: probability and examined of its being opened whole, opened of any line, foul if found."""
    foul = pl.col("nonconforming").any()
    unknown = pl.col("nonconforming").is_null().any()
    return (
        population(frame)
        .group_by("consignment", maintain_order=True)
        .agg(
            cs.by_name("drawn_with", require_all=False).first(),
            probability=1.0 - (1.0 - pl.col("control_rate").max()) * (1.0 - pl.col("rate").min()),
            examined=pl.col("examined").all(),
            opened=(pl.col("examined") | pl.col("nonconforming").is_not_null()).any(),
            foul=foul,
            nonconforming=pl.when(foul).then(True).when(~unknown).then(False),
        )
    )


def consignment_prevalence(frame: pl.DataFrame) -> Estimate:
    """The share of consignments with a nonconforming line. Raises NotAnswerable."""
    rows = consignments(frame)
    return total(sample_of(rows)).scaled(1.0 / max(1, len(rows)))


def consignment_leakage(frame: pl.DataFrame) -> Leakage:
    """Consignments with a nonconforming line of which no line was opened. Raises NotAnswerable."""
    rows = consignments(frame)
    return leaked(total(sample_of(rows)), float(rows["foul"].sum() or 0), int((~rows["opened"]).sum()))
