"""Reading consignments over the API. Lodging is targeting's: it answers with the channel."""

from datetime import date, datetime
from typing import Any, cast

import msgspec
from django.http import HttpRequest
from ninja import Query, Router, Schema

from guomen.consignments.models import Consignment
from guomen.consignments.queries import require_visible, stored_versions, visible_consignments
from guomen.kernel.offices.models import Actor

router = Router(tags=["consignments"])
PAGE = 100


class ConsignmentOut(Schema):
    """A consignment as it stands: office, importer and direction are those of the current version."""

    id: int
    sender: str
    reference: str
    office: str
    importer: str
    direction: str
    status: str
    version: int
    first_lodged_at: datetime


class Page(Schema):
    """Newest first. next: give it as `before` to read on; absent at the end."""

    consignments: list[ConsignmentOut]
    next: int | None = None


class VersionOut(Schema):
    """One version of the declaration, as it was sent."""

    version: int
    lodged_at: datetime
    declaration: dict[str, Any]


class Whole(ConsignmentOut):
    """A consignment with every version of its declaration, oldest first."""

    versions: list[VersionOut]


class Wanted(Schema):
    """What to list. before: only consignments with a smaller id. since, until: days of first lodging, inclusive."""

    reference: str = ""
    sender: str = ""
    status: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    limit: int = PAGE


def _shown(row: Consignment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "sender": row.sender,
        "reference": row.reference,
        "office": row.office.code,
        "importer": row.importer,
        "direction": row.direction,
        "status": row.status,
        "version": row.current_version,
        "first_lodged_at": row.first_lodged_at,
    }


def _filters(wanted: Wanted) -> dict[str, Any]:
    asked = {
        "reference": wanted.reference,
        "sender": wanted.sender,
        "status": wanted.status,
        "drawn_on__gte": wanted.since,
        "drawn_on__lte": wanted.until,
        "pk__lt": wanted.before,
    }
    return {name: value for name, value in asked.items() if value not in ("", None)}


@router.get("/consignments", response=Page, operation_id="consignments", summary="Consignments that you may see")
def consignments(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """Newest first, at most 100 at a time: an officer's offices, a sender's or trader's own."""
    limit = min(max(wanted.limit, 1), PAGE)
    rows = visible_consignments(cast(Actor, request.user)).filter(**_filters(wanted)).order_by("-pk")[: limit + 1]
    found = list(rows)
    more = len(found) > limit
    return {"consignments": [_shown(row) for row in found[:limit]], "next": found[limit - 1].pk if more else None}


@router.get(
    "/consignments/{int:number}",
    response=Whole,
    operation_id="consignment",
    summary="One consignment and its versions",
)
def consignment(request: HttpRequest, number: int) -> dict[str, Any]:
    """Every version as it was sent. 404 for what is not there and for what is not yours to see."""
    row = require_visible(cast(Actor, request.user), number)
    versions = [
        {
            "version": one.version,
            "lodged_at": one.lodged_at,
            "declaration": msgspec.json.decode(msgspec.json.encode(one.declaration)),
        }
        for one in stored_versions(row.pk)
    ]
    return {**_shown(row), "versions": versions}
