"""Lodging declarations, one or a million: settled against what is there, written once, entered in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
import polars as pl
from django.db import transaction

from guomen.consignments import events
from guomen.consignments.intake.terms import Wrong
from guomen.consignments.lodging.rules import Known, settle
from guomen.consignments.lodging.tables import (
    Key,
    Said,
    Written,
    advance_consignments,
    insert_consignments,
    known,
    office_ids,
    say,
    write_versions,
)
from guomen.consignments.queries import date_limits
from guomen.consignments.queries import declarations as stored_declarations
from guomen.consignments.rules import WHOLE_CODE, declaration_faults, encoded
from guomen.consignments.terms import CIVIL_ZONE, DateLimits, Declaration, Lodged
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
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
    refused (version.content_differs). Answers in the order of `declarations`. limits: for the day declared, by
    default those of the policy.
    goods_digits: lengths of goods code that the sender's layout allows.
    """
    faults = _faults(declarations, at, limits, goods_digits)
    return lodge_checked(actor=actor, at=at, said=[say(one) for one in declarations], faults=faults)


def lodge_for_decision(
    *, actor: Actor | None, at: datetime, declarations: Sequence[Declaration], checked: bool = False
) -> list[Lodged]:
    """`lodge_consignments` inside the caller's transaction, in which the caller decides on them.

    checked: they come from `read_declaration`, which found no fault in them on this day.
    """
    faults = [()] * len(declarations) if checked else _faults(declarations, at, None, WHOLE_CODE)
    said = [say(one) for one in declarations]
    return lodge_checked(actor=actor, at=at, said=said, faults=faults, decided_here=True)


def _faults(
    declarations: Sequence[Declaration], at: datetime, limits: DateLimits | None, goods_digits: frozenset[int]
) -> list[tuple[Fault, ...]]:
    day = at.astimezone(CIVIL_ZONE).date()
    kept = date_limits(day) if limits is None else limits
    return [declaration_faults(one, on=day, limits=kept, goods_digits=goods_digits) for one in declarations]


def lodge_checked(
    *,
    actor: Actor | None,
    at: datetime,
    said: Sequence[Said],
    faults: Sequence[tuple[Fault, ...]],
    lines: pl.DataFrame | None = None,
    decided_here: bool = False,
) -> list[Lodged]:
    """Lodge declarations whose own faults are known; those that have any are refused. Inside a transaction.

    lines: the goods lines of these declarations as a frame, where there is one.
    """
    if actor is not None:
        require(actor, Capability.LODGE)
    offices = _offices(actor, (one.declaration for one in said))
    outcomes: list[Lodged] = []
    for start in range(0, len(said), CHUNK):
        part = said[start : start + CHUNK]
        chunk = _lodge_chunk(at, part, faults[start : start + CHUNK], offices, _Wish(actor, lines, decided_here))
        outcomes += chunk
    return outcomes


@dataclass(frozen=True, slots=True)
class _Offices:
    known: dict[str, int]
    allowed: frozenset[int] | None


def _offices(actor: Actor | None, declarations: Iterable[Declaration]) -> _Offices:
    known_codes = office_ids({one.office for one in declarations})
    if actor is None or actor.office_id is None:
        return _Offices(known_codes, None)
    return _Offices(known_codes, frozenset(visible_offices(actor).values_list("id", flat=True)))


@dataclass(frozen=True, slots=True)
class _Wish:
    actor: Actor | None
    lines: pl.DataFrame | None
    decided_here: bool


def _lodge_chunk(
    at: datetime, said: Sequence[Said], faults: Sequence[tuple[Fault, ...]], offices: _Offices, wish: _Wish
) -> list[Lodged]:
    batch = _Batch(at, offices.known, {}, [None] * len(said))
    pending: list[int] = []
    for position, ((one, _, _), own) in enumerate(zip(said, faults, strict=True)):
        if found := own or _not_allowed(wish.actor, one, offices):
            batch.outcomes[position] = _refused(one, found)
        else:
            pending.append(position)
    while pending:
        pending = _round(batch, said, pending)
    _write(batch, wish.lines)
    _announce(batch, wish)
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


def _round(batch: _Batch, said: Sequence[Said], pending: list[int]) -> list[int]:
    """Settle what can be settled; gives the positions that must be looked at again because others wrote meanwhile."""
    declarations = [said[position].declaration for position in pending]
    keys = sorted({_key(one) for one in declarations})
    batch.known = {}
    fresh: dict[Key, int | None] = {}
    if len(keys) == 1:
        # One alone is most likely new: it is written first, and looked for only where somebody has it already.
        fresh = {key: number for key, number in _fresh(batch, declarations).items() if number is not None}
    if not fresh:
        batch.known = known(keys)
        fresh = _fresh(batch, declarations)
    again: list[int] = []
    for position in pending:
        one = said[position]
        key = _key(one.declaration)
        if key in fresh and fresh[key] is None:
            again.append(position)
        else:
            batch.outcomes[position] = _settled(batch, one, fresh.pop(key, None))
    return again


def _key(declaration: Declaration) -> Key:
    return declaration.sender, declaration.reference


def _fresh(batch: _Batch, declarations: Sequence[Declaration]) -> dict[Key, int | None]:
    """Insert the consignments that are not there; None for one that somebody else inserted just now."""
    first: dict[Key, Declaration] = {}
    for one in declarations:
        key = _key(one)
        if key not in batch.known and key not in first and settle(None, one, "") == "new":
            first[key] = one
    if not first:
        return {}
    day = batch.at.astimezone(CIVIL_ZONE).date()
    inserted = insert_consignments(list(first.values()), batch.offices, batch.at, day)
    return {key: inserted.get(key) for key in first}


def _settled(batch: _Batch, said: Said, inserted: int | None) -> Lodged:
    one = said.declaration
    before = batch.known.get(_key(one))
    deed = settle(before, one, said.digest)
    if isinstance(deed, Wrong):
        where = Where(field="version" if deed.code.startswith("version") else "reference")
        return _refused(one, (deed.at(where, one.version if where.field == "version" else one.reference),))
    number = inserted if before is None else before.consignment
    if number is None:
        raise AssertionError("a new consignment has a number")
    if deed != "duplicate":
        _take(batch, said, number, deed)
    return Lodged("duplicate" if deed == "duplicate" else "lodged", one.sender, one.reference, one.version, number)


def _take(batch: _Batch, said: Said, number: int, deed: str) -> None:
    one = said.declaration
    before = batch.known.get(_key(one))
    digests = {**(before.digests if before else {}), one.version: said.digest}
    batch.known[_key(one)] = Known(number, one.version, deed == "cancel", digests)
    batch.written.append(Written(number, one, said.digest, said.content))
    batch.announced.setdefault(_ANNOUNCED[deed], []).append((number, one.version))


def _write(batch: _Batch, lines: pl.DataFrame | None) -> None:
    if not batch.written:
        return
    complete = _complete(batch.written)
    advanced = {one.consignment: one for one in complete if one.declaration.version > 1}
    if advanced:
        codes = {one.declaration.office for one in advanced.values()} - set(batch.offices)
        batch.offices.update(office_ids(codes))
    advance_consignments(list(advanced.values()), batch.offices)
    write_versions(complete, batch.at, None if advanced else lines)


def _complete(written: Sequence[Written]) -> list[Written]:
    """The versions with their content; a cancellation takes over the content that it cancels."""
    wanted = [(one.consignment, one.declaration.version - 1) for one in written if one.declaration.action == "cancel"]
    if not wanted:
        return list(written)
    before = stored_declarations(wanted)
    before |= {(one.consignment, one.declaration.version): one.declaration for one in written}
    return [_filled(one, before) if one.declaration.action == "cancel" else one for one in written]


def _filled(one: Written, before: dict[tuple[int, int], Declaration]) -> Written:
    said = one.declaration
    kept = before[one.consignment, said.version - 1]
    whole = msgspec.structs.replace(kept, action="cancel", version=said.version, remarks=said.remarks)
    return Written(one.consignment, whole, one.digest, encoded(whole).decode())


def _announce(batch: _Batch, wish: _Wish) -> None:
    decided = {"decided": True} if wish.decided_here else {}
    for kind, versions in batch.announced.items():
        record(
            kind,
            actor=wish.actor,
            at=batch.at,
            subjects=[SubjectRef("consignment", str(number)) for number, _ in versions],
            payload={"versions": [[number, version] for number, version in versions], **decided},
        )
