"""Keeping child processes alive while the program runs, and none of them longer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

_LONGEST_PAUSE = 30.0
_HEALTHY_AFTER = 60.0


class Child:
    """One child process: started again when it ends by itself, after a pause that doubles up to 30 s."""

    def __init__(self, name: str, command: Sequence[str], say: Callable[[str], None]) -> None:
        self.name = name
        self.command = command
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.pause = 1.0
        self.due = 0.0

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches only the supervisor, which stops all in order."""
        environment = {**os.environ, "GUOMEN_SUPERVISOR": str(os.getpid())}
        self.process = subprocess.Popen(self.command, start_new_session=True, env=environment)
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Start it again where it ended and its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        ended = self.process.poll()
        if ended is None:
            return
        self.pause = 1.0 if now - self.started > _HEALTHY_AFTER else min(self.pause * 2, _LONGEST_PAUSE)
        self.due = now + self.pause
        self._kill_session()
        self.process = None
        self.say(f"{self.name} ended ({_how(ended)}); starting it again in {self.pause:.0f} s")

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until it ended or the deadline (monotonic seconds) passed; then end it and all that it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.say(f"{self.name} does not end; killing it")
        self._kill_session()
        self.process.wait()
        self.process = None

    def _kill_session(self) -> None:
        assert self.process is not None
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


class Supervisor:
    """Runs children until a signal asks it to stop; `check` is called every few seconds (the database's turn)."""

    def __init__(self, children: list[Child], check: Callable[[], None], grace: float = 20.0) -> None:
        self.children = children
        self.check = check
        self.grace = grace
        self.stops = 0

    def listen(self) -> None:
        """Take SIGINT, SIGTERM and SIGHUP as the wish to stop; the second one cuts the grace short."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def run(self) -> None:
        """Look after the children until asked to stop; then stop them."""
        try:
            turn = 0
            while not self.stops:
                for child in self.children:
                    child.look_after()
                turn += 1
                if turn % 25 == 0:
                    self.check()
                time.sleep(0.2)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask all children at once, give them the grace, then end what is left."""
        for child in self.children:
            child.ask_to_stop()
        began, asked = time.monotonic(), self.stops
        while any(child.process and child.process.poll() is None for child in self.children):
            if time.monotonic() - began > self.grace or self.stops > max(asked, 1):
                break
            time.sleep(0.05)
        for child in self.children:
            child.wait_or_kill(time.monotonic())

    def _on_signal(self, number: int, frame: object) -> None:
        self.stops += 1


def _how(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs one of our modules with this same Python."""
    return [sys.executable, "-m", module, *arguments]
