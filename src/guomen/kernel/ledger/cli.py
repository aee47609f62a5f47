"""guomen ledger: export the chain, verify it offline or in the database."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from guomen.kernel.ledger.queries import Verdict, exported, unsealed_count, verify


@click.group()
def ledger() -> None:
    """The ledger: every deed, sealed in a hash chain."""


@ledger.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export_chain(open_database: Callable[[], None], file: Path) -> None:
    """Write the sealed chain to FILE as JSON Lines, to be verified anywhere."""
    open_database()
    count = 0
    with file.open("w", encoding="utf-8") as out:
        for line in exported():
            out.write(line + "\n")
            count += 1
    click.echo(f"{count} entries written to {file}; {unsealed_count()} entries not yet sealed were left out")


@ledger.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def verify_chain(open_database: Callable[[], None], file: Path | None, as_json: bool) -> None:
    """Verify FILE (a ledger export; no database is needed) or, without FILE, the database's own chain.

    Exit status 0: sound. 1: a link is broken, and which.
    """
    if file is None:
        open_database()
        verdict = verify(exported())
    else:
        with file.open(encoding="utf-8") as lines:
            verdict = verify(lines)
    click.echo(_as_json(verdict) if as_json else _as_text(verdict))
    sys.exit(0 if verdict.sound else 1)


def _as_json(verdict: Verdict) -> str:
    return json.dumps(
        {"sound": verdict.sound, "checked": verdict.checked, "last": verdict.last, "fault": verdict.fault}
    )


def _as_text(verdict: Verdict) -> str:
    state = "sound" if verdict.sound else f"BROKEN: {verdict.fault}"
    return f"{state}; {verdict.checked} links checked; last digest {verdict.last}"
