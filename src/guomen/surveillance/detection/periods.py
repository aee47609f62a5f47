"""Labels of periods as people write them (dates, ISO weeks, months, numbers) and the even steps between them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from guomen.kernel.terms import Fault, Text, Where
from guomen.surveillance.detection.terms import Days

_PATTERNS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y")
_WEEK = r"^(\d{4})-?W(\d{1,2})$"
_MONTH = r"^(\d{4})[-/](\d{1,2})$"
_WANTED = Text(
    "应为日期（2024-01-31）、ISO 周（2024-W05）、月（2024-01）或整数。",
    "It takes a date (2024-01-31), an ISO week (2024-W05), a month (2024-01) or a whole number.",
)


@dataclass(frozen=True, slots=True)
class Step:
    """The distance of neighbours: `size` days, months (months=True) or numbers (day=False)."""

    size: int
    months: bool
    day: bool

    @property
    def freq(self) -> int | None:
        """Periods in a year, where the step tells."""
        if self.months:
            return {1: 12, 3: 4, 12: 1}.get(self.size)
        return {7: 52, 1: 365}.get(self.size) if self.day else None


def parsed(labels: pl.Series) -> pl.Series:
    """Labels as dates or whole numbers; null where one cannot be read. One kind for the whole column."""
    if labels.dtype.is_temporal():
        return labels.cast(pl.Date)
    if labels.dtype.is_integer() and not _as_days(labels):
        return labels.cast(pl.Int64)
    text = labels.cast(pl.String).str.strip_chars()
    tried = [text.str.to_date(pattern, strict=False) for pattern in _PATTERNS]
    tried += [_weeks(text), _months(text), text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)]
    tried.append(text.cast(pl.Int64, strict=False))
    return min(tried, key=lambda one: one.null_count())


def _as_days(labels: pl.Series) -> bool:
    """Whole numbers such as 20240131 are days."""
    known = labels.drop_nulls()
    return len(known) > 0 and bool(known.is_between(19000101, 21001231).all())


def _weeks(text: pl.Series) -> pl.Series:
    parts = pl.concat_str([text.str.extract(_WEEK, 1), text.str.extract(_WEEK, 2).str.zfill(2)], separator="-W") + "-1"
    return pl.select(parts.str.to_date("%G-W%V-%u", strict=False)).to_series()


def _months(text: pl.Series) -> pl.Series:
    parts = pl.concat_str([text.str.extract(_MONTH, 1), text.str.extract(_MONTH, 2).str.zfill(2)], separator="-")
    return pl.select((parts + "-01").str.to_date("%Y-%m-%d", strict=False)).to_series()


def unreadable(file: str, field: str, row: int, value: object) -> Fault:
    """A label that is no period."""
    return Fault(
        "detection.period_unreadable",
        Where(file, row, field),
        str(value),
        Text(f"{value!r} 不是时段。", f"{value!r} is no period."),
        _WANTED,
    )


def step_of(distinct: pl.Series) -> Step | None:
    """The most common distance of neighbours; None where there are fewer than two periods."""
    if len(distinct) < 2:
        return None
    if distinct.dtype == pl.Date:
        if _monthly(distinct):
            months = distinct.dt.year().cast(pl.Int64) * 12 + distinct.dt.month()
            return Step(_commonest(months), True, True)
        return Step(_commonest(distinct.cast(pl.Int32).cast(pl.Int64)), False, True)
    return Step(_commonest(distinct), False, False)


def _commonest(numbers: pl.Series) -> int:
    steps = numbers.diff().drop_nulls()
    counted = steps.value_counts(sort=True)
    return max(int(counted[counted.columns[0]][0]), 1)


def _monthly(dates: pl.Series) -> bool:
    days = dates.dt.day().n_unique() == 1
    return days and bool((dates.diff().drop_nulls().dt.total_days() >= 28).all())


def every(distinct: pl.Series, step: Step) -> pl.Series:
    """All periods from the first to the last at this step."""
    low, high = distinct[0], distinct[-1]
    if not step.day:
        return pl.Series(range(int(low), int(high) + 1, step.size), dtype=pl.Int64)
    interval = f"{step.size}{'mo' if step.months else 'd'}"
    return pl.select(pl.date_range(pl.lit(low), pl.lit(high), interval)).to_series()


def days(periods: pl.Series) -> Days | None:
    """The periods as days, where they are dates."""
    if periods.dtype != pl.Date:
        return None
    found: Days = periods.to_numpy().astype("datetime64[D]")
    return np.asarray(found)
