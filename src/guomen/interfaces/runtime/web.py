"""The web server's process: granian before the program, a few processes with a few threads each."""

import os

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from guomen.interfaces.runtime.processes import die_with_parent

THREADS = 4


@click.command()
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
@click.option("--processes", type=int, required=True)
def serve(host: str, port: int, processes: int) -> None:
    """Serve until told to stop; requests under way are answered first."""
    supervisor = os.environ.get("GUOMEN_SUPERVISOR")
    if supervisor:
        die_with_parent(int(supervisor))
    Granian(
        "guomen.interfaces.runtime.served:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        backlog=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    serve()
