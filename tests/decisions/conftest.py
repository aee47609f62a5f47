from pathlib import Path

import pytest
from pytest_django import Settings

from tests.decisions import world


@pytest.fixture(scope="session")
def secrets_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One signing key for all tests: making it is not what they test."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def agency(db: None, settings: Settings, tmp_path: Path, secrets_folder: Path) -> None:
    settings.HOME = secrets_folder
    settings.MEDIA_ROOT = tmp_path / "files"
    world.set_up()
