"""Tests that an enterprise orders: placed, taken on or declined, withdrawn."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from guomen.kernel.documents.numbering import next_number
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, NotPermitted, Refusal, SubjectRef, Text
from guomen.laboratory.operations import order_sample
from guomen.laboratory.pool import events, queries
from guomen.laboratory.pool.models import Offer, ServiceOrder
from guomen.laboratory.pool.queries.bodies import fits
from guomen.laboratory.pool.terms import OrderState
from guomen.laboratory.terms import LotIdentity, Purpose, Requested


@transaction.atomic
def place_order(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    offers: Sequence[int],
    goods_code: str,
    description: str,
    lot: str = "",
    units: int = 1,
) -> ServiceOrder:
    """An enterprise orders tests that a body offers. Raises Refusal for none, or one that the body does not offer."""
    require(actor, Capability.TRADE)
    body, on = queries.body(code), timezone.localdate(at)
    chosen = list(queries.offers(on).filter(body=body, pk__in=offers))
    if not chosen or len(chosen) != len(set(offers)) or not all(fits(one, goods_code) for one in chosen):
        raise Refusal(
            "laboratory.order_unoffered",
            Text("请至少选择一个该机构为此商品提供的检测项目。",
                 "Choose at least one test that this body offers for these goods."),
            Text("请在检测项目目录中查询。", "Look it up in the list of tests."),
        )  # fmt: skip
    if not description.strip() or units < 1:
        raise Refusal(
            "laboratory.order_goods",
            Text("请说明送检物品和数量。", "State what is handed in, and how many units."),
            Text("请补全。", "Fill them in."),
        )
    order = ServiceOrder.objects.create(
        number=next_number(ServiceOrder, "LO", on.year, width=6),
        uscc=actor.represents, placed_by=actor, body=body, goods_code=goods_code,
        description=description.strip()[:300], lot=lot.strip()[:80], units=units,
        price=sum((one.price for one in chosen), Decimal(0)), placed_at=at,
        due_on=on + timedelta(days=max(one.days for one in chosen)),
    )  # fmt: skip
    order.offers.set(chosen)
    _told(events.ORDER_PLACED, order, actor, at)
    return order


@transaction.atomic
def take_order(*, actor: Actor, at: datetime, number: str) -> ServiceOrder:
    """The laboratory takes an order on; where it is one of ours, the sample is ordered and gets its label."""
    order = _open(actor, number)
    office = order.body.office
    if office is not None:
        on = timezone.localdate(at)
        asked = [Requested(Text(one.analyte_zh, one.analyte_en), on, method=one.standard) for one in _tests(order)]
        order.sample = order_sample(
            actor=None, at=at, subject=SubjectRef("order", order.number), office=office, laboratory=office,
            goods_code=order.goods_code, description=order.description, requests=asked, units=order.units,
            purpose=Purpose.ENTERPRISE, requester=order.uscc, lot=LotIdentity(number=order.lot) if order.lot else None,
        )  # fmt: skip
    order.state = OrderState.TAKEN
    order.save()
    _told(events.ORDER_TAKEN, order, actor, at)
    return order


@transaction.atomic
def decline_order(*, actor: Actor, at: datetime, number: str, reason: str) -> ServiceOrder:
    """The laboratory does not take an order on. Raises Refusal without a reason."""
    order = _open(actor, number)
    if not reason.strip():
        raise Refusal(
            "laboratory.decline_reason",
            Text("不受理须说明理由。", "An order is declined with a reason."),
            Text("请写明理由。", "State it."),
        )
    order.state, order.because = OrderState.DECLINED, reason.strip()
    order.save()
    _told(events.ORDER_DECLINED, order, actor, at)
    return order


@transaction.atomic
def cancel_order(*, actor: Actor, at: datetime, number: str) -> ServiceOrder:
    """Whoever placed an order takes it back, before a laboratory has taken it on."""
    require(actor, Capability.TRADE)
    order = ServiceOrder.objects.select_for_update().get(pk=queries.service_order(actor, number).pk)
    if order.uscc != actor.represents:
        raise NotPermitted(
            "laboratory.order_other",
            Text("只能取消本企业的委托。", "Only an order of your own enterprise can be taken back."),
            Text("请核对编号。", "Check the number."),
        )
    _still(order, OrderState.PLACED)
    order.state = OrderState.CANCELLED
    order.save()
    _told(events.ORDER_CANCELLED, order, actor, at)
    return order


def order_reported(*, at: datetime, sample: str) -> None:
    """The report on the sample of an order is out."""
    for order in ServiceOrder.objects.select_for_update().filter(sample__label=sample, state=OrderState.TAKEN):
        order.state = OrderState.REPORTED
        order.save()
        _told(events.ORDER_REPORTED, order, None, at)


def _open(actor: Actor, number: str) -> ServiceOrder:
    require(actor, Capability.MANAGE_LABORATORY)
    seen = queries.service_order(actor, number)
    order = ServiceOrder.objects.select_for_update(of=("self",)).select_related("body__office").get(pk=seen.pk)
    _still(order, OrderState.PLACED)
    return order


def _still(order: ServiceOrder, state: OrderState) -> None:
    if order.state != state:
        now = OrderState(order.state).text
        raise Conflict(
            "laboratory.order_step",
            Text(f"该委托{now.zh}。", f"That order is {now.en}."),
            Text("请刷新页面。", "Load the page again."),
        )


def _tests(order: ServiceOrder) -> list[Offer]:
    return list(order.offers.order_by("analyte_en"))


def _told(kind: str, order: ServiceOrder, actor: Actor | None, at: datetime) -> None:
    subjects = [SubjectRef("order", order.number), SubjectRef("body", order.body.code)]
    subjects += [SubjectRef("sample", order.sample.label)] if order.sample else []
    record(
        kind,
        actor=actor,
        at=at,
        subjects=subjects,
        payload={"order": order.number, "body": order.body.code, "state": str(order.state), "because": order.because},
    )
