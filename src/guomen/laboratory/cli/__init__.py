"""guomen lab: the laboratory from the command line, one file a command."""

from importlib import import_module
from importlib.util import find_spec

import click


class Commands(click.Group):
    """Each command lives in a module of its own and is found when it is asked for."""

    # command name -> (module, attribute)
    COMMANDS = {
        "import": ("guomen.laboratory.cli.importing", "import_"),
        "judge": ("guomen.laboratory.cli.judge", "judge"),
        "qc": ("guomen.laboratory.cli.qc", "qc"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (module, _) in self.COMMANDS.items() if find_spec(module) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module, attribute = self.COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=Commands)
def lab() -> None:
    """The laboratory: import readings, check controls, judge results."""
