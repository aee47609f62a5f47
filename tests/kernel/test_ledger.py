"""The ledger: written with the deed, refused to be changed, sealed, verified offline, delivered at least once."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from guomen.kernel.ledger import events, operations
from guomen.kernel.ledger.models import Delivery, Entry, Seal
from guomen.kernel.ledger.operations import (
    ATTEMPTS,
    Deed,
    deliver_pending,
    record,
    record_all,
    retry_delivery,
    seal_entries,
)
from guomen.kernel.ledger.queries import entries_about, exported, failed_deliveries, verify
from guomen.kernel.ledger.terms import News
from guomen.kernel.models import Actor, Grant
from guomen.kernel.terms import Capability, Conflict, NotPermitted, Reason, Role, SubjectRef, Text

NOON = datetime(2018, 8, 1, 12, tzinfo=UTC)
HERD = SubjectRef("consignment", "1")


@pytest.fixture
def heard() -> Iterator[list[News]]:
    """A handler that listens to "test.deed" and keeps what it hears; gone after the test."""
    news: list[News] = []

    def hear(one: News) -> None:
        if one.payload.get("poison"):
            raise ValueError("cannot swallow this")
        news.append(one)

    before = {kind: list(names) for kind, names in events._listeners.items()}
    events.listens_to("test.deed")(hear)
    yield news
    events._listeners.clear()
    events._listeners.update(before)


def deed(**payload: object) -> Entry:
    with transaction.atomic():
        return record("test.deed", actor=None, at=NOON, subjects=[HERD], payload=payload)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("test.deed", actor=None, at=NOON, subjects=[HERD])


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_neither_entry_nor_delivery(heard: list[News]) -> None:
    def failing_operation() -> None:
        with transaction.atomic():
            deed()
            raise RuntimeError("the operation failed")

    with pytest.raises(RuntimeError):
        failing_operation()
    assert not Entry.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_entry SET kind = 'other'",
        "DELETE FROM kernel_entry",
        "UPDATE kernel_seal SET digest = repeat('0', 64)",
        "DELETE FROM kernel_seal",
    ],
)
def test_the_database_itself_refuses_to_change_the_ledger(statement: str) -> None:
    deed()
    seal_entries()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_chain_is_sound_and_is_verified_without_the_database() -> None:
    for number in range(7):
        deed(number=number, mass=0.1 + number, name="国门")
    assert seal_entries(limit=4) == 4
    assert seal_entries() == 3
    assert seal_entries() == 0
    lines = list(exported())
    verdict = verify(lines)
    assert (verdict.sound, verdict.checked) == (True, 7)
    assert verdict.last == Seal.objects.get(position=7).digest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (lambda lines: lines[:1] + lines[2:], "position 3 follows 1"),
        (lambda lines: [lines[1], lines[0], lines[2]], "position 2 follows 0"),
        (lambda lines: [lines[0], lines[1].replace('"number":1', '"number":9'), lines[2]], "was changed after sealing"),
        (lambda lines: [lines[0], lines[1][:40], lines[2]], "is not a line of a ledger export"),
        (lambda lines: [lines[0], _relinked(lines[1]), lines[2]], "does not hang on"),
    ],
)
def test_a_tampered_export_is_found_out_and_the_line_named(tamper, fault: str) -> None:  # type: ignore[no-untyped-def]
    for number in range(3):
        deed(number=number)
    seal_entries()
    verdict = verify(tamper(list(exported())))
    assert not verdict.sound
    assert fault in verdict.fault


def _relinked(line: str) -> str:
    return json.dumps({**json.loads(line), "previous": "f" * 64})


@pytest.mark.django_db
def test_an_entry_that_appears_behind_newer_ones_is_sealed_next() -> None:
    deed()
    assert seal_entries() == 1
    Entry.objects.create(pk=-1, kind="test.late", at=NOON, subjects=[])
    assert seal_entries() == 1
    assert verify(list(exported())).sound


@pytest.mark.django_db
def test_an_entry_that_appears_far_behind_is_sealed_by_whoever_looks_through_the_ledger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deed()
    assert seal_entries() == 1
    monkeypatch.setattr(operations, "_looked_through", time.monotonic())
    Entry.objects.create(pk=-1_000_000, kind="test.late", at=NOON, subjects=[])
    assert seal_entries() == 0
    monkeypatch.setattr(operations, "_looked_through", None)
    assert seal_entries() == 1
    assert seal_entries() == 0
    assert verify(list(exported())).sound


@pytest.mark.django_db
def test_everything_about_a_subject_is_found_in_order() -> None:
    first, second = deed(step=1), deed(step=2)
    with transaction.atomic():
        record("test.other", actor=None, at=NOON, subjects=[SubjectRef("consignment", "11")])
    assert [entry.pk for entry in entries_about(HERD)] == [first.pk, second.pk]


@pytest.mark.django_db
def test_reasons_are_kept_with_the_entry() -> None:
    reason = Reason("x.y", Text("甲", "A"), basis="Art 5")
    with transaction.atomic():
        entry = record("test.other", actor=None, at=NOON, subjects=[HERD], reasons=[reason])
    assert [Reason.from_json(data) for data in Entry.objects.get(pk=entry.pk).reasons] == [reason]


@pytest.mark.django_db
def test_news_is_delivered_once_in_order_and_done(heard: list[News]) -> None:
    entries = [deed(n=n).pk for n in range(3)]
    assert deliver_pending() == 3
    assert deliver_pending() == 0
    assert [news.entry for news in heard] == entries
    assert heard[0].keys_of("consignment") == ["1"]


@pytest.mark.django_db
def test_a_failed_handler_holds_nobody_up_stays_visible_and_can_be_retried(heard: list[News]) -> None:
    poisoned, fine = deed(poison=True), deed()
    for _ in range(ATTEMPTS):
        deliver_pending()
    assert [news.entry for news in heard] == [fine.pk]
    failed = failed_deliveries().get()
    assert (failed.entry_id, failed.attempts) == (poisoned.pk, ATTEMPTS)
    assert "cannot swallow this" in failed.error

    operator = Actor.objects.create_actor(username="op", name_zh="运维", name_en="Op", roles=[Role.OPERATOR])
    with pytest.raises(NotPermitted):
        retry_delivery(actor=operator, at=NOON, delivery=failed.pk)
    Grant.objects.get_or_create(role=Role.OPERATOR, capability=Capability.OPERATE)
    operator = Actor.objects.get(pk=operator.pk)
    retry_delivery(actor=operator, at=NOON, delivery=failed.pk)
    assert Delivery.objects.get(pk=failed.pk).state == Delivery.State.PENDING
    with pytest.raises(Conflict):
        retry_delivery(actor=operator, at=NOON, delivery=failed.pk)


@pytest.mark.django_db(transaction=True)
def test_a_delivery_claimed_by_one_worker_is_passed_over_by_another(heard: list[News]) -> None:
    deed()
    claimed, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(Delivery.objects.select_for_update().all())
            claimed.set()
            release.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    claimed.wait(10)
    assert deliver_pending() == 0
    release.set()
    holder.join()
    assert deliver_pending() == 1
    assert len(heard) == 1


@pytest.fixture
def heard_at_once() -> Iterator[list[list[int]]]:
    """A handler of many that keeps the entries it was handed, call by call; gone after the test."""
    calls: list[list[int]] = []

    def hear_all(news: Sequence[News]) -> None:
        calls.append([one.entry for one in news])
        if any(one.payload.get("poison") for one in news):
            raise ValueError("cannot swallow this")

    before = {kind: list(names) for kind, names in events._listeners.items()}
    events.listens_to_many("test.deed", when=lambda told: not told.get("private"))(hear_all)
    yield calls
    events._listeners.clear()
    events._listeners.update(before)


@pytest.mark.django_db
def test_a_handler_of_many_hears_what_waits_at_once_and_in_order(heard_at_once: list[list[int]]) -> None:
    entries = [deed(n=n).pk for n in range(5)]
    assert deliver_pending() == 5
    assert heard_at_once == [entries]
    assert not Delivery.objects.exclude(state=Delivery.State.DONE, attempts=1).exists()


@pytest.mark.django_db
def test_what_a_handler_of_many_cannot_take_holds_nothing_else_up(heard_at_once: list[list[int]]) -> None:
    first, poisoned, last = deed(), deed(poison=True), deed()
    for _ in range(ATTEMPTS):
        deliver_pending()
    one, two, three = first.pk, poisoned.pk, last.pk
    assert heard_at_once == [[one, two, three], [one], [two], [three], [two], [two]]
    assert [(row.entry_id, row.attempts) for row in failed_deliveries()] == [(two, ATTEMPTS)]


@pytest.mark.django_db
def test_news_that_does_not_concern_a_handler_is_not_handed_to_it(heard_at_once: list[list[int]]) -> None:
    deed(private=True)
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_many_deeds_are_entered_in_their_order(heard: list[News]) -> None:
    deeds = [Deed(kind="test.deed", actor=None, at=NOON, subjects=[HERD], payload={"n": n}) for n in range(4)]
    with transaction.atomic():
        written = record_all(deeds)
        assert record_all([]) == []
    stored = list(Entry.objects.order_by("id"))
    assert [(one.pk, one.payload, one.at, one.recorded_at) for one in stored] == [
        (one.pk, {"n": n}, NOON, one.recorded_at) for n, one in enumerate(written)
    ]
    assert deliver_pending() == len(deeds)
    assert [news.payload["n"] for news in heard] == [0, 1, 2, 3]
