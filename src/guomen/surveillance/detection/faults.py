"""What is wrong with a file of counts: negative or double counts, uneven periods, gaps; each with its row."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.surveillance.detection.periods import Step, every
from guomen.surveillance.detection.terms import Counts

# So many faults are told one by one.
SHOWN = 20
_REMEDY = Text("列名与示例见 guomen detect --help。", "Columns and examples: guomen detect --help.")


def refusal(code: str, path: Path, zh: str, en: str, faults: Sequence[Fault] = (), remedy: Text = _REMEDY) -> Refusal:
    """A refusal of a file, told under its name."""
    return Refusal(code, Text(f"{path.name}：{zh}", f"{path.name}: {en}"), remedy, tuple(faults))


def no_count(file: str, column: str, row: int, value: object) -> Fault:
    """A value that is no count."""
    problem = Text(f"{value!r} 不是计数。", f"{value!r} is no count.")
    remedy = Text(
        "应为不小于 0 的数；未知则留空。", "It takes a number from 0 up; leave it empty where it is not known."
    )
    return Fault("detection.no_count", Where(file, row, column), str(value), problem, remedy)


def refuse_negative(path: Path, long: pl.DataFrame) -> None:
    """No count and no denominator is below 0."""
    bad = long.filter((pl.col("__count") < 0) | (pl.col("__population") < 0))
    if bad.height:
        faults = [
            no_count(path.name, field, row, value)
            for row, field, value in bad.select("__row", "__field", pl.min_horizontal("__count", "__population"))
            .head(SHOWN)
            .iter_rows()
        ]
        raise refusal(
            "detection.negative", path, f"{bad.height} 个计数为负。", f"{bad.height} counts are negative.", faults
        )


def refuse_double(path: Path, long: pl.DataFrame) -> None:
    """One row for each series and period."""
    double = long.filter(
        pl.struct("__series", "__period").is_duplicated() & ~pl.struct("__series", "__period").is_first_distinct()
    )
    if double.height:
        faults = [
            Fault("detection.double", Where(path.name, row, str(period)), name,
                  Text(f"{name} 在 {period} 已有一行。", f"{name} has another row for {period}."),
                  Text("每个序列每期只留一行。", "Keep one row for each series and period."))
            for row, period, name in double.select("__row", "__period", "__series").head(SHOWN).iter_rows()
        ]  # fmt: skip
        raise refusal(
            "detection.doubles", path, f"{double.height} 行重复。", f"{double.height} rows are double.", faults
        )


def even(path: Path, long: pl.DataFrame, distinct: pl.Series, step: Step | None, gaps: str) -> pl.Series:
    """Every period from first to last; one that does not fit the step, or is missing, is refused."""
    if step is None:
        return distinct
    periods = every(distinct, step)
    odd = distinct.filter(~distinct.is_in(periods.implode()))
    if len(odd):
        first = long.filter(pl.col("__period").is_in(odd.implode())).group_by("__period", maintain_order=True).first()
        faults = [
            Fault("detection.uneven", Where(path.name, row, "period"), str(period),
                  Text(f"{period} 与其他时段的间隔不同。", f"{period} is off the even steps."),
                  Text("时段须等距。", "Periods must be evenly spaced."))
            for row, period in first.select("__row", "__period").head(SHOWN).iter_rows()
        ]  # fmt: skip
        raise refusal(
            "detection.uneven", path, f"{len(odd)} 个时段不等距。", f"{len(odd)} periods are not evenly spaced.", faults
        )
    missing = periods.filter(~periods.is_in(distinct.implode()))
    if len(missing) and gaps == "refuse":
        raise _absent(path, [f"{one}" for one in missing[:SHOWN]], len(missing))
    return periods


def _absent(path: Path, what: list[str], many: int) -> Refusal:
    found = refusal(
        "detection.gaps", path, f"缺 {many} 个：{'、'.join(what)}。", f"{many} are missing: {', '.join(what)}."
    )
    found.remedy = Text(
        "缺行若表示 0，用 --gaps zero；若表示未知，用 --gaps unknown。",
        "Where no row means 0, say --gaps zero; where it means not known, --gaps unknown.",
    )
    return found


def refuse_gaps(
    path: Path,
    long: pl.DataFrame,
    counts: Counts,
    at: tuple[NDArray[np.int64], NDArray[np.int64]],
    names: list[str],
    periods: pl.Series,
) -> None:
    """Every series has a row for every period."""
    if long.height == counts.size:
        return
    there = np.zeros(counts.shape, dtype=bool)
    there[at] = True
    row, column = np.nonzero(~there)
    raise _absent(
        path, [f"{names[c]} {periods[int(r)]}" for r, c in zip(row[:SHOWN], column[:SHOWN], strict=True)], len(row)
    )
