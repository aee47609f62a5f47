"""The worker under faults: killed in the middle of a handler, forgotten jobs, a queue that waits for a dead worker."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.runtime.product import Product, until

RECORD = """
import django; django.setup()
from django.db import transaction
from django.utils import timezone
from guomen.kernel.ledger.operations import record
from guomen.kernel.terms import SubjectRef
with transaction.atomic():
    record("probe.mark.made", actor=None, at=timezone.now(), subjects=[SubjectRef("mark", "1")], payload={"mark": "1"})
"""


@pytest.fixture
def held(product: Product) -> Iterator[Path]:
    """One piece of news waits for its handler, which will stop in the middle of its work while the file is there."""
    product.prepare()
    for begun in product.folder.glob("started *"):
        begun.unlink()
    hold = product.folder / "hold"
    hold.touch()
    subprocess.run([sys.executable, "-c", RECORD], env=product.environment, check=True)
    yield hold
    hold.unlink(missing_ok=True)
    product.kill_everything()


def begun(product: Product) -> int:
    return len(list(product.folder.glob("started *")))


def last_state(product: Product) -> object:
    return product.rows("SELECT state FROM kernel_delivery ORDER BY id DESC LIMIT 1")[0][0]


def times_heard(product: Product) -> object:
    return product.rows("SELECT count(*) FROM kernel_edition WHERE note LIKE 'heard %'")[0][0]


def test_a_worker_killed_in_the_middle_of_a_handler_loses_nothing_and_does_nothing_twice(
    product: Product, held: Path
) -> None:
    worker = product.guomen("worker")
    until(lambda: begun(product) == 1)
    worker.kill()
    worker.wait()
    assert (times_heard(product), last_state(product)) == (0, "pending")
    held.unlink()
    product.guomen("worker")
    until(lambda: last_state(product) == "done")
    assert (times_heard(product), begun(product)) == (1, 2)


def test_a_worker_asked_to_stop_finishes_what_it_has_begun(product: Product, held: Path) -> None:
    worker = product.guomen("worker")
    until(lambda: begun(product) == 1)
    worker.terminate()
    held.unlink()
    assert worker.wait(30) == 0
    assert last_state(product) == "done"
    assert product.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == [(0,)]


def test_the_books_of_the_queue_do_not_grow_with_every_tick(product: Product, held: Path) -> None:
    held.unlink()
    product.guomen("worker")
    until(lambda: last_state(product) == "done")
    until(lambda: product.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'") == [(0,)])
