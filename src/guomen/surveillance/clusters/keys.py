"""What clusters are looked for in: hazard, with its product, with its origin, with both. Pure.

A notice that names two hazards and two origins stands under each of them, once. A hazard stands under its broader
hazard too (Salmonella Enteritidis under Salmonella), so that a new serovar is seen and so is a rise of all of them.
"""

from collections.abc import Mapping

import polars as pl

NOTICES = pl.Schema(
    {"notice": pl.String, "day": pl.Date, "hazards": pl.List(pl.String), "origins": pl.List(pl.String),
     "products": pl.List(pl.String)}
)  # fmt: skip
KEY = ("hazard", "origin", "product")
LEVELS: tuple[tuple[str, ...], ...] = (
    ("hazard",),
    ("hazard", "product"),
    ("hazard", "origin"),
    ("hazard", "origin", "product"),
)


def occurrences(notices: pl.DataFrame, broader: Mapping[str, str]) -> pl.DataFrame:
    """Every notice under every key it belongs to: notice, day, level, hazard, origin, product.

    notices: of schema NOTICES. broader: hazard to the hazard it is a kind of. level: how many of origin and product
    the key names, as "hazard", "hazard+product" …; what a level does not name is "".
    """
    raise NotImplementedError
