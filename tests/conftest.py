"""What all tests share: compiled translations, and the folder of real data where there is one."""

import os
from pathlib import Path

import pytest

from guomen.interfaces.runtime.languages import compile_languages

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    compile_languages(ROOT / "src" / "guomen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers side by side take a file each; the journeys walk through one port, one after the other."""
    for item in items:
        group = "journeys" if item.get_closest_marker("journey") else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data (GUOMEN_SHARED, or `shared` beside the checkout); a test that needs it skips without."""
    folder = Path(os.environ.get("GUOMEN_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"there is no folder of real data at {folder}; name one in GUOMEN_SHARED")
    return folder
