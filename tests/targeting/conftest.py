"""Real tables for the tests that need them: offices, the shipped reference data, people."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from guomen.catalogue.operations import load_reference
from guomen.kernel.offices.models import Actor, Office
from guomen.targeting.assigning.queries import forget_rulebooks

NOON = datetime(2018, 9, 3, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Any, settings: Any) -> None:
    """Each test has its own master key, and no rulebook of another test's tables."""
    settings.HOME = tmp_path
    forget_rulebooks()


@pytest.fixture
def reference(db: None, settings: Any) -> None:
    """The reference data as shipped, offices and grants included."""
    load_reference(actor=None, at=NOON, folder=settings.REFERENCE)


@pytest.fixture
def branch(reference: None) -> Office:
    """A branch office."""
    found = Office.objects.filter(level="branch").order_by("code").first()
    assert found is not None
    return found


@pytest.fixture
def person(reference: None) -> Callable[..., Actor]:
    """Makes a person of a role at an office."""

    def make(username: str, role: str, office: Office | None = None, **more: Any) -> Actor:
        fields = {"name_zh": username, "name_en": username, "roles": [role], "office": office} | more
        return Actor.objects.create_actor(username=username, **fields)

    return make
