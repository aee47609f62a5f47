"""guomen: the command line, one group or command a room."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.db import Error

from guomen.interfaces.runtime.postgres import Postgres
from guomen.interfaces.web.outages import outage


class Rooms(click.Group):
    """Commands are found in the rooms' cli modules when they are asked for."""

    # command name -> (module, attribute)
    COMMANDS = {
        "ledger": ("guomen.kernel.ledger.cli", "ledger"),
        "reference": ("guomen.catalogue.cli", "reference"),
        "lodge": ("guomen.consignments.cli", "lodge"),
        "screen": ("guomen.targeting.cli", "screen"),
        "replay": ("guomen.targeting.cli", "replay"),
        "draw": ("guomen.targeting.cli", "draw"),
        "model": ("guomen.targeting.model_v1.cli", "model"),
        "estimates": ("guomen.targeting.estimates.cli", "estimates"),
        "policy": ("guomen.simulator.cli", "policy"),
        "detect": ("guomen.surveillance.detection.cli", "detect"),
        "sampling": ("guomen.targeting.cli", "sampling"),
        "disproportionality": ("guomen.surveillance.disproportionality.cli", "disproportionality"),
        "scan": ("guomen.surveillance.scanning.cli", "scan"),
        "lab": ("guomen.laboratory.cli", "lab"),
        "programme": ("guomen.supervision.programmes.cli", "programme"),
        "report": ("guomen.laboratory.reports.cli", "report"),
        "start": ("guomen.interfaces.runtime.cli", "start"),
        "worker": ("guomen.interfaces.runtime.cli", "worker"),
        "database": ("guomen.interfaces.runtime.cli", "database"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (module, _) in self.COMMANDS.items() if _exists(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")
        try:
            django.setup()
        except ImproperlyConfigured as error:
            raise click.ClickException(str(error)) from None
        module, attribute = self.COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a database that is away or has no room is told in a sentence."""
        try:
            return super().invoke(ctx)
        except Error as error:
            refusal = outage(error)
            if refusal is None:
                raise
            what = f"{refusal.problem.zh}{refusal.remedy.zh}\n{refusal.problem.en} {refusal.remedy.en}"
            raise click.ClickException(f"{what}\n{str(error).splitlines()[0]}") from None


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def open_database() -> None:
    """Make sure that the database answers: the embedded one is started (and left to the next who needs it)."""
    from django.conf import settings

    if not os.environ.get("DATABASE_URL"):
        Postgres(settings.HOME).start()


@click.group(cls=Rooms)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Guomen 国门: runs a border inspection and quarantine agency."""
    ctx.obj = open_database


if __name__ == "__main__":
    main()
