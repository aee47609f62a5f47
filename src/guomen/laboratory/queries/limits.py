"""The limits that the catalogue has in force, as the laboratory compares with them."""

from datetime import date
from decimal import Decimal

from guomen.catalogue import terms as catalogue
from guomen.catalogue.queries import limits_for
from guomen.kernel.terms import Text
from guomen.laboratory.models import TestRequest
from guomen.laboratory.terms import Basis, Comparison, Component, DecisionRule, Limit, LimitKind


def limits_in_force(*, goods: str, analyte: Text, on: date) -> list[tuple[Limit, Text, str]]:
    """Limits valid on a day, the most specific first, each with the food that it is for and its method."""
    facts = limits_for(goods=goods, analyte=analyte.en, on=on) or limits_for(goods=goods, analyte=analyte.zh, on=on)
    return [(_as_limit(fact), fact.food, fact.method) for fact in facts]


def _as_limit(fact: catalogue.Limit) -> Limit:
    kind, value, low = _bounds(fact)
    return Limit(
        kind,
        unit=fact.unit,
        value=value,
        low=low,
        units=fact.n or 1,
        accept=fact.c or 0,
        standard=fact.standard,
        edition=fact.edition,
        clause=fact.clause,
        condition=fact.condition.zh,
        key=fact.key,
        confidence=str(fact.confidence),
        components=tuple(Component(one.name, one.factor) for one in fact.components),
        stated_on=Basis(fact.basis),
        rule=DecisionRule(fact.decision_rule) if fact.decision_rule else None,
        comparison=Comparison(fact.comparison) if fact.comparison else Comparison.FULL,
        places=fact.places,
    )


def _bounds(fact: catalogue.Limit) -> tuple[LimitKind, Decimal | None, Decimal | None]:
    if fact.kind is catalogue.LimitKind.MIN:
        return LimitKind.RANGE, None, fact.value
    if fact.kind is catalogue.LimitKind.THREE_CLASS:
        return LimitKind.CLASSES, fact.M, fact.m if fact.m is not None else Decimal(0)
    return LimitKind(str(fact.kind)), fact.value, fact.low


def limit_of(request: TestRequest) -> Limit:
    """The limit that was fixed for a request."""
    return Limit(
        LimitKind(request.limit_kind),
        unit=request.unit,
        value=_plain(request.limit_value),
        low=_plain(request.limit_low),
        units=request.units,
        accept=request.accept,
        standard=request.standard,
        edition=request.edition,
        clause=request.clause,
        condition=request.condition,
        key=request.limit_key,
        confidence=request.limit_confidence,
        components=tuple(
            Component(Text(one["zh"], one["en"]), Decimal(str(one.get("factor", 1)))) for one in request.components
        ),
        stated_on=Basis(request.limit_basis),
        rule=DecisionRule(request.decision_rule) if request.decision_rule else None,
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the column adds: 0.20000000 is 0.2."""
    return None if value is None else Decimal(format(value.normalize(), "f"))
