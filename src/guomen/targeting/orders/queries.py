"""Reading control orders, as one edition knew them and as they stand, with their hits."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, QuerySet

from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.terms import Missing, Text
from guomen.targeting.models import Assignment, ControlOrder
from guomen.targeting.rules.rule import OrderInForce


def orders_known_at(edition: int) -> tuple[OrderInForce, ...]:
    """Every control order as an edition knew it, of all periods; those withdrawn are left out."""
    rows = (
        ControlOrder.objects.known_at(edition)
        .filter(withdrawn_at__isnull=True)
        .select_related("office")
        .order_by("number")
    )
    return tuple(_in_force(row) for row in rows)


def orders_changed_at(edition: int) -> int:
    """The last edition up to `edition` in which an order was issued or withdrawn; 0 before the first."""
    opened = ControlOrder.objects.filter(since_edition__lte=edition).aggregate(last=Max("since_edition"))
    return opened["last"] or 0


def _in_force(row: ControlOrder) -> OrderInForce:
    return OrderInForce(
        key=f"order:{row.number}",
        number=row.number,
        office=row.office.code,
        condition=Condition.from_json(row.condition),
        orders=Channel(row.orders),
        rate=row.rate,
        tests=tuple(row.tests),
        text=Text(row.text_zh, row.text_en),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def control_orders() -> QuerySet[ControlOrder]:
    """Every order as it stands now, newest first."""
    return ControlOrder.objects.current().select_related("office", "issued_by").order_by("-issued_at", "number")


def control_order(number: str) -> ControlOrder:
    """An order as it stands now. Raises Missing."""
    found = control_orders().filter(number=number).first()
    if found is None:
        raise Missing(
            "order.missing",
            Text(f"没有布控指令{number}。", f"There is no control order {number!r}."),
            Text("请核对编号。", "Check its number."),
        )
    return found


@dataclass(frozen=True, slots=True)
class Hits:
    """How often an order met a consignment, and how many of those were found conforming or not."""

    met: int = 0
    conforming: int = 0
    nonconforming: int = 0


def hits(numbers: Iterable[str], *, of: str = "order") -> dict[str, Hits]:
    """Hits of the orders (of="measure": of the measures) named; one that never met anything has none."""
    sources = [f"{of}:{number}" for number in numbers]
    with connection.cursor() as cursor:
        cursor.execute(_HITS, {"sources": sources})
        found = {source: Hits(*counts) for source, *counts in cursor.fetchall()}
    return {source.removeprefix(f"{of}:"): found.get(source, Hits()) for source in sources}


_HITS = """
SELECT wanted.source, count(*), count(*) FILTER (WHERE met.conforming), count(*) FILTER (WHERE NOT met.conforming)
FROM unnest(%(sources)s::text[]) AS wanted(source)
JOIN targeting_assignment AS met ON met.sources @> to_jsonb(wanted.source)
GROUP BY wanted.source
"""


def assignments_meeting(source: str) -> QuerySet[Assignment]:
    """Every decision that a row ("measure:M-2026-0001", "order:CO-1") bore on, oldest first."""
    return Assignment.objects.filter(sources__contains=[source]).order_by("decided_at", "id")
