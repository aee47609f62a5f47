"""guomen start: from nothing to a running agency, and back to nothing when asked."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from guomen.interfaces.runtime import preparation
from guomen.interfaces.runtime.home import make_home
from guomen.interfaces.runtime.languages import compile_languages
from guomen.interfaces.runtime.postgres import Postgres
from guomen.interfaces.runtime.processes import try_lock
from guomen.interfaces.runtime.supervision import Child, Supervisor, python
from guomen.kernel.terms import Refusal, Text
from guomen.simulator.queries import demo_sign_ins


@dataclass(frozen=True, slots=True)
class Start:
    """What one call of `guomen start` is to run. `demo` None plays no port."""

    home: Path
    package: Path
    reference: Path
    host: str
    port: int
    processes: int
    workers: int
    demo: preparation.Demo | None

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in ("0.0.0.0", "127.0.0.1", "::", "") else self.host  # noqa: S104
        return f"http://{shown}:{self.port}"


def start(wish: Start, console: Console) -> None:
    """Prepare everything, serve until a signal comes, stop everything. Raises Refusal where it cannot be."""
    make_home(wish.home)
    with _the_only_one(wish.home):
        if wish.processes:
            _require_free_port(wish.host, wish.port)
        compile_languages(wish.package)
        database = None if os.environ.get("DATABASE_URL") else Postgres(wish.home)
        supervisor = Supervisor(_children(wish, console), _database_check(database, console))
        try:
            _prepare(wish, database, console)
            supervisor.listen()
            for child in supervisor.children:
                child.start()
            if wish.processes and _answers(wish, supervisor):
                _welcome(wish, console)
            supervisor.run()
        except KeyboardInterrupt:
            console.print("Interrupted 已中断")
        finally:
            console.print("Stopping 正在停止 …")
            supervisor.stop()
            if database:
                database.stop()


def _children(wish: Start, console: Console) -> list[Child]:
    web = python(
        "guomen.interfaces.runtime.web",
        *("--host", wish.host, "--port", str(wish.port), "--processes", str(wish.processes)),
    )
    worker = python("guomen.interfaces.cli", "worker")
    children = [Child("web", web, console.print)] if wish.processes else []
    return children + [Child(f"worker {n}", worker, console.print) for n in range(1, wish.workers + 1)]


def _prepare(wish: Start, database: Postgres | None, console: Console) -> None:
    """Bring up the database and what must be in it; any signal to stop ends this at once (KeyboardInterrupt)."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    began = time.monotonic()
    if database:
        database.start(console.print)
    with preparation.one_at_a_time():
        preparation.migrate()
        if preparation.load_reference(wish.reference, wish.home):
            console.print("Reference data loaded 已载入参考数据")
        if wish.demo:
            preparation.play_port(wish.demo, console)
    console.print(f"Database ready 数据库就绪 ({time.monotonic() - began:.1f} s)")


@contextmanager
def _the_only_one(home: Path) -> Iterator[None]:
    """Hold the data folder for this program; several may share it where the database is a server of its own."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    held = try_lock(home / "start.lock")
    if held is None:
        raise Refusal(
            "runtime.start.running",
            Text(f"{home} 上已有国门在运行。", f"Guomen is already running on {home}."),
            Text("请先停止它，或另设 GUOMEN_HOME。", "Stop that one first, or set another GUOMEN_HOME."),
        )
    with held:
        yield


def _require_free_port(host: str, port: int, patience: float = 3.0) -> None:
    """Refuse an address that another program holds; one that is being given up is waited for."""
    deadline = time.monotonic() + patience
    while True:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise Refusal(
                        "runtime.port.taken",
                        Text(
                            f"无法监听 {host}:{port}：{error.strerror}。",
                            f"Cannot listen on {host}:{port}: {error.strerror}.",
                        ),
                        Text("请用 --port 另选端口。", "Choose another port with --port."),
                    ) from None
                time.sleep(0.2)
            else:
                return


def _answers(wish: Start, supervisor: Supervisor, patience: float = 60.0) -> bool:
    """Wait until the web server gives any answer; False where it was stopped or did not within the patience."""
    host = "localhost" if wish.address.startswith("http://localhost") else wish.host
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not supervisor.stops:
        link = http.client.HTTPConnection(host, wish.port, timeout=5)
        try:
            link.request("GET", "/")
            link.getresponse()
        except OSError:
            time.sleep(0.05)
        else:
            return True
        finally:
            link.close()
    return False


def _welcome(wish: Start, console: Console) -> None:
    console.print(f"\n  Guomen 国门  [bold]{wish.address}[/bold]\n")
    people = demo_sign_ins()
    if people:
        table = Table("role 岗位", "user 用户", "password 密码", title="Sign in as 演示账户")
        for person in people:
            table.add_row(*person)
        console.print(table)
    console.print("Ctrl-C stops everything. 按 Ctrl-C 停止。")


def _database_check(database: Postgres | None, console: Console) -> Callable[[], None]:
    """Start an embedded database that died while the program runs; what hinders it is told once."""
    told = ""

    def check() -> None:
        nonlocal told
        if database is None or database.running():
            told = ""
            return
        try:
            console.print("The database ended; starting it again 正在重启数据库")
            database.start(console.print)
        except Refusal as refusal:
            if str(refusal) != told:
                console.print(str(refusal))
            told = str(refusal)

    return check
