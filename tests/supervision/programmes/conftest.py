from pathlib import Path

import pytest
from pytest_django import Settings

from tests.decisions.world import lay_down


@pytest.fixture
def place(agency: None, settings: Settings, tmp_path: Path) -> None:
    """A folder of its own for keys and files; the centre that assesses what is found."""
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    lay_down("surveillance.centre.chemical", "910000")
