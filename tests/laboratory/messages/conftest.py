import pytest

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from guomen.laboratory.messages import operations
from guomen.laboratory.messages.terms import Wire
from guomen.laboratory.models import Instrument, Method, Profile, Sample
from tests.laboratory import benches, people
from tests.laboratory.benches import AT
from tests.laboratory.messages import written


@pytest.fixture
def method(db: None) -> Method:
    benches.set_up()
    return benches.method()


@pytest.fixture
def instrument(method: Method) -> Instrument:
    return benches.instrument(method)


@pytest.fixture
def analyst(method: Method) -> Actor:
    return benches.analyst(method)


@pytest.fixture
def manager(method: Method) -> Actor:
    return people.person(Role.LABORATORY_MANAGER, "GM10")


@pytest.fixture
def sample(method: Method) -> Sample:
    return benches.sample()


@pytest.fixture
def profile(manager: Actor, instrument: Instrument) -> Profile:
    """In use: a CSV file of the ICP-MS."""
    row = operations.write_profile(
        actor=manager, at=AT, laboratory=benches.laboratory(), name="ICP-1", wire=Wire.CSV,
        definition=written.TABLE | {"units": {"ppb": "µg/kg"}, "controls": {"QC1": "GBW10045"}},
        instrument=instrument.pk, sample=written.csv(("000-03K7", "Cd111", "0.05", "mg/kg")),
    )  # fmt: skip
    return operations.put_in_use(actor=manager, at=AT, profile=row.pk)
