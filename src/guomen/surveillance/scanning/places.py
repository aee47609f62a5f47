"""From rows of a file to the tables of a scan: a row a place, or a row a place and period."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from guomen.kernel.terms import Fault, Text, Where
from guomen.surveillance.scanning.checks import not_scannable
from guomen.surveillance.scanning.terms import Numbers
from guomen.surveillance.tables import ROW, column, numbers, unfit

_BLANK = Text("这一栏是空的。", "This field is blank.")
_TWICE = Text("这个地点在同一期出现了两次（时间列用 --time 指明）。",
              "This place stands twice in one period (name the column of periods with --time).")  # fmt: skip
_MOVED = Text("这个地点的坐标与前面的行不同。", "This place has another position than in an earlier row.")
_MEND = Text("请改正该行。", "Mend that row.")


@dataclass(frozen=True, slots=True)
class Named:
    """The columns a person named, "" for the usual names. distance: of the coordinates; "" by the columns there are."""

    place: str = ""
    across: str = ""
    up: str = ""
    distance: str = ""
    cases: str = ""
    population: str = ""
    expected: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """cases, population, expected by period and place; coordinates by place. Without time there is one period, ""."""

    places: tuple[str, ...]
    periods: tuple[str, ...]
    coordinates: Numbers
    distance: str
    cases: Numbers
    population: Numbers | None
    expected: Numbers | None


def laid_out(rows: pl.DataFrame, named: Named, *, file: str) -> Laid:
    """The tables of a scan. A place and period without a row has no cases.

    Raises Refusal: no such column, what is no number, a place with two positions or twice in a period, a period that
    is left out, or population or expected not known of each place and period.
    """
    used, distance = _columns(rows, named)
    flat = _flat(rows, used, file)
    places = flat["place"].unique(maintain_order=True).to_list()
    periods = _in_order(flat["time"].unique().to_list())
    _refuse_gap(periods)
    cases, population, expected = (_table(flat, name, periods, places) for name in ("cases", "population", "expected"))
    first = flat.unique("place", keep="first", maintain_order=True)
    coordinates = first.select("across", "up").to_numpy()
    assert cases is not None
    return Laid(tuple(places), tuple(periods), coordinates, distance, cases, population, expected)


def _columns(rows: pl.DataFrame, named: Named) -> tuple[dict[str, str], str]:
    """Our names of columns -> theirs, and the distance. Raises Refusal."""
    plane = named.distance or ("euclid" if "x" in rows.columns and "longitude" not in rows.columns else "great-circle")
    usual = (("x",), ("y",)) if plane == "euclid" else (("longitude", "lon"), ("latitude", "lat"))
    found = {
        "place": column(rows, named.place, ("place", "id"), "--place"),
        "across": column(rows, named.across, usual[0], "--longitude / --x"),
        "up": column(rows, named.up, usual[1], "--latitude / --y"),
        "cases": column(rows, named.cases, ("cases", "count"), "--cases"),
        "time": column(rows, named.time, ("time", "period"), "--time", needed=False),
        "population": column(rows, named.population, ("population",), "--population", needed=False),
        "expected": column(rows, named.expected, ("expected",), "--expected", needed=False),
    }
    return {ours: theirs for ours, theirs in found.items() if theirs}, plane


def _flat(rows: pl.DataFrame, used: dict[str, str], file: str) -> pl.DataFrame:
    """The rows by our names: place and time as text, the rest as numbers. Raises Refusal with the place of faults."""
    texts = [
        pl.col(used[name]).cast(pl.String).str.strip_chars().fill_null("").alias(name)
        for name in ("place", "time")
        if name in used
    ]
    flat = rows.select(pl.col(ROW), *texts).with_columns(
        numbers(rows, theirs, file).alias(ours) for ours, theirs in used.items() if ours not in ("place", "time")
    )
    faults = list(_faults(flat, used, file))
    if faults:
        raise unfit(faults)
    return flat if "time" in used else flat.with_columns(time=pl.lit(""))


def _faults(flat: pl.DataFrame, used: dict[str, str], file: str) -> Iterator[Fault]:
    keys = [name for name in ("place", "time") if name in used]
    for name in keys:
        for row in flat.filter(pl.col(name) == "")[ROW]:
            yield Fault("scan.blank", Where(file, row, used[name]), "", _BLANK, _MEND)
    for row, place in flat.filter(~pl.struct(keys).is_first_distinct()).select(ROW, "place").iter_rows():
        yield Fault("scan.twice", Where(file, row, used["place"]), place, _TWICE, _MEND)
    for axis in ("across", "up"):
        moved = pl.col(axis) != pl.col(axis).first().over("place")
        for row, value in flat.filter(moved).select(ROW, axis).iter_rows():
            yield Fault("scan.moved", Where(file, row, used[axis]), f"{value:g}", _MOVED, _MEND)


def _table(flat: pl.DataFrame, name: str, periods: list[str], places: list[str]) -> Numbers | None:
    if name not in flat.columns:
        return None
    table = np.full((len(periods), len(places)), 0.0 if name == "cases" else np.nan)
    down = {period: number for number, period in enumerate(periods)}
    along = {place: number for number, place in enumerate(places)}
    for period, place, value in flat.select("time", "place", name).iter_rows():
        table[down[period], along[place]] = value
    lacking = np.argwhere(np.isnan(table))
    if len(lacking):
        period, place = periods[lacking[0][0]], places[lacking[0][1]]
        raise not_scannable(
            "lacking", f"{name} 缺 {len(lacking)} 处，例如 {place} {period}。",
            f"{name} lacks {len(lacking)} values, for one that of {place} {period}.".replace(" .", "."),
            "每期每地都要有。", "Every period and place needs one.",
        )  # fmt: skip
    return table


def _in_order(periods: list[str]) -> list[str]:
    """By number where all are numbers, else as text (days as 2026-01-31 sort rightly)."""
    return sorted(periods, key=float) if all(_is_number(one) for one in periods) else sorted(periods)


def _refuse_gap(periods: Sequence[str]) -> None:
    """Whole numbers and days that go up by one step must not leave a step out; other names cannot be judged."""
    steps = np.diff([_place_in_time(one) for one in periods])
    if len(steps) < 2 or not np.isfinite(steps).all():
        return
    step = steps.min()
    wide = np.flatnonzero(steps > step)
    if len(wide) and step > 0 and (steps % step == 0).all():
        before, after = periods[wide[0]], periods[wide[0] + 1]
        raise not_scannable(
            "gap", f"{before} 与 {after} 之间缺时期。", f"There are periods left out between {before} and {after}.",
            "没有病例的时期也请写一行。", "Write a row for a period without cases too.",
        )  # fmt: skip


def _place_in_time(text: str) -> float:
    if _is_number(text):
        return float(text)
    try:
        return float(date.fromisoformat(text).toordinal())
    except ValueError:
        return float("nan")


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
