"""What is wrong with a frame of reports, row by row, before anything is counted."""

from collections.abc import Iterator

import polars as pl

from guomen.kernel.terms import Fault, Text, Where
from guomen.surveillance.disproportionality.terms import Columns, NotAnswerable

# The row's number in its file, where the frame was read from one.
_ROW = "#row"
# So many faulty rows are shown; the number of all is always told.
_SHOWN = 20
_BLANK = Text("这一栏是空的。", "This field is blank.")
_FILL = Text("请补上，或者不计这些行。", "Fill it in, or leave such rows out.")
_NO_COUNT = Text("份数不是 0 或以上的数。", "The count is no number of 0 or more.")
_GIVE_COUNT = Text("请写报告份数。", "Write how many reports there are.")


def checked(frame: pl.DataFrame, columns: Columns, *, file: str = "") -> pl.DataFrame:
    """product, event, stratum, count and, where it was named, report; texts without blanks around them.

    Raises NotAnswerable with the place of each fault: a column that is not there, a blank product, event or report, a
    count that is no number of 0 or more.
    """
    for name in (columns.product, columns.event, columns.count, columns.report, *columns.strata):
        if name and name not in frame.columns:
            raise _no_column(name, frame.columns)
    if columns.count and columns.report:
        raise NotAnswerable(
            "pairs.count_and_report",
            Text("不能同时给出份数和报告编号。", "A count and a report's number cannot both be given."),
            Text("每行一份报告用编号，每行若干份用份数。", "Give the number for rows of reports, the count for sums."),
        )
    rows = frame.select(
        _text(columns.product).alias("product"),
        _text(columns.event).alias("event"),
        _stratum(columns.strata).alias("stratum"),
        (pl.col(columns.count).cast(pl.Float64, strict=False) if columns.count else pl.lit(1.0)).alias("count"),
        *([_text(columns.report).alias("report")] if columns.report else []),
        (pl.col(_ROW) if _ROW in frame.columns else pl.int_range(1, pl.len() + 1)).alias(_ROW),
    )
    _refuse(rows, columns, file)
    return rows


def without_blanks(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The rows that name a product and an event."""
    return frame.filter(_text(columns.product) != "", _text(columns.event) != "")


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).str.strip_chars().fill_null("")


def _stratum(names: tuple[str, ...]) -> pl.Expr:
    return pl.concat_str([_text(name) for name in names], separator="\x1f") if names else pl.lit("")


def _refuse(rows: pl.DataFrame, columns: Columns, file: str) -> None:
    faults = list(_faults(rows, columns, file))
    if faults:
        raise NotAnswerable(
            "pairs.rows",
            Text(f"有 {len(faults)} 处无法计数。", f"{len(faults)} fields cannot be counted."),
            Text(
                "请改正；没有产品或事件的行可用 --skip-blank 不计。",
                "Mend them; rows without a product or an event can be left out (--skip-blank).",
            ),
            tuple(faults[:_SHOWN]),
        )


def _faults(rows: pl.DataFrame, columns: Columns, file: str) -> Iterator[Fault]:
    for ours, theirs in (("product", columns.product), ("event", columns.event), ("report", columns.report)):
        if ours in rows.columns:
            for row in rows.filter(pl.col(ours) == "")[_ROW]:
                yield Fault("pairs.blank", Where(file, row, theirs), "", _BLANK, _FILL)
    sound = (pl.col("count").is_finite() & (pl.col("count") >= 0)).fill_null(False)
    for row, value in rows.filter(~sound).select(_ROW, pl.col("count").cast(pl.String)).iter_rows():
        yield Fault("pairs.count", Where(file, row, columns.count), value or "", _NO_COUNT, _GIVE_COUNT)


def _no_column(name: str, present: list[str]) -> NotAnswerable:
    there = "、".join(present), ", ".join(present)
    return NotAnswerable(
        "pairs.column",
        Text(f"没有“{name}”这一列。", f"There is no column {name!r}."),
        Text(f"现有的列：{there[0]}。", f"The columns are: {there[1]}."),
    )
