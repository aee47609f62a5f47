import pytest

from tests.interfaces import people


@pytest.fixture
def house(db: None) -> None:
    people.set_up()
