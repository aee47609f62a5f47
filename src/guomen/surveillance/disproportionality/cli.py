"""guomen disproportionality: which products and events come together more often than chance. Needs no database."""

import json
import math
from pathlib import Path
from typing import Any

import click
import polars as pl

from guomen.kernel.web.terminal import refusals_told
from guomen.surveillance.disproportionality.checks import without_blanks
from guomen.surveillance.disproportionality.counting import Counted, count_pairs
from guomen.surveillance.disproportionality.information import COMPONENTS
from guomen.surveillance.disproportionality.pairs import TRUNCATIONS, learned_prior, measured
from guomen.surveillance.disproportionality.rules import RULES
from guomen.surveillance.disproportionality.terms import Columns, Prior
from guomen.surveillance.tables import column, read_rows, writable, write_table

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
# Fewer pairs than this say little about the prior of EBGM.
_FEW = 500


@click.command()
@click.argument("file", type=_file)
@click.option("--product", default="", help="Column of the product. Default: product, or drug.")
@click.option("--event", default="", help="Column of the event (hazard, injury). Default: event, or hazard.")
@click.option("--count", default="", help="Column of reports a row stands for. Default: count or n; else 1 a row.")
@click.option(
    "--report", default="", help="Column that tells reports apart where one names several products or events."
)
@click.option("--strata", multiple=True, help="Column within whose groups the expected is taken (repeatable).")
@click.option("--ic", type=click.Choice(list(COMPONENTS)), default="shrunken", show_default=True,
              help="shrunken: (a + ½)/(expected + ½), Norén 2013. bcpnn: Bate 1998.")  # fmt: skip
@click.option("--zeros", is_flag=True, help="Learn the prior of EBGM from pairs never reported too.")
@click.option("--squash", is_flag=True, help="Bring rare pairs together before the prior is learned (quicker).")
@click.option("--truncation", type=click.Choice(TRUNCATIONS), default="each", show_default=True,
              help="How the prior allows for pairs never reported. each: as openEBGM; mixture: exactly.")  # fmt: skip
@click.option("--half", is_flag=True, help="Add ½ to all cells of a pair with an empty one, for limits of PRR and ROR.")
@click.option("--skip-blank", is_flag=True, help="Leave out rows without a product or an event (they are counted).")
@click.option("--top", default=20, show_default=True, type=click.IntRange(0), help="Pairs to show; 0: all.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="All pairs as .csv, .jsonl or .parquet.")
@click.option(
    "--json", "as_json", is_flag=True, help="Answer as JSON. Numbers that are infinite or undefined are null."
)
def disproportionality(
    file: Path, product: str, event: str, count: str, report: str, strata: tuple[str, ...], ic: str, zeros: bool,
    squash: bool, truncation: str, half: bool, skip_blank: bool, top: int, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Pairs of product and event in FILE (CSV, XLSX, Parquet, JSON lines) that are reported together too often.

    A row is one report of one pair; or a sum of reports (--count); or a part of a report that names several (--report).
    For each pair the four cells, the expected number, PRR, ROR and IC with 95 % limits, chi-square (Yates), EBGM with
    EB05 and EB95, and what the published rules say: Evans (MHRA), EMA, ROR, BCPNN, MGPS (FDA, MHRA). A pair that stands
    out is a question, not an answer: publicity, doubles and a common cause make pairs too.

    \b
    guomen disproportionality notices.csv --product product --event hazard --report reference --out pairs.csv
    guomen disproportionality sums.csv --count n --top 50
    guomen disproportionality caers.csv --product var1 --event var2 --report id --strata strat1 --json

    Exit status 0: answered. 1: refused (no such column, a blank product, a count that is no number …). 2: usage.
    """
    with refusals_told(as_json):
        writable(out)
        rows = read_rows(file)
        columns = _columns(rows, product, event, count, report, strata)
        kept = without_blanks(rows, columns) if skip_blank else rows
        counted = count_pairs(kept, columns, file=file.name)
        prior = learned_prior(counted, zeros=zeros, squash=squash, truncation=truncation)
        found = measured(counted.cells, prior, ic=ic, half=half)
        if out:
            write_table(found, out)
    told = {"reports": _reports(counted), "left_out": rows.height - kept.height, "pairs": found.height,
            "prior": prior.as_json(), "signals": {rule.name: int(found[rule.name].sum()) for rule in RULES},
            "out": str(out) if out else None}  # fmt: skip
    shown = found.head(top) if top else found
    if as_json:
        click.echo(json.dumps(told | {"top": [_plain(row) for row in shown.to_dicts()]}, ensure_ascii=False))
    else:
        _show(told, prior, shown)


def _columns(rows: pl.DataFrame, product: str, event: str, count: str, report: str, strata: tuple[str, ...]) -> Columns:
    usual_count = ("count", "n") if not report else ()
    return Columns(
        column(rows, product, ("product", "drug"), "--product"),
        column(rows, event, ("event", "hazard"), "--event"),
        column(rows, count, usual_count, "--count", needed=False),
        column(rows, report, (), "--report", needed=False),
        tuple(column(rows, name, (), "--strata") for name in strata),
    )


def _reports(counted: Counted) -> float:
    return float(counted.cells["n"][0]) if counted.cells.height else 0.0


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in row.items()}  # fmt: skip


def _show(told: dict[str, Any], prior: Prior, shown: pl.DataFrame) -> None:
    for rank, row in enumerate(shown.iter_rows(named=True), start=1):
        called = " ".join(rule.name.removeprefix("signal_") for rule in RULES if row[rule.name])
        click.echo(f"{rank}. {row['product']} × {row['event']}: {row['a']:g} reports, {row['expected']:.3g} expected")
        measures = ("PRR", "prr", "prr_low"), ("ROR", "ror", "ror_low"), ("IC", "ic", "ic025"), ("EBGM", "ebgm", "eb05")
        click.echo("   " + ", ".join(f"{title} {_limited(row, name, low)}" for title, name, low in measures))
        click.echo(f"   {called}" if called else "   -")
    click.echo("In brackets the lower limit: of 95 % (PRR, ROR, IC), of 90 % (EBGM: EB05). 括号内为下限。")
    click.echo(f"{told['reports']:g} reports, {told['pairs']} pairs; {told['left_out']} rows left out as blank")
    click.echo("signals: " + ", ".join(f"{name.removeprefix('signal_')} {n}" for name, n in told["signals"].items()))
    theta = ", ".join(f"{name} {value:.4g}" for name, value in prior.as_json().items())
    click.echo(f"prior of EBGM: {theta}")
    if told["pairs"] < _FEW:
        click.echo(f"EBGM learns its prior from all pairs; {told['pairs']} are few, so rely on PRR, ROR and IC here.")
        click.echo(f"EBGM 的先验由全部配对估计；仅 {told['pairs']} 对，太少，请以 PRR、ROR、IC 为主。")
    if told["out"]:
        click.echo(f"all pairs in {told['out']}")


def _limited(row: dict[str, Any], name: str, low: str) -> str:
    value, limit = row[name], row[low]
    if value is None:
        return "-"
    return _short(value) + (f" ({_short(limit)})" if limit is not None else "")


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
