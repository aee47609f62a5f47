"""What all tests share: compiled translations, and the folder of real data where there is one."""

import os
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from guomen.interfaces.runtime.languages import compile_languages

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    compile_languages(ROOT / "src" / "guomen")


class _ByFile(LoadScopeScheduling):
    """Workers side by side take a file each; the journeys walk through one port, one after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/journeys" if nodeid.startswith("tests/journeys/") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    """How files are given to workers, where there are several."""
    return _ByFile(config, log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data (GUOMEN_SHARED, or `shared` beside the checkout); a test that needs it skips without."""
    folder = Path(os.environ.get("GUOMEN_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"there is no folder of real data at {folder}; name one in GUOMEN_SHARED")
    return folder
