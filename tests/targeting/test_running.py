"""Screening a file over processes: whole or not at all, whatever becomes of a worker."""

import os
import signal
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children
from pathlib import Path

import pytest

from guomen.targeting.screening import running
from guomen.targeting.screening.running import declaration_slices, screen_file
from tests.targeting.test_two_evaluators import PARTIES
from tests.targeting.world import DAY, SECRET, declaration, frame, item, rulebook
from tests.targeting.worlds import HISTORIES


def test_a_worker_killed_half_way_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = tmp_path / "lines.parquet", tmp_path / "decided.parquet"
    frame([declaration(item(), reference=f"R-{number}") for number in range(200)]).write_parquet(source)
    monkeypatch.setattr(running, "declaration_slices", lambda file: declaration_slices(file, 20))

    def kill(lines: int) -> None:
        for child in active_children():
            os.kill(child.pid or 0, signal.SIGKILL)

    with pytest.raises(BrokenProcessPool):
        screen_file(source, out, rulebook(), PARTIES, HISTORIES, DAY, SECRET, processes=2, progress=kill)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["lines.parquet"]
    assert screen_file(source, out, rulebook(), PARTIES, HISTORIES, DAY, SECRET, processes=1) == 200
