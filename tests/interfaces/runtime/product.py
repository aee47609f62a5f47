"""The running product with the probe in it, as the fault tests drive it from outside."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psutil
import psycopg

from guomen.interfaces.runtime.postgres import Postgres, url
from guomen.interfaces.runtime.processes import standing_in

ROOT = Path(__file__).resolve().parents[3]


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for it; fail where it does not come true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Product:
    """One data folder, the programs that run on it, and what was acknowledged by them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.server = Postgres(self.home)
        self.running: list[subprocess.Popen[bytes]] = []
        self.program: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "GUOMEN_SUPERVISOR")},
            "GUOMEN_HOME": str(self.home),
            "PROBE_FOLDER": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "tests.interfaces.runtime.probe.settings",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        }

    def guomen(self, *arguments: str, output: IO[bytes] | int | None = None) -> subprocess.Popen[bytes]:
        """Run `guomen …` on this data folder."""
        program = subprocess.Popen(
            [sys.executable, "-m", "guomen.interfaces.cli", *arguments],
            env=self.environment,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )
        self.running.append(program)
        return program

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`guomen start` without a synthetic port, waited for until it answers."""
        with (self.folder / "said").open("ab") as said:
            program = self.guomen("start", "--no-demo", "--port", str(self.port), *arguments, output=said)
        until(lambda: self.answers() or self._ended(program), 120)
        return program

    def up(self) -> subprocess.Popen[bytes]:
        """The running program; started where the test before left none."""
        if self.program is None or self.program.poll() is not None:
            self.program = self.start()
        return self.program

    def _ended(self, program: subprocess.Popen[bytes]) -> bool:
        assert program.poll() is None, self.said()
        return False

    def said(self) -> str:
        """Everything that the started programs told on their terminals."""
        return (self.folder / "said").read_text(encoding="utf-8")

    def answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self._ask("GET", "/nothing") == 404
        return False

    def mark(self, name: str) -> bool:
        """Post one mark; whether it was acknowledged."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self._ask("POST", f"/mark/{name}") == 200
        return False

    def _ask(self, method: str, path: str) -> int:
        return self.asked(method, path)[0]

    def asked(self, method: str, path: str) -> tuple[int, str]:
        """Status and text of the answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request(method, path)
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        finally:
            link.close()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(url(self.home), connect_timeout=10) as link:
            return link.execute(query).fetchall()

    def prepare(self) -> None:
        """Database and tables, without anything running on them."""
        self.server.start()
        code = "import django; django.setup(); from django.core.management import call_command; "
        subprocess.run(
            [sys.executable, "-c", code + "call_command('migrate', verbosity=0)"], env=self.environment, check=True
        )

    def kill_everything(self) -> None:
        """kill -9 for every process that belongs to this data folder, the database's included."""
        family = [psutil.Process(program.pid) for program in self.running if program.poll() is None]
        whole = [child for one in family for child in one.children(recursive=True)] + family
        for process in whole:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        while pids := standing_in(self.server.data):
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        for program in self.running:
            program.wait()
        self.running.clear()

    def close(self) -> None:
        for program in self.running:
            if program.poll() is None:
                program.send_signal(signal.SIGTERM)
        for program in self.running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(60)
        self.kill_everything()


class Load:
    """Threads that post marks without end and remember which were acknowledged and how many were not."""

    def __init__(self, product: Product, threads: int = 4) -> None:
        self.product = product
        self.acknowledged: list[str] = []
        self.refused = 0
        self.going = True
        self.threads = [threading.Thread(target=self._post, args=(n,)) for n in range(threads)]

    def _post(self, thread: int) -> None:
        count = 0
        while self.going:
            count += 1
            name = f"{id(self)}-{thread}-{count}"
            if self.product.mark(name):
                self.acknowledged.append(name)
            else:
                self.refused += 1
                time.sleep(0.02)

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failed: object) -> None:
        self.going = False
        for thread in self.threads:
            thread.join()
