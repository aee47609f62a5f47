"""guomen: the command line, one group or command a room."""

import os
from importlib import import_module
from importlib.util import find_spec

import click
import django

from guomen.interfaces.runtime.postgres import Postgres


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
        "policy": ("guomen.simulator.cli", "policy"),
        "sampling": ("guomen.targeting.cli", "sampling"),
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
        django.setup()
        module, attribute = self.COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command


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
