from pathlib import Path

import pytest
from pytest_django import Settings

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from tests.inspection import world


@pytest.fixture
def port(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.HOME = tmp_path
    world.set_up()


@pytest.fixture
def officer(port: None) -> Actor:
    return world.person(Role.PORT_OFFICER, "GM1001")


@pytest.fixture
def manager(port: None) -> Actor:
    return world.person(Role.DUTY_MANAGER, "GM1001")
