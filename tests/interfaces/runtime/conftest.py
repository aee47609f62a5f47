"""A data folder of its own for each test, which even the account that root drops to can reach."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from guomen.interfaces.runtime import place
from guomen.interfaces.runtime.postgres import Postgres
from tests.interfaces.runtime.product import Product


def _open_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="guomen-test-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def open_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that every account may enter; what would go below /var/lib goes into it."""
    folder = _open_folder()
    monkeypatch.setattr(place, "ELSEWHERE", folder / "elsewhere")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def small_disk(open_folder: Path) -> Iterator[Path]:
    """A file system of 260 MB of its own."""
    folder = open_folder / "small"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=260m", "none", folder]).returncode:
        pytest.skip("a small file system can only be mounted by root, with leave to mount")
    folder.chmod(0o755)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def server(open_folder: Path) -> Iterator[Postgres]:
    """A supervisor over an empty data folder; whatever it started is stopped afterwards."""
    postgres = Postgres(open_folder / "home")
    yield postgres
    if postgres.data.exists():
        postgres.stop()


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """The product on a data folder of its own, which the tests of a file share one after the other."""
    folder = _open_folder()
    whole = Product(folder)
    yield whole
    whole.close()
    shutil.rmtree(folder, ignore_errors=True)
