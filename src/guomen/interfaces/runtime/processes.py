"""What the system knows of running processes: locks that die with their holder, and who stands in a folder."""

import contextlib
import ctypes
import fcntl
import os
import select
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the file's lock, waiting for it; a killed holder holds nothing any more."""
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def try_lock(file: Path) -> IO[str] | None:
    """The open file with its lock held, or None where another process holds it."""
    handle = file.open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


def standing_in(folder: Path) -> list[int]:
    """Living processes whose working folder this is; none where there is no such folder. A zombie stands nowhere."""
    found: list[int] = []
    if not folder.exists():
        return found
    place = folder.stat()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                cwd = (entry / "cwd").stat()
                if (cwd.st_dev, cwd.st_ino) == (place.st_dev, place.st_ino):
                    found.append(int(entry.name))
    return found


def die_with_parent(parent: int, patience: float = 20.0) -> None:
    """End with the process that started this one (`parent`), however that ends (Linux).

    The kernel sends SIGTERM at that moment; what still lives after `patience` seconds (a job that does not return, a
    server that lost its signal) is killed.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    with contextlib.suppress(OSError):  # it ended already, or the kernel is too old to tell
        watched = os.pidfd_open(parent)
        threading.Thread(target=_outlive, args=(watched, patience), name="outlive", daemon=True).start()
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), signal.SIGTERM)


def _outlive(watched: int, patience: float) -> None:
    """Wait until the process behind this descriptor ended, then the patience, then kill this one."""
    select.select([watched], [], [])
    time.sleep(patience)
    os.kill(os.getpid(), signal.SIGKILL)


def signal_all(pids: list[int], signal_number: int) -> None:
    """Signal each process that still lives."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_number)
