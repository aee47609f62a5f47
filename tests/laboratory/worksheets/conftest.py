import pytest

from guomen.kernel.offices.models import Actor
from guomen.laboratory.models import Instrument, Method, Sample
from tests.laboratory import benches


@pytest.fixture
def house(db: None) -> None:
    benches.set_up()


@pytest.fixture
def policies(db: None) -> None:
    benches.set_up(reference=True)


@pytest.fixture
def method(house: None) -> Method:
    return benches.method()


@pytest.fixture
def instrument(method: Method) -> Instrument:
    return benches.instrument(method)


@pytest.fixture
def analyst(method: Method) -> Actor:
    return benches.analyst(method)


@pytest.fixture
def sample(method: Method) -> Sample:
    return benches.sample()
