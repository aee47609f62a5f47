"""From reports, or from counts, to the four cells of each pair and what was expected of it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from guomen.kernel.terms import Text
from guomen.surveillance.disproportionality.checks import checked
from guomen.surveillance.disproportionality.mixture import Points
from guomen.surveillance.disproportionality.squashing import Squash, squashed
from guomen.surveillance.disproportionality.terms import Columns, NotAnswerable, Numbers

_PAIR = ["product", "event"]
# Pairs never reported are laid out one by one only where there are strata; more than this is refused.
_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """cells: product, event, a, b, c, d, n, expected. products, events, totals: the margins m of each stratum."""

    cells: pl.DataFrame
    products: pl.DataFrame
    events: pl.DataFrame
    totals: pl.DataFrame

    def reported(self) -> Points:
        """Each pair that was reported, as a point."""
        seen = self.cells.filter(pl.col("a") > 0)
        return Points(seen["a"].to_numpy(), seen["expected"].to_numpy(), np.ones(seen.height))

    def unreported(self) -> Points:
        """The pairs never reported, of products and events that were; those with the same expectation together.

        Raises NotAnswerable where strata make them too many.
        """
        return _by_margin(self) if self.totals.height < 2 else _one_by_one(self)


def count_pairs(frame: pl.DataFrame, columns: Columns, *, file: str = "") -> Counted:
    """Count reports by pair. A report that names a pair twice counts once, if `columns.report` tells them apart.

    Expected is margin × margin / total, within each stratum and summed (as of Mantel and Haenszel; DuMouchel 1999,
    eq. 1); the four cells are of all strata together. Raises NotAnswerable for columns that are not there and rows
    that cannot be counted; file is named in its faults.
    """
    rows = checked(frame, columns, file=file)
    products, events, totals = (_margin(rows, [*keys, "stratum"]) for keys in (["product"], ["event"], []))
    cells = _cells(rows)
    expected = _expected(cells, products, events, totals)
    return Counted(cells.join(expected, on=_PAIR, how="left").sort(_PAIR), products, events, totals)


def _margin(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """keys, m: how many reports have them."""
    if "report" in rows.columns:
        return rows.select("report", *keys).unique().group_by(keys).agg(m=pl.len().cast(pl.Float64))
    return rows.group_by(keys).agg(m=pl.col("count").sum())


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    total = _margin(rows.with_columns(all=True), ["all"])["m"].sum()
    joined = _margin(rows, _PAIR).rename({"m": "a"})
    for key in _PAIR:
        joined = joined.join(_margin(rows, [key]).rename({"m": f"{key}_m"}), on=key)
    a, of_product, of_event = pl.col("a"), pl.col("product_m"), pl.col("event_m")
    return joined.select(
        *_PAIR, a, b=of_product - a, c=of_event - a, d=total - of_product - of_event + a, n=pl.lit(total, pl.Float64)
    )


def _expected(cells: pl.DataFrame, products: pl.DataFrame, events: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    joined = cells.select(_PAIR).join(products, on="product").join(events, on=["event", "stratum"], suffix="_event")
    joined = joined.join(totals, on="stratum", suffix="_all")
    share = pl.when(pl.col("m_all") > 0).then(pl.col("m") * pl.col("m_event") / pl.col("m_all")).otherwise(0.0)
    return joined.group_by(_PAIR).agg(expected=share.sum())


def _by_margin(counted: Counted) -> Points:
    """All products × all events by the size of their margins, less the pairs that were reported."""
    sizes = [part.group_by("m").agg(how_many=pl.len().cast(pl.Int64)) for part in (counted.products, counted.events)]
    seen = counted.cells.filter(pl.col("a") > 0).select(m=pl.col("a") + pl.col("b"), m_event=pl.col("a") + pl.col("c"))
    every = sizes[0].join(sizes[1], how="cross", suffix="_event")
    every = every.join(seen.group_by("m", "m_event").agg(seen=pl.len()), on=["m", "m_event"], how="left")
    left = pl.col("how_many") * pl.col("how_many_event") - pl.col("seen").fill_null(0)
    whole = counted.totals["m"].sum() or 1.0
    weighed = every.select(left=left, expected=pl.col("m") * pl.col("m_event") / whole)
    weighed = weighed.filter(pl.col("left") > 0, pl.col("expected") > 0)
    weighed = weighed.group_by("expected").agg(pl.col("left").sum().cast(pl.Float64)).sort("expected")
    return Points(np.zeros(weighed.height), weighed["expected"].to_numpy(), weighed["left"].to_numpy())


def _one_by_one(counted: Counted) -> Points:
    """The same in strata: laid out, then brought together in bins of 50 of nearly the same expectation."""
    products, product_rows = _matrix(counted.products, "product", counted.totals)
    events, event_rows = _matrix(counted.events, "event", counted.totals)
    if len(products) * len(events) > _CELLS:
        raise NotAnswerable(
            "pairs.zeros",
            Text(f"从未出现的配对超过 {_CELLS:,} 个，无法分层计算。",
                 f"There are more than {_CELLS:,} pairs never reported, too many to lay out by stratum."),
            Text("请不用分层，或不计未出现的配对。", "Leave out the strata, or the pairs never reported."),
        )  # fmt: skip
    whole = counted.totals.sort("stratum")["m"].to_numpy()
    expected = (products / np.where(whole > 0, whole, 1.0)) @ events.T
    seen = counted.cells.filter(pl.col("a") > 0)
    rows = seen.select(pl.col("product").replace_strict(product_rows, return_dtype=pl.Int64)).to_series().to_numpy()
    columns = seen.select(pl.col("event").replace_strict(event_rows, return_dtype=pl.Int64)).to_series().to_numpy()
    expected[rows, columns] = 0.0
    left = expected[expected > 0]
    return squashed(Points(np.zeros(len(left)), left, np.ones(len(left))), Squash(0, 50, 100))


def _matrix(part: pl.DataFrame, key: str, totals: pl.DataFrame) -> tuple[Numbers, dict[str, int]]:
    names = {name: row for row, name in enumerate(part[key].unique().sort().to_list())}
    strata = {name: column for column, name in enumerate(totals["stratum"].sort().to_list())}
    filled = np.zeros((len(names), len(strata)))
    for name, stratum, m in part.select(key, "stratum", "m").iter_rows():
        filled[names[name], strata[stratum]] = m
    return filled, names
