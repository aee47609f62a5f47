import pytest

from tests.surveillance.alerts import world


@pytest.fixture
def warning(agency: None) -> None:
    """A small agency with everything that an alert needs, and one assessed dossier."""
    world.set_up()
    world.warned_of()
