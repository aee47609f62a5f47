"""The house's reference data, and beside its offices the two bureaus of these tests."""

import pytest
from django.conf import settings

from guomen.catalogue.operations import load_reference
from guomen.kernel.offices.operations import set_up_offices
from tests.laboratory import people
from tests.laboratory.conftest import AT


@pytest.fixture
def house(db: None) -> None:
    load_reference(actor=None, at=AT, folder=settings.REFERENCE)
    set_up_offices(people.OFFICES)
