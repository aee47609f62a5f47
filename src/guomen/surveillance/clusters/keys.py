"""What clusters are looked for in: hazard, with its product, with its origin, with both. Pure.

A notice that names two hazards and two origins stands under each of them, once. A hazard stands under the broader one
too that may be written for it (Salmonella Enteritidis under Salmonella), so that a new serovar is seen and so is a rise
of all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import polars as pl

NOTICES = pl.Schema(
    [
        ("notice", pl.String()),
        ("day", pl.Date()),
        ("hazards", pl.List(pl.String)),
        ("origins", pl.List(pl.String)),
        ("products", pl.List(pl.String)),
    ]
)


FIELDS = ("hazard", "origin", "product")


class Key(NamedTuple):
    """What a series is of; "" where it does not say."""

    hazard: str
    origin: str = ""
    product: str = ""

    @property
    def level(self) -> str:
        """What it says: "hazard", "hazard+origin", "hazard+product" or "hazard+origin+product"."""
        return "+".join(name for name, value in zip(self._fields, self, strict=True) if value)

    def fits(self, other: "Key") -> bool:
        """Whether neither names an origin or a product that the other contradicts."""
        pairs = ((self.origin, other.origin), (self.product, other.product))
        return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)

    def covers(self, other: "Key") -> bool:
        """Whether everything under `other` is under this too: the same hazard, nothing said that it does not say."""
        return self.hazard == other.hazard and all(
            not mine or mine == theirs for mine, theirs in zip(self, other, strict=True)
        )


@dataclass(frozen=True)
class Kinds:
    """Which hazard is a kind of which. broader: hazard to the broader one; interchangeable: those of them for which
    notices of the same finding may write the broader one (a serovar: Salmonella; not a pesticide: pesticide residue).
    """

    broader: Mapping[str, str] = field(default_factory=dict)
    interchangeable: frozenset[str] = frozenset()

    def line(self, hazard: str) -> list[str]:
        """A hazard and all that may be written for it, narrowest first; a circle in the table ends where it began."""
        line = [hazard]
        while line[-1] in self.interchangeable and (above := self.broader[line[-1]]) not in line:
            line.append(above)
        return line

    def family(self, hazard: str) -> frozenset[str]:
        """A hazard and everything that is a kind of it."""
        found: set[str] = set()
        todo = [hazard]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self._narrower.get(one, [])
        return frozenset(found)

    def general(self, hazard: str) -> bool:
        """Whether there are kinds of it."""
        return hazard in self._narrower

    @cached_property
    def _narrower(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for hazard, above in self.broader.items():
            found.setdefault(above, []).append(hazard)
        return found


NO_KINDS = Kinds()


def occurrences(notices: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Every notice under every hazard, origin and product it stands under: notice, day, hazard, origin, product.

    notices: of schema NOTICES; one without an origin or a product stands under "". Rows are unique and ordered by day.
    """
    lines = {hazard: kinds.line(hazard) for hazard in notices["hazards"].explode().drop_nulls().unique()}
    return (
        notices.filter(pl.col("hazards").list.len() > 0)
        .with_columns(_at_least_one("origins"), _at_least_one("products"))
        .explode("hazards")
        .with_columns(pl.col("hazards").replace_strict(lines, return_dtype=pl.List(pl.String)))
        .explode("hazards")
        .explode("origins")
        .explode("products")
        .select("notice", "day", hazard="hazards", origin="origins", product="products")
        .unique()
        .sort(["day", "notice", "hazard", "origin", "product"])
    )


def _at_least_one(column: str) -> pl.Expr:
    """A list of one "" for an empty list: exploding it must not lose the row."""
    return pl.when(pl.col(column).list.len() > 0).then(pl.col(column)).otherwise(pl.lit([""])).alias(column)
