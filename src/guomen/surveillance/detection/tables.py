"""Counts from a file: long (one row a series and period) or wide (one row a period, one column a series)."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from guomen.kernel.terms import Refusal
from guomen.surveillance.detection.faults import (
    SHOWN,
    even,
    no_count,
    refusal,
    refuse_double,
    refuse_gaps,
    refuse_negative,
)
from guomen.surveillance.detection.periods import Step, days, parsed, step_of, unreadable
from guomen.surveillance.detection.terms import Counts, Days

# Headings that are known without being named, first the most telling.
_KNOWN = {
    "series": ("series", "key", "name", "place", "id", "序列"),
    "period": ("period", "date", "week_start", "t", "time", "week", "month", "day", "时段", "日期"),
    "count": ("count", "counts", "cases", "observed", "n", "value", "计数", "病例数"),
    "population": ("population", "tested", "inspected", "denominator", "分母", "检验数"),
}
# Headings of the calendar are no series of a wide file.
_CALENDAR = {*_KNOWN["period"], "year", "quarter", "weekday", "年", "周", "月"}
_BLANK = ["", "NA", "NaN", "nan", "null", "NULL"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person said of columns. series: in a long file the column that names them, in a wide one those to take.

    period: a column, or "year+week". population: a column, or a wide file beside a wide file. gaps: what a row that is
    not there means: "refuse", "zero" or "unknown".
    """

    series: tuple[str, ...] = ()
    period: str = ""
    count: str = ""
    population: str = ""
    gaps: str = "refuse"


@dataclass(frozen=True, slots=True)
class Table:
    """Counts and denominators of shape (periods, series) with the labels of both."""

    series: list[str]
    periods: pl.Series
    counts: Counts
    population: Counts | None
    step: Step | None

    @property
    def dates(self) -> Days | None:
        """Days on which the periods begin, where the file has dates."""
        return days(self.periods)


def read_counts(path: Path, wanted: Wanted) -> Table:
    """Read a file of counts. Raises Refusal, with a fault for each row that cannot be."""
    frame = _frame(path)
    frame, period = _with_period(path, frame, wanted.period)
    count = _column(path, frame, wanted.count, "count", must=False)
    long = _long(path, frame, wanted, period, count) if count else _melted(path, frame, wanted, period)
    return _table(path, long, wanted, count or "")


def _frame(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        raw = path.read_bytes()
        return pl.read_csv(
            io.StringIO(_text(raw)) if raw[:2] != b"\x1f\x8b" else path,
            separator=_separator(raw),
            null_values=_BLANK,
            infer_schema_length=None,
        )
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as wrong:
        raise refusal("detection.unreadable", path, f"读不出：{wrong}", f"It cannot be read: {wrong}") from None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _separator(raw: bytes) -> str:
    head = raw.split(b"\n", 1)[0]
    return max((",", ";", "\t"), key=lambda one: head.count(one.encode()))


def _column(path: Path, frame: pl.DataFrame, named: str, role: str, must: bool = True) -> str | None:
    if named:
        if named in frame.columns:
            return named
        raise _missing(path, frame, named)
    lower = {name.strip().lower(): name for name in reversed(frame.columns)}
    found = next((lower[name] for name in _KNOWN[role] if name in lower), None)
    if found is None and must:
        raise _missing(path, frame, f"{role} ({', '.join(_KNOWN[role])})")
    return found


def _missing(path: Path, frame: pl.DataFrame, named: str) -> Refusal:
    have = ", ".join(frame.columns[:SHOWN])
    return refusal(
        "detection.no_column", path, f"没有列 {named}；现有：{have}。", f"There is no column {named}; it has: {have}."
    )


def _with_period(path: Path, frame: pl.DataFrame, named: str) -> tuple[pl.DataFrame, str]:
    """The frame with its row numbers and its periods read; year+week are one period."""
    frame = frame.with_row_index("__row", offset=1)
    if "+" in named:
        parts = [_column(path, frame, part.strip(), "period") or "" for part in named.split("+", 1)]
        year, week = (pl.col(part).cast(pl.Int64, strict=False).cast(pl.String) for part in parts)
        frame = frame.with_columns((year + "-W" + week.str.zfill(2)).alias(named))
        column = named
    else:
        column = _column(path, frame, named, "period", must=False) or frame.columns[1]
    read = parsed(frame[column])
    bad = frame.select("__row", pl.col(column)).filter(read.is_null())
    if bad.height:
        faults = [unreadable(path.name, column, row, value) for row, value in bad.head(SHOWN).iter_rows()]
        raise refusal(
            "detection.periods",
            path,
            f"{bad.height} 行的时段读不出。",
            f"{bad.height} rows have no readable period.",
            faults,
        )
    return frame.with_columns(read.alias("__period")), column


def _long(path: Path, frame: pl.DataFrame, wanted: Wanted, period: str, count: str) -> pl.DataFrame:
    name = _column(path, frame, wanted.series[0] if wanted.series else "", "series", must=False)
    population = _column(path, frame, wanted.population, "population", must=bool(wanted.population))
    return frame.select(
        "__row",
        "__period",
        (pl.col(name).cast(pl.String).fill_null("") if name and name != period else pl.lit(count)).alias("__series"),
        _numbers(path, frame, count).alias("__count"),
        pl.lit(count).alias("__field"),
        (_numbers(path, frame, population) if population else pl.lit(None, dtype=pl.Float64)).alias("__population"),
    )


def _melted(path: Path, frame: pl.DataFrame, wanted: Wanted, period: str) -> pl.DataFrame:
    taken = [*(_column(path, frame, one, "series") or "" for one in wanted.series)] or [
        name
        for name in frame.columns
        if name not in (period, *period.split("+")) and name.lower() not in _CALENDAR and not name.startswith("__")
    ]
    if not taken:
        raise refusal("detection.no_series", path, "没有计数列。", "It has no column of counts.")
    numbers = frame.select("__row", "__period", *(_numbers(path, frame, name).alias(name) for name in taken))
    long = numbers.unpivot(on=taken, index=["__row", "__period"], variable_name="__series", value_name="__count")
    long = long.with_columns(pl.col("__series").alias("__field"), pl.lit(None, dtype=pl.Float64).alias("__population"))
    return _with_denominators(long, wanted) if wanted.population else long


def _with_denominators(long: pl.DataFrame, wanted: Wanted) -> pl.DataFrame:
    path = Path(wanted.population)
    if not path.is_file():
        raise refusal("detection.no_file", path, "找不到分母文件。", "There is no such file of denominators.")
    frame, period = _with_period(path, _frame(path), wanted.period)
    other = _melted(path, frame, Wanted(wanted.series, wanted.period), period)
    other = other.select("__period", "__series", pl.col("__count").alias("__population"))
    return long.drop("__population").join(other, on=["__period", "__series"], how="left", maintain_order="left")


def _numbers(path: Path, frame: pl.DataFrame, column: str) -> pl.Series:
    read = frame[column].cast(pl.Float64, strict=False)
    if frame[column].dtype.is_integer():
        return read
    bad = frame.select("__row", pl.col(column)).filter(
        read.is_null() & frame[column].is_not_null() | read.is_infinite()
    )
    if bad.height:
        faults = [no_count(path.name, column, row, value) for row, value in bad.head(SHOWN).iter_rows()]
        raise refusal("detection.counts", path, f"{column} 列有 {bad.height} 个值不是数。",
                       f"Column {column} has {bad.height} values that are no numbers.", faults)  # fmt: skip
    return read


def _table(path: Path, long: pl.DataFrame, wanted: Wanted, count: str) -> Table:
    refuse_negative(path, long)
    refuse_double(path, long)
    distinct = long["__period"].unique().sort()
    step = step_of(distinct)
    periods = even(path, long, distinct, step, wanted.gaps)
    names = long["__series"].unique(maintain_order=True).to_list()
    at = long.select(
        pl.col("__period").replace_strict(periods, list(range(len(periods))), return_dtype=pl.Int64).alias("row"),
        pl.col("__series").replace_strict(names, list(range(len(names))), return_dtype=pl.Int64).alias("column"),
    )
    shape, row, column = (len(periods), len(names)), at["row"].to_numpy(), at["column"].to_numpy()
    counts = np.full(shape, 0.0 if wanted.gaps == "zero" else np.nan)
    counts[row, column] = long["__count"].to_numpy()
    if wanted.gaps == "refuse":
        refuse_gaps(path, long, counts, (row, column), names, periods)
    population = None
    if long["__population"].is_not_null().any():
        population = np.full(shape, 0.0 if wanted.gaps == "zero" else np.nan)
        population[row, column] = long["__population"].to_numpy()
    return Table(names, periods, counts, population, step)
