"""The supervisor of the embedded PostgreSQL. The first six sections are the six faults of the wheel's own
get_server(), each shown absent from ours; then come kills, interruptions, full disks and odd paths."""

import contextlib
import multiprocessing
import os
import signal
import socket as sockets
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from guomen.interfaces.runtime import place, postgres
from guomen.interfaces.runtime.account import Account, account_for
from guomen.interfaces.runtime.postgres import Postgres, url
from guomen.interfaces.runtime.processes import standing_in
from guomen.kernel.terms import Refusal

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as several accounts")


def connect(server: Postgres) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url(server.home), autocommit=True)


def kill_all(server: Postgres) -> None:
    """What a power cut does to processes: every one of the server's is gone at once."""
    while pids := standing_in(server.data):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def modes_above(*paths: Path) -> dict[str, tuple[int, int, int]]:
    found = {}
    for path in paths:
        for folder in (path, *path.parents):
            about = folder.stat()
            found[str(folder)] = (about.st_mode, about.st_uid, about.st_gid)
    return found


# 1. Permissions and accounts


def test_starting_changes_no_permission_of_any_folder_above_and_creates_no_account(server: Postgres) -> None:
    server.home.mkdir()
    accounts = Path("/etc/passwd").read_bytes()
    before = modes_above(server.home, place.packaged())
    server.start()
    assert modes_above(server.home, place.packaged()) == before
    assert Path("/etc/passwd").read_bytes() == accounts


@as_root
def test_as_root_below_a_closed_folder_it_runs_elsewhere_and_opens_nothing(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    server = Postgres(closed / "checkout" / "var")
    server.home.mkdir(parents=True)
    before = modes_above(server.home)
    try:
        server.start()
        assert server.running()
        assert modes_above(server.home) == before
        assert (server.home / "database").readlink().parent == place.ELSEWHERE
        with connect(server) as link:
            assert link.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


@as_root
def test_binaries_that_the_account_cannot_reach_are_copied_not_opened(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    (closed / "wheel").symlink_to(place.packaged())
    monkeypatch.setattr(place, "packaged", lambda: closed / "wheel")
    account = account_for(open_folder)
    copy = place.installation(account)
    assert copy.is_relative_to(place.ELSEWHERE)
    assert copy.stat().st_uid == 0
    for program in ("postgres", "initdb", "pg_ctl", "psql", "pg_dump"):
        told = subprocess.run(
            [copy / "bin" / program, "--version"], capture_output=True, check=False, **account.spawning()
        )
        assert told.stdout.startswith(program.encode()), told.stderr
    server = Postgres(open_folder / "home")
    assert server.start() is True
    server.stop()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert place.installation(account) == copy


@as_root
def test_where_nothing_is_reachable_it_says_what_to_do(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(place, "ELSEWHERE", closed / "elsewhere")
    with pytest.raises(Refusal, match="DATABASE_URL") as refusal:
        Postgres(closed / "home").start()
    assert refusal.value.code == "runtime.place.unreachable"


@as_root
def test_an_account_that_does_not_exist_is_refused_not_created(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUOMEN_DATABASE_ACCOUNT", "nobody-of-this-name")
    with pytest.raises(Refusal) as refusal:
        server.start()
    assert refusal.value.code == "runtime.account.missing"


# 2. Who gets in


def test_the_socket_is_private_and_there_is_neither_tcp_nor_trust(server: Postgres) -> None:
    server.start()
    folder = place.socket_folder(server.home)
    owner = account_for(server.data)
    assert owner.owns_privately(folder)
    assert stat.S_IMODE((folder / ".s.PGSQL.5432").stat().st_mode) == 0o700
    with psycopg.connect(url(server.home, role="guomen_admin", database="postgres")) as link:
        assert link.execute("SHOW listen_addresses").fetchone() == ("",)
        assert link.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall() == [("peer",)]


def test_the_program_is_no_superuser_of_its_database(server: Postgres) -> None:
    server.start()
    with connect(server) as link:
        assert link.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)


@as_root
def test_another_account_of_the_machine_is_turned_away_even_from_an_open_socket(server: Postgres) -> None:
    server.start()
    folder = place.socket_folder(server.home)
    stranger = Account("daemon", 1, 1, drops=True)
    asking = [place.installation(stranger) / "bin" / "psql", "-h", folder, "-U", "guomen", "-c", "SELECT 1", "guomen"]
    closed = subprocess.run(asking, capture_output=True, text=True, check=False, **stranger.spawning())
    for path in (server.folder, folder, folder / ".s.PGSQL.5432"):
        path.chmod(0o777)
    opened = subprocess.run(asking, capture_output=True, text=True, check=False, **stranger.spawning())
    assert "Permission denied" in closed.stderr
    assert "Peer authentication failed" in opened.stderr


# 3. Nothing is shared between users and homes


def _start_as(uid: int, home: Path, told: "multiprocessing.Queue[object]") -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    server = Postgres(home)
    told.put((server.start(), server.running(), account_for(server.data).uid))
    server.stop()


@as_root
def test_two_users_start_one_each_in_the_same_temporary_folder(open_folder: Path) -> None:
    users = (2, 3)
    if not all(place._runs(Account("?", uid, uid, drops=True), place.packaged()) for uid in users):
        pytest.skip("other accounts cannot reach the installed wheel here")
    fork = multiprocessing.get_context("fork")
    told = fork.Queue()
    children = []
    for uid in users:
        home = open_folder / str(uid)
        home.mkdir()
        os.chown(home, uid, uid)
        children.append(fork.Process(target=_start_as, args=(uid, home, told)))
        children[-1].start()
    assert sorted(told.get(timeout=60) for _ in users) == [(True, True, 2), (True, True, 3)]
    for child in children:
        child.join(60)


def test_two_homes_run_side_by_side(open_folder: Path) -> None:
    servers = [Postgres(open_folder / name) for name in ("one", "two")]
    try:
        assert [server.start() for server in servers] == [True, True]
        assert all(server.running() for server in servers)
    finally:
        for server in servers:
            server.stop()
    assert not any(server.running() for server in servers)


# 4. A killed client


def test_a_client_killed_at_work_does_not_keep_the_server_from_stopping(server: Postgres) -> None:
    server.start()
    script = f"import psycopg; c = psycopg.connect({url(server.home)!r}); c.execute('SELECT 1'); print(1, flush=True); "
    client = subprocess.Popen([sys.executable, "-c", script + "input()"], stdin=-1, stdout=subprocess.PIPE)
    assert client.stdout is not None
    client.stdout.readline()
    client.kill()
    client.communicate()
    server.stop()
    assert not server.running()
    assert standing_in(server.data) == []


# 5. "Running" is asked of the server


def test_a_pid_that_another_process_has_by_now_fools_nobody(server: Postgres) -> None:
    server.start()
    kill_all(server)
    account = account_for(server.data)
    other = subprocess.Popen(["/bin/sleep", "600"], **account.spawning())
    stale = server.data / "postmaster.pid"
    stale.write_text(stale.read_text().replace(stale.read_text().split("\n")[0], str(other.pid), 1))
    assert not server.running()
    server.stop()
    assert other.poll() is None
    assert server.start() is True
    assert server.running()
    other.kill()
    other.wait()


def test_a_zombie_with_the_servers_pid_fools_nobody(server: Postgres) -> None:
    server.start()
    kill_all(server)
    zombie = subprocess.Popen(["/bin/true"], **account_for(server.data).spawning())
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    stale = server.data / "postmaster.pid"
    stale.write_text(f"{zombie.pid}\n" + stale.read_text().split("\n", 1)[1])
    assert not server.running()
    assert server.start() is True
    zombie.wait()


def test_another_server_on_our_socket_is_not_taken_for_ours(open_folder: Path) -> None:
    ours, other = Postgres(open_folder / "ours"), Postgres(open_folder / "other")
    try:
        ours.start()
        other.start()
        ours.stop()
        place.socket_folder(ours.home).rmdir()
        place.socket_folder(ours.home).symlink_to(place.socket_folder(other.home))
        with pytest.raises(Refusal) as refusal:
            ours.running()
        assert refusal.value.code == "runtime.socket.other_server"
    finally:
        other.stop()


# 6. A long recovery is waited for, and shown


def test_a_slow_start_is_waited_for_and_shown(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    server.start()
    server.stop()
    real = place.installation(account_for(server.data))
    slow = server.home / "slow"
    (slow / "bin").mkdir(parents=True)
    (slow / "bin" / "pg_ctl").write_text(f'#!/bin/sh\nsleep 3\nexec "{real}/bin/pg_ctl" "$@"\n')
    (slow / "bin" / "pg_ctl").chmod(0o755)
    monkeypatch.setattr(postgres, "installation", lambda account: slow)
    told: list[str] = []
    assert server.start(told.append) is True
    assert any("recovering" in line for line in told)
    assert postgres.START_SECONDS >= 600


# Kills and interruptions


def _write(server: Postgres, acknowledged: list[int], going: threading.Event) -> None:
    with connect(server) as link:
        try:
            while going.is_set():
                row = link.execute("INSERT INTO mark DEFAULT VALUES RETURNING id").fetchone()
                assert row is not None
                acknowledged.append(int(str(row[0])))
        except psycopg.OperationalError:
            return


def test_nothing_acknowledged_is_lost_when_every_process_is_killed_at_work(server: Postgres) -> None:
    server.start()
    with connect(server) as link:
        link.execute("CREATE TABLE mark (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)")
    acknowledged: list[int] = []
    for round_ in range(3):
        going = threading.Event()
        going.set()
        writers = [threading.Thread(target=_write, args=(server, acknowledged, going)) for _ in range(4)]
        for writer in writers:
            writer.start()
        time.sleep(0.3 + 0.2 * round_)
        kill_all(server)
        going.clear()
        for writer in writers:
            writer.join()
        assert server.start() is True
    with connect(server) as link:
        kept = {row[0] for row in link.execute("SELECT id FROM mark").fetchall()}
    assert len(acknowledged) > 10
    assert set(acknowledged) <= kept


def test_sessions_left_over_from_a_killed_postmaster_are_ended(server: Postgres) -> None:
    server.start()
    busy = threading.Thread(
        target=_swallow, args=(lambda: connect(server).execute("SELECT sum(n) FROM generate_series(1, 9000000000) n"),)
    )
    busy.start()
    time.sleep(0.3)
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert server.start() is True
    busy.join(30)
    assert server.running()


def _swallow(action: Callable[[], object]) -> None:
    try:
        action()
    except psycopg.OperationalError:
        return


def test_a_cluster_whose_making_was_interrupted_is_made_anew(server: Postgres) -> None:
    module = "guomen.interfaces.runtime.postgres"
    script = f"from pathlib import Path; from {module} import Postgres; Postgres(Path({str(server.home)!r})).start()"
    first = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    draft = server.home / "database" / "data.draft"
    while not (draft / "base").exists():
        assert first.poll() is None
        time.sleep(0.005)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert server.start() is True
    assert server.running()
    assert not draft.exists()


def _start(home: Path, told: "multiprocessing.Queue[bool]") -> None:
    told.put(Postgres(home).start())


def test_of_many_starts_at_once_one_starts_the_server_and_all_succeed(server: Postgres) -> None:
    fork = multiprocessing.get_context("fork")
    told = fork.Queue()
    children = [fork.Process(target=_start, args=(server.home, told)) for _ in range(4)]
    for child in children:
        child.start()
    assert sorted(told.get(timeout=60) for _ in children) == [False, False, False, True]
    for child in children:
        child.join(60)


def test_stopping_a_stopped_server_is_no_fault(server: Postgres) -> None:
    server.start()
    server.stop()
    server.stop()
    assert not server.running()


# Odd places and full disks


def test_a_path_too_long_for_a_socket_works_through_a_private_folder(open_folder: Path) -> None:
    server = Postgres(open_folder / ("long-" * 25))
    try:
        server.start()
        folder = place.socket_folder(server.home)
        assert folder.parent == Path("/tmp")
        assert account_for(server.data).owns_privately(folder)
        assert server.running()
    finally:
        server.stop()
        place.socket_folder(server.home).rmdir()


def test_a_short_folder_that_somebody_else_laid_first_is_refused(open_folder: Path) -> None:
    server = Postgres(open_folder / ("long-" * 25))
    place.socket_folder(server.home).mkdir(mode=0o777)
    place.socket_folder(server.home).chmod(0o777)
    try:
        with pytest.raises(Refusal) as refusal:
            server.start()
        assert refusal.value.code == "runtime.socket.foreign"
    finally:
        place.socket_folder(server.home).rmdir()


@pytest.mark.parametrize("name", ["with space", "it's", 'a"quote', "$(id)", "back\\slash", "comma, path", "国门"])
def test_a_data_folder_may_have_an_unusual_name(open_folder: Path, name: str) -> None:
    server = Postgres(open_folder / name)
    try:
        server.start()
        with connect(server) as link:
            assert link.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


def test_a_data_folder_that_cannot_be_written_is_told_clearly(open_folder: Path) -> None:
    (open_folder / "file").write_text("in the way")
    with pytest.raises(Refusal, match="GUOMEN_HOME") as refusal:
        Postgres(open_folder / "file" / "home").start()
    assert refusal.value.code == "runtime.home.unwritable"


def test_a_link_to_a_lost_folder_is_told_not_replaced(server: Postgres) -> None:
    server.home.mkdir()
    (server.home / "database").symlink_to(server.home / "gone")
    with pytest.raises(Refusal) as refusal:
        server.start()
    assert refusal.value.code == "runtime.place.lost"


def test_a_full_disk_is_told_clearly_and_nothing_is_lost_once_there_is_room(small_disk: Path) -> None:
    server = Postgres(small_disk / "home")
    ballast = small_disk / "ballast"
    try:
        server.start()
        kept = _fill_with_rows(server)
        kill_all(server)
        with ballast.open("wb") as file:
            file.write(b"0" * max(0, os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize - 4_000_000))
        with pytest.raises(Refusal, match="disk is full") as refusal:
            server.start()
        assert refusal.value.code == "runtime.disk.full"
        ballast.unlink()
        assert server.start() is True
        with connect(server) as link:
            assert link.execute("SELECT count(*) FROM mark").fetchone() == (kept,)
    finally:
        server.stop()


def _fill_with_rows(server: Postgres) -> int:
    kept = 0
    with connect(server) as link:
        link.execute("CREATE TABLE mark (text text)")
        for _ in range(5):
            link.execute("INSERT INTO mark SELECT repeat('x', 100) FROM generate_series(1, 1000)")
            kept += 1000
    return kept


def test_a_socket_file_left_by_a_killed_server_is_swept_away(server: Postgres) -> None:
    server.start()
    kill_all(server)
    assert (place.socket_folder(server.home) / ".s.PGSQL.5432").exists()
    with sockets.socket(sockets.AF_UNIX) as knocking, pytest.raises(ConnectionRefusedError):
        knocking.connect(str(place.socket_folder(server.home) / ".s.PGSQL.5432"))
    assert server.start() is True
