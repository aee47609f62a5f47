"""The laboratory over the API: instruments, or what stands beside them, post their messages."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability
from guomen.laboratory.messages import operations, queries

router = Router(tags=["laboratory"])
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Sent(Schema):
    """profile: its name, the version in use reads the message. name: what the file or run is called."""

    profile: str = Field(max_length=60, pattern=r"^[^\x00-\x1f]+$")
    name: str = Field(default="message", max_length=200)


class HeldOut(Schema):
    """A line that waits for a person."""

    position: int
    sample: str
    code: str
    value: str
    unit: str
    fault: dict[str, Any]


class TakenMessageOut(Schema):
    """What became of the message. known: the same bytes came before, nothing was applied again."""

    message: int
    state: str
    known: bool
    applied: int
    held: int
    dismissed: int
    fault: dict[str, Any] | None = None
    lines: list[HeldOut]


@router.post(
    "/laboratory/messages",
    response=TakenMessageOut,
    operation_id="take_message",
    summary="Post an instrument's message",
    openapi_extra=_BODY,
)
def take_message(request: HttpRequest, sent: Query[Sent]) -> dict[str, Any]:
    """The body is the message as the instrument wrote it. Results are entered in the name of the token's holder."""
    actor = cast(Actor, request.user)
    require(actor, Capability.TEST)
    profile = queries.profile_in_use(actor, sent.profile)
    taken = operations.take_message(
        actor=actor, at=timezone.now(), profile=profile.pk, name=sent.name, content=request.body
    )
    held = [line for line in taken.lines if line.state == "held"]
    return {
        "message": taken.message.pk,
        "state": taken.message.state,
        "known": taken.known,
        **taken.counts,
        "fault": taken.message.fault,
        "lines": [
            {name: getattr(line, name) for name in ("position", "sample", "code", "value", "unit", "fault")}
            for line in held
        ],
    }
