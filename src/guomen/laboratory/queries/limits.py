"""The limits that the catalogue has in force, as the laboratory compares with them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from guomen.catalogue import terms as catalogue
from guomen.catalogue.queries import CODEX, limits_for, market_name, market_of, policy
from guomen.kernel.terms import Text
from guomen.laboratory.models import TestRequest
from guomen.laboratory.terms import Basis, Comparison, Component, DecisionRule, Limit, LimitKind, Market


def limits_in_force(*, goods: str, analyte: Text, on: date, destination: str = "") -> list[tuple[Limit, Text, str]]:
    """Limits valid on a day, the most specific first, each with the food that it is for and its method.

    destination: of goods for export, the country (or market) they go to. Then the limits are those of the first market
    that has any, in the order of the policy laboratory.export_limits; each says whose it is and whose were asked for.
    """
    if not destination:
        return _found(goods, analyte, on, "")
    asked = destination_market(destination, on)
    for code in _order(asked.code, on):
        found = _found(goods, analyte, on, code)
        if found:
            market = Market(code, market_name(code)) if code else None
            return [(replace(limit, destination=asked, market=market), food, method) for limit, food, method in found]
    return []


def destination_market(country: str, on: date) -> Market:
    """Whose limits goods for a country are judged by: those of its common market, else its own."""
    code = market_of(country, on)
    return Market(code, market_name(code))


def _order(asked: str, on: date) -> list[str]:
    """The markets whose limits are looked for, in order; where nothing is laid down the destination, then ours."""
    try:
        laid_down = policy("laboratory.export_limits", on=on).entries
    except LookupError:
        laid_down = ("destination", "home")
    codes = {"destination": asked, "codex": CODEX, "home": ""}
    return [codes[entry] for entry in laid_down if entry in codes]


def _found(goods: str, analyte: Text, on: date, market: str) -> list[tuple[Limit, Text, str]]:
    facts = next(
        filter(None, (limits_for(goods=goods, analyte=one, on=on, market=market) for one in (analyte.en, analyte.zh))),
        (),
    )
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
        comparison=Comparison(request.comparison) if request.comparison else Comparison.FULL,
        places=request.places,
        destination=_market(request, "destination"),
        market=_market(request, "market"),
    )


def destination_of(request: TestRequest) -> str:
    """The code of the market that a test's limits were asked for; "" where the goods are not for export."""
    return str(request.markets.get("destination", {}).get("code", ""))


def _market(request: TestRequest, name: str) -> Market | None:
    return Market.from_json(request.markets[name]) if name in request.markets else None


def _plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the column adds: 0.20000000 is 0.2."""
    return None if value is None else Decimal(format(value.normalize(), "f"))
