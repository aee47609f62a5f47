"""Keys that are new, come back, or rise: how surprising the last days are, given the year before. Pure.

Sparse keys have no series to speak of, so they are judged by what is known of keys like them.

*A hazard.* Its notices a year come from Gamma(a, b), fitted by moments to all hazards of the year before (the
gamma-Poisson of DuMouchel 1999); its next days are then negative binomial, P(X >= x | n last year). Notices come in
bunches, so x and n of a hazard with a series are divided by how much its weeks vary beyond chance (quasi-Poisson).

*A context* (product, origin, or both) *of a hazard.* How a hazard's notices fall on contexts is known to be lopsided:
its share of one is Beta(c pi + n, c (1 - pi) + N - n), pi being the context's share of all notices of the year, n
and N what the hazard had there and everywhere. How surprising x is: the hazard having x at all, times x or more of its
notices falling there (beta-binomial). So a context of a new hazard is no more surprising than the hazard, and a new
context of an old hazard is surprising by itself; the sum over all contexts of a hazard stays what it was.

A new word for an old thing is not new: a hazard that another may be written for, a general one, or a label that nobody
has named yet ("?…") counts only if its whole family has risen there too (`drifting`).
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaln, gammaln
from scipy.stats import nbinom

from guomen.surveillance.clusters.drifting import drifted
from guomen.surveillance.clusters.keys import FIELDS, NO_KINDS, Kinds

Numbers = NDArray[np.float64]
CONTEXTS: tuple[tuple[str, ...], ...] = (("product",), ("origin",), ("origin", "product"))


@dataclass(frozen=True, slots=True)
class Settings:
    """windows: how many days at a time are looked at. history: days before a window that tell what is usual.

    least: fewest notices that make a key worth saying. concentration: c above; how many notices the prior weighs.
    false_per_look: how many keys are expected to pass one look by chance alone; sets the level of the test.
    """

    windows: tuple[int, ...] = (7, 28, 63)
    history: int = 364
    least: int = 3
    concentration: float = 2.0
    false_per_look: float = 0.02


DEFAULTS = Settings()
SURPRISE = pl.Schema(
    {
        "hazard": pl.String,
        "origin": pl.String,
        "product": pl.String,
        "window": pl.Int64,
        "recent": pl.Int64,
        "past": pl.Int64,
        "expected": pl.Float64,
        "probability": pl.Float64,
    }
)


def surprises(occurrences: pl.DataFrame, on: date, settings: Settings = DEFAULTS) -> pl.DataFrame:
    """Every key with enough notices in a window that ends on the day `on`: one row per key, its most telling window.

    occurrences: as keys.occurrences gives them; what comes after `on` is not looked at. recent: notices in the window;
    past, expected: in the history, and for the window after it; probability: of as many or more by chance. Most
    surprising first.
    """
    until = occurrences.filter(pl.col("day") <= on)
    found = [_window(until, on, window, settings) for window in settings.windows]
    return (
        pl.concat([SURPRISE.to_frame(), *found])
        .sort(["probability", "recent", *FIELDS], descending=[False, True, False, False, False])
        .unique(FIELDS, keep="first", maintain_order=True)
    )


def alarms(occurrences: pl.DataFrame, on: date, settings: Settings = DEFAULTS, kinds: Kinds = NO_KINDS) -> pl.DataFrame:
    """The surprises that pass: probability times keys that could have passed is at most `false_per_look`.

    kinds: which hazards may be written for which; a change of words alone does not pass, see `drifted`.
    """
    found = surprises(occurrences, on, settings)
    year = occurrences.filter(pl.col("day").is_between(on - timedelta(days=settings.history), on))
    tests = max(year["hazard"].n_unique(), 1) * (1 + len(CONTEXTS)) * len(settings.windows)
    passed = found.filter(pl.col("probability") * tests <= settings.false_per_look)
    real = [not drifted(year, on, row, kinds) for row in passed.iter_rows(named=True)]
    return passed.filter(pl.Series(real, dtype=pl.Boolean))


def _window(until: pl.DataFrame, on: date, window: int, settings: Settings) -> pl.DataFrame:
    """The surprises of one window at every level."""
    start = on - timedelta(days=window)
    now = until.filter(pl.col("day") > start)
    before = until.filter(pl.col("day").is_between(start - timedelta(days=settings.history), start, closed="right"))
    volume = before["notice"].n_unique()
    if not volume:
        return SURPRISE.to_frame()
    ratio = now["notice"].n_unique() / volume
    hazards = _hazards(now, before, ratio, settings)
    levels = [hazards.filter(pl.col("recent") >= settings.least)]
    levels += [_contexts(now, before, hazards, context, settings) for context in CONTEXTS]
    blank = [pl.lit("").alias(name) for name in FIELDS]
    return pl.concat(
        [
            level.with_columns(*[one for one, name in zip(blank, FIELDS, strict=True) if name not in level.columns])
            .with_columns(pl.lit(window, pl.Int64).alias("window"))
            .select(list(SURPRISE.names()))
            .cast(SURPRISE)
            for level in levels
        ]
    )


def _counts(frame: pl.DataFrame, by: list[str], name: str) -> pl.DataFrame:
    return frame.group_by(by).agg(pl.col("notice").n_unique().cast(pl.Int64).alias(name))


def _hazards(now: pl.DataFrame, before: pl.DataFrame, ratio: float, settings: Settings) -> pl.DataFrame:
    """Every hazard of the window: counts, dispersion, expected, probability."""
    past = _counts(before, ["hazard"], "past")
    shape, rate = _prior(past["past"].to_numpy().astype(np.float64))
    table = (
        _counts(now, ["hazard"], "recent")
        .join(past, on="hazard", how="left")
        .join(_dispersion(before), on="hazard", how="left")
        .with_columns(pl.col("past").fill_null(0), pl.col("dispersion").fill_null(1.0))
    )
    recent, n, phi = _columns(table, "recent", "past", "dispersion")
    size, chance = shape + n / phi, (rate + 1) / (rate + 1 + ratio)
    return table.with_columns(
        pl.Series("expected", ratio * (shape + n) / (rate + 1)),
        pl.Series("size", size),
        pl.Series("chance", np.full_like(size, chance)),
        pl.Series("probability", nbinom.sf(np.ceil(recent / phi) - 1, size, chance)),
    )


def _columns(table: pl.DataFrame, *names: str) -> tuple[Numbers, ...]:
    return tuple(table[name].to_numpy().astype(np.float64) for name in names)


def _prior(counts: Numbers) -> tuple[float, float]:
    """Shape and rate of the gamma that a year's counts of the hazards come from, by moments."""
    ordered = np.sort(counts)  # tables come in any order; sums of floats must not
    mean, variance = float(ordered.mean()), float(ordered.var())
    shape = float(np.clip(mean**2 / max(variance - mean, 1e-9), 0.05, 5.0))
    return shape, shape / mean


def _dispersion(before: pl.DataFrame) -> pl.DataFrame:
    """How much a hazard's weeks vary beyond chance, at least 1, where it had 26 notices or more in the history.

    Mean squared step from week to week over twice the mean (von Neumann 1941): a slow change of level is no dispersion.
    """
    last = before["day"].max()
    week = ((pl.lit(last) - pl.col("day")).dt.total_days() // 7).alias("week")
    weeks = before.select("notice", "hazard", week).unique().group_by("hazard", "week").len()
    many = weeks.filter(pl.col("len").sum().over("hazard") >= 26)
    if many.is_empty():
        return pl.DataFrame(schema={"hazard": pl.String, "dispersion": pl.Float64})
    table = many.pivot(on="hazard", index="week", values="len", aggregate_function="sum")
    every = pl.DataFrame({"week": range(_weeks(before))}).join(table.cast({"week": pl.Int64}), on="week", how="left")
    counts = every.drop("week").fill_null(0).to_numpy().astype(np.float64)
    steps = (np.diff(counts, axis=0) ** 2).mean(axis=0) / (2 * counts.mean(axis=0))
    return pl.DataFrame({"hazard": every.columns[1:], "dispersion": np.maximum(steps, 1.0)})


def _weeks(before: pl.DataFrame) -> int:
    first, last = before["day"].min(), before["day"].max()
    return (last - first).days // 7 + 1  # type: ignore[operator,union-attr]


def _contexts(
    now: pl.DataFrame, before: pl.DataFrame, hazards: pl.DataFrame, context: tuple[str, ...], settings: Settings
) -> pl.DataFrame:
    """Every hazard in every such context of the window: counts, expected, probability."""
    by = ["hazard", *context]
    volume = before["notice"].n_unique()
    named = pl.all_horizontal(pl.col(name) != "" for name in context)
    whole = hazards.rename({"recent": "all", "past": "year", "expected": "mean", "probability": "_"})
    table = (
        _counts(now.filter(named), by, "recent")
        .filter(pl.col("recent") >= settings.least)
        .join(_counts(before, by, "past"), on=by, how="left")
        .join(_counts(before, list(context), "share"), on=list(context), how="left")
        .join(whole, on="hazard", how="left")
        .with_columns(pl.col("past", "share").fill_null(0))
    )
    x, n, drawn, year, phi, mean = _columns(table, "recent", "past", "all", "year", "dispersion", "mean")
    share = (table["share"].to_numpy() + 0.5) / (volume + 1)
    inside = settings.concentration * share + n / phi
    outside = settings.concentration * (1 - share) + (year - n) / phi
    x = np.ceil(x / phi)
    having = nbinom.sf(x - 1, *_columns(table, "size", "chance"))
    chance = having * beta_binomial_tail(x, np.maximum(np.round(drawn / phi), x), inside, outside)
    return table.with_columns(
        pl.Series("expected", mean * inside / (inside + outside)), pl.Series("probability", chance)
    )


def beta_binomial_tail(least: Numbers, drawn: Numbers, inside: Numbers, outside: Numbers) -> Numbers:
    """P(at least `least` of `drawn` fall inside), the share inside being Beta(inside, outside)."""
    if not least.size:
        return np.zeros(0)
    j = least[:, None] + np.arange(int((drawn - least).max()) + 1)[None, :]
    m, a, b = drawn[:, None], inside[:, None], outside[:, None]
    rest = np.maximum(m - j, 0)
    log = gammaln(m + 1) - gammaln(j + 1) - gammaln(rest + 1) + betaln(j + a, rest + b) - betaln(a, b)
    tail: Numbers = np.minimum(np.where(j <= m, np.exp(log), 0.0).sum(axis=1), 1.0)
    return tail
