"""Small histories with a known truth: some importers and some goods fail more often, nothing else matters."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from guomen.targeting.model_v1.terms import LINE_ROLES, Roles

START = date(2017, 1, 1)
ROLES: Roles = replace(
    LINE_ROLES,
    entities=("importer", "goods_code:4", "origin"),
    crosses=(("importer", "goods_code:4"), ("goods_code:4", "origin")),
    numbers=("net_mass", "value"),
)
# The same, with lines known again by goods and exact mass.
REMEMBERING: Roles = replace(ROLES, crosses=(*ROLES.crosses, ("goods_code:4", "net_mass")))


def lines(count: int = 1500, *, seed: int = 1, days: int = 300) -> pl.DataFrame:
    """Inspected lines over `days`, their outcomes known a few days later; harm 3 in heading 0201, else 1."""
    draw = np.random.default_rng(seed)
    importer, goods, origin = (draw.integers(0, many, count) for many in (25, 8, 5))
    odds = -2.0 + 1.6 * (importer % 5 == 0) + 1.2 * (goods == 1) - 0.8 * (origin == 2)
    bad = (draw.random(count) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    day = np.sort(draw.integers(0, days, count))
    return pl.DataFrame(
        {
            "sender": "port",
            "reference": [f"R{number}" for number in range(count)],
            "item_no": 1,
            "declared_on": [START + timedelta(days=int(one)) for one in day],
            "importer": [f"I{one}" for one in importer],
            "goods_code": [f"02{one:02d}1000000000"[:13] for one in goods],
            "origin": [("BR", "AU", "NZ", "US", "VN")[one] for one in origin],
            "net_mass": np.round(draw.lognormal(5, 1, count), 1),
            "value": np.round(draw.lognormal(8, 1, count), 2),
            "nonconforming": bad,
            "known_on": [START + timedelta(days=int(one)) for one in day + draw.integers(0, 9, count)],
            "harm": np.where(bad == 1, np.where(goods == 1, 3.0, 1.0), 0.0),
        }
    )  # fmt: skip


def copied(count: int = 1500, *, seed: int = 2) -> pl.DataFrame:
    """A file made by copying: each line stands there about three times, always with the same label."""
    once = lines(count // 3, seed=seed)
    draw = np.random.default_rng(seed)
    again = once[draw.integers(0, once.height, count)]
    day = np.sort(draw.integers(0, 300, count))
    moved = [START + timedelta(days=int(one)) for one in day]
    return again.with_columns(
        pl.Series("reference", [f"C{number}" for number in range(count)]),
        pl.Series("declared_on", moved),
        pl.Series("known_on", moved),
    )
