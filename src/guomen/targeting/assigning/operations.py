"""Assigning channels: to consignments that are lodged, and to declarations as they are lodged."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guomen.consignments.operations import lodge_for_decision
from guomen.consignments.queries import consignments as consignments_by_id
from guomen.consignments.queries import declarations as stored_declarations
from guomen.consignments.shipments.queries import draw_origins
from guomen.consignments.shipments.terms import DrawOrigin
from guomen.consignments.terms import CIVIL_ZONE, Declaration, Lodged, Status
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.statements import written
from guomen.kernel.terms import Capability, SubjectRef
from guomen.targeting import events
from guomen.targeting.assigning.beside import newest_same_day
from guomen.targeting.assigning.pacing import fallbacks, learned_now
from guomen.targeting.assigning.queries import digest_of, newest_histories, parties_of, recorded, rulebook, stored_alike
from guomen.targeting.assigning.staging import newest_schemes
from guomen.targeting.draws.operations import commitments
from guomen.targeting.draws.queries import committed
from guomen.targeting.draws.rules import drawing
from guomen.targeting.models import Assignment
from guomen.targeting.queries import assignments
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learning import Learnt, learn

# Consignments under one ledger entry.
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a declaration: how it was lodged, and its channel (None where refused or cancelled)."""

    lodged: Lodged
    assignment: Assignment | None


@dataclass(frozen=True, slots=True)
class _Case:
    consignment: int
    declaration: Declaration
    origin: DrawOrigin


@transaction.atomic
def assign_channels(*, actor: Actor | None, at: datetime, consignments: Sequence[int]) -> dict[int, Assignment]:
    """Decide the current version of each consignment; gives the decisions by consignment.

    What is decided already stays as it is; a cancelled consignment gets no channel. Raises Refusal where a policy
    that the decision needs is missing, Conflict where the draw's key is not the one committed to.
    """
    if actor is not None:
        require(actor, Capability.LODGE)
    return _assign_stored(actor, at, consignments)


def _assign_stored(actor: Actor | None, at: datetime, consignments: Sequence[int]) -> dict[int, Assignment]:
    named = consignments_by_id(consignments)
    decided = {key: one for key, one in assignments(list(named)).items() if one.version == named[key].current_version}
    places = [
        (key, row.current_version)
        for key, row in named.items()
        if key not in decided and row.status != Status.CANCELLED
    ]
    found = stored_declarations(places)
    return decided | _assign(actor, at, {key: found[key, version] for key, version in places})


@transaction.atomic
def lodge_and_assign(
    *, actor: Actor | None, at: datetime, declarations: Sequence[Declaration], checked: bool = False
) -> list[Answer]:
    """Lodge declarations and give each its channel, all in one transaction; answers in the order of `declarations`.

    A declaration that was lodged before answers with what was decided then. checked: they come from
    `read_declaration`, which found no fault in them on this day.
    """
    lodged = lodge_for_decision(actor=actor, at=at, declarations=declarations, checked=checked)
    times = Counter(one.consignment for one in lodged if one.consignment is not None)
    first = {
        one.consignment: declaration
        for one, declaration in zip(lodged, declarations, strict=True)
        if one.consignment is not None and times[one.consignment] == 1
        and one.outcome == "lodged" and one.version == 1 and stored_alike(declaration)
    }  # fmt: skip
    channels = _assign(actor, at, first)
    others = [key for key in times if key not in first]
    if others:
        channels |= _assign_stored(actor, at, others)
    return [Answer(one, channels.get(one.consignment or 0)) for one in lodged]


def _assign(actor: Actor | None, at: datetime, declared: Mapping[int, Declaration]) -> dict[int, Assignment]:
    assigned: dict[int, Assignment] = {}
    if not declared:
        return assigned
    edition = current_edition()
    days = rulebook(edition).policy("targeting.shipment_days", at.astimezone(CIVIL_ZONE).date()).whole
    origins = draw_origins(declared, days=days)
    cases = [_Case(key, declaration, origins[key]) for key, declaration in declared.items()]
    secrets = {
        day: (committed(day, stated), stated)
        for day, stated in commitments(actor=None, at=at, days={case.origin.day for case in cases}).items()
    }
    for start in range(0, len(cases), CHUNK):
        part = cases[start : start + CHUNK]
        batch = [case.declaration for case in part]
        book = rulebook(edition)
        learned = learned_now(book, at, batch)
        docket = Docket(
            book,
            parties_of(edition, batch),
            newest_histories(batch),
            learned,
            newest_schemes(batch),
            newest_same_day({case.consignment: case.declaration for case in part}) if learned else {},
        )
        learnt = learn(docket, [(case.declaration, case.origin.day) for case in part])
        rows = written(
            [_row(docket, at, case, known, *secrets[case.origin.day]) for case, known in zip(part, learnt, strict=True)]
        )
        _announce(actor, at, edition, rows)
        _tell_fallbacks(at, edition, batch, rows)
        assigned |= {row.consignment_id: row for row in rows}
    return assigned


def _row(docket: Docket, at: datetime, case: _Case, learnt: Learnt, secret: bytes, commitment: str) -> Assignment:
    draw = drawing(secret, case.origin.name)
    decision = decide(docket, case.declaration, case.origin.day, draw, commitment, learnt)
    return Assignment(
        consignment_id=case.consignment,
        version=case.declaration.version,
        decided_at=at,
        inputs=digest_of(case.declaration),
        **recorded(decision),
    )


def _announce(actor: Actor | None, at: datetime, edition: int, rows: Sequence[Assignment]) -> None:
    record(
        events.CHANNEL_ASSIGNED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(row.consignment_id)) for row in rows],
        payload={
            "assignments": [
                {
                    "consignment": row.consignment_id,
                    "version": row.version,
                    "assignment": row.pk,
                    "channel": row.channel,
                    "arm": row.arm,
                }
                for row in rows
            ]
        },
        edition=edition,
    )


def _tell_fallbacks(at: datetime, edition: int, batch: Sequence[Declaration], rows: Sequence[Assignment]) -> None:
    """Say in the ledger where rates held although an office selects under capacity."""
    told = fallbacks(batch, rows)
    if told:
        record(
            events.LEARNED_FELL_BACK,
            actor=None,
            at=at,
            subjects=[SubjectRef("office", office) for office in sorted({str(one["office"]) for one in told})],
            payload={"fallbacks": told},
            edition=edition,
        )
