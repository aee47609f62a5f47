"""Letting an office see a consignment that another office accepted."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from guomen.consignments import events
from guomen.consignments.models import SharedWith
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef


@transaction.atomic
def share_consignments(*, actor: Actor | None, at: datetime, shares: Collection[tuple[int, int]]) -> int:
    """Let offices see consignments that are not theirs; gives how many pairs are new.

    shares: pairs of consignment and office, by their keys. Sharing twice changes nothing; what an office has worked
    on it may always look up again, so a share is not taken back.
    """
    keys = {consignment for consignment, _ in shares}
    there = set(SharedWith.objects.filter(consignment_id__in=keys).values_list("consignment_id", "office_id"))
    new = sorted(set(shares) - there)
    if not new:
        return 0
    SharedWith.objects.bulk_create(
        [SharedWith(consignment_id=consignment, office_id=office, since=at) for consignment, office in new],
        ignore_conflicts=True,
    )
    record(
        events.SHARED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(key)) for key in dict.fromkeys(key for key, _ in new)],
        payload={"shared": [list(pair) for pair in new]},
    )
    return len(new)
