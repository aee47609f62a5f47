"""guomen start, guomen worker, guomen database: running the program."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
from django.conf import settings
from rich.console import Console

from guomen.interfaces.runtime import preparation
from guomen.interfaces.runtime.place import packaged
from guomen.interfaces.runtime.postgres import Postgres, url
from guomen.interfaces.runtime.processes import die_with_parent
from guomen.interfaces.runtime.start import Start
from guomen.interfaces.runtime.start import start as run_start
from guomen.kernel.terms import Refusal

_FAULTS_SHOWN = 20
# On a machine shared with the web server, answers to people and machines go before the handing on of news.
_BEHIND_ANSWERS = 10


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--web-only", is_flag=True, help="Serve pages and the API; run no worker on this host.")
@click.option("--worker-only", is_flag=True, help="Run workers; serve nothing on this host.")
@click.option("--demo/--no-demo", default=True, show_default=True, help="At first start, play a synthetic port.")
@click.option("--demo-size", default="small", show_default=True, type=click.Choice(list(preparation.SIZES)))
def start(
    host: str,
    port: int,
    processes: int,
    workers: int,
    web_only: bool,
    worker_only: bool,
    demo: bool,
    demo_size: str,
) -> None:
    """Run Guomen: database, tables, reference data, web server and worker. Ctrl-C stops all of it.

    The data folder is GUOMEN_HOME (./var by default). With DATABASE_URL set, that server is used and no embedded
    one is started; several hosts may then share it, each with its own --web-only or --worker-only, and with the
    same GUOMEN_HOME/secrets.

    \b
    Exit status 0: stopped when asked. 1: could not start, and why.
    """
    if web_only and worker_only:
        raise click.UsageError("--web-only and --worker-only exclude each other")
    wish = Start(
        home=settings.HOME,
        package=settings.PACKAGE,
        reference=settings.REFERENCE,
        host=host,
        port=port,
        processes=0 if worker_only else processes,
        workers=0 if web_only else workers,
        demo=preparation.SIZES[demo_size] if demo else None,
    )
    if "GUOMEN_PUBLIC_ADDRESS" not in os.environ:
        # Papers carry the address that this start serves, unless the deployment names another.
        os.environ["GUOMEN_PUBLIC_ADDRESS"] = settings.PUBLIC_ADDRESS = wish.address
    try:
        run_start(wish, Console(highlight=False))
    except Refusal as refusal:
        refuse(refusal)


@click.command()
@click.option("--queue", "queues", multiple=True, help="Work on this queue only; may be repeated.")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 32), help="Jobs at a time.")
@click.option("--until-empty", is_flag=True, help="Stop when nothing is left to do.")
@click.pass_obj
def worker(open_database: Callable[[], None], queues: tuple[str, ...], concurrency: int, until_empty: bool) -> None:
    """Run a worker: hands news to those who listen, seals the ledger, does the long jobs.

    Any number may run, on any number of hosts. A job whose worker was killed is done again by another one.
    """
    from guomen.interfaces.runtime.worker import run_worker

    supervisor = os.environ.get("GUOMEN_SUPERVISOR")
    if supervisor:
        die_with_parent(int(supervisor))
        os.nice(_BEHIND_ANSWERS)
    else:
        open_database()
    run_worker(queues=list(queues) or None, concurrency=concurrency, until_empty=until_empty)


@click.group()
def database() -> None:
    """The database: start and stop the embedded one, its address, PostgreSQL's own programs."""


@database.command("start")
def start_database() -> None:
    """Start it and leave it running, for a command-line session or a backup."""
    try:
        Postgres(settings.HOME).start()
    except Refusal as refusal:
        refuse(refusal)


@database.command("stop")
def stop_database() -> None:
    """Stop it; sessions are ended, nothing acknowledged is lost."""
    if Path(settings.HOME, "database.lock").exists():
        Postgres(settings.HOME).stop()


@database.command("url")
def database_url() -> None:
    """Print the address in use, as DATABASE_URL takes it."""
    click.echo(os.environ.get("DATABASE_URL") or url(settings.HOME))


@database.command("run", context_settings={"ignore_unknown_options": True})
@click.argument("program", type=click.Choice(["psql", "pg_dump", "pg_restore", "pg_amcheck"]))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def run_program(open_database: Callable[[], None], program: str, arguments: tuple[str, ...]) -> None:
    """Run one of PostgreSQL's own programs on the database in use, with the program's own options.

    \b
    guomen database run psql -c 'SELECT count(*) FROM kernel_entry'
    guomen database run pg_dump --format=custom --file=today.dump
    """
    open_database()
    address = os.environ.get("DATABASE_URL") or url(settings.HOME)
    path = packaged() / "bin" / program
    sys.stdout.flush()
    os.execv(path, [str(path), f"--dbname={address}", *arguments])  # noqa: S606 - no shell is wanted


def refuse(refusal: Refusal) -> None:
    """Tell a refusal with its faults and leave with status 1."""
    for fault in refusal.faults[:_FAULTS_SHOWN]:
        click.echo(f"{fault.where}: {fault.value!r} {fault.problem.en} {fault.remedy.en}", err=True)
    click.echo(f"{refusal.problem.zh}{refusal.remedy.zh}\n{refusal.problem.en} {refusal.remedy.en}", err=True)
    sys.exit(1)
