from datetime import UTC, datetime

import pytest


@pytest.fixture
def noon() -> datetime:
    return datetime(2018, 6, 1, 4, tzinfo=UTC)
