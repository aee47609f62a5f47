"""The disk fills up while the product serves: told as what it is, nothing half-written, service goes on with room."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.interfaces.runtime.product import Product, until
from tests.interfaces.runtime.test_start import sound, whole_marks

MEGABYTE = 1024 * 1024
# More than one segment of the write-ahead log (16 MB), less than what the test writes.
LARGEST_FILE = 18 * MEGABYTE


@dataclass(frozen=True)
class Disk:
    """A product whose room can be taken away and given back."""

    product: Product
    take: Callable[[], None]
    give: Callable[[], None]


@contextmanager
def _closing(product: Product) -> Iterator[Product]:
    try:
        yield product
    finally:
        product.close()


@pytest.fixture
def full(small_disk: Path) -> Iterator[Disk]:
    """A file system that another file fills to the brim."""
    ballast = small_disk / "ballast"

    def take() -> None:
        free = os.statvfs(small_disk)
        ballast.write_bytes(b"0" * max(0, free.f_bavail * free.f_frsize - 2 * MEGABYTE))

    with _closing(Product(small_disk)) as product:
        yield Disk(product, take, ballast.unlink)


@pytest.fixture
def limited(open_folder: Path) -> Iterator[Disk]:
    """A product none of whose files may grow beyond a limit: what needs no leave to mount anything."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    with _closing(Product(open_folder)) as product:
        # Every part inherits it from the program that is started.
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, hard))
        try:
            product.up()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))

        def give() -> None:
            assert product.program is not None
            psutil.Process(product.program.pid).rlimit(psutil.RLIMIT_FSIZE, (hard, hard))
            product.server.stop()

        yield Disk(product, lambda: None, give)


def _posts_until_refused(product: Product) -> tuple[set[str], list[tuple[int, str]]]:
    """Heavy marks until five were refused: those acknowledged, and status and text of each refusal."""
    acknowledged: set[str] = set()
    refused: list[tuple[int, str]] = []
    for name in map(str, range(60)):
        status, said = product.asked("POST", f"/mark/{name}?weight={MEGABYTE}")
        if status == 200:
            acknowledged.add(name)
        else:
            refused.append((status, said))
        if len(refused) == 5:
            break
    return acknowledged, refused


@pytest.mark.parametrize("disk", ["full", "limited"])
def test_a_disk_that_fills_up_is_told_and_service_goes_on_once_there_is_room(
    disk: str, request: pytest.FixtureRequest
) -> None:
    held: Disk = request.getfixturevalue(disk)
    product = held.product
    product.up()
    assert product.mark("before")
    until(lambda: "before" in whole_marks(product))
    held.take()
    acknowledged, refused = _posts_until_refused(product)
    assert {status for status, _ in refused} == {503}, refused
    assert all("磁盘已满" in said and "disk is full" in said for _, said in refused) or disk == "full"
    assert all("disk is full" in said or "database is away" in said for _, said in refused), "with no room for its log"
    assert "Traceback" not in "".join(said for _, said in refused)
    held.give()
    until(lambda: product.mark(f"after-{time.monotonic_ns()}"))
    assert acknowledged | {"before"} <= whole_marks(product)
    sound(product)
