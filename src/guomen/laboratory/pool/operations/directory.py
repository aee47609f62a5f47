"""The directory: bodies, what they offer, whether they may be relied on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Refusal, SubjectRef, Text
from guomen.laboratory.pool import events
from guomen.laboratory.pool.models import Offer, TestingBody
from guomen.laboratory.pool.queries import body
from guomen.laboratory.pool.terms import Standing


@dataclass(frozen=True, slots=True)
class Described:
    """A testing body as its directory entry says it; see models.TestingBody."""

    name_zh: str
    name_en: str
    agency: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accreditation: str = ""
    accredited_until: date | None = None
    capacity: int = 100
    contact: str = ""
    source: str = ""


@transaction.atomic
def register_body(
    *, actor: Actor | None, at: datetime, code: str, described: Described, office: Office | None = None
) -> TestingBody:
    """Enter a testing body, or write its entry anew. office: where it is one of the agency's own laboratories."""
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY)
    if not code.strip() or not described.name_zh.strip() or not described.agency.strip():
        raise Refusal(
            "laboratory.body_unnamed",
            Text("检测机构须有代码、名称和主管单位。", "A testing body has a code, a name and whoever runs it."),
            Text("请补全。", "Fill them in."),
        )
    row, _ = TestingBody.objects.update_or_create(code=code.strip(), defaults=asdict(described) | {"office": office})
    record(
        events.BODY_REGISTERED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("body", row.code)],
        payload={"body": row.code, "name": row.name_zh, "capacity": row.capacity},
    )
    return row


@transaction.atomic
def offer_test(
    *,
    actor: Actor | None,
    at: datetime,
    code: str,
    analyte: Text,
    price: Decimal,
    days: int,
    accredited: bool,
    valid_from: date,
    goods: Sequence[str] = (),
    standard: str = "",
    valid_to: date | None = None,
) -> Offer:
    """Enter what a body tests; the running offer of the same test ends the day the new one begins."""
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY)
    row = body(code)
    if price < 0 or days < 1:
        raise Refusal(
            "laboratory.offer_impossible",
            Text("价格不得为负，工作日至少为一。", "A price is not below zero, and a test takes at least a day."),
            Text("请更正。", "Correct them."),
        )
    same = row.offers.filter(analyte_en=analyte.en, standard=standard, goods=list(goods), valid_to__isnull=True)
    if same.filter(valid_from__gte=valid_from).exists():
        raise Conflict(
            "laboratory.offer_there",
            Text("同日起已有相同项目。", "The same test is offered from that day or a later one."),
            Text("请选择更晚的起始日。", "Choose a later first day."),
        )
    same.update(valid_to=valid_from)
    offer = Offer.objects.create(
        body=row, analyte_zh=analyte.zh, analyte_en=analyte.en, standard=standard, goods=list(goods), price=price,
        days=days, accredited=accredited, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    record(
        events.TEST_OFFERED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("body", row.code)],
        payload={"body": row.code, "analyte": analyte.en, "price": str(price), "days": days, "accredited": accredited},
    )
    return offer


@transaction.atomic
def change_standing(*, actor: Actor, at: datetime, code: str, standing: Standing, reason: str) -> TestingBody:
    """Suspend a body, withdraw it, or take it in again. Raises Refusal without a reason."""
    require(actor, Capability.MANAGE_LABORATORY)
    row = body(code)
    if not reason.strip():
        raise Refusal(
            "laboratory.standing_reason",
            Text("变更采信资格须说明理由。", "A change of standing needs a reason."),
            Text("请写明依据。", "State what it rests on."),
        )
    before, row.standing, row.standing_because = row.standing, standing.value, reason.strip()
    row.save()
    record(
        events.STANDING_CHANGED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("body", row.code)],
        payload={"body": row.code, "from": before, "to": row.standing, "reason": row.standing_because},
    )
    return row
