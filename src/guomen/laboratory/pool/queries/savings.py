"""What the pool saved: tests that were not done twice, ways that were not gone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Sum

from guomen.laboratory.pool.models import Reuse


@dataclass(frozen=True, slots=True)
class Savings:
    """Tests not done twice between two instants, with the hours and CNY that they would have taken, by agency."""

    tests: int
    hours: float
    price: Decimal
    agencies: tuple[tuple[str, int, float, Decimal], ...]


def savings(since: datetime, until: datetime) -> Savings:
    """Summed from the records of tests that were not done twice, since ≤ at < until."""
    rows = Reuse.objects.filter(at__gte=since, at__lt=until)
    by_agency = rows.order_by("agency").values_list("agency").annotate(Count("pk"), Sum("hours"), Sum("price"))
    agencies = tuple((name, tests, hours or 0.0, price or Decimal(0)) for name, tests, hours, price in by_agency)
    return Savings(
        tests=sum(one[1] for one in agencies),
        hours=sum(one[2] for one in agencies),
        price=sum((one[3] for one in agencies), Decimal(0)),
        agencies=agencies,
    )
