"""guomen reference: check the files, show what loading would change, load them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils import timezone

from guomen.catalogue.operations import load_reference
from guomen.catalogue.reference.differences import compare
from guomen.catalogue.reference.reading import read_folder, required_contents
from guomen.kernel.terms import Fault, Refusal

_folder = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of reference files; by default the one of the installation.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.group()
def reference() -> None:
    """The law and the codes as dated, sourced files: check them, compare them, load them."""


@reference.command()
@_folder
@_json
def check(folder: Path | None, as_json: bool) -> None:
    """Read every file strictly and name every fault with its file and line. Needs no database.

    Exit status 0: sound. 1: there are faults.
    """
    contents = _or_refusal(lambda: read_folder(_place(folder)), as_json)
    if as_json:
        _say({"sound": not contents.faults, "rows": len(contents.rows), "faults": _listed(contents.faults)})
    else:
        _tell_faults(contents.faults)
        click.echo(f"{len(contents.rows)} rows read; {len(contents.faults)} faults")
    sys.exit(1 if contents.faults else 0)


@reference.command()
@_folder
@_json
@click.pass_obj
def diff(open_database: Callable[[], None], folder: Path | None, as_json: bool) -> None:
    """Show what loading would add (+), change (~) and end (-), row by row.

    Exit status 0: nothing would change. 1: something would, or the files are faulty.
    """
    open_database()
    found = _or_refusal(lambda: compare(required_contents(_place(folder))).differences, as_json)
    if as_json:
        _say({"differences": [one.as_json() for one in found]})
    else:
        signs = {"added": "+", "changed": "~", "ended": "-"}
        for one in found:
            since = f" from {one.valid_from}" if one.valid_from else ""
            changes = "; ".join(f"{name}: {one.before[name]} -> {one.after[name]}" for name in one.before)
            click.echo(f"{signs[one.deed]} {one.file}: {one.key or '(all)'}{since} {changes}".rstrip())
        click.echo(f"{len(found)} rows would change")
    sys.exit(1 if found else 0)


@reference.command()
@_folder
@_json
@click.pass_obj
def load(open_database: Callable[[], None], folder: Path | None, as_json: bool) -> None:
    """Bring the database up to the files, as one new edition; loading the same files again does nothing.

    Exit status 0: loaded, or nothing to do. 1: the files are faulty and nothing was loaded.
    """
    open_database()
    done = _or_refusal(lambda: load_reference(actor=None, at=timezone.now(), folder=_place(folder)), as_json)
    if as_json:
        _say({"edition": done.edition, "counts": done.counts})
    elif done.edition is None:
        click.echo("nothing had changed")
    else:
        for file, deeds in done.counts.items():
            click.echo(f"{file}: " + ", ".join(f"{count} {deed}" for deed, count in deeds.items()))
        click.echo(f"edition {done.edition}: {done.total} rows")


def _place(folder: Path | None) -> Path:
    return folder or settings.REFERENCE


def _or_refusal(work: Callable[[], Any], as_json: bool) -> Any:
    try:
        return work()
    except Refusal as refusal:
        if as_json:
            _say(refusal.as_json())
        else:
            _tell_faults(refusal.faults)
            click.echo(f"{refusal.problem.en} {refusal.remedy.en}", err=True)
        sys.exit(1)


def _tell_faults(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        click.echo(f"{fault.where}: {fault.problem.en}. {fault.remedy.en}", err=True)


def _listed(faults: tuple[Fault, ...]) -> list[dict[str, Any]]:
    return [fault.as_json() for fault in faults]


def _say(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
