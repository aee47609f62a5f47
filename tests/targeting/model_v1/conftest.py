"""One model, trained once, for the tests that only ask it."""

import pytest

from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.model_v1.training import train
from tests.targeting.model_v1.worlds import REMEMBERING, ROLES, copied, lines


@pytest.fixture(autouse=True)
def _own_key() -> None:
    """Nothing here needs a key or a table."""


@pytest.fixture(scope="package")
def trained() -> Model:
    """Both parts in the score, so that explanations have something of either."""
    from dataclasses import replace

    return replace(train(lines(), ROLES), share=0.5)


@pytest.fixture(scope="package")
def remembering() -> Model:
    """A model of a file made by copying."""
    return train(copied(2400), REMEMBERING)
