"""Random rulebooks, parties, histories and declarations: small enough to meet each other often."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from guomen.catalogue.terms import Channel, Condition, Direction
from guomen.consignments.terms import Declaration, Permit, PresentedDocument
from guomen.parties.terms import PartySnapshot
from guomen.targeting.rules.docket import Histories
from guomen.targeting.rules.history import History
from guomen.targeting.rules.rulebook import Rulebook
from tests.targeting.world import (
    SECRET,
    START,
    access,
    authorisation,
    declaration,
    designation,
    item,
    measure,
    order,
    origin_risk,
    parties,
    requirement,
    risk,
    rulebook,
)

assert len(SECRET) == 32
# Codes that share prefixes of every length; some shorter than rules may be.
CODES = ["0207140000101", "0207140000102", "0207120000999", "0203290000101", "8703234110999", "020714", "02071400", ""]
PREFIXES = ["", "0", "02", "0207", "020714", "02071400", "0207140000", "0207140000101", "87", "8703", "0203"]
ORIGINS = ["BR", "US", "CN", ""]
NAMED_ORIGINS = ["BR", "US", "CN"]
PORTS = ["470101", "470201", "220101", ""]
IMPORTERS = ["IMP-1", "IMP-2", "IMP-3", ""]
EXPORTERS = ["EXP-1", "EXP-2", ""]
PRODUCERS = ["SIF-1", "SIF-2", ""]
DAYS = [date(2018, 9, 3), date(2018, 1, 1), date(2018, 12, 31), date(2018, 2, 28)]


def some(values: list[Any], most: int = 2) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(values), max_size=most)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    low = draw(st.none() | st.sampled_from([0.0, 10.0, 100.0]))
    high = draw(st.none() | st.sampled_from([10.0, 100.0, 1000.0]))
    return Condition(
        direction=draw(st.none() | st.sampled_from(list(Direction))),
        goods=tuple(draw(st.lists(st.sampled_from(PREFIXES[1:]), max_size=2))),
        origins=draw(some(NAMED_ORIGINS)),
        origins_negated=draw(st.booleans()),
        regimes=draw(st.just(frozenset()) | some(["0110", "1039"])),
        ports=draw(st.just(frozenset()) | some(PORTS[:3])),
        offices=draw(st.just(frozenset()) | some(["4700", "4701", "2200"])),
        importers=draw(st.just(frozenset()) | some(IMPORTERS[:3])),
        exporters=draw(st.just(frozenset()) | some(EXPORTERS[:2])),
        producers=draw(st.just(frozenset()) | some(PRODUCERS[:2])),
        enterprise_classes=draw(st.just(frozenset()) | some([1, 2, 3, 4])),
        intended_uses=draw(st.just(frozenset()) | some(["food", "feed"])),
        min_value=low if draw(st.booleans()) else None,
        max_value=high if draw(st.booleans()) else None,
        min_net_mass=draw(st.none() | st.sampled_from([1.0, 50.0])),
        max_net_mass=draw(st.none() | st.sampled_from([50.0, 500.0])),
        season=draw(st.none() | st.sampled_from([("03-01", "09-03"), ("11-15", "02-28"), ("09-04", "12-31")])),
    )


TESTS = st.sampled_from(
    [
        (),
        ({"analyte": "Salmonella", "limit_kind": "not_detected", "unit": "/25 g"},),
        ({"analyte": "Liriomyza", "hazard": "pest"}, {"analyte": "Lead", "limit_kind": "max", "limit": "0.5"}),
        ({"analyte": "Coliforms", "limit_kind": "nmcM", "n": 5, "c": 2, "m": "10", "M": "100"},),
        ({"analyte": "Lead", "limit_kind": "max", "limit": "0.5", "programme": "MP-2026-00001/1"},),
    ]
)
RATES = st.sampled_from([None, None, 0.1, 0.5, 0.9, 1.0])
CHANNELS = st.sampled_from(list(Channel)[1:])
PERIODS = st.sampled_from(
    [{}, {"valid_to": DAYS[0]}, {"valid_from": date(2018, 9, 4)}, {"valid_to": date(2018, 12, 31)}]
)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Measures, orders and requirements of every kind over random conditions."""
    measures = [
        measure(f"M-{n}", draw(conditions()), draw(CHANNELS), rate=draw(RATES), tests=draw(TESTS), **draw(PERIODS))
        for n in range(draw(st.integers(0, 4)))
    ]
    orders = [
        order(f"O-{n}", draw(conditions()), draw(CHANNELS), rate=draw(RATES), tests=draw(TESTS), **draw(PERIODS))
        for n in range(draw(st.integers(0, 4)))
    ]
    kinds: dict[str, dict[str, Any]] = {
        "market_access": {},
        "establishment_registration": {"authorisation": "establishment_registration"},
        "importer_filing": {"authorisation": "importer_filing"},
        "designated_port": {},
        "document": {"document": "health_certificate"},
        "quarantine_permit": {"document": "quarantine_permit"},
        "check": {"check": "label", "channel": "identity", "when": draw(st.sampled_from(["always", "if_inspected"]))},
        "test": {"analyte": "Lead", "limit": "0.5", "when": draw(st.sampled_from(["always", "if_sampled"]))},
    }
    named = draw(st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=5))
    pest = {"hazard": "pest"} if draw(st.booleans()) else {}
    requirements = [
        requirement(kind, kind, draw(conditions()), **kinds[kind], **(pest if kind == "test" else {})) for kind in named
    ]
    return rulebook(
        *orders,
        measures=measures,
        requirements=requirements,
        commodities=[risk("02", "elevated"), risk("020714", draw(st.sampled_from(["high", "general"])))],
        countries=[origin_risk("BR", "elevated"), origin_risk("US", "high", "0207")],
        access=[access("0207", "BR"), access("02071400", "BR", "suspended"), access("02", "US", "evaluating")],
        designations=[designation("470101", "0207"), designation("470201", "02"), designation("220101", "87")],
    )


def known_parties() -> PartySnapshot:
    return parties(
        authorisation("establishment_registration", "SIF-1", "SIF-1", goods=("0207",), country="BR"),
        authorisation("establishment_registration", "SIF-2", "SIF-2", "suspended"),
        authorisation("importer_filing", "F-1", "IMP-1"),
        authorisation("importer_filing", "F-2", "IMP-2", valid_to=date(2018, 6, 1)),
        authorisation("quarantine_permit", "P-1", "IMP-1", goods=("02071400",)),
        authorisation("green_channel", "G-1", "IMP-1"),
        authorisation("direct_release", "D-1", "IMP-2"),
        classes={"IMP-1": 1, "IMP-2": 3},
    )


HISTORIES: Histories = {
    ("IMP-1", "0207", "BR"): History(11, 7, False),
    ("IMP-2", "0207", "BR"): History(12, 0, True, "1110"),
    ("IMP-3", "0203", "BR"): History(13, 5, True, "110" + "1" * 5),
}
assert DAYS[0] > START


@st.composite
def declarations(draw: st.DrawFn, reference: str = "R-1") -> Declaration:
    """One declaration of one to four lines, with unknowns."""
    numbers = st.none() | st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(10), Decimal(100), Decimal(4000)])
    items = [
        item(
            number,
            draw(st.sampled_from(CODES)),
            origin=draw(st.sampled_from(ORIGINS)),
            quantity=draw(numbers),
            net_mass=draw(numbers),
            value=draw(numbers),
            currency=draw(st.sampled_from(["", "CNY", "USD", "XXX"])),
            producer=draw(st.sampled_from(PRODUCERS)),
            intended_use=draw(st.sampled_from(["", "food", "feed"])),
            permits=draw(
                st.sampled_from(
                    [
                        (),
                        (Permit(kind="quarantine_permit", number="P-1", quantity=Decimal(3)),),
                        (Permit(kind="quarantine_permit", number="P-9"),),
                    ]
                )
            ),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    shown = draw(
        st.sampled_from([(), ("health_certificate",), ("origin", "health_certificate"), ("quarantine_permit",)])
    )
    return declaration(
        *items,
        reference=reference,
        direction=draw(st.sampled_from(["import", "export"])),
        regime=draw(st.sampled_from(["0110", "1039", ""])),
        declared_on=draw(st.none() | st.sampled_from(DAYS)),
        shipped_on=draw(st.none() | st.sampled_from(DAYS)),
        office=draw(st.sampled_from(["4701", "2200", "0000"])),
        destination_office=draw(st.sampled_from(["", "2200"])),
        special_pass=draw(st.sampled_from(["", "1"])),
        port=draw(st.sampled_from(PORTS)),
        importer=draw(st.sampled_from(IMPORTERS)),
        consignor=draw(st.sampled_from(EXPORTERS)),
        documents=tuple(PresentedDocument(kind=kind, number="1") for kind in shown),
    )


@st.composite
def batches(draw: st.DrawFn) -> list[Declaration]:
    return [draw(declarations(reference=f"R-{number}")) for number in range(draw(st.integers(1, 6)))]
