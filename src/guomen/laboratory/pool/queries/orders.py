"""Orders of tests, as the enterprise and the laboratory see them."""

from django.db.models import Q, QuerySet

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Missing, Text
from guomen.laboratory.pool.models import ServiceOrder


def orders(actor: Actor) -> QuerySet[ServiceOrder]:
    """An enterprise sees its own orders; people of a laboratory those placed with it or with one below it."""
    rows = ServiceOrder.objects.select_related("body", "body__office", "sample", "placed_by").order_by("-placed_at")
    own = Q(uscc=actor.represents) if actor.represents else Q(pk__in=[])
    if actor.office is None or not any(may(actor, one) for one in (Capability.TEST, Capability.MANAGE_LABORATORY)):
        return rows.filter(own)
    return rows.filter(own | Q(body__office__path__startswith=actor.office.path))


def service_order(actor: Actor, number: str) -> ServiceOrder:
    """One order. Raises Missing for one that the actor may not see."""
    found = orders(actor).filter(number=number).first()
    if found is None:
        raise Missing(
            "laboratory.order_missing",
            Text(f"没有编号为 {number[:20]} 的委托单。", f"There is no order with the number {number[:20]}."),
            Text("请核对编号。", "Check the number."),
        )
    return found
