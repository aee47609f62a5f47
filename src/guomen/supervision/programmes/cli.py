"""guomen programme: plans of samples from the command line, one file a command."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from guomen.kernel.terms import Fault, Text
from guomen.kernel.web.terminal import refusals_told

_SHOWN = 40
_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.group()
def programme() -> None:
    """Programmes of sampling: check or load the lines of a plan, decide next numbers from results."""


@programme.command()
@_FILE
@click.option("--into", help="Number of the draft that the lines are for, e.g. MP-2027-00001.")
@click.option("--as", "username", help="User name of the planner in whose name they are added.")
@click.option("--dry-run", is_flag=True, help="Say what would become of every row; nothing is kept.")
@_JSON
@click.pass_obj
def plan(
    open_database: Callable[[], None], file: Path, into: str | None, username: str | None, dry_run: bool, as_json: bool
) -> None:
    """Take the lines of a plan from FILE (CSV, XLSX, JSON lines, Parquet).

    A row is a line. Columns, by these names or their Chinese ones: name_zh, name_en, goods (codes or their first
    digits, apart by ;), origins, hazard, tests (analytes, apart by ;), frame (imports, exports, premises, market),
    number, census, harm, category, group, side. Good rows are kept; a bad one is refused with its row, its column and
    what to do. An analyte that no limit on file is for is taken and said: it can exceed nothing.

    \b
    guomen programme plan lines.xlsx --dry-run
    guomen programme plan lines.csv --into MP-2027-00001 --as risk
    guomen programme plan lines.csv --dry-run --json

    Exit status 0: every row is good. 1: rows were refused, or the file was. 2: usage.
    """
    if not dry_run and not (into and username):
        raise click.UsageError(
            "Name the draft with --into and the planner with --as, or check the file with --dry-run."
        )
    open_database()
    with refusals_told(as_json):
        answer = _checked(file, into) if dry_run else _loaded(file, into or "", _person(username or ""))
    _tell(answer, as_json, dry_run)
    sys.exit(1 if answer["refused"] else 0)


def _person(username: str) -> Any:
    from guomen.kernel.offices.queries import actors_named

    actor = actors_named([username]).get(username)
    if actor is None or not actor.is_active:
        raise click.BadParameter(f"there is no active account {username!r}", param_hint="--as")
    return actor


def _checked(file: Path, into: str | None) -> dict[str, Any]:
    from guomen.supervision.programmes.queries import plans
    from guomen.supervision.programmes.reading import lines_of_file
    from guomen.supervision.programmes.terms import ProgrammeKind

    row, on = plans.programme(into) if into else None, _today()
    kind, total = (ProgrammeKind(row.kind), row.total) if row else (ProgrammeKind.MONITORING, None)
    rows = plans.checked(lines_of_file(file, on=on), kind, total)
    lines = [line for _, line, _ in rows if line is not None]
    return _answer(file, len(rows), lines, plans.unlimited(lines, on), [one for _, _, faults in rows for one in faults])


def _loaded(file: Path, into: str, actor: Any) -> dict[str, Any]:
    from django.utils import timezone

    from guomen.supervision.programmes import operations
    from guomen.supervision.programmes.queries import plans
    from guomen.supervision.programmes.reading import lines_of_file

    on, row = _today(), plans.visible_programme(actor, into)
    taken = operations.take_lines(actor=actor, at=timezone.now(), programme=into, rows=lines_of_file(file, on=on))
    lines = list(plans.lines_of(row).filter(position__in=taken.lines))
    return _answer(file, taken.rows, [plans.asked_of(one) for one in lines], plans.unlimited(lines, on), taken.faults)


def _today() -> date:
    from django.utils import timezone

    return timezone.localdate()


def _answer(
    file: Path, rows: int, lines: Sequence[Any], unlimited: Sequence[list[str]], faults: Sequence[Fault]
) -> dict[str, Any]:
    return {
        "file": file.name,
        "rows": rows,
        "lines": [
            {**asdict(line), "name": line.name.as_json(), "unlimited": lacking}
            for line, lacking in zip(lines, unlimited, strict=True)
        ],
        "refused": [fault.as_json() for fault in faults],
    }


def _tell(answer: dict[str, Any], as_json: bool, dry_run: bool) -> None:
    if as_json:
        click.echo(json.dumps({**answer, "dry_run": dry_run}, ensure_ascii=False, indent=1))
        return
    for line in answer["lines"][:_SHOWN]:
        tests = "; ".join(str(test["analyte"]) for test in line["tests"])
        click.echo(
            f"{line['number']:>6}  {line['name']['zh']} / {line['name']['en']}  {' '.join(line['goods'])}  {tests}"
        )
        if line["unlimited"]:
            click.echo(f"        没有限量 / no limit on file: {'; '.join(line['unlimited'])}")
    for fault in answer["refused"][:_SHOWN]:
        where = f"row {fault['row']}, {fault['field']}" if fault["field"] else f"row {fault['row']}"
        click.echo(f"refused {where}: {fault['value']!r} {fault['problem']['en']} {fault['remedy']['en']}", err=True)
        click.echo(f"   拒收 {fault['problem']['zh']}{fault['remedy']['zh']}", err=True)
    kept = "would be lines" if dry_run else "lines added"
    refused = len({fault["row"] for fault in answer["refused"]})
    click.echo(f"{answer['rows']} rows: {len(answer['lines'])} {kept}, {refused} refused")


@programme.command()
@_FILE
@click.option("--total", required=True, type=click.IntRange(min=1), help="How many samples there are in all.")
@click.option("--reference", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Read policy from a folder of reference files; then no database is needed.")  # fmt: skip
@_JSON
@click.pass_obj
def allocate(open_database: Callable[[], None], file: Path, total: int, reference: Path | None, as_json: bool) -> None:
    """Next numbers for the lines in FILE within --total, each with its reasons.

    A row is a line. Columns, none of which is needed: name, number (so far), lots (that come in the year; empty where
    not known), tested and nonconforming (of samples drawn by chance), harm (weight), product (lines of one product
    lend each other strength), census (yes where every lot is sampled).

    Every line gets a least number, which finds the share that policy names with its confidence; the rest goes by exact
    optimal allocation (Wright 2012): where it makes the whole most precise.

    \b
    guomen programme allocate results.csv --total 1200
    guomen programme allocate results.csv --total 1200 --json --reference reference

    \b
    name,lots,tested,nonconforming
    biscuits,1200,60,0
    honey,300,60,7

    Exit status 0: numbers were decided. 1: the file or the total was refused. 2: usage.
    """
    with refusals_told(as_json):
        from guomen.supervision.programmes.queries.following import yardstick
        from guomen.supervision.programmes.reading import facts_of_file
        from guomen.supervision.programmes.rules.allocating import allocate as decided
        from guomen.targeting.sampling.queries import detection_sample

        if reference is None:
            open_database()
        rows = facts_of_file(file)
        numbers = decided([facts for _, facts in rows], total, yardstick(_policy(reference)), detection_sample)
    answer: list[dict[str, Any]] = [
        {"name": name, "number": one.number, "before": facts.number, "least": one.floor, "rate": round(one.rate, 6),
         "droppable": one.droppable, "reasons": [reason.as_json() for reason in one.reasons]}
        for (name, facts), one in zip(rows, numbers, strict=True)
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps({"total": total, "lines": answer}, ensure_ascii=False, indent=1))
        return
    for line in answer:
        click.echo(f"{line['number']:>6}  {line['name']}")
        for reason in line["reasons"]:
            told = Text.from_json(reason)
            click.echo(f"        {told.en}\n        {told.zh}")
    click.echo(f"{sum(line['number'] for line in answer):>6}  of {total}")


def _policy(reference: Path | None) -> Callable[[str], float]:
    from guomen.catalogue.queries import folder_reference, policy

    if reference is None:
        return lambda name: policy(name, on=_today()).number
    known = folder_reference(reference).snapshot
    return lambda name: known.policy(name, date.today()).number  # noqa: DTZ011  the civil day where the command is typed


@programme.command()
@click.argument("number")
@_JSON
@click.pass_obj
def show(open_database: Callable[[], None], number: str, as_json: bool) -> None:
    """How the programme NUMBER stands: every line with what was planned, drawn, reported and found; every office.

    The share that does not conform has its interval; what was chosen by hand is in no rate.

    \b
    guomen programme show MP-2027-00001
    guomen programme show MP-2027-00001 --json

    Exit status 0: told. 1: there is no such programme. 2: usage.
    """
    open_database()
    from guomen.supervision.programmes.queries.plans import programme as programme_of
    from guomen.supervision.programmes.queries.reporting import whole_of

    with refusals_told(as_json):
        whole = whole_of(programme_of(number), _today())
    if as_json:
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    click.echo(f"{whole['number']}  {whole['title']['zh']} / {whole['title']['en']}  {whole['state']}")
    for line in whole["lines"]:
        click.echo(_line_told(line))
    for one in whole["offices"]:
        click.echo(f"  {one['office']} {one['from_on']}–{one['to_on']}  {one['covered']}/{one['planned']}  "
                   f"{one['standing']}{'  late ' + str(one['late']) if one['late'] else ''}")  # fmt: skip


def _line_told(line: dict[str, Any]) -> str:
    tally, estimate = line["tally"], line["tally"]["estimate"]
    share = "–"
    if estimate:
        share = f"{estimate['rate']:.1%} ({estimate['low']:.1%}–{estimate['high']:.1%}, {estimate['method']})"
    return (
        f"{line['position']:>4}  {line['name']['zh']} / {line['name']['en']}  {line['hazard']}: "
        f"{tally['drawn']}/{tally['planned']} drawn, {tally['reported']} reported, "
        f"{tally['nonconforming']} nonconforming, {tally['by_hand']} by hand; {share}"
    )
