"""guomen screen, replay, draw, sampling."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.web.terminal import refusals_told
from guomen.targeting.plans.cli import curve_command, states_command
from guomen.targeting.sampling.rules import acceptance_probability, detection_sample, plan_for

_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
_day = click.DateTime(formats=["%Y-%m-%d"])
Opener = Callable[[], None]


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where decisions go: .parquet or .csv.",
)
@click.option("--sender", default="", help="Who sends, where the file does not say. Default: the file's name.")
@click.option(
    "--layout",
    "layout_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A layout as JSON (see guomen lodge --propose). Default: the sender's own, else the one proposed.",
)
@click.option(
    "--on", "day", type=_day, help="Day of the draw, and of the law where the file states no date. Default: today."
)
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rows that cannot be read go, with their faults. Default: beside --out.",
)
@click.option("--processes", default=0, help="Processes to use. Default: one a processor.")
@_json
@click.pass_obj
def screen(open_database: Opener, file: Path, out: Path, sender: str, layout_file: Path | None, day: datetime | None,
           refused: Path | None, processes: int, as_json: bool) -> None:  # fmt: skip
    """Run the whole targeting over FILE and write a decision with its reasons for every line.

    FILE is CSV, XLSX, Parquet or JSON lines in the sender's own columns. Nothing is lodged and nothing is recorded:
    the answer is what would be decided today. Rows that cannot be read are written to a side file and the rest go on.
    The draw is the real one of the day: keep the output as you would keep the draw itself.

    \b
    guomen screen june.csv --out decisions.parquet
    guomen screen june.xlsx --out decisions.csv --on 2018-06-30 --json

    Exit status 0: every row was decided. 1: some rows were refused, or nothing could be decided. 2: usage.
    """
    from guomen.targeting.screening.queries import screen_any

    with refusals_told(as_json):
        open_database()
        bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                       console=Console(stderr=True), disable=as_json)  # fmt: skip
        with bar:
            task = bar.add_task("lines", total=None)
            report = screen_any(
                file,
                out,
                sender=sender or file.stem,
                layout_file=layout_file,
                drawn_on=day.date() if day else timezone.now().astimezone(CIVIL_ZONE).date(),
                at=timezone.now(),
                refused=refused or out.with_name(f"{out.stem}.refused.csv"),
                processes=processes,
                expected=lambda lines: bar.update(task, total=lines),
                progress=lambda lines: bar.advance(task, lines),
            )
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else report.as_text())
    sys.exit(1 if report.refused_rows else 0)


@click.command()
@click.argument("assignment", type=int)
@_json
@click.pass_obj
def replay(open_database: Opener, assignment: int, as_json: bool) -> None:
    """Take the decision number ASSIGNMENT again, with that day's rules, data, history and secret, and compare.

    Exit status 0: the same. 1: not the same; what differs is listed.
    """
    from guomen.targeting.queries import replay as decide_again

    with refusals_told(as_json):
        open_database()
        again = decide_again(assignment)
    if as_json:
        click.echo(json.dumps(again.as_json(), ensure_ascii=False, default=str))
    else:
        told = "the same" if again.same else "NOT the same"
        click.echo(f"assignment {assignment}, edition {again.edition}, channel {again.channel}: {told}")
        for what, stored, now in again.differences:
            click.echo(f"  {what}: stored {stored!r}, now {now!r}")
    sys.exit(0 if again.same else 1)


@click.group()
def draw() -> None:
    """The draws: publish commitments beforehand, reveal secrets afterwards, verify a day's picks."""


@draw.command("commit")
@click.option("--days", default=7, show_default=True, help="How many days ahead.")
@_json
@click.pass_obj
def commit_command(open_database: Opener, days: int, as_json: bool) -> None:
    """Publish the commitments of today and of the days ahead. Those that are there stay as they are."""
    from guomen.targeting.operations import commit_draws

    with refusals_told(as_json):
        open_database()
        made = commit_draws(actor=None, at=timezone.now(), days=days)
    told = {day.isoformat(): text for day, text in sorted(made.items())}
    click.echo(json.dumps(told) if as_json else "\n".join(f"{day} {text}" for day, text in told.items()))


@draw.command("reveal")
@click.argument("day", type=_day)
@_json
@click.pass_obj
def reveal_command(open_database: Opener, day: datetime, as_json: bool) -> None:
    """Publish the secret of DAY, which must be over."""
    from guomen.targeting.operations import reveal_draw

    with refusals_told(as_json):
        open_database()
        row = reveal_draw(actor=None, at=timezone.now(), day=day.date())
    told = {"date": row.date.isoformat(), "secret": row.secret, "commitment": row.commitment}
    click.echo(json.dumps(told) if as_json else f"{row.date} secret {row.secret} (commitment {row.commitment})")


@draw.command("verify")
@click.argument("day", type=_day)
@_json
@click.pass_obj
def verify_command(open_database: Opener, day: datetime, as_json: bool) -> None:
    """Recompute every draw of DAY from its revealed secret.

    Exit status 0: the commitment holds and every pick follows. 1: something does not, and what.
    """
    from guomen.targeting.queries import verify_draws

    with refusals_told(as_json):
        open_database()
        verdict = verify_draws(day.date())
    if as_json:
        click.echo(json.dumps(verdict.as_json()))
    else:
        told = "sound" if verdict.sound else "BROKEN"
        click.echo(f"{verdict.date}: {told}; {verdict.assignments} decisions, {verdict.numbers} numbers recomputed")
        for fault in verdict.faults:
            click.echo(f"  {fault}")
    sys.exit(0 if verdict.sound else 1)


@click.group()
def sampling() -> None:
    """Sampling plans: which share of lots, how many units of a lot, and what that is worth. Needs no database."""


sampling.add_command(curve_command)
sampling.add_command(states_command)


@sampling.command("plan")
@click.option("--lot", required=True, type=click.IntRange(min=1), help="Units in the lot.")
@click.option("--level", default="II", show_default=True, help="Inspection level: I, II, III, S-1 … S-4.")
@click.option("--aql", required=True, help="Acceptance quality limit as the standard writes it, e.g. 1.0 or 0.65.")
@click.option("--severity", default="normal", show_default=True, type=click.Choice(["normal", "tightened", "reduced"]))
@_json
def plan_command(lot: int, level: str, aql: str, severity: str, as_json: bool) -> None:
    """The single sampling plan of a lot by GB/T 2828.1-2012 (ISO 2859-1:1999), arrows followed.

    \b
    guomen sampling plan --lot 1000 --level II --aql 1.0
    guomen sampling plan --lot 1000 --aql 1.0 --severity tightened --json
    """
    from guomen.targeting.sampling.queries import tables_of

    with refusals_told(as_json):
        tables = tables_of(settings.REFERENCE)
    try:
        plan = plan_for(tables, lot, level, _as_written(aql, {name for _, _, name in tables.plans}), severity)
    except LookupError as unknown:
        raise click.BadParameter(str(unknown)) from unknown
    told: dict[str, Any] = {
        "standard": tables.standard, "lot": lot, "level": level, "aql": aql, "severity": severity,
        "letter": plan.letter, "n": plan.n, "ac": plan.ac, "re": plan.re, "whole_lot": plan.n >= lot,
        "acceptance_at_aql": round(acceptance_probability(plan.n, plan.ac, min(1.0, float(aql) / 100)), 4),
        "disputed": plan.disputed,
    }  # fmt: skip
    said = f"letter {plan.letter}: take {plan.n} of {lot}; accept with up to {plan.ac}, reject from {plan.re}"
    click.echo(json.dumps(told) if as_json else said)


def _as_written(aql: str, known: set[str]) -> str:
    """The AQL as the tables write it: 1 and 1.00 are 1.0."""
    try:
        return next((name for name in known if float(name) == float(aql)), aql)
    except ValueError:
        return aql


@sampling.command("detect")
@click.option("--lot", type=click.IntRange(min=1), help="Units in the lot. Default: an endless lot (binomial).")
@click.option(
    "--level",
    required=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Share to detect, e.g. 0.05.",
)
@click.option(
    "--confidence", default=0.95, show_default=True, type=click.FloatRange(0, 1, min_open=True, max_open=True)
)
@click.option(
    "--efficacy",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True),
    help="Chance that looking at an infested unit shows it.",
)
@_json
def detect_command(lot: int | None, level: float, confidence: float, efficacy: float, as_json: bool) -> None:
    """The smallest sample that finds at least one infested unit, by the exact hypergeometric law (ISPM 31).

    \b
    guomen sampling detect --lot 500 --level 0.05 --confidence 0.95
    """
    units = detection_sample(lot, level, confidence, efficacy)
    told = {
        "standard": "ISPM 31",
        "lot": lot,
        "level": level,
        "confidence": confidence,
        "efficacy": efficacy,
        "n": units,
    }
    click.echo(json.dumps(told) if as_json else f"take {units}" + (f" of {lot}" if lot else ""))
