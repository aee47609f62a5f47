"""A table of declarations with their labels, brought into order: what can be learned from, and what was wrong."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from guomen.kernel.terms import Refusal, Text
from guomen.targeting.model_v1.features import price_of, with_same_day
from guomen.targeting.model_v1.keys import held, numbers
from guomen.targeting.model_v1.statistics import Days, Events, Floats
from guomen.targeting.model_v1.terms import Roles
from guomen.targeting.registry.frames import FewLines, Lines

# With fewer labels, or fewer of either kind, nothing is learned that would hold tomorrow.
FEWEST_LABELS, FEWEST_OF_A_KIND = 200, 10
_LATE_DAYS = 365
_TRUE = ("1", "true", "t", "yes", "y", "是", "不合格")
_FALSE = ("0", "false", "f", "no", "n", "否", "合格")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class History:
    """Lines up to a day, one a row, in order of their day. weight: of each in the fit. counts: what was met on the way.

    until: the last day of which anything is known, counted from 1970-01-01.
    """

    frame: pl.DataFrame
    events: Events
    weight: Floats
    until: int
    counts: dict[str, int]

    @property
    def labelled(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Places of the rows that have a label."""
        return np.flatnonzero(self.events.labelled)


def history(frame: pl.DataFrame, roles: Roles, until: date | None = None) -> History:
    """The history that a table tells, up to the evening of `until` (default: its last day).

    Raises Refusal where columns are missing, where the label is no yes or no, and where there is too little to learn.
    """
    for column in (roles.time, roles.label, *(name for name in (roles.known, roles.harm, roles.weight) if name)):
        if column not in frame.columns:
            raise no_column(column)
    day, label = days(frame, roles.time), labels(frame[roles.label])
    known = np.maximum(_known(frame, roles, day), day)
    table = frame.with_columns(
        pl.Series("#day", day), pl.Series("#known", known), pl.Series("#label", label, dtype=pl.Float64).fill_nan(None)
    ).filter(pl.Series(day != _NO_DAY))
    undated = frame.height - table.height
    last = (
        _ordinal(until) if until else int(max(day.max(initial=_NO_DAY), known[~np.isnan(label)].max(initial=_NO_DAY)))
    )
    unknown_yet = pl.col("#known") > last
    table = table.filter(pl.col("#day") <= last).with_columns(
        pl.when(unknown_yet).then(None).otherwise(pl.col("#label")).alias("#label")
    )
    table, counts = _one_each(table, roles)
    table = with_same_day(table.sort("#day", maintain_order=True), roles)
    counts = {"rows": table.height, "undated": undated, **counts, **_told_late(table)}
    _enough(table, counts)
    events = _events(table, roles)
    weight = numbers(table, roles.weight) if roles.weight else np.ones(table.height)
    weight = np.where(np.isnan(weight) | (weight <= 0), 1.0, weight)
    return History(table.drop("#day", "#known", "#label"), events, weight, last, counts)


_NO_DAY = -(1 << 40)


def days(lines: Lines, column: str, instead: int = _NO_DAY) -> Days:
    """A column of days, instants or ISO texts, counted from 1970-01-01; `instead` where there is none."""
    if not held(lines, column):
        return np.full(lines.height, instead, dtype=np.int64)
    if isinstance(lines, FewLines):
        return np.array([_ordinal(day) if day else instead for day in lines.column(column)], dtype=np.int64)
    series = lines[column]
    if series.dtype == pl.String:
        series = series.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    elif series.dtype != pl.Date:
        series = series.cast(pl.Date, strict=False)
    return series.to_physical().cast(pl.Int64).fill_null(instead).to_numpy()


def labels(series: pl.Series) -> Floats:
    """1 nonconforming, 0 not, NaN never looked at. Raises Refusal for a column that says anything else."""
    if series.dtype == pl.Boolean or series.dtype.is_numeric():
        found = series.cast(pl.Float64)
    else:
        text = series.cast(pl.String).str.strip_chars().str.to_lowercase()
        said = pl.when(text.is_in(_TRUE)).then(1.0).when(text.is_in(_FALSE)).then(0.0)
        number = text.cast(pl.Float64, strict=False)
        found = pl.select(said.otherwise(number).alias("label"))["label"]
        strange = text.filter(found.is_null() & text.is_not_null() & (text != ""))
        if len(strange):
            raise _not_a_label(series.name, str(strange[0]))
    values = found.fill_null(float("nan")).to_numpy()
    strange_numbers = values[~np.isnan(values) & (values != 0) & (values != 1)]
    if len(strange_numbers):
        raise _not_a_label(series.name, f"{strange_numbers[0]:g}")
    return values


def _known(frame: pl.DataFrame, roles: Roles, day: Days) -> Days:
    if not roles.known:
        return day
    known = days(frame, roles.known)
    return np.where(known == _NO_DAY, day, known)


def _ordinal(day: date) -> int:
    return (day - _EPOCH).days


def _one_each(table: pl.DataFrame, roles: Roles) -> tuple[pl.DataFrame, dict[str, int]]:
    """One row a line: of a line told twice the label known last counts; the worse one where both came that day."""
    identity = [name for name in roles.identity if name in table.columns]
    if not identity:
        return table, {"repeated": 0, "contradicting": 0}
    known = table.filter(pl.col("#label").is_not_null())
    told = known.group_by(identity).agg(pl.len().alias("n"), pl.col("#label").n_unique().alias("kinds"))
    again = pl.col("n") > 1
    counts = {
        "repeated": int(told.filter(again)["n"].sum()) - told.filter(again).height,
        "contradicting": told.filter(pl.col("kinds") > 1).height,
    }
    ordered = table.sort(pl.col("#label").is_not_null(), "#known", "#label", maintain_order=True)
    first_day = pl.col("#day").min().over(identity)
    kept = ordered.with_columns(first_day.alias("#day")).unique(identity, keep="last", maintain_order=True)
    return kept, counts


def _told_late(table: pl.DataFrame) -> dict[str, int]:
    late = table.filter(pl.col("#label").is_not_null())
    delay = (late["#known"] - late["#day"]).to_numpy()
    return {"late": int((delay > _LATE_DAYS).sum()), "latest_days": int(delay.max(initial=0))}


def _enough(table: pl.DataFrame, counts: dict[str, int]) -> None:
    label = table["#label"].drop_nulls()
    counts["labelled"], counts["nonconforming"] = len(label), int(label.sum())
    fewest = min(counts["nonconforming"], counts["labelled"] - counts["nonconforming"])
    if counts["labelled"] and not fewest:
        one = int(label[0])
        raise _refusal(
            "one_class",
            f"标签全是 {one}，无从比较。",
            f"Every label is {one}: there is nothing to tell apart.",
            "请加入另一类结果（合格与不合格都要有）。",
            "Add outcomes of the other kind: some that conformed and some that did not.",
        )
    if counts["labelled"] < FEWEST_LABELS or fewest < FEWEST_OF_A_KIND:
        raise _refusal(
            "too_few",
            f"标签只有{counts['labelled']}条，较少的一类{fewest}条，不足以训练。",
            f"There are {counts['labelled']} labels, {fewest} of the rarer kind: too few to learn from.",
            f"至少需要{FEWEST_LABELS}条标签，每类至少{FEWEST_OF_A_KIND}条。",
            f"It takes {FEWEST_LABELS} labels, and {FEWEST_OF_A_KIND} of each kind.",
        )


def _events(table: pl.DataFrame, roles: Roles) -> Events:
    label = table["#label"]
    harm = numbers(table, roles.harm) if roles.harm else np.ones(table.height)
    return Events(
        day=table["#day"].to_numpy(),
        known=table["#known"].to_numpy(),
        labelled=label.is_not_null().to_numpy(),
        bad=label.fill_null(0).cast(pl.Int64).to_numpy(),
        price=price_of(table, roles),
        harm=np.where(np.isnan(harm), 1.0, harm),
    )


def no_column(column: str) -> Refusal:
    """The table lacks a column that training cannot do without."""
    return _refusal(
        "column",
        f"没有列“{column}”。",
        f"There is no column {column!r}.",
        "请核对列名（区分大小写）。",
        "Check the name of the column; case matters.",
    )


def _not_a_label(column: str, value: str) -> Refusal:
    return _refusal(
        "label",
        f"列“{column}”中的“{value}”不是标签。",
        f"{value!r} in column {column!r} is no label.",
        "用 1 表示不合格，0 表示合格，未检查留空。",
        "Write 1 for nonconforming, 0 for conforming, and nothing where nobody looked.",
    )


def _refusal(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Refusal:
    return Refusal(f"model.{code}", Text(zh, en), Text(remedy_zh, remedy_en))
