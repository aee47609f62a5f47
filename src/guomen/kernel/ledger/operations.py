"""Writing the ledger, sealing it, and delivering it to those who listen."""

import json
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from guomen.kernel.ledger.events import handler, handler_of_many, listeners
from guomen.kernel.ledger.models import Delivery, Entry, Seal
from guomen.kernel.ledger.queries import as_news, written_down
from guomen.kernel.ledger.terms import FIRST_LINK, link
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.statements import asked
from guomen.kernel.terms import Capability, Conflict, Reason, SubjectRef, Text

log = logging.getLogger(__name__)

_SEALING_LOCK = 0x6775_6F73
# How far behind the newest seal every sealing looks, and how often a process looks through the whole ledger.
_BEHIND = 10_000
_LOOK_THROUGH_SECONDS = 3600.0
_looked_through: float | None = None
ATTEMPTS = 3
# Deliveries looked up at a time, and handed to one handler of many at a time.
_PORTION = 500
_TOGETHER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What an entry tells; actor None is the program itself."""

    kind: str
    actor: Actor | None
    at: datetime
    subjects: Sequence[SubjectRef]
    payload: dict[str, Any] = field(default_factory=dict)
    reasons: Iterable[Reason] = ()
    authority: str = ""
    edition: int | None = None
    corrects: int | None = None


def record(
    kind: str,
    *,
    actor: Actor | None,
    at: datetime,
    subjects: Sequence[SubjectRef],
    payload: dict[str, Any] | None = None,
    reasons: Iterable[Reason] = (),
    authority: str = "",
    edition: int | None = None,
    corrects: int | None = None,
) -> Entry:
    """Write one entry and its deliveries, inside the operation's own transaction.

    actor None is the program itself. Raises TransactionManagementError outside a transaction.
    """
    deed = Deed(
        kind=kind,
        actor=actor,
        at=at,
        subjects=subjects,
        payload=payload or {},
        reasons=reasons,
        authority=authority,
        edition=edition,
        corrects=corrects,
    )
    return record_all([deed])[0]


# Numbers are given out in the order of the deeds; entries and deliveries are one statement, whatever their number.
_RECORD = """
WITH told AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('kernel_entry', 'id')) AS id, deed.*
  FROM jsonb_to_recordset(%s::jsonb) AS deed(
    kind text, at timestamptz, actor bigint, office bigint, authority text, edition bigint, subjects text[],
    payload jsonb, reasons jsonb, corrects bigint, handlers text[])
), entered AS (
  INSERT INTO kernel_entry (id, kind, at, actor_id, office_id, authority, edition, subjects, payload, reasons,
                            corrects_id)
  SELECT id, kind, at, actor, office, authority, edition, subjects, payload, reasons, corrects FROM told
  RETURNING id, recorded_at
), handed AS (
  INSERT INTO kernel_delivery (entry_id, handler, state, attempts, error)
  SELECT id, unnest(handlers), 'pending', 0, '' FROM told ORDER BY id
)
SELECT id, recorded_at FROM entered ORDER BY id
"""


def record_all(deeds: Sequence[Deed]) -> list[Entry]:
    """Write an entry for each deed, in their order, as `record` does: one statement for all of them."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry is written inside the operation's transaction")
    if not deeds:
        return []
    told = [_told(deed) for deed in deeds]
    written = asked(_RECORD, [json.dumps(told)])
    return [
        _entry(key, recorded_at, deed, one) for (key, recorded_at), deed, one in zip(written, deeds, told, strict=True)
    ]


def _told(deed: Deed) -> dict[str, Any]:
    return {
        "kind": deed.kind,
        "at": deed.at.isoformat(),
        "actor": deed.actor.pk if deed.actor else None,
        "office": deed.actor.office_id if deed.actor else None,
        "authority": deed.authority,
        "edition": deed.edition,
        "subjects": [str(subject) for subject in deed.subjects],
        "payload": deed.payload,
        "reasons": [reason.as_json() for reason in deed.reasons],
        "corrects": deed.corrects,
        "handlers": listeners(deed.kind, deed.payload),
    }


def _entry(key: int, recorded_at: datetime, deed: Deed, told: dict[str, Any]) -> Entry:
    entry = Entry(
        pk=key,
        kind=deed.kind,
        at=deed.at,
        recorded_at=recorded_at,
        actor=deed.actor,
        office_id=told["office"],
        authority=deed.authority,
        edition=deed.edition,
        subjects=told["subjects"],
        payload=deed.payload,
        reasons=told["reasons"],
        corrects_id=deed.corrects,
    )
    entry._state.adding = False
    return entry


def deliver_pending(limit: int = 500) -> int:
    """Hand pending news to its handlers, oldest first, each in its own transaction; gives how many were tried.

    A handler of many gets what waits for it in one transaction, as far as no other handler of its room comes
    between: a room hears in the order in which things were done. Deliveries claimed by another worker are passed
    over. A handler that raises is tried ATTEMPTS times in all and then left failed, where the operator sees it.
    """
    tried = after = 0
    while tried < limit:
        waiting = Delivery.objects.filter(state=Delivery.State.PENDING, pk__gt=after).order_by("pk")
        pending = list(waiting.values_list("pk", "handler")[: min(limit - tried, _PORTION)])
        if not pending:
            break
        after = pending[-1][0]
        tried += sum(_deliver(name, keys) for name, keys in _batches(pending))
    return tried


def _batches(pending: Sequence[tuple[int, str]]) -> list[tuple[str, list[int]]]:
    """Deliveries that are handed over together: (handler, ids)."""
    batches: list[tuple[str, list[int]]] = []
    newest: dict[str, tuple[str, list[int]]] = {}
    for key, name in pending:
        room = name.partition(".")[0]
        batch = newest.get(room)
        if batch and batch[0] == name and handler_of_many(name) and len(batch[1]) < _TOGETHER:
            batch[1].append(key)
        else:
            newest[room] = (name, [key])
            batches.append(newest[room])
    return batches


def _deliver(name: str, keys: Sequence[int]) -> int:
    """Deliver what of these can be claimed, together; each alone where that fails. Gives how many were tried."""
    with transaction.atomic():
        claimed = _claimed(keys)
        together = handler_of_many(name)
        if together is None or len(claimed) < 2:
            for delivery in claimed:
                _deliver_one(delivery)
            return len(claimed)
        try:
            with transaction.atomic():
                together([as_news(delivery.entry) for delivery in claimed])
        except Exception:
            log.warning("handler %s failed on %s entries at once; handing over each alone", name, len(claimed))
        else:
            done = Delivery.objects.filter(pk__in=[delivery.pk for delivery in claimed])
            done.update(state=Delivery.State.DONE, attempts=F("attempts") + 1, error="", done_at=timezone.now())
            return len(claimed)
    return sum(_deliver(name, [delivery.pk]) for delivery in claimed)


def _claimed(keys: Sequence[int]) -> list[Delivery]:
    pending = Delivery.objects.filter(pk__in=keys, state=Delivery.State.PENDING).order_by("pk")
    return list(pending.select_related("entry__actor").select_for_update(skip_locked=True, of=("self",)))


def _deliver_one(delivery: Delivery) -> None:
    delivery.attempts += 1
    try:
        with transaction.atomic():
            handler(delivery.handler)(as_news(delivery.entry))
    except Exception as error:
        log.exception("handler %s failed on entry %s", delivery.handler, delivery.entry_id)
        delivery.error = f"{type(error).__name__}: {error}"
        if delivery.attempts >= ATTEMPTS:
            delivery.state = Delivery.State.FAILED
    else:
        delivery.state, delivery.error, delivery.done_at = Delivery.State.DONE, "", timezone.now()
    delivery.save()


@transaction.atomic
def retry_delivery(*, actor: Actor, at: datetime, delivery: int) -> None:
    """Put a failed delivery back in the queue. Raises Conflict where it has not failed."""
    require(actor, Capability.OPERATE)
    row = Delivery.objects.select_for_update().get(pk=delivery)
    if row.state != Delivery.State.FAILED:
        raise Conflict(
            "delivery.not_failed",
            Text("该消息处理并未失败。", "This delivery has not failed."),
            Text("无需重试。", "There is nothing to retry."),
        )
    row.state, row.attempts = Delivery.State.PENDING, 0
    row.save()
    record(
        "kernel.delivery.retried",
        actor=actor,
        at=at,
        subjects=[SubjectRef("delivery", str(delivery)), SubjectRef("entry", str(row.entry_id))],
        payload={"handler": row.handler, "error": row.error},
    )


@transaction.atomic
def seal_entries(limit: int = 5000) -> int:
    """Append the oldest unsealed entries to the chain; gives how many. One sealer at a time, the others pass."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    last = Seal.objects.order_by("-position").first()
    position, digest = (last.position, last.digest) if last else (0, FIRST_LINK)
    seals = []
    for entry in _unsealed(last, limit):
        position, previous = position + 1, digest
        digest = link(previous, written_down(entry))
        seals.append(Seal(position=position, entry=entry, previous=previous, digest=digest))
    Seal.objects.bulk_create(seals, batch_size=1000)
    return len(seals)


def _unsealed(last: Seal | None, limit: int) -> list[Entry]:
    """The oldest entries without a seal. What is far behind the newest seal is looked through now and then only: an
    entry stands there whose transaction lasted while thousands of others were sealed.
    """
    global _looked_through
    now = time.monotonic()
    everything = last is None or _looked_through is None or now - _looked_through > _LOOK_THROUGH_SECONDS
    sealed, rows = Seal.objects.filter(entry=OuterRef("pk")), Entry.objects.all()
    if not everything and last is not None:
        after = last.entry_id - _BEHIND
        sealed, rows = sealed.filter(entry_id__gt=after), rows.filter(pk__gt=after)
    found = list(rows.filter(~Exists(sealed)).select_related("actor", "office").order_by("id")[:limit])
    if everything and len(found) < limit:
        _looked_through = now
    return found
