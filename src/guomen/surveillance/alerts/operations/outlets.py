"""Registering and stopping the outlets that alerts are sent to."""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Fault, Missing, Refusal, SubjectRef, Text, Where
from guomen.surveillance.alerts import events
from guomen.surveillance.alerts.models import Outlet
from guomen.surveillance.alerts.publication.addresses import address_fault
from guomen.surveillance.alerts.queries.laid_down import laid_down
from guomen.surveillance.alerts.terms import AlertKind, AlertLevel, OutletKind


@transaction.atomic
def register_outlet(
    *,
    actor: Actor | None,
    at: datetime,
    name: str,
    kind: OutletKind,
    address: str,
    language: str = "zh",
    levels: Collection[AlertLevel] = (),
    kinds: Collection[AlertKind] = (),
) -> Outlet:
    """Register where alerts go. A webhook is given a secret, under which what it is sent is signed.

    levels empty: all; kinds empty: all but circulars, which leave the agency for nobody who is not named for them.
    Raises NotPermitted, Refusal (name, address), Conflict (the name is taken).
    """
    if actor is not None:
        require(actor, Capability.OPERATE)
    private = laid_down("send.private_addresses", at).value == "yes"
    problem = address_fault(kind, address.strip(), private)
    if not name.strip():
        raise _refused("name", name, Text("须有名称。", "It needs a name."))
    if problem is not None:
        raise _refused("address", address, problem)
    row = Outlet(
        name=name.strip(),
        kind=kind,
        address=address.strip(),
        language=language,
        levels=sorted(levels),
        kinds=sorted(kinds),
        secret=secrets.token_urlsafe(32) if kind is OutletKind.WEBHOOK else "",
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            "outlet.name_taken",
            Text(f"已有名为“{row.name}”的发布渠道。", f"There is an outlet “{row.name}” already."),
            Text("请另取名称。", "Give it another name."),
        ) from error
    _tell(events.OUTLET_REGISTERED, row, actor, at)
    return row


@transaction.atomic
def stop_outlet(*, actor: Actor, at: datetime, outlet: int) -> Outlet:
    """Send nothing more to an outlet. Raises NotPermitted, Missing."""
    require(actor, Capability.OPERATE)
    row = Outlet.objects.select_for_update().filter(pk=outlet).first()
    if row is None:
        raise Missing(
            "outlet.unknown",
            Text("没有该发布渠道。", "There is no such outlet."),
            Text("请核对。", "Look at the list of outlets."),
        )
    row.active = False
    row.save(update_fields=["active"])
    _tell(events.OUTLET_STOPPED, row, actor, at)
    return row


def _refused(field: str, value: str, problem: Text) -> Refusal:
    remedy = Text("请更正。", "Correct it.")
    fault = Fault(f"outlet.{field}", Where(field=field), value[:80], problem, remedy)
    return Refusal(f"outlet.{field}", problem, remedy, (fault,))


def _tell(kind: str, row: Outlet, actor: Actor | None, at: datetime) -> None:
    payload = {"name": row.name, "kind": str(row.kind), "address": row.address}
    record(kind, actor=actor, at=at, subjects=[SubjectRef("outlet", str(row.pk))], payload=payload)
