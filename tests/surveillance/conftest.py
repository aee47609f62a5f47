import pytest

from tests.decisions import world


@pytest.fixture
def agency(db: None) -> None:
    world.set_up()


@pytest.fixture
def centres(agency: None) -> None:
    """Every hazard is assessed by the bureau."""
    world.lay_down("surveillance.centre.other", "910000")
