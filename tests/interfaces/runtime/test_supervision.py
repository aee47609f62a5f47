"""Children are kept alive while the program runs, and none of them outlives it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from guomen.interfaces.runtime.supervision import Child, Supervisor, python

FOREVER = "import time, sys; print('up', flush=True); time.sleep(600)"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_child_that_dies_is_started_again_after_a_pause_and_it_is_said() -> None:
    said: list[str] = []
    child = Child("web", [sys.executable, "-c", FOREVER], said.append)
    child.pause = 0.1
    child.look_after()
    first = child.process
    assert first is not None
    first.kill()
    first.wait()
    child.look_after()
    assert child.process is None
    assert until(lambda: (child.look_after(), child.process is not None)[1])
    assert "killed by SIGKILL" in said[0]
    child.wait_or_kill(0)


def test_the_pause_doubles_while_a_child_keeps_dying_up_to_half_a_minute() -> None:
    child = Child("web", ["/bin/false"], lambda line: None)
    pauses = []
    for _ in range(7):
        child.start()
        assert child.process is not None
        child.process.wait()
        child.look_after()
        pauses.append(child.pause)
    assert pauses == [2, 4, 8, 16, 30, 30, 30]


def test_stopping_asks_first_and_kills_what_does_not_listen_with_all_that_it_started() -> None:
    deaf = "import signal, subprocess, time; signal.signal(15, signal.SIG_IGN); "
    script = deaf + "p = subprocess.Popen(['/bin/sleep', '600']); print(p.pid, flush=True); time.sleep(600)"
    child = Child("worker", [sys.executable, "-c", script], lambda line: None)
    child.process = subprocess.Popen(child.command, start_new_session=True, stdout=subprocess.PIPE)
    assert child.process.stdout is not None
    grandchild = int(child.process.stdout.readline())
    supervisor = Supervisor([child], lambda: None, grace=0.3)
    supervisor.stop()
    assert child.process is None
    assert until(lambda: not alive(grandchild))


def test_a_child_dies_with_its_supervisor_even_when_that_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    inner = (
        "import os, time; from guomen.interfaces.runtime.processes import die_with_parent; "
        f"die_with_parent(int(os.environ['GUOMEN_SUPERVISOR'])); open({str(note)!r}, 'w').write(str(os.getpid())); "
        "time.sleep(600)"
    )
    outer = (
        "import sys, time; from guomen.interfaces.runtime.supervision import Child; "
        f"Child('x', [sys.executable, '-c', {inner!r}], print).start(); time.sleep(600)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", outer])
    assert until(lambda: note.exists() and note.read_text() != "")
    child = int(note.read_text())
    assert alive(child)
    supervisor.kill()
    supervisor.wait()
    assert until(lambda: not alive(child))


def test_a_signal_ends_the_supervisor_and_its_children_in_order(tmp_path: Path) -> None:
    script = (
        "import sys; from guomen.interfaces.runtime.supervision import Child, Supervisor; "
        f"s = Supervisor([Child('x', [sys.executable, '-c', {FOREVER!r}], print)], lambda: None); "
        "s.listen(); s.run(); print('stopped')"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline() == "up\n"
    os.kill(supervisor.pid, signal.SIGTERM)
    assert supervisor.stdout.read() == "stopped\n"
    assert supervisor.wait() == 0


def test_modules_run_with_this_same_python() -> None:
    assert python("a.b", "--c")[:3] == [sys.executable, "-m", "a.b"]
