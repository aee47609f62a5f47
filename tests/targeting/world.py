"""A small made-up agency for the tests of targeting: offices, policies, facts, declarations."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from guomen.catalogue.terms import (
    AccessState,
    CatalogueSnapshot,
    Channel,
    CommodityRisk,
    Condition,
    Confidence,
    CountryRisk,
    DesignationState,
    MarketAccess,
    MeasureInForce,
    OriginRisk,
    Plan,
    PolicyValue,
    PortDesignation,
    ProductRisk,
    Requirement,
    RequirementKind,
    SamplingTables,
)
from guomen.consignments.shipments.terms import draw_name, shipment_of
from guomen.consignments.terms import HEAD_SCHEMA, ITEM_SCHEMA, LINE_SCHEMA, Declaration, GoodsItem
from guomen.kernel.terms import Text
from guomen.parties.terms import (
    AuthorisationFact,
    AuthorisationKind,
    AuthorisationState,
    OperatorFacts,
    PartySnapshot,
)
from guomen.targeting.draws.rules import Draw, drawing
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket, Histories
from guomen.targeting.rules.rule import OrderInForce
from guomen.targeting.rules.rulebook import Rulebook, compile_rulebook
from guomen.targeting.terms import Decision

DAY = date(2018, 9, 3)
START = date(2018, 1, 1)
OFFICES = {"0000": "0000/", "4700": "0000/4700/", "4701": "0000/4700/4701/", "2200": "0000/2200/"}
SECRET = bytes(range(32))
MODES = {
    1: ("verification", "credit", "credit"),
    2: ("general", "verification", "credit"),
    3: ("stringent", "general", "verification"),
    4: ("special", "special", "special"),
}
POLICIES: dict[str, str] = {
    **{
        f"targeting.mode.{grade}.{risk}": mode
        for grade, modes in MODES.items()
        for risk, mode in zip(("high", "elevated", "general"), modes, strict=True)
    },
    **{
        f"targeting.lot_rate.{mode}": rate
        for mode, rate in (
            ("special", "1"),
            ("stringent", "1"),
            ("general", "0.2"),
            ("verification", "0.08"),
            ("credit", "0.02"),
        )
    },
    **{
        f"targeting.csp.{mode}.{name}": value
        for mode in ("special", "stringent", "general", "verification", "credit")
        for name, value in (("clearance_number", "5"), ("sampling_fraction", "0.1"))
    },
    "targeting.csp.special.sampling_fraction": "1",
    "targeting.origin_uplift.high": "3",
    "targeting.origin_uplift.elevated": "1.5",
    "targeting.origin_uplift.ordinary": "1",
    "targeting.control_arm_rate": "0.02",
    "targeting.random_even_share": "0.5",
    "targeting.control_arm_channel": "physical",
    "targeting.drawn_channel": "physical",
    "targeting.default_enterprise_class": "3",
    "targeting.default_product_risk": "general",
    "targeting.green_channel_factor": "0.5",
    "targeting.missing_document": "hold",
    "targeting.missing_permit": "refuse",
    "targeting.inspection_level": "II",
    "targeting.aql.high": "0.65",
    "targeting.aql.elevated": "1.0",
    "targeting.aql.general": "2.5",
    "targeting.detection.level": "0.05",
    "targeting.detection.confidence": "0.95",
    "targeting.override.second_person": "hold>release; refuse>*",
    "targeting.exchange_rate.USD": "6.8",
    "targeting.draw.reveal_after_days": "1",
}


def policy(name: str, value: str, office: str = "", start: date = START) -> PolicyValue:
    return PolicyValue(key=f"policy:{name}", name=name, office=office, value=value, valid_from=start)


LETTERS = ((2, 50, {"II": "D"}), (51, 90, {"II": "E"}), (91, 500, {"II": "H"}), (501, 1200, {"II": "J"}),
           (1201, 3200, {"II": "K"}), (3201, None, {"II": "L"}))  # fmt: skip
SIZES = {"D": 8, "E": 200, "H": 50, "J": 80, "K": 125, "L": 200}
TABLES = SamplingTables(
    standard="made up",
    letters=((1, 1, {"II": "D"}), *LETTERS),
    plans={
        ("normal", letter, aql): Plan(letter, size, ac, ac + 1)
        for letter, size in SIZES.items()
        for ac, aql in enumerate(("0.65", "1.0", "2.5"))
    },
    switching=(),
)


def requirement(kind: str, key: str, condition: Condition | None = None, **parameters: Any) -> Requirement:
    return Requirement(
        key=f"requirement:{key}",
        kind=RequirementKind(kind),
        condition=condition or Condition(goods=("02",)),
        parameters=parameters,
        text=Text(f"要求{key}", f"requirement {key}"),
        basis="Law, Art. 1",
        confidence=Confidence.SOURCE,
        valid_from=START,
    )


def measure(number: str, condition: Condition, orders: Channel = Channel.SAMPLE, **more: Any) -> MeasureInForce:
    fields: dict[str, Any] = {
        "key": f"measure:{number}",
        "number": number,
        "condition": condition,
        "hazard": "salmonella",
        "orders": orders,
        "text": Text(f"措施{number}", f"measure {number}"),
        "valid_from": START,
    }
    return MeasureInForce(**(fields | more))


def order(number: str, condition: Condition, orders: Channel = Channel.PHYSICAL, **more: Any) -> OrderInForce:
    fields: dict[str, Any] = {
        "key": f"order:{number}",
        "number": number,
        "office": "4700",
        "condition": condition,
        "orders": orders,
        "rate": None,
        "tests": (),
        "text": Text(f"布控{number}", f"order {number}"),
        "valid_from": START,
        "valid_to": None,
    }
    return OrderInForce(**(fields | more))


def access(goods: str, origin: str, state: str = "admitted", **more: Any) -> MarketAccess:
    fields: dict[str, Any] = {"valid_from": START, "confidence": Confidence.SOURCE}
    key = f"access:{goods}/{origin}/{state}"
    return MarketAccess(key=key, goods=goods, origin=origin, state=AccessState(state), **(fields | more))


def risk(goods: str, grade: str) -> CommodityRisk:
    return CommodityRisk(key=f"risk:{goods}", goods=goods, risk=ProductRisk(grade), valid_from=START)


def origin_risk(origin: str, grade: str, goods: str = "") -> CountryRisk:
    return CountryRisk(
        key=f"origin:{origin}/{goods}", origin=origin, goods=goods, risk=OriginRisk(grade), valid_from=START
    )


def designation(port: str, goods: str, state: str = "in_force") -> PortDesignation:
    return PortDesignation(
        key=f"designation:{port}/{goods}", port=port, goods=goods, state=DesignationState(state), valid_from=START
    )


def catalogue(edition: int = 1, policies: dict[str, str] | None = None, **facts: Any) -> CatalogueSnapshot:
    """A snapshot with the tests' policies; `policies` replaces some, None as value takes one away."""
    values = {name: value for name, value in (POLICIES | (policies or {})).items() if value is not None}
    given = {name: tuple(rows) for name, rows in facts.items()}
    return CatalogueSnapshot(edition, policies=tuple(policy(*pair) for pair in values.items()), **given)


def rulebook(*orders: OrderInForce, tables: SamplingTables = TABLES, **facts: Any) -> Rulebook:
    return compile_rulebook(catalogue(**facts), orders, OFFICES, tables)


def authorisation(kind: str, number: str, holder: str, state: str = "valid", **more: Any) -> AuthorisationFact:
    fields: dict[str, Any] = {"key": f"authorisation:{kind}/{number}", "valid_from": START}
    return AuthorisationFact(
        kind=AuthorisationKind(kind), number=number, holder=holder, state=AuthorisationState(state), **(fields | more)
    )


def parties(*facts: AuthorisationFact, classes: dict[str, int] | None = None) -> PartySnapshot:
    holders = {fact.holder for fact in facts} | set(classes or {})
    by_number: dict[str, tuple[AuthorisationFact, ...]] = {}
    for fact in facts:
        by_number[fact.number] = (*by_number.get(fact.number, ()), fact)
    operators = {
        holder: OperatorFacts(
            holder,
            holder,
            holder,
            tuple((grade, START, None, f"class:{who}") for who, grade in (classes or {}).items() if who == holder),
            tuple(fact for fact in facts if fact.holder == holder),
        )
        for holder in holders
    }
    return PartySnapshot(1, operators, by_number)


def item(number: int = 1, goods: str = "0207140000101", **more: Any) -> GoodsItem:
    fields: dict[str, Any] = {"origin": "BR", "quantity": Decimal(1000), "net_mass": Decimal(500)}
    return GoodsItem(item_no=number, goods_code=goods, **(fields | more))


def declaration(*items: GoodsItem, **more: Any) -> Declaration:
    fields: dict[str, Any] = {
        "sender": "broker",
        "reference": "R-1",
        "direction": "import",
        "regime": "0110",
        "declared_on": DAY,
        "office": "4701",
        "port": "470101",
        "importer": "IMP-1",
    }
    return Declaration(items=items or (item(),), **(fields | more))


def drawn_for(one: Declaration) -> Draw:
    """What the declaration draws under SECRET."""
    return drawing(SECRET, draw_name(one.sender, one.reference, shipment_of(one.importer, one.bill_number)))


def decided(
    book: Rulebook,
    one: Declaration,
    known: PartySnapshot | None = None,
    histories: Histories | None = None,
    draw: Draw | None = None,
) -> Decision:
    docket = Docket(book, known or parties(), histories or {})
    return decide(docket, one, DAY, draw or drawn_for(one), "commitment")


def codes(decision: Decision) -> list[str]:
    """The codes of all reasons of the first line."""
    return [reason.code for reason in decision.lines[0].reasons]


def never(purpose: str) -> float:
    """A draw that picks nothing."""
    return 0.999999


def always(purpose: str) -> float:
    """A draw that picks whatever may be picked."""
    return 0.0


def frame(declarations: Sequence[Declaration]) -> pl.DataFrame:
    """The flat form of declarations: a row for each item, in their order."""
    rows = []
    for one in declarations:
        head = {name: getattr(one, name) for name in HEAD_SCHEMA if name in one.__struct_fields__}
        head |= {"total_net_mass": one.net_mass, "containers": [], "documents": _documents(one)}
        rows += [head | _item(goods) for goods in one.items]
    return pl.DataFrame(rows, schema=LINE_SCHEMA, orient="row", strict=False)


def _documents(one: Declaration) -> list[str]:
    return [f"{shown.kind}:{shown.number}" if shown.number else shown.kind for shown in one.documents]


def _item(goods: GoodsItem) -> dict[str, Any]:
    permits = [
        f"{permit.kind}:{permit.number}" + (f":{permit.quantity}" if permit.quantity is not None else "")
        for permit in goods.permits
    ]
    row = {name: getattr(goods, name) for name in ITEM_SCHEMA} | {"permits": permits}
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()}
