from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Role, SubjectRef, Text
from guomen.laboratory import operations
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, Limit, LimitKind, Requested
from tests.laboratory import people

AT = datetime(2018, 5, 7, 2, 0, tzinfo=UTC)
CADMIUM = Requested(
    Text("镉", "cadmium (Cd)"),
    date(2018, 5, 7),
    limit=Limit(LimitKind.MAX, "mg/kg", Decimal("0.2"), standard="GB 2762", edition="2017", clause="表2"),
)


@pytest.fixture
def house(db: None) -> None:
    people.set_up()


@pytest.fixture
def officer(house: None) -> Actor:
    return people.person(Role.PORT_OFFICER, "GM1001")


@pytest.fixture
def analyst(house: None) -> Actor:
    return people.person(Role.LABORATORY_ANALYST, "GM10")


@pytest.fixture
def signatory(house: None) -> Actor:
    return people.person(Role.LABORATORY_MANAGER, "GM10")


@pytest.fixture
def ordered(officer: Actor) -> Sample:
    return operations.order_sample(
        actor=officer,
        at=AT,
        subject=SubjectRef("consignment", "12/3"),
        office=Office.objects.get(code="GM1001"),
        laboratory=Office.objects.get(code="GM10"),
        goods_code="1006302000999",
        description="rice",
        requests=[CADMIUM],
    )


@pytest.fixture
def handed(officer: Actor, ordered: Sample) -> Sample:
    hand = Hand("officer", "berth 7", seal="S-1")
    label = ordered.label
    operations.draw_sample(actor=officer, at=AT, label=label, scanned=label, hand=hand)
    return operations.hand_over_sample(actor=officer, at=AT, label=label, scanned=label, hand=Hand("courier"))


@pytest.fixture
def received(analyst: Actor, handed: Sample) -> Sample:
    return operations.receive_sample(
        actor=analyst, at=AT, label=handed.label, scanned=handed.label, hand=Hand("laboratory", seal="s-1")
    )


@pytest.fixture
def prepared(analyst: Actor, received: Sample) -> Sample:
    return operations.prepare_sample(
        actor=analyst, at=AT, label=received.label, scanned=received.label, hand=Hand("", "mill room", note="milled")
    )
