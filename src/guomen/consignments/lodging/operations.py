"""Lodging declarations, one or a million: settled against what is there, written once, entered in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from django.db import transaction

from guomen.consignments import events
from guomen.consignments.intake.terms import Wrong
from guomen.consignments.lodging.tables import (
    Key,
    Written,
    advance_consignments,
    insert_consignments,
    known,
    write_versions,
)
from guomen.consignments.queries import declarations as stored_declarations
from guomen.consignments.rules import WHOLE_CODE, Known, declaration_faults, digest, encoded, settle
from guomen.consignments.terms import CIVIL_ZONE, DateLimits, Declaration, Lodged
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require, visible_offices
from guomen.kernel.terms import Capability, Fault, SubjectRef, Text, Where

# Consignments under one ledger entry.
CHUNK = 5000
_ANNOUNCED = {"new": events.LODGED, "amend": events.AMENDED, "cancel": events.CANCELLED}

UNKNOWN_OFFICE = Wrong(
    "office.unknown",
    Text("没有这个机构代码。", "There is no office with this code."),
    Text("请填受理机关代码；或在版式中给出代码对照（values）。",
         "Give the code of the accepting office, or a list of codes in the layout (values)."),
)  # fmt: skip
OTHERS_OFFICE = Wrong(
    "office.not_yours",
    Text("该机构不在您的管辖范围内。", "This office is not yours nor below yours."),
    Text("请由该机构录入。", "Let that office lodge it."),
)
OTHERS_NAME = Wrong(
    "sender.not_yours",
    Text("不能以他人名义发送。", "You cannot send in the name of another."),
    Text("发送方应为您自己的用户名。", "The sender must be your own user name."),
)


@dataclass(slots=True)
class _Batch:
    """Work on one chunk: what was said, what became of it, what is to be written."""

    at: datetime
    offices: dict[str, int]
    known: dict[Key, Known]
    outcomes: list[Lodged | None]
    written: list[Written] = field(default_factory=list)
    announced: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


@transaction.atomic
def lodge_consignments(
    *,
    actor: Actor | None,
    at: datetime,
    declarations: Sequence[Declaration],
    limits: DateLimits | None = None,
    goods_digits: frozenset[int] = WHOLE_CODE,
) -> list[Lodged]:
    """Lodge, amend or cancel, each declaration on its own: the faulty are refused, the others go in.

    The same declaration again is a duplicate and changes nothing; other content under a version that is there is
    refused (version.content_differs). Answers in the order of `declarations`. limits: policy for the day declared.
    goods_digits: lengths of goods code that the sender's layout allows.
    """
    day = at.astimezone(CIVIL_ZONE).date()
    faults = [
        declaration_faults(one, on=day, limits=limits or DateLimits(), goods_digits=goods_digits)
        for one in declarations
    ]
    return lodge_checked(actor=actor, at=at, declarations=declarations, faults=faults)


def lodge_checked(
    *,
    actor: Actor | None,
    at: datetime,
    declarations: Sequence[Declaration],
    faults: Sequence[tuple[Fault, ...]],
) -> list[Lodged]:
    """Lodge declarations whose own faults are known; those that have any are refused."""
    if actor is not None:
        require(actor, Capability.LODGE)
    offices = _offices(actor, declarations)
    outcomes: list[Lodged] = []
    for start in range(0, len(declarations), CHUNK):
        part = declarations[start : start + CHUNK]
        outcomes += _lodge_chunk(actor, at, part, faults[start : start + CHUNK], offices)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Offices:
    known: dict[str, int]
    allowed: frozenset[int] | None


def _offices(actor: Actor | None, declarations: Iterable[Declaration]) -> _Offices:
    codes = {one.office for one in declarations}
    known_codes = dict(Office.objects.filter(code__in=codes).values_list("code", "id"))
    if actor is None or actor.office_id is None:
        return _Offices(known_codes, None)
    return _Offices(known_codes, frozenset(visible_offices(actor).values_list("id", flat=True)))


def _lodge_chunk(
    actor: Actor | None,
    at: datetime,
    declarations: Sequence[Declaration],
    faults: Sequence[tuple[Fault, ...]],
    offices: _Offices,
) -> list[Lodged]:
    batch = _Batch(at, offices.known, {}, [None] * len(declarations))
    pending: list[int] = []
    for position, (one, own) in enumerate(zip(declarations, faults, strict=True)):
        if found := own or _not_allowed(actor, one, offices):
            batch.outcomes[position] = _refused(one, found)
        else:
            pending.append(position)
    while pending:
        pending = _round(batch, declarations, pending)
    _write(batch)
    _announce(batch, actor)
    return [outcome for outcome in batch.outcomes if outcome is not None]


def _not_allowed(actor: Actor | None, one: Declaration, offices: _Offices) -> tuple[Fault, ...]:
    if actor is not None and actor.office_id is None and one.sender != actor.username:
        return (OTHERS_NAME.at(Where(field="sender"), one.sender),)
    if one.action == "cancel" and not one.office:
        return ()
    if one.office not in offices.known:
        return (UNKNOWN_OFFICE.at(Where(field="office"), one.office),)
    if offices.allowed is not None and offices.known[one.office] not in offices.allowed:
        return (OTHERS_OFFICE.at(Where(field="office"), one.office),)
    return ()


def _refused(one: Declaration, faults: tuple[Fault, ...]) -> Lodged:
    return Lodged("refused", one.sender, one.reference, one.version, None, faults)


def _round(batch: _Batch, declarations: Sequence[Declaration], pending: list[int]) -> list[int]:
    """Settle what can be settled; gives the positions that must be looked at again because others wrote meanwhile."""
    keys = sorted({(declarations[position].sender, declarations[position].reference) for position in pending})
    batch.known = known(keys)
    fresh = _fresh(batch, declarations, pending)
    again: list[int] = []
    for position in pending:
        one = declarations[position]
        key = (one.sender, one.reference)
        if key in fresh and fresh[key] is None:
            again.append(position)
        else:
            batch.outcomes[position] = _settled(batch, one, fresh.pop(key, None))
    return again


def _fresh(batch: _Batch, declarations: Sequence[Declaration], pending: list[int]) -> dict[Key, int | None]:
    """Insert the consignments that are not there; None for one that somebody else inserted just now."""
    first: dict[Key, Declaration] = {}
    for position in pending:
        one = declarations[position]
        key = (one.sender, one.reference)
        if key not in batch.known and key not in first and settle(None, one, "") == "new":
            first[key] = one
    if not first:
        return {}
    day = batch.at.astimezone(CIVIL_ZONE).date()
    inserted = insert_consignments(list(first.values()), batch.offices, batch.at, day)
    return {key: inserted.get(key) for key in first}


def _settled(batch: _Batch, one: Declaration, inserted: int | None) -> Lodged:
    own = digest(one)
    key = (one.sender, one.reference)
    before = batch.known.get(key)
    deed = settle(before, one, own)
    if isinstance(deed, Wrong):
        where = Where(field="version" if deed.code.startswith("version") else "reference")
        return _refused(one, (deed.at(where, one.version if where.field == "version" else one.reference),))
    number = inserted if before is None else before.consignment
    if number is None:
        raise AssertionError("a new consignment has a number")
    if deed != "duplicate":
        _take(batch, one, own, number, deed)
    return Lodged("duplicate" if deed == "duplicate" else "lodged", one.sender, one.reference, one.version, number)


def _take(batch: _Batch, one: Declaration, own: str, number: int, deed: str) -> None:
    key = (one.sender, one.reference)
    before = batch.known.get(key)
    digests = {**(before.digests if before else {}), one.version: own}
    batch.known[key] = Known(number, one.version, deed == "cancel", digests)
    batch.written.append(Written(number, one, own, ""))
    batch.announced.setdefault(_ANNOUNCED[deed], []).append((number, one.version))


def _write(batch: _Batch) -> None:
    if not batch.written:
        return
    complete = _complete(batch.written)
    advanced = {one.consignment: one for one in complete if one.declaration.version > 1}
    if advanced:
        codes = {one.declaration.office for one in advanced.values()} - set(batch.offices)
        batch.offices.update(Office.objects.filter(code__in=codes).values_list("code", "id"))
    advance_consignments(list(advanced.values()), batch.offices)
    write_versions(complete, batch.at)


def _complete(written: Sequence[Written]) -> list[Written]:
    """The versions with their content; a cancellation takes over the content that it cancels."""
    cancelled = {
        (one.consignment, one.declaration.version - 1) for one in written if one.declaration.action == "cancel"
    }
    before = stored_declarations(list(cancelled)) if cancelled else {}
    complete: list[Written] = []
    for one in written:
        said = one.declaration
        if said.action == "cancel":
            kept = before[one.consignment, said.version - 1]
            said = msgspec.structs.replace(kept, action="cancel", version=said.version, remarks=said.remarks)
        before[one.consignment, said.version] = said
        complete.append(Written(one.consignment, said, one.digest, encoded(said).decode()))
    return complete


def _announce(batch: _Batch, actor: Actor | None) -> None:
    for kind, versions in batch.announced.items():
        record(
            kind,
            actor=actor,
            at=batch.at,
            subjects=[SubjectRef("consignment", str(number)) for number, _ in versions],
            payload={"versions": [[number, version] for number, version in versions]},
        )
