"""How a command says a refusal to whoever typed it."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from guomen.kernel.terms import Refusal


@contextmanager
def refusals_told(as_json: bool) -> Iterator[None]:
    """A refusal is told in both languages with each of its faults (as JSON on standard output), and the exit status
    is 1.
    """
    try:
        yield
    except Refusal as refusal:
        lines = [f"{refusal.problem.zh}{refusal.remedy.zh}"]
        lines.append(f"{refusal.problem.en} {refusal.remedy.en} [{refusal.code}]")
        lines += [f"  {fault.where}: {fault.problem.zh} / {fault.problem.en}" for fault in refusal.faults]
        click.echo(json.dumps(refusal.as_json(), ensure_ascii=False) if as_json else "\n".join(lines), err=not as_json)
        sys.exit(1)
