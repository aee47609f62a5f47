"""Where it comes from: for each hazard the circle and the days in which its located notices stand out. Pure.

A space-time permutation scan (Kulldorff et al. 2005, PLoS Med 2:e59) needs no population: it asks whether a place has
more of the hazard's notices of the last days than its own past and the other places' last days would have it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from guomen.surveillance.scanning.space_time import scan_space_time

# Days that a scan looks back, and the longest that a cluster may have lasted.
DAYS, LONGEST = 56, 14
# Places nearer to each other than this, in degrees, count as one; the widest circle, in numbers of places.
GRAIN, NEAREST = 0.1, 50
_REPLICATES = 999
LOCATED = pl.Schema(
    {"notice": pl.String, "day": pl.Date, "hazard": pl.String, "latitude": pl.Float64, "longitude": pl.Float64}
)


@dataclass(frozen=True, slots=True)
class OddPlace:
    """A circle of places in the last days. expected: notices there and then if nothing were odd; radius: kilometres."""

    hazard: str
    latitude: float
    longitude: float
    radius: float
    days: int
    observed: int
    expected: float
    probability: float
    notices: frozenset[str]


@dataclass(frozen=True, slots=True)
class Places:
    """What the scans found. scanned: hazards with enough located notices; expected: false alarms by chance alone."""

    odd: tuple[OddPlace, ...] = ()
    scanned: int = 0
    expected: float = 0.0


def odd_places(located: pl.DataFrame, on: date, *, level: float, least: int) -> Places:
    """The most likely circle of each hazard with at least `least` located notices, where p is at most `level`.

    located: of schema LOCATED. The repetitions are seeded with the day's ordinal: a look can be repeated.
    """
    recent = located.filter(pl.col("day").is_between(on - timedelta(days=DAYS - 1), on), pl.col("hazard") != "")
    many = recent.filter(pl.len().over("hazard") >= least)
    found = [_odd(str(hazard), mine, on) for (hazard,), mine in many.group_by("hazard", maintain_order=True)]
    odd = tuple(one for one in found if one is not None and one.probability <= level)
    return Places(odd, len(found), level * len(found))


def _odd(hazard: str, mine: pl.DataFrame, on: date) -> OddPlace | None:
    placed = mine.with_columns(
        x=(pl.col("latitude") / GRAIN).round().cast(pl.Int64),
        y=(pl.col("longitude") / GRAIN).round().cast(pl.Int64),
        period=(DAYS - 1 - (pl.lit(on) - pl.col("day")).dt.total_days()).cast(pl.Int64),
    )
    places = placed.select("x", "y").unique().sort("x", "y").with_row_index("place")
    if places.height < 2:
        return None
    cells = placed.join(places, on=["x", "y"]).with_columns(pl.col("place").cast(pl.Int64))
    cases = np.zeros((DAYS, places.height))
    np.add.at(cases, (cells["period"].to_numpy(), cells["place"].to_numpy()), 1)
    centres = places.select(pl.col("y") * GRAIN, pl.col("x") * GRAIN).to_numpy()
    scan = scan_space_time(
        cases, centres, model="permutation", distance="great-circle", nearest=min(NEAREST, places.height),
        longest=LONGEST, replicates=_REPLICATES, seed=on.toordinal(), most=1,
    )  # fmt: skip
    if not scan.clusters:
        return None
    best = scan.clusters[0]
    inside = cells.filter(pl.col("place").is_in(list(best.places)), pl.col("period") >= best.start)
    return OddPlace(
        hazard,
        float(centres[best.places[0]][1]),
        float(centres[best.places[0]][0]),
        best.radius,
        DAYS - best.start,
        round(best.cases),
        best.expected,
        best.p if best.p is not None else 1.0,
        frozenset(inside["notice"]),
    )
