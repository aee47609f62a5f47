"""Telling a change of words from a rise. Pure.

A source renames what it reports: "unauthorised substance ethylene oxide" is "ethylene oxide" from one day on, a serovar
is named where Salmonella was, a general word where a pesticide was. What is found has not changed, so all notices of
those goods and origins together have not risen.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import nbinom

from guomen.surveillance.clusters.keys import FIELDS, Kinds
from guomen.surveillance.naming.terms import UNNAMED

RISE = 0.001


def drifted(year: pl.DataFrame, on: date, alarm: Mapping[str, Any], kinds: Kinds) -> bool:
    """Whether an alarm may be no more than a change of words.

    It may be for a hazard that others may be written for, for one that is general itself, and for words that nobody has
    named. It is where the origins and products of its notices did not have more notices of the whole family (of any
    hazard, for words not named).
    """
    hazard = str(alarm["hazard"])
    broadest = kinds.line(hazard)[-1]
    unnamed = hazard.startswith(UNNAMED)
    if not unnamed and broadest == hazard and not kinds.general(hazard):
        return False
    start = on - timedelta(days=int(alarm["window"]))
    mine = [pl.col(name) == alarm[name] for name in FIELDS if alarm[name]]
    own = year.filter(pl.col("day") > start, *mine)
    pairs = own.select("origin", "product").unique()
    family = year if unnamed else year.filter(pl.col("hazard").is_in(list(kinds.family(broadest))))
    there = family.join(pairs, on=["origin", "product"], how="semi").select("notice", "day").unique()
    ages = (pl.Series([on]) - there["day"]).dt.total_days().to_numpy()
    chosen = min(pairs.height, own["notice"].n_unique())
    first: date = year["day"].min()  # type: ignore[assignment]
    return not risen(ages, int(alarm["window"]), (on - first).days + 1, chosen)


def risen(ages: NDArray[np.int64], window: int, days: int, chosen: int) -> bool:
    """Whether there were more notices in the last `window` of `days` days than before, beyond a chance of 1 in 1,000.

    ages: days since each. chosen: how many there are now only because places with one now were looked at. Poisson, its
    rate known from the days before (Jeffreys' prior), counts divided by how much weeks vary beyond chance.
    """
    recent, before = int((ages < window).sum()), ages[ages >= window]
    weeks = np.bincount(((before - window) // 7).astype(np.int64), minlength=max((days - window) // 7, 2))
    restless = max(float((np.diff(weeks) ** 2).mean() / max(2 * weeks.mean(), 1e-9)), 1.0) if before.size else 1.0
    ratio = window / max(days - window, 1)
    seen = np.ceil((recent - chosen) / restless)
    return bool(nbinom.sf(seen - 1, before.size / restless + 0.5, 1 / (1 + ratio)) < RISE)
