"""Rows turned into the values of a snapshot."""

from collections.abc import Callable, Iterable
from typing import Any

from guomen.catalogue import models
from guomen.catalogue.terms import (
    AccessState,
    CatalogueSnapshot,
    Channel,
    CheckFrequency,
    CommodityRisk,
    Condition,
    Confidence,
    CountryRisk,
    DesignationState,
    MarketAccess,
    MeasureInForce,
    OriginRisk,
    PlanKind,
    PolicyValue,
    PortDesignation,
    ProductRisk,
    RatePlan,
    Requirement,
    RequirementKind,
)
from guomen.kernel.terms import Text

_ORDER = ("key", "valid_from")
# The numbers of a plan for the share of lots.
_NUMBERS = ("i", "f", "i2", "f2", "back", "points")
# The rows of a table, from wherever they are read.
Rows = Callable[[type[Any]], Iterable[Any]]


def fact_key(kind: str, row: models.Fact) -> str:
    """The stable name of a row: what it is, what it is about, from when."""
    return f"{kind}:{row.key}@{row.valid_from.isoformat()}"


def _dated(kind: str, row: models.Fact) -> dict[str, Any]:
    return {
        "key": fact_key(kind, row),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def reference_facts(edition: int) -> CatalogueSnapshot:
    """The snapshot of `edition` without its measures."""
    return facts_of(edition, lambda model: model.objects.known_at(edition).order_by(*_ORDER))


def facts_of(edition: int, rows: Rows) -> CatalogueSnapshot:
    """A snapshot without measures from the rows of each table, in order of key and first day."""
    return CatalogueSnapshot(
        edition=edition,
        commodities=tuple(
            CommodityRisk(
                **_dated("commodity_risk", row),
                goods=row.goods,
                risk=ProductRisk(row.risk),
                confidence=Confidence(row.confidence),
            )
            for row in rows(models.CommodityRisk)
        ),
        countries=tuple(
            CountryRisk(
                **_dated("country_risk", row),
                origin=row.origin,
                goods=row.goods,
                risk=OriginRisk(row.risk),
                confidence=Confidence(row.confidence),
            )
            for row in rows(models.CountryRisk)
        ),
        access=tuple(access_fact(row) for row in rows(models.MarketAccess)),
        requirements=tuple(requirement_fact(row) for row in rows(models.Requirement)),
        designations=tuple(
            PortDesignation(
                **_dated("port_designation", row), port=row.port, goods=row.goods, state=DesignationState(row.state)
            )
            for row in rows(models.PortDesignation)
        ),
        policies=tuple(policy_fact(row) for row in rows(models.Policy)),
        known_countries=frozenset(row.code for row in rows(models.Country)),
        known_ports={row.code: Text(row.name_zh, row.name_en) for row in rows(models.Port)},
        rate_plans=tuple(rate_plan_fact(row) for row in rows(models.RatePlan)),
        frequencies=tuple(frequency_fact(row) for row in rows(models.CheckFrequency)),
    )


def rate_plan_fact(row: models.RatePlan) -> RatePlan:
    """A row of a plan for the share of lots as a value."""
    return RatePlan(
        **_dated("rate_plan", row),
        kind=PlanKind(row.kind),
        name=Text(row.name_zh, row.name_en),
        source=row.source,
        confidence=Confidence(row.confidence),
        **{name: getattr(row, name) for name in ("code", "goods", "origin", "office", *_NUMBERS)},
    )


def frequency_fact(row: models.CheckFrequency) -> CheckFrequency:
    """A row of a scheme of fixed frequencies as a value."""
    return CheckFrequency(
        **_dated("check_frequency", row),
        scheme=row.scheme,
        number=row.number,
        goods=tuple(row.goods),
        origins=frozenset(row.origins),
        origins_negated=row.origins_negated,
        identity=row.identity,
        physical=row.physical,
        exact=row.exact,
        name=Text(row.name_zh, row.name_en),
        source=row.source,
        confidence=Confidence(row.confidence),
    )


def access_fact(row: models.MarketAccess) -> MarketAccess:
    """A market-access row as a value."""
    return MarketAccess(
        **_dated("market_access", row),
        goods=row.goods,
        origin=row.origin,
        state=AccessState(row.state),
        note=Text(row.note_zh, row.note_en),
        confidence=Confidence(row.confidence),
    )


def requirement_fact(row: models.Requirement) -> Requirement:
    """A requirement row as a value."""
    return Requirement(
        **_dated("requirement", row),
        kind=RequirementKind(row.kind),
        condition=Condition.from_json(row.condition),
        parameters=row.parameters,
        text=Text(row.text_zh, row.text_en),
        basis=row.basis,
        confidence=Confidence(row.confidence),
    )


def policy_fact(row: models.Policy) -> PolicyValue:
    """A policy row as a value."""
    return PolicyValue(
        **_dated("policy", row),
        name=row.name,
        office=row.office,
        value=row.value,
        unit=row.unit,
        confidence=Confidence(row.confidence),
    )


def measures_in_force(edition: int) -> tuple[MeasureInForce, ...]:
    """Every measure as `edition` knew it, but for those withdrawn on their first day, in order of number."""
    rows = models.Measure.objects.known_at(edition).filter(withdrawn=False).order_by("number")
    return tuple(measure_fact(row) for row in rows)


def measure_fact(row: models.Measure) -> MeasureInForce:
    """A measure row as a value."""
    return MeasureInForce(
        key=f"measure:{row.number}",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        number=row.number,
        condition=Condition.from_json(row.condition),
        hazard=row.hazard,
        orders=Channel(row.orders),
        tests=tuple(row.tests),
        rate=row.rate,
        text=Text.from_json(row.text),
        public=Text.from_json(row.public) if row.public else None,
        basis=row.basis,
    )
