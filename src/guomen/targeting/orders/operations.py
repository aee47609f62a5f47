"""Issuing and withdrawing control orders."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Refusal, SubjectRef, Text
from guomen.targeting import events
from guomen.targeting.models import ControlOrder
from guomen.targeting.orders.queries import control_order


@transaction.atomic
def issue_control_order(
    *,
    actor: Actor | None,
    at: datetime,
    number: str,
    office: Office,
    condition: Condition,
    orders: Channel,
    valid_from: date,
    valid_to: date | None,
    text: Text,
    ground: str,
    rate: float | None = None,
    tests: tuple[dict[str, Any], ...] = (),
) -> ControlOrder:
    """Order a channel for goods that meet the condition, from valid_from to (not including) valid_to.

    Raises Refusal where the condition means everything, the period is empty or nothing is given as its ground;
    Conflict where the number was used before.
    """
    if actor is not None:
        require(actor, Capability.ISSUE_CONTROL_ORDER, office)
    _settle(condition, orders, valid_from, valid_to, ground, rate)
    edition = new_edition(at=at, note=f"control order {number}")
    if ControlOrder.objects.filter(number=number).exists():
        raise Conflict(
            "order.number_used",
            Text(f"布控指令编号{number}已使用。", f"The number {number!r} was used before."),
            Text("请换一个编号。", "Choose another number."),
        )
    row = ControlOrder.objects.create(
        number=number,
        office=office,
        issued_by=actor,
        issued_at=at,
        condition=condition.as_json(),
        orders=orders,
        rate=rate,
        tests=list(tests),
        text_zh=text.zh,
        text_en=text.en,
        ground=ground,
        valid_from=valid_from,
        valid_to=valid_to,
        since_edition=edition,
    )
    record(
        events.ORDER_ISSUED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("order", number)],
        payload={"condition": row.condition, "orders": str(orders), "rate": rate, "office": office.code,
                 "valid_from": valid_from.isoformat(), "valid_to": valid_to.isoformat() if valid_to else None},
        authority=ground,
        edition=edition,
    )  # fmt: skip
    return row


def _settle(
    condition: Condition, orders: Channel, valid_from: date, valid_to: date | None, ground: str, rate: float | None
) -> None:
    if condition.empty:
        raise _refused("order.condition_empty", "条件为空会布控一切货物。", "An empty condition would mean all goods.",
                       "请至少填写一个条件。", "Fill in at least one field.")  # fmt: skip
    if orders is Channel.RELEASE:
        raise _refused("order.releases", "布控指令不能用于放行。", "A control order cannot order release.",
                       "请选择查验、暂扣等处置。", "Choose a check, a hold or a refusal.")  # fmt: skip
    if valid_to is not None and valid_to <= valid_from:
        raise _refused("order.period_empty", "截止日期须晚于起始日期。", "The order must end after it begins.",
                       "请更正日期。", "Correct the dates.")  # fmt: skip
    if rate is not None and not 0 < rate <= 1:
        raise _refused("order.rate_range", "比例须大于0且不超过1。", "A rate is more than 0 and at most 1.",
                       "每批适用时请留空。", "Leave it empty for every lot.")  # fmt: skip
    if not ground.strip():
        raise _refused("order.ground_missing", "未说明布控依据。", "No ground is given.",
                       "请写明依据。", "State why the order is issued.")  # fmt: skip


def _refused(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Refusal:
    return Refusal(code, Text(zh, en), Text(remedy_zh, remedy_en))


@transaction.atomic
def withdraw_control_order(*, actor: Actor | None, at: datetime, number: str, ground: str) -> ControlOrder:
    """End an order at once. Raises Missing, Conflict where it was withdrawn before, Refusal without a ground."""
    edition = new_edition(at=at, note=f"control order {number} withdrawn")
    row = control_order(number)
    if actor is not None:
        require(actor, Capability.ISSUE_CONTROL_ORDER, row.office)
    if not ground.strip():
        raise _refused("order.ground_missing", "未说明撤销依据。", "No ground is given.",
                       "请写明依据。", "State why the order is withdrawn.")  # fmt: skip
    if row.withdrawn_at is not None:
        raise Conflict(
            "order.withdrawn",
            Text(f"布控指令{number}已撤销。", f"Control order {number!r} was withdrawn before."),
            Text("无需再次撤销。", "There is nothing to withdraw."),
        )
    closed = row.succeed(edition=edition, withdrawn_at=at, closed_ground=ground)
    record(
        events.ORDER_WITHDRAWN,
        actor=actor,
        at=at,
        subjects=[SubjectRef("order", number)],
        payload={"ground": ground},
        authority=ground,
        edition=edition,
    )
    return closed
