"""A data folder of its own for each test, which even the account that root drops to can reach."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from guomen.interfaces.runtime import place
from guomen.interfaces.runtime.postgres import Postgres
from tests.interfaces.runtime.product import Product


@pytest.fixture
def open_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that every account may enter; what would go below /var/lib goes into it."""
    folder = Path(tempfile.mkdtemp(prefix="guomen-test-", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setattr(place, "ELSEWHERE", folder / "elsewhere")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(open_folder: Path) -> Iterator[Postgres]:
    """A supervisor over an empty data folder; whatever it started is stopped afterwards."""
    postgres = Postgres(open_folder / "home")
    yield postgres
    if postgres.data.exists():
        postgres.stop()


@pytest.fixture
def product(open_folder: Path) -> Iterator[Product]:
    """The product on an empty data folder; nothing of it is left running afterwards."""
    whole = Product(open_folder)
    yield whole
    whole.close()
