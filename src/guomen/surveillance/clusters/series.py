"""From notices and inspected lines to weekly series, and what of them is odd in the last seven days. Pure.

Weeks end on the day of the look, whichever day of the week it is: what falls across a calendar boundary is not split.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.surveillance.clusters.keys import Key
from guomen.surveillance.detection.burden import judge_week
from guomen.surveillance.detection.methods import DEFAULT, detect
from guomen.surveillance.detection.rate import effective

Numbers = NDArray[np.float64]
WEEK = 7
# Weeks of a curve that a person is shown.
SHOWN = 52
# Weeks before a look that a rate is compared with.
RATE_WEEKS = 52
SIGNAL_LEVELS: tuple[tuple[str, ...], ...] = (("hazard",), ("hazard", "product"), ("hazard", "origin"))
LINE_LEVELS: tuple[tuple[str, ...], ...] = (("product",), ("product", "origin"))
# What a rate is computed from: lines looked at. found: not conforming; weight: 1 / the chance of being picked.
LINES = pl.Schema(
    {"line": pl.String, "day": pl.Date, "product": pl.String, "origin": pl.String, "found": pl.Boolean,
     "weight": pl.Float64}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weekly:
    """Series of one kind side by side. counts, population: (weeks, series), the last week ends on the day of the look;
    population None where there is no denominator.
    """

    keys: tuple[Key, ...]
    days: tuple[date, ...]
    counts: Numbers
    population: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Odd:
    """A series whose last week is odd. curve: [first day of the week, count, expected, bound] of the weeks shown."""

    key: Key
    what: str
    method: str
    observed: float
    population: float | None
    expected: float | None
    bound: float | None
    probability: float
    curve: tuple[tuple[str, float, float | None, float | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found. expected: false alarms by chance alone; carried: of the promise, left for the next look."""

    odd: tuple[Odd, ...] = ()
    series: int = 0
    expected: float = 0.0
    carried: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)


def weekly(occurrences: pl.DataFrame, on: date, *, weeks: int, least: int) -> Weekly:
    """Notices a week of each key with at least `least` notices in the weeks before the last.

    occurrences: as keys.occurrences gives them.
    """
    placed = _in_weeks(occurrences, on, weeks)
    found = [_counted(placed, level, weeks, least) for level in SIGNAL_LEVELS]
    keys = [key for keys, _ in found for key in keys]
    counts = np.concatenate([counts for _, counts in found], axis=1) if keys else np.zeros((weeks, 0))
    return Weekly(tuple(keys), _starts(on, weeks), _known(counts, placed, weeks))


def rates(lines: pl.DataFrame, on: date, *, least: int) -> Weekly:
    """Found among inspected a week, each line weighted by 1 / its chance.

    lines: of schema LINES; keys with at least `least` lines looked at in the weeks before the last.
    """
    weeks = RATE_WEEKS + 1
    placed = _in_weeks(lines, on, weeks)
    keys: list[Key] = []
    columns: list[tuple[Numbers, Numbers]] = []
    for level in LINE_LEVELS:
        named = placed.filter(pl.all_horizontal(pl.col(name) != "" for name in level))
        for values, mine in named.group_by(*level, maintain_order=True):
            if mine.filter(pl.col("week") < weeks - 1).height >= least:
                keys.append(Key("", **dict(zip(level, map(str, values), strict=True))))
                columns.append(_rate(mine, weeks))
    empty = np.zeros((weeks, 0))
    found = np.stack([one for one, _ in columns], axis=1) if columns else empty
    looked = np.stack([one for _, one in columns], axis=1) if columns else empty
    return Weekly(tuple(keys), _starts(on, weeks), found, looked)


def odd_counts(series: Weekly, *, promised: float, carried: float = 0.0, history: int = 26) -> Look:
    """The series whose last week has more notices than foretold, `promised` false alarms being expected."""
    if not series.keys:
        return Look(carried=carried)
    judged = judge_week(series.counts, promised=promised, carried=carried, history=history)
    odd = [_odd_count(series, place, float(judged.p[place])) for place in np.flatnonzero(judged.alarm).tolist()]
    answered = int(np.isfinite(judged.p).sum())
    return Look(tuple(odd), answered, judged.budget.expected, judged.budget.carried)


def odd_rates(series: Weekly, *, promised: float) -> Look:
    """The series whose last week has a higher rate than the year before; the promise is shared evenly."""
    if not series.keys or series.population is None:
        return Look()
    level = promised / len(series.keys)
    options = {"baseline": RATE_WEEKS, "alpha": level}
    judged = detect(
        series.counts, method="rate", first=len(series.days) - 1, population=series.population, options=options
    )
    p = judged.known["pvalue"][-1]
    with np.errstate(invalid="ignore"):
        odd = [
            Odd(
                series.keys[place],
                "lines",
                "rate",
                float(series.counts[-1, place]),
                float(series.population[-1, place]),
                float(judged.expected[-1, place]),
                float(judged.bound[-1, place]),
                float(p[place]),
                _curve(series, place, judged.expected[:, place], judged.bound[:, place]),
            )
            for place in np.flatnonzero(p <= level).tolist()
        ]
    answered = int(np.isfinite(p).sum())
    return Look(tuple(odd), answered, level * answered)


def _odd_count(series: Weekly, place: int, p: float) -> Odd:
    column = series.counts[:, [place]]
    first = max(len(column) - SHOWN, min(len(column) - 1, SHOWN // 2))
    told = detect(column, first=first)
    return Odd(
        series.keys[place],
        "signals",
        DEFAULT,
        float(column[-1, 0]),
        None,
        float(told.expected[-1, 0]),
        float(told.bound[-1, 0]),
        p,
        _curve(series, place, told.expected[:, 0], told.bound[:, 0]),
    )


def _curve(
    series: Weekly, place: int, expected: Numbers, bound: Numbers
) -> tuple[tuple[str, float, float | None, float | None], ...]:
    weeks = min(SHOWN, len(series.days))
    blank = [None] * weeks
    mean = [*blank, *map(_number, expected)][-weeks:]
    limit = [*blank, *map(_number, bound)][-weeks:]
    counts = np.nan_to_num(series.counts[-weeks:, place])
    days = (day.isoformat() for day in series.days[-weeks:])
    return tuple((day, float(n), low, high) for day, n, low, high in zip(days, counts, mean, limit, strict=True))


def _number(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def _starts(on: date, weeks: int) -> tuple[date, ...]:
    first = on - timedelta(days=WEEK * weeks - 1)
    return tuple(first + timedelta(days=WEEK * week) for week in range(weeks))


def _in_weeks(rows: pl.DataFrame, on: date, weeks: int) -> pl.DataFrame:
    """The rows of the weeks with the number of their week, 0 the oldest."""
    ago = (pl.lit(on) - pl.col("day")).dt.total_days()
    return rows.filter(ago.is_between(0, WEEK * weeks - 1)).with_columns(week=(weeks - 1 - ago // WEEK).cast(pl.Int64))


def _counted(placed: pl.DataFrame, level: tuple[str, ...], weeks: int, least: int) -> tuple[list[Key], Numbers]:
    by = list(level)
    named = placed.filter(pl.all_horizontal(pl.col(name) != "" for name in by))
    table = named.group_by(*by, "week").agg(pl.col("notice").n_unique().alias("n"))
    enough = table.filter(pl.col("week") < weeks - 1).group_by(by).agg(pl.col("n").sum()).filter(pl.col("n") >= least)
    chosen = enough.select(by).sort(by).with_row_index("place")
    counts = np.zeros((weeks, chosen.height))
    cells = table.join(chosen, on=by, how="inner")
    counts[cells["week"].to_numpy(), cells["place"].to_numpy()] = cells["n"].to_numpy()
    keys = [Key(**{name: str(row[name]) for name in by}) for row in chosen.iter_rows(named=True)]
    return keys, counts


def _known(counts: Numbers, placed: pl.DataFrame, weeks: int) -> Numbers:
    """Weeks before the very first notice are not known: nobody was listening."""
    first = placed["week"].to_numpy().min(initial=weeks)
    known = counts.copy()
    known[:first] = np.nan
    return known


def _rate(mine: pl.DataFrame, weeks: int) -> tuple[Numbers, Numbers]:
    table = mine.group_by("week").agg(
        pl.col("weight").sum().alias("weight"),
        (pl.col("weight") ** 2).sum().alias("squares"),
        pl.col("weight").filter(pl.col("found")).sum().alias("found"),
    )
    sums = np.zeros((3, weeks))
    for place, name in enumerate(("weight", "squares", "found")):
        sums[place, table["week"].to_numpy()] = table[name].to_numpy()
    return effective(sums[0], sums[1], sums[2])


def promised_in_all(looks: Iterable[Look]) -> float:
    """False alarms that the looks promise together."""
    return sum(look.expected for look in looks)
