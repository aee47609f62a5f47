"""Pairs of product and event with every published measure of disproportionality."""

from collections.abc import Sequence

import polars as pl

from guomen.surveillance.disproportionality.terms import Prior


def pairs(
    frame: pl.DataFrame, *, product: str = "product", event: str = "event", count: str | None = None,
    report: str | None = None, strata: Sequence[str] = (), ic: str = "shrunken", prior: Prior | None = None,
    zeros: bool = False, squash: int | None = None, half: bool = False,
) -> pl.DataFrame:  # fmt: skip
    """One row a pair (PAIR_SCHEMA and one boolean column for each of rules.RULES)."""
    raise NotImplementedError
