"""guomen lodge: a sender's file goes in, in the sender's own column layout."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec
import polars as pl
from django.utils import timezone

from guomen.consignments.intake.operations import propose_layout, write_refused
from guomen.consignments.intake.terms import Layout
from guomen.consignments.layouts.queries import written_layout
from guomen.consignments.operations import FilePart, layout_for, lodge_file, remember_layout
from guomen.kernel.terms import Refusal

SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sender", default="", help="Who sends; references are the sender's own. Needed to lodge.")
@click.option(
    "--layout",
    "layout_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A layout as JSON. Default: the one remembered for the sender, else the one that is proposed.",
)
@click.option("--sheet", default="", help="Sheet of a workbook. Default: the first.")
@click.option("--propose", is_flag=True, help="Lodge nothing: print the proposed layout as JSON, to be edited.")
@click.option("--remember", is_flag=True, help="Remember the layout for this sender.")
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the refused rows with their faults to this file (.csv or .xlsx), to be mended and sent again.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, every fault included.")
@click.pass_obj
def lodge(
    open_database: Callable[[], None],
    file: Path,
    sender: str,
    layout_file: Path | None,
    sheet: str,
    propose: bool,
    remember: bool,
    refused: Path | None,
    as_json: bool,
) -> None:
    """Lodge the declarations of FILE (CSV, XLSX, Parquet or JSON lines), in the sender's own columns.

    Good rows go in; bad ones are told one by one with row, column, value, what is wrong and what to do. Sending the
    same file again changes nothing. Channels are assigned by targeting, which hears of what was lodged.

    \b
    guomen lodge june.csv --propose > layout.json     see what the columns are taken for
    guomen lodge june.csv --sender acme --layout layout.json --remember --refused mend.xlsx
    guomen lodge july.csv --sender acme --refused mend.xlsx

    Exit status 0: everything went in. 1: something was refused. 2: the command was not understood.
    """
    try:
        if propose:
            click.echo(_proposed(file, sheet))
            return
        if not sender:
            raise click.UsageError("--sender is needed to lodge")
        open_database()
        layout = written_layout(layout_file.read_bytes()) if layout_file else layout_for(file, sender, sheet=sheet)
        report = _lodged(file, sender, layout, refused, every_fault=as_json)
        if remember:
            remember_layout(actor=None, at=timezone.now(), sender=sender, layout=layout)
    except Refusal as refusal:
        click.echo(json.dumps(refusal.as_json(), ensure_ascii=False) if as_json else _told(refusal), err=not as_json)
        sys.exit(1)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _summary(report, refused))
    sys.exit(1 if report["fault_count"] else 0)


def _proposed(file: Path, sheet: str) -> str:
    proposal = propose_layout(file, sheet=sheet)
    for guess in proposal.guesses:
        click.echo(f"{guess.header}: {guess.field or '-'} ({guess.score:.2f}) {guess.why.en} {guess.why.zh}", err=True)
    return msgspec.json.format(msgspec.json.encode(proposal.layout), indent=2).decode()


def _lodged(file: Path, sender: str, layout: Layout, refused: Path | None, every_fault: bool) -> dict[str, Any]:
    report: dict[str, Any] = {
        "rows": 0,
        "lodged": 0,
        "duplicates": 0,
        "refused_rows": 0,
        "faults": [],
        "fault_count": 0,
    }
    kept: list[pl.DataFrame] = []
    for part in lodge_file(actor=None, at=timezone.now(), path=file, sender=sender, layout=layout):
        _count(report, part, every_fault)
        if refused and part.faults:
            kept.append(part.rows)
    if refused and kept:
        write_refused(kept, refused)
    return report


def _count(report: dict[str, Any], part: FilePart, every_fault: bool) -> None:
    report["rows"] += part.read.rows
    report["lodged"] += part.lodged.lodged
    report["duplicates"] += part.lodged.duplicates
    report["refused_rows"] += len({fault.where.row for fault in part.faults})
    report["fault_count"] += len(part.faults)
    shown = part.faults if every_fault else part.faults[: max(0, SHOWN - len(report["faults"]))]
    report["faults"] += [fault.as_json() for fault in shown]


def _told(refusal: Refusal) -> str:
    return f"{refusal.problem.zh}{refusal.remedy.zh}\n{refusal.problem.en} {refusal.remedy.en} [{refusal.code}]"


def _summary(report: dict[str, Any], refused: Path | None) -> str:
    lines = [
        f"{report['rows']} rows: {report['lodged']} declarations lodged, {report['duplicates']} were there already, "
        f"{report['refused_rows']} rows refused"
    ]
    for fault in report["faults"][:SHOWN]:
        place = f"row {fault['row']}, {fault['field']}"
        problem, remedy = fault["problem"]["en"], fault["remedy"]["en"]
        lines.append(f"  {place}: {fault['value']!r}: {problem} {remedy} [{fault['code']}]")
    if report["fault_count"] > SHOWN:
        lines.append(f"  ... and {report['fault_count'] - SHOWN} more (--json lists all)")
    if refused and report["refused_rows"]:
        lines.append(f"refused rows are in {refused}")
    return "\n".join(lines)
