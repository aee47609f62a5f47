"""Writing the ledger, sealing it, and delivering it to those who listen."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from guomen.kernel.ledger.events import handler, listeners
from guomen.kernel.ledger.models import Delivery, Entry, Seal
from guomen.kernel.ledger.queries import as_news, written_down
from guomen.kernel.ledger.terms import FIRST_LINK, link
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Reason, SubjectRef, Text

log = logging.getLogger(__name__)

_SEALING_LOCK = 0x6775_6F73
ATTEMPTS = 3


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
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry is written inside the operation's transaction")
    entry = Entry.objects.create(
        kind=kind,
        at=at,
        actor=actor,
        office_id=actor.office_id if actor else None,
        authority=authority,
        edition=edition,
        subjects=[str(subject) for subject in subjects],
        payload=payload or {},
        reasons=[reason.as_json() for reason in reasons],
        corrects_id=corrects,
    )
    names = listeners(kind)
    if names:
        Delivery.objects.bulk_create(Delivery(entry=entry, handler=name) for name in names)
    return entry


def deliver_pending(limit: int = 500) -> int:
    """Hand pending news to its handlers, oldest first, each in its own transaction; gives how many were tried.

    Deliveries claimed by another worker are passed over. A handler that raises is tried ATTEMPTS times in all and
    then left failed, where the operator sees it.
    """
    tried = 0
    after = 0
    while tried < limit:
        key = _deliver_next(after)
        if key is None:
            break
        after, tried = key, tried + 1
    return tried


def _deliver_next(after: int) -> int | None:
    """Deliver the first claimable pending delivery behind id `after`; its id, or None where there is none."""
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(state=Delivery.State.PENDING, pk__gt=after)
            .order_by("pk")
            .first()
        )
        if delivery is None:
            return None
        entry = Entry.objects.select_related("actor").get(pk=delivery.entry_id)
        delivery.attempts += 1
        try:
            with transaction.atomic():
                handler(delivery.handler)(as_news(entry))
        except Exception as error:
            log.exception("handler %s failed on entry %s", delivery.handler, entry.pk)
            delivery.error = f"{type(error).__name__}: {error}"
            if delivery.attempts >= ATTEMPTS:
                delivery.state = Delivery.State.FAILED
        else:
            delivery.state, delivery.error, delivery.done_at = Delivery.State.DONE, "", timezone.now()
        delivery.save()
        return delivery.pk


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
    unsealed = Entry.objects.filter(seal__isnull=True).select_related("actor", "office").order_by("id")[:limit]
    for entry in unsealed:
        position, previous = position + 1, digest
        digest = link(previous, written_down(entry))
        seals.append(Seal(position=position, entry=entry, previous=previous, digest=digest))
    Seal.objects.bulk_create(seals, batch_size=1000)
    return len(seals)
