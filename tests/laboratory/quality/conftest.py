"""A laboratory with a manager, two analysts and a stranger, a method, a material and an instrument."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from guomen.catalogue.models import Change
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.operations import set_up_grants, set_up_offices
from guomen.kernel.terms import Role, Text
from guomen.laboratory.resources.models import Instrument, Method, ReferenceMaterial
from guomen.laboratory.resources.operations import register_instrument, register_material, register_method
from guomen.laboratory.resources.terms import InstrumentSaid, MaterialSaid, MethodSaid, ScopeSaid
from tests.decisions.world import REFERENCE, lay_down
from tests.laboratory import people

AT = datetime(2018, 5, 7, 2, 0, tzinfo=UTC)
CADMIUM = Text("镉", "cadmium (Cd)")
METHOD = MethodSaid(
    code="SH-M-01",
    title=Text("食品中镉的测定", "Cadmium in food"),
    standard="GB 5009.15-2014",
    valid_from=date(2017, 1, 1),
    recovery_low=Decimal(80),
    recovery_high=Decimal(110),
    rpd_max=Decimal(20),
)
SCOPE = ScopeSaid(
    analyte=CADMIUM,
    unit="mg/kg",
    goods=("1006",),
    low=Decimal("0.003"),
    high=Decimal(2),
    lod=Decimal("0.001"),
    loq=Decimal("0.003"),
    uncertainty_relative=Decimal("0.12"),
    accreditation="CNAS L0001",
    accredited_until=date(2019, 6, 30),
)


@pytest.fixture
def house(db: None) -> None:
    """Two bureaus, what their roles may do, and the policies of laboratories, as they are shipped."""
    set_up_offices(people.OFFICES)
    with (REFERENCE / "role_capabilities.csv").open(encoding="utf-8") as lines:
        set_up_grants(dict(row) for row in csv.DictReader(lines))
    edition = new_edition(at=AT, note="policies for tests")
    with (REFERENCE / "policies.csv").open(encoding="utf-8") as lines:
        shipped = [row for row in csv.DictReader(lines) if row["name"].startswith("laboratory.")]
    for row in shipped:
        lay_down(row["name"], row["value"], type=row["type"], edition=edition)
    Change.objects.create(edition=edition, part=Change.Part.REFERENCE)


@pytest.fixture
def laboratory(house: None) -> Office:
    return Office.objects.get(code="GM10")


@pytest.fixture
def manager(house: None) -> Actor:
    return people.person(Role.LABORATORY_MANAGER, "GM10")


@pytest.fixture
def analyst(house: None) -> Actor:
    return people.person(Role.LABORATORY_ANALYST, "GM10")


@pytest.fixture
def colleague(house: None) -> Actor:
    return people.person(Role.LABORATORY_ANALYST, "GM10", username="colleague")


@pytest.fixture
def stranger(house: None) -> Actor:
    return people.person(Role.LABORATORY_MANAGER, "GM20")


@pytest.fixture
def method(laboratory: Office, manager: Actor) -> Method:
    return register_method(actor=manager, at=AT, laboratory=laboratory, method=METHOD, scopes=[SCOPE])


@pytest.fixture
def material(laboratory: Office, manager: Actor) -> ReferenceMaterial:
    said = MaterialSaid(
        code="GBW10045",
        name=Text("大米成分分析标准物质", "rice reference material"),
        analyte=CADMIUM,
        value=Decimal("0.20"),
        uncertainty=Decimal("0.01"),
        unit="mg/kg",
        expires_on=date(2019, 1, 31),
    )
    return register_material(actor=manager, at=AT, laboratory=laboratory, said=said)


@pytest.fixture
def instrument(laboratory: Office, manager: Actor, method: Method) -> Instrument:
    said = InstrumentSaid(code="AAS-1", name=Text("原子吸收分光光度计", "AAS"), kind="aas", interval=24)
    return register_instrument(actor=manager, at=AT, laboratory=laboratory, said=said, methods=[method.pk])
