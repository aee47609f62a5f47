"""Statements that are planned once on a connection, and rows that are written together."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from guomen.kernel.ledger.models import Delivery, Entry
from guomen.kernel.offices.models import Office
from guomen.kernel.statements import asked, written

AT = datetime(2026, 3, 2, 4, 5, 6, 789000, tzinfo=UTC)


@pytest.mark.django_db
def test_a_statement_gives_its_rows_with_values_bound_by_the_server() -> None:
    rows = asked("SELECT n, %s::text FROM unnest(%s::bigint[]) AS n ORDER BY n", ["国门 ' %", [3, 1]])
    assert rows == [(1, "国门 ' %"), (3, "国门 ' %")]


@pytest.mark.django_db
def test_a_statement_that_is_asked_again_is_planned_once_for_all_values() -> None:
    for number in range(8):
        assert asked("SELECT %s::int + 1 AS planned_once", [number]) == [(number + 1,)]
    ((generic, custom),) = asked(
        "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s", ["%planned_once"]
    )
    assert generic >= 6
    assert custom == 0


@pytest.mark.django_db
def test_what_is_asked_is_counted_with_the_other_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(2):
        asked("SELECT 1")
        Office.objects.exists()


@pytest.mark.django_db
def test_rows_are_written_together_and_numbered_in_their_order() -> None:
    rows = [_entry(f"test.{name}", {"name": name, "nothing": None}) for name in ("乙", "甲", 'said "no" \\ {1,2}')]
    assert written(rows) == rows
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    for row in rows:
        found = Entry.objects.get(pk=row.pk)
        assert (found.kind, found.at, found.subjects, found.payload) == (row.kind, AT, row.subjects, row.payload)
        assert (found.actor_id, found.edition) == (None, None)


@pytest.mark.django_db
def test_written_rows_are_known_as_stored_and_can_be_changed() -> None:
    (entry,) = written([_entry("test.one", {})])
    (delivery,) = written([Delivery(entry=entry, handler="test.nobody", state=Delivery.State.PENDING)])
    delivery.state = Delivery.State.DONE
    delivery.save()
    assert Delivery.objects.get().state == Delivery.State.DONE


@pytest.mark.django_db
def test_where_one_row_cannot_be_written_none_is() -> None:
    (entry,) = written([_entry("test.one", {})])
    twice = [Delivery(entry=entry, handler="test.nobody") for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        written(twice)
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_nothing_to_write_asks_nothing(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        assert written([]) == []


def _entry(kind: str, payload: dict[str, object]) -> Entry:
    return Entry(kind=kind, at=AT, recorded_at=AT, subjects=["herd:1", "flock:二"], payload=payload, reasons=[])
