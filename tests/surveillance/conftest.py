import pytest

from tests.decisions import world


@pytest.fixture
def agency(db: None) -> None:
    world.set_up()
