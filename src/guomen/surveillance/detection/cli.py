"""guomen detect: which counts of a file are more than their past lets one expect. Needs no database."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import numpy as np
import polars as pl

from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.terminal import refusals_told
from guomen.surveillance.detection.methods import DEFAULT, METHODS, named
from guomen.surveillance.detection.options import taken, told, values_of
from guomen.surveillance.detection.periods import parsed
from guomen.surveillance.detection.procedure import Procedure
from guomen.surveillance.detection.tables import Table, Wanted, read_counts
from guomen.surveillance.detection.terms import BadOption, Detected

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_out = click.Path(dir_okay=False, path_type=Path)
_SHOWN = 30


@click.command()
@click.argument("file", type=_file, required=False)
@click.option("--method", default=DEFAULT, show_default=True, help="Name of the method; --methods tells them.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="An option of the method (repeatable).")
@click.option(
    "--methods", "tell", is_flag=True, help="Tell the methods and their options (with --method: of that one)."
)
@click.option(
    "--series", multiple=True, help="Long: column that names the series. Wide: a column to take (repeatable)."
)
@click.option("--period", default="", help='Column of the period, or "year+week" for two columns.')
@click.option("--count", default="", help="Long: column of the counts.")
@click.option("--population", default="", help="Denominators. Long: a column; wide: a file of the same shape.")
@click.option(
    "--gaps",
    type=click.Choice(["refuse", "zero", "unknown"]),
    default="refuse",
    show_default=True,
    help="What a row that is not there means.",
)
@click.option("--from", "start", default="", help="First period to judge. Default: the earliest the method can.")
@click.option("--last", type=click.IntRange(1), help="Judge only so many of the latest periods.")
@click.option("--out", type=_out, help=".csv, .jsonl or .parquet. Default: alarms are shown.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def detect(ctx: click.Context, file: Path | None, method: str, settings: tuple[str, ...], tell: bool,
           series: tuple[str, ...], period: str, count: str, population: str, gaps: str, start: str, last: int | None,
           out: Path | None, as_json: bool) -> None:  # fmt: skip
    """Which counts of FILE are more than their past lets one expect.

    FILE is CSV or Parquet, long (a row for each series and period: columns series, period, count, and population where
    there are denominators) or wide (a row for each period, a column for each series). Periods are dates, ISO weeks
    (2024-W05), months (2024-01) or whole numbers, evenly spaced. An empty count is one that is not known.

    The answer has a row for each series and period judged: observed, expected, bound (the count above which it is an
    alarm), score (what it is, --methods says), alarm. Where a method cannot answer, the numbers are empty and there is
    no alarm.

    \b
    guomen detect weekly.csv --last 1
    guomen detect weekly.csv --method farrington-flexible --set noPeriods=10 --set pastWeeksNotIncluded=26 \\
        --set thresholdMethod=nbPlugin --set pThresholdTrend=1 --set alpha=0.01 --out alarms.csv
    guomen detect daily.parquet --method ears-c2 --set baseline=14 --set minSigma=0.5 --json
    guomen detect tests.csv --method rate --count nonconforming --population tested
    guomen detect --methods --method farrington

    Exit status 0: answered, with or without alarms. 1: could not answer (unreadable, negative or double counts, gaps,
    uneven periods, too short a history). 2: usage (unknown method or option, a value it cannot take).
    """
    with _usage_told(as_json):
        chosen, given = named(method), _given(settings)
        values_of(chosen, given)
    if tell:
        only = ctx.get_parameter_source("method") is not click.core.ParameterSource.DEFAULT
        click.echo(_methods([chosen] if only else list(METHODS.values()), as_json))
        return
    if file is None:
        raise click.UsageError("FILE is missing; guomen detect --methods tells the methods.")
    with refusals_told(as_json):
        table = read_counts(file, Wanted(series, period, count, population, gaps))
        given = _in_season(chosen, given, table)
        found = chosen(
            table.counts, first=_first(table, start, last), population=table.population, dates=table.dates, **given
        )
        answer = rows(table, found)
        if out:
            _write(answer, out)
    click.echo(_said(answer, table, chosen, given, out, as_json))


@contextmanager
def _usage_told(as_json: bool) -> Iterator[None]:
    """As refusals_told, with the exit status of a wrong usage."""
    try:
        with refusals_told(as_json):
            yield
    except SystemExit:
        sys.exit(2)


def _given(settings: tuple[str, ...]) -> dict[str, Any]:
    given = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise BadOption(
                "detection.set",
                Text(f"--set {setting} 缺少等号。", f"--set {setting} has no equals sign."),
                Text("写成 --set 名称=值。", "Write --set name=value."),
            )
        given[name.strip()] = value
    return given


def _in_season(method: Procedure, given: dict[str, Any], table: Table) -> dict[str, Any]:
    """freq follows the file's step where the person did not say it."""
    takes = any(option.name == "freq" for option in method.options)
    freq = table.step.freq if table.step else None
    return given if not takes or "freq" in given or freq is None else given | {"freq": freq}


def _first(table: Table, start: str, last: int | None) -> int | None:
    if last is not None:
        return max(len(table.periods) - last, 0)
    if not start:
        return None
    wanted = parsed(pl.Series([start]))[0]
    found = table.periods.index_of(wanted) if wanted is not None else None
    if found is None:
        raise Refusal(
            "detection.no_period",
            Text(f"文件中没有时段 {start}。", f"The file has no period {start}."),
            Text(
                f"时段自 {table.periods[0]} 至 {table.periods[-1]}。",
                f"Its periods are {table.periods[0]} to {table.periods[-1]}.",
            ),
        )
    return int(found)


def rows(table: Table, found: Detected) -> pl.DataFrame:
    """One row for each series and period judged; series one below the other."""
    judged = len(found.alarm)
    columns = {
        "observed": table.counts[found.first :],
        "expected": found.expected,
        "bound": found.bound,
        "score": found.score,
    }
    numbers = [pl.Series(name, values.T.ravel()).fill_nan(None) for name, values in columns.items()]
    return pl.DataFrame(
        [
            pl.Series("series", np.repeat(np.array(table.series, dtype=object), judged), dtype=pl.String),
            pl.concat([table.periods[found.first :]] * len(table.series)).alias("period"),
            *numbers,
            pl.Series("alarm", found.alarm.T.ravel()),
        ]
    )


def _write(answer: pl.DataFrame, out: Path) -> None:
    match out.suffix:
        case ".parquet":
            answer.write_parquet(out)
        case ".csv":
            answer.write_csv(out)
        case ".jsonl":
            answer.write_ndjson(out)
        case _:
            suffix = out.suffix or "-"
            raise Refusal(
                "detection.out",
                Text(f"不写 {suffix} 文件。", f"Files called {suffix} are not written."),
                Text("请用 .csv、.jsonl 或 .parquet。", "Use .csv, .jsonl or .parquet."),
            )


def _said(answer: pl.DataFrame, table: Table, method: Procedure, given: dict[str, Any], out: Path | None,
          as_json: bool) -> str:  # fmt: skip
    alarms = answer.filter("alarm")
    judged = answer.height // max(len(table.series), 1)
    if as_json:
        options = {
            name: list(value) if isinstance(value, tuple) else value for name, value in values_of(method, given).items()
        }
        head = {"method": method.name, "options": options, "series": len(table.series), "periods": judged,
                "alarms": alarms.height, "unanswered": int(answer["bound"].null_count())}  # fmt: skip
        body = {"out": str(out)} if out else {"rows": answer.to_dicts()}
        return json.dumps(head | body, ensure_ascii=False, default=str)
    lines = [f"{method.name}: {len(table.series)} series, {judged} periods, {alarms.height} alarms, "
             f"{answer['bound'].null_count()} not answered{f'; {out}' if out else ''}"]  # fmt: skip
    if not out and alarms.height:
        worst = alarms.sort("score", descending=True, nulls_last=True)
        lines.append(f"{'series':24} {'period':>10} {'observed':>9} {'expected':>9} {'bound':>9} {'score':>8}")
        lines += [_line(row) for row in worst.head(_SHOWN).iter_rows(named=True)]
        if alarms.height > _SHOWN:
            lines.append(f"… and {alarms.height - _SHOWN} more; --out FILE writes all")
    return "\n".join(lines)


def _line(row: dict[str, Any]) -> str:
    numbers = " ".join(
        f"{'' if row[name] is None else format(row[name], '.4g'):>9}" for name in ("observed", "expected", "bound")
    )
    score = "" if row["score"] is None else format(row["score"], ".3g")
    return f"{row['series'][:24]:24} {row['period']!s:>10} {numbers} {score:>8}"


def _methods(methods: list[Procedure], as_json: bool) -> str:
    if as_json:
        return json.dumps([_method(one) for one in methods], ensure_ascii=False)
    lines = []
    for one in methods:
        lines += [f"{one.name}", f"    {one.text.en}", f"    {one.text.zh}"]
        for option in one.options:
            lines.append(f"    --set {option.name}={told(option.default)}    {taken(option).en}")
            lines += [f"        {option.text.en}", f"        {option.text.zh}"]
        lines.append("")
    return "\n".join(lines).rstrip()


def _method(one: Procedure) -> dict[str, Any]:
    options = [
        {"name": option.name, "default": option.default, "takes": taken(option).en, "text": option.text.as_json()}
        for option in one.options
    ]
    return {"name": one.name, "text": one.text.as_json(), "options": options}
