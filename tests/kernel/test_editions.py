"""Editions: numbers rise in the order in which changes become visible, whatever the clock does."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from guomen.kernel.editions.models import Edition
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.editions.queries import current_edition, edition_at

NOON = datetime(2018, 8, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_a_clock_that_goes_backwards_does_not_reorder_editions() -> None:
    with transaction.atomic():
        first = new_edition(at=NOON, note="first")
    with transaction.atomic():
        second = new_edition(at=NOON - timedelta(days=1), note="the clock was set back")
    assert second > first
    assert current_edition() == second


@pytest.mark.django_db
def test_the_edition_of_an_instant_is_the_newest_opened_by_then() -> None:
    with transaction.atomic():
        first = new_edition(at=NOON, note="first")
        new_edition(at=NOON + timedelta(hours=2), note="second")
    assert edition_at(NOON + timedelta(hours=1)) == first


@pytest.mark.django_db(transaction=True)
def test_an_edition_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        new_edition(at=NOON, note="alone")


@pytest.mark.django_db(transaction=True)
def test_a_later_edition_never_becomes_visible_before_an_earlier_one() -> None:
    """While one writer holds edition n uncommitted, the next waits: nobody can read n + 1 without n."""
    opened, go_on = threading.Event(), threading.Event()
    numbers: dict[str, int] = {}

    def slow() -> None:
        with transaction.atomic():
            numbers["slow"] = new_edition(at=NOON, note="slow")
            opened.set()
            go_on.wait(10)
        connection.close()

    def quick() -> None:
        with transaction.atomic():
            numbers["quick"] = new_edition(at=NOON, note="quick")
        connection.close()

    one, two = threading.Thread(target=slow), threading.Thread(target=quick)
    one.start()
    opened.wait(10)
    two.start()
    two.join(0.3)
    assert two.is_alive()
    assert not Edition.objects.filter(note="quick").exists()
    go_on.set()
    one.join()
    two.join()
    assert numbers["quick"] > numbers["slow"]
