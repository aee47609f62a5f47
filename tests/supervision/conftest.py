import pytest

from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from tests.supervision import world


@pytest.fixture
def agency(db: None) -> None:
    world.set_up()


@pytest.fixture
def planner(agency: None) -> Actor:
    return world.planner()


@pytest.fixture
def chief(agency: None) -> Actor:
    return world.chief()


@pytest.fixture
def officer(agency: None) -> Actor:
    return world.someone(Role.PORT_OFFICER, "910100")
