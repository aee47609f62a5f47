"""The worker under faults: killed in the middle of a handler, forgotten jobs, a queue that waits for a dead worker."""

import subprocess
import sys

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


def heard(product: Product) -> list[tuple[object, ...]]:
    return product.rows("SELECT note FROM kernel_edition WHERE note LIKE 'heard %'")


def states(product: Product) -> list[object]:
    return [row[0] for row in product.rows("SELECT state FROM kernel_delivery")]


def test_a_worker_killed_in_the_middle_of_a_handler_loses_nothing_and_does_nothing_twice(product: Product) -> None:
    product.prepare()
    hold = product.folder / "hold"
    hold.touch()
    subprocess.run([sys.executable, "-c", RECORD], env=product.environment, check=True)
    worker = product.guomen("worker")
    until(lambda: list(product.folder.glob("started *")))
    worker.kill()
    worker.wait()
    assert heard(product) == []
    assert states(product) == ["pending"]
    hold.unlink()
    product.guomen("worker")
    until(lambda: states(product) == ["done"])
    assert heard(product) == [("heard 1",)]
    assert len(list(product.folder.glob("started *"))) == 2


def test_a_worker_asked_to_stop_finishes_what_it_has_begun(product: Product) -> None:
    product.prepare()
    hold = product.folder / "hold"
    hold.touch()
    subprocess.run([sys.executable, "-c", RECORD], env=product.environment, check=True)
    worker = product.guomen("worker")
    until(lambda: list(product.folder.glob("started *")))
    worker.terminate()
    hold.unlink()
    assert worker.wait(30) == 0
    assert states(product) == ["done"]
    assert product.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == [(0,)]


def test_the_books_of_the_queue_do_not_grow_with_every_tick(product: Product) -> None:
    product.prepare()
    product.guomen("worker")
    until(lambda: product.rows("SELECT count(*) FROM procrastinate_workers") == [(1,)])
    until(lambda: product.rows("SELECT count(*) FROM procrastinate_periodic_defers WHERE job_id IS NOT NULL") != [(0,)])
    until(lambda: product.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'") == [(0,)])
