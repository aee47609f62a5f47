"""guomen report: whether the paper of a laboratory report is what was signed."""

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.db import Error

from guomen.laboratory.reports.queries import by_digest, checked, standing_of
from guomen.laboratory.reports.wording import number_of


@click.group()
def report() -> None:
    """Papers of the laboratory: verify one."""


@report.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--certificate",
    "own",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of the laboratory's certificate, then of its authority; without it, this installation's own.",
)
@click.option("--offline", is_flag=True, help="Do not look into the database, only at the file.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def verify(open_database: Callable[[], None], file: Path, own: tuple[Path, ...], offline: bool, as_json: bool) -> None:
    """Verify FILE, the PDF of a laboratory report: the seal is intact, covers every byte and is the laboratory's.

    Where a database answers, also whether the report is on record and still stands.

    Exit status 0: sound. 1: altered, not ours, or not on record.

    \b
    Example:
      guomen report verify 000-03K7-R1.pdf --json
    """
    content = file.read_bytes()
    verdict = checked(content, own)
    digest = hashlib.sha256(content).hexdigest()
    answer: dict[str, Any] = {
        "file": str(file),
        "sound": verdict.sound,
        "problem": verdict.problem.as_json() if verdict.problem else None,
        "signer": verdict.signer,
        "signed_at": verdict.signed_at.isoformat() if verdict.signed_at else None,
        "sha256": digest,
        "record": None if offline or own else _record(open_database, digest),
    }
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _said(answer))
    known = answer["record"] is None or answer["record"]["known"]
    sys.exit(0 if verdict.sound and known else 1)


def _record(open_database: Callable[[], None], digest: str) -> dict[str, Any] | None:
    """What the database has on record about the file; None where no database answers."""
    try:
        open_database()
        found = by_digest(digest)
    except (Error, OSError, click.ClickException):
        return None
    if found is None:
        return {"known": False}
    newer = found.sample.reports.filter(version__gt=found.version).exists()
    return {
        "known": True,
        "number": number_of(found),
        "standing": str(standing_of(found, replaced=newer)),
        "withdrawn_because": found.withdrawn_because,
    }


def _said(answer: dict[str, Any]) -> str:
    if not answer["sound"]:
        return f"NOT SOUND 无效: {answer['problem']['en']} {answer['problem']['zh']}"
    lines = [f"sound 完好; sealed by {answer['signer']} at {answer['signed_at']}; SHA-256 {answer['sha256']}"]
    record = answer["record"]
    if record is None:
        lines.append("no database was asked whether the report still stands 未查询数据库")
    elif record["known"]:
        why = f": {record['withdrawn_because']}" if record["withdrawn_because"] else ""
        lines.append(f"on record as {record['number']}, {record['standing']}{why}")
    else:
        lines.append("NOT ON RECORD 数据库中没有这份报告")
    return "\n".join(lines)
