"""The API of targeting: declarations are posted and answered with their channels; a decision is read again."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from guomen.consignments.intake.operations import decode_messages, read_declaration
from guomen.consignments.queries import consignment_of, date_limits, no_such_consignment, require_visible
from guomen.consignments.terms import CIVIL_ZONE, Declaration, Lodged
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Fault
from guomen.targeting.models import Assignment
from guomen.targeting.operations import lodge_and_assign
from guomen.targeting.queries import assignment, channel_now
from guomen.targeting.rules.audience import line_seen

router = Router(tags=["declarations"])
MOST = 5000


class Sentence(Schema):
    """One sentence in both languages."""

    zh: str
    en: str


class FaultSeen(Schema):
    """One thing that is wrong with a declaration, where it is and what to do."""

    code: str
    field: str
    value: str
    problem: Sentence
    remedy: Sentence


class ReasonSeen(Schema):
    """A reason that the caller may read; source only for the agency's own people."""

    code: str
    text: Sentence
    basis: str = ""
    source: str = ""


class InstructionSeen(Schema):
    """What is asked: a document or permit to bring; for the agency's own people also checks and tests."""

    kind: str
    code: str
    text: Sentence
    basis: str = ""
    units: int | None = None


class LineSeen(Schema):
    """What became of one goods line."""

    item_no: int
    channel: str
    reasons: list[ReasonSeen]
    instructions: list[InstructionSeen]


class DecisionSeen(Schema):
    """What became of one declaration. outcome: lodged, duplicate (answered as before) or refused (see faults)."""

    outcome: str
    sender: str
    reference: str
    version: int
    consignment: int | None = None
    assignment: int | None = None
    channel: str | None = None
    decided_at: datetime | None = None
    edition: int | None = None
    commitment: str = ""
    lines: list[LineSeen] = []
    faults: list[FaultSeen] = []


class DecisionsSeen(Schema):
    """Answers in the order in which the declarations were sent."""

    results: list[DecisionSeen]


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}, "maxItems": MOST}]
                },
                "example": {
                    "reference": "2018-000001", "direction": "import", "regime": "0110", "declared_on": "2018-09-03",
                    "office": "4701", "port": "470101", "importer": "913502006122601645",
                    "items": [{"item_no": 1, "goods_code": "0207140000101", "origin": "BR", "quantity": "1000",
                               "quantity_unit": "035", "net_mass": "500", "producer": "SIF-1"}],
                },
            }
        },
    }
}  # fmt: skip


@router.post(
    "/declarations",
    response={200: DecisionsSeen, 201: DecisionsSeen, 422: DecisionsSeen},
    openapi_extra=_BODY,
    summary="Lodge one declaration or a list of them, and have their channels",
)
def lodge_declarations(request: HttpRequest) -> Status[dict[str, Any]]:
    """Each declaration stands on its own: the faulty are refused with all their faults, the others are lodged and
    decided, durably, before the answer is sent.

    201: something new was lodged; 200: everything was here before and is answered as it was decided; 422: everything
    was refused. The same (sender, reference, version) with the same content may be sent any number of times.
    """
    actor, at = _actor(request), timezone.now()
    on = at.astimezone(CIVIL_ZONE).date()
    messages = decode_messages(request.body)
    limits = date_limits(on)
    read = [read_declaration(one, sender=actor.username, on=on, limits=limits) for one in messages]
    good = [declaration for declaration, faults in read if declaration is not None and not faults]
    answers = iter(lodge_and_assign(actor=actor, at=at, declarations=good, checked=True))
    results = []
    for message, (declaration, faults) in zip(messages, read, strict=True):
        if declaration is None or faults:
            results.append(_refused(message, declaration, actor, faults))
        else:
            answer = next(answers)
            results.append(_told(answer.lodged, answer.assignment, actor))
    outcomes = {result["outcome"] for result in results}
    status = 201 if "lodged" in outcomes else 200 if "duplicate" in outcomes or not outcomes else 422
    return Status(status, {"results": results})


@router.get(
    "/declarations/{sender}/{reference}/decision",
    response=DecisionSeen,
    summary="What was decided on a declaration",
)
def read_decision(request: HttpRequest, sender: str, reference: str, version: int | None = None) -> dict[str, Any]:
    """The decision on the version asked for, else on the newest. channel is the one in force, overrides included."""
    actor = _actor(request)
    found = consignment_of(sender, reference)
    if found is None:
        raise no_such_consignment()
    require_visible(actor, found.pk)
    decided = assignment(found.pk, version)
    lodged = Lodged("lodged", sender, reference, decided.version if decided else found.current_version, found.pk)
    told = _told(lodged, decided, actor)
    return told | {"channel": str(channel_now(decided))} if decided else told


def _actor(request: HttpRequest) -> Actor:
    actor = request.user
    assert isinstance(actor, Actor)
    return actor


def _refused(
    message: dict[str, Any], declaration: Declaration | None, actor: Actor, faults: tuple[Fault, ...]
) -> dict[str, Any]:
    known = declaration or Declaration(sender=actor.username, reference=str(message.get("reference", "")))
    return _seen(Lodged("refused", known.sender, known.reference, known.version, faults=faults))


def _told(lodged: Lodged, decided: Assignment | None, actor: Actor) -> dict[str, Any]:
    told = _seen(lodged)
    if decided is None:
        return told
    officer = may(actor, Capability.VIEW_PROFILE_REASONS)
    return told | {
        "assignment": decided.pk,
        "channel": decided.channel,
        "decided_at": decided.decided_at,
        "edition": decided.edition,
        "commitment": decided.commitment,
        "lines": [line_seen(line, officer) for line in decided.lines],
    }


def _seen(lodged: Lodged) -> dict[str, Any]:
    return {
        "outcome": lodged.outcome,
        "sender": lodged.sender,
        "reference": lodged.reference,
        "version": lodged.version,
        "consignment": lodged.consignment,
        "faults": [
            {
                "code": fault.code,
                "field": fault.where.field,
                "value": fault.value,
                "problem": fault.problem.as_json(),
                "remedy": fault.remedy.as_json(),
            }
            for fault in lodged.faults
        ],
    }
