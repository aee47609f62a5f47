"""What must be true of the database before anyone is served: tables, reference data, at first a port to play in."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from guomen.catalogue import operations as catalogue
from guomen.simulator import operations as simulator
from guomen.simulator.queries import awaits_play

_PREPARING_LOCK = 0x6775_6F70


@dataclass(frozen=True, slots=True)
class Demo:
    """The size of the synthetic port that is played at first start."""

    days: int
    consignments: int


SIZES = {"small": Demo(14, 600), "medium": Demo(60, 5_000), "large": Demo(365, 100_000)}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let programs on several hosts that start at once prepare the same database one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_PREPARING_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_PREPARING_LOCK])


def migrate() -> None:
    """Bring the tables to this version's shape."""
    call_command("migrate", interactive=False, verbosity=0)


def load_reference(reference: Path, home: Path) -> bool:
    """Load the reference folder where this database does not hold it yet; gives whether it was loaded."""
    stamp = home / "reference.loaded"
    wanted = f"{_database_identity()} {_digest(reference)}"
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    catalogue.load_reference(actor=None, at=timezone.now(), folder=reference)
    stamp.write_text(wanted)
    return True


def play_port(size: Demo, console: Console) -> None:
    """Play the synthetic port into a database where nobody works yet; one that was cut off is played on."""
    if awaits_play():
        with _bar(console) as advance:
            simulator.play(days=size.days, consignments=size.consignments, seed=1, at=_this_hour(), progress=advance)


@contextmanager
def _bar(console: Console) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Playing a synthetic port 正在生成模拟口岸", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _this_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def _database_identity() -> str:
    """Which database this is: a restored or replaced one has another oid or cluster number, or other editions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())"
            " FROM pg_control_system()"
        )
        return ":".join(str(part) for part in cursor.fetchone())


def _digest(folder: Path) -> str:
    """One digest over the names and contents of all files below the folder."""
    whole = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(f"{file.relative_to(folder)}\0{file.stat().st_size}\0".encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()
