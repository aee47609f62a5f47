"""Screening a file over processes: whole or not at all, whatever becomes of a worker."""

import os
import signal
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from guomen.targeting.screening import running
from guomen.targeting.screening.running import declaration_slices, screen_file
from tests.targeting.test_two_evaluators import PARTIES
from tests.targeting.world import DAY, SECRET, declaration, frame, item, rulebook
from tests.targeting.worlds import HISTORIES


def test_a_worker_killed_half_way_loses_and_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out, alone = (tmp_path / f"{name}.parquet" for name in ("lines", "decided", "alone"))
    frame([declaration(item(), reference=f"R-{number}") for number in range(200)]).write_parquet(source)
    monkeypatch.setattr(running, "declaration_slices", lambda file: declaration_slices(file, 20))
    killed: list[int] = []

    def decide(out: Path, processes: int, progress: Callable[[int], None] = lambda lines: None) -> int:
        return screen_file(
            source, out, rulebook(), PARTIES, HISTORIES, DAY, SECRET, processes=processes, progress=progress
        )

    def kill(lines: int) -> None:
        for child in active_children():
            if child.pid and not killed:
                os.kill(child.pid, signal.SIGKILL)
                killed.append(child.pid)

    assert decide(out, 3, kill) == 200
    assert killed
    assert decide(alone, 1) == 200
    assert_frame_equal(pl.read_parquet(out), pl.read_parquet(alone))
    assert sorted(one.stem for one in tmp_path.iterdir()) == ["alone", "decided", "lines"]


def test_what_cannot_be_decided_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "lines.parquet"
    frame([declaration(item(), reference=f"R-{number}") for number in range(200)]).write_parquet(source)
    monkeypatch.setattr(running, "declaration_slices", lambda file: declaration_slices(file, 20))

    def stop(lines: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen_file(
            source,
            tmp_path / "decided.parquet",
            rulebook(),
            PARTIES,
            HISTORIES,
            DAY,
            SECRET,
            processes=2,
            progress=stop,
        )
    assert [one.name for one in tmp_path.iterdir()] == ["lines.parquet"]
