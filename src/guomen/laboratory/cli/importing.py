"""guomen lab import: a file of an instrument, read by its profile."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guomen.kernel.terms import Refusal

if TYPE_CHECKING:
    from guomen.laboratory.messages.operations import Taken

_SHOWN = 50


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--profile", required=True, help="Name of the profile in use, e.g. the instrument's code.")
@click.option("--as", "username", required=True, help="User name of the analyst in whose name results are entered.")
@click.option("--dry-run", is_flag=True, help="Say what would become of every line; nothing is kept.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def import_(
    open_database: Callable[[], None], file: Path, profile: str, username: str, dry_run: bool, as_json: bool
) -> None:
    """Take FILE in by a profile: what is clear is applied, what is not is held with its fault and waits for a person.

    The same file again is known and nothing of it is applied twice. A message that is cut off is rejected whole.

    Exit status 0: every line found its place. 1: lines are held, or the file was rejected. 2: usage.

    \b
    Examples:
      guomen lab import run0507.csv --profile ICP-1 --as analyst --dry-run
      guomen lab import run0507.astm --profile GC-2 --as analyst --json
    """
    open_database()
    try:
        taken = _taken(file, profile, username, dry_run)
    except Refusal as refusal:
        if as_json:
            click.echo(json.dumps(refusal.as_json(), ensure_ascii=False))
        raise click.UsageError(f"{refusal.problem.en} {refusal.remedy.en}") from refusal
    click.echo(json.dumps(_told(taken, dry_run), ensure_ascii=False) if as_json else _said(taken, dry_run))
    sys.exit(1 if taken.counts["held"] or taken.message.state == "rejected" else 0)


def _taken(file: Path, profile: str, username: str, dry_run: bool) -> "Taken":
    from django.utils import timezone

    from guomen.kernel.offices.queries import actors_named
    from guomen.laboratory.messages import operations, queries

    actor = actors_named([username]).get(username)
    if actor is None or not actor.is_active:
        raise click.BadParameter(f"there is no active account {username!r}", param_hint="--as")
    row = queries.profile_in_use(actor, profile)
    act = operations.try_message if dry_run else operations.take_message
    return act(actor=actor, at=timezone.now(), profile=row.pk, name=file.name, content=file.read_bytes())


def _told(taken: "Taken", dry_run: bool) -> dict[str, Any]:
    return {
        "message": None if dry_run and not taken.known else taken.message.pk,
        "state": str(taken.message.state),
        "known": taken.known,
        "dry_run": dry_run,
        **taken.counts,
        "fault": taken.message.fault,
        "lines": [
            {"position": line.position, "sample": line.sample, "code": line.code, "value": line.value,
             "unit": line.unit, "state": str(line.state), "fault": line.fault or None}
            for line in taken.lines
        ],
    }  # fmt: skip


def _said(taken: "Taken", dry_run: bool) -> str:
    if taken.message.fault:
        fault = taken.message.fault
        return f"rejected: {fault['problem']['en']} {fault['remedy']['en']}"
    counts = ", ".join(f"{count} {state}" for state, count in taken.counts.items())
    head = f"{taken.message.name}: {counts}"
    if taken.known:
        head += " (this file came before; nothing was applied again)"
    if dry_run:
        head += " (dry run; nothing was kept)"
    held = [(line, line.fault) for line in taken.lines if line.state == "held" and line.fault]
    lines = [
        f"  line {line.position}  {line.sample}  {line.code}  {line.value} {line.unit}: {fault['problem']['en']}"
        for line, fault in held[:_SHOWN]
    ]
    more = [f"  and {len(held) - _SHOWN} more"] if len(held) > _SHOWN else []
    return "\n".join([head, *lines, *more])
