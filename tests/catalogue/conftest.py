from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.catalogue.folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def noon() -> datetime:
    return datetime(2018, 6, 1, 4, tzinfo=UTC)
