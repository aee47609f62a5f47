"""All that the catalogue says about one goods code on one day."""

from dataclasses import dataclass
from datetime import date

from guomen.catalogue import models
from guomen.catalogue.queries.limits import limit_fact
from guomen.catalogue.queries.snapshots import snapshot
from guomen.catalogue.queries.standards import in_its_edition
from guomen.catalogue.terms import (
    CommodityRisk,
    Condition,
    CountryRisk,
    Limit,
    MarketAccess,
    MeasureInForce,
    Requirement,
)
from guomen.kernel.editions.queries import current_edition


@dataclass(frozen=True)
class GoodsFacts:
    """access: every row of the goods code and origin (all origins where none is named), newest first: the history."""

    named: tuple[models.Goods, ...]
    risk: CommodityRisk | None
    origin_risk: CountryRisk | None
    requirements: tuple[Requirement, ...]
    access: tuple[MarketAccess, ...]
    measures: tuple[MeasureInForce, ...]
    limits: tuple[Limit, ...]


def goods_facts(code: str, *, origin: str, on: date) -> GoodsFacts:
    """What is known now about a goods code (any length), for one origin or all (""), on a day."""
    known = snapshot(current_edition())
    prefixes = [code[:length] for length in range(1, len(code) + 1)]
    limits = (
        models.Limit.objects.current()
        .in_force(on)
        .filter(market="", goods__overlap=prefixes)
        .order_by("analyte", "key")
    )
    access = [one for one in known.access if code.startswith(one.goods) and origin in ("", one.origin)]
    return GoodsFacts(
        named=tuple(models.Goods.objects.current().filter(code__in=prefixes).order_by("code")),
        risk=known.product_risk(code, on),
        origin_risk=known.origin_risk(origin, code, on) if origin else None,
        requirements=tuple(
            one for one in known.requirements if one.in_force(on) and _means(one.condition, code, origin)
        ),
        access=tuple(sorted(access, key=lambda one: (one.origin, one.goods, one.valid_from), reverse=True)),
        measures=tuple(one for one in known.measures if one.in_force(on) and _means(one.condition, code, origin)),
        limits=tuple(in_its_edition(limit_fact(row), on) for row in limits),
    )


def _means(condition: Condition, code: str, origin: str) -> bool:
    """Whether a condition can mean the goods code (and origin); its other fields are left open."""
    if condition.goods and not code.startswith(condition.goods):
        return False
    if not origin or not condition.origins:
        return True
    return (origin in condition.origins) is not condition.origins_negated
