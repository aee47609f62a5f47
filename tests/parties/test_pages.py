"""Operators' pages, and changing an authorisation from them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from guomen.kernel.editions.queries import current_edition
from guomen.kernel.models import Actor
from guomen.kernel.offices.operations import set_up_grants
from guomen.kernel.terms import SubjectRef
from guomen.parties.operations import grant_authorisation, register_operator, set_enterprise_class, write_off
from guomen.parties.queries import snapshot
from guomen.parties.terms import AuthorisationKind, OperatorRole, Use

pytestmark = pytest.mark.django_db

USCC = "91310000MA1FL0AB6D"
KIND = AuthorisationKind.IMPORTER_FILING
MOVE = "/parties/authorisations/importer_filing/suspended/BA/2018-1"


@pytest.fixture
def record(noon: datetime) -> None:
    set_up_grants(
        [
            {"role": "port_officer", "capability": "view_consignments"},
            {"role": "headquarters", "capability": "edit_reference"},
        ]
    )
    register_operator(
        actor=None, at=noon, identifier=USCC, name_zh="远洋公司", name_en="Yuanyang", roles=(OperatorRole.IMPORTER,)
    )
    set_enterprise_class(actor=None, at=noon, operator=USCC, grade=2, valid_from=date(2018, 1, 1), basis="assessed")
    grant_authorisation(
        actor=None, at=noon, kind=KIND, number="BA/2018-1", holder=USCC, valid_from=date(2018, 1, 1), goods=("02",)
    )


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(Actor.objects.create_actor(username=role, name_zh="某", name_en="S", roles=[role]))
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.usefixtures("record")
def test_an_officer_finds_an_operator_and_reads_its_history() -> None:
    client = signed_in("port_officer")
    for asked in ("", "?text=9131", "?text=yuanyang", "?text=远洋", "?role=importer", "?country=cn"):
        assert USCC in client.get(f"/parties/operators{asked}").content.decode()
    assert USCC not in client.get("/parties/operators?role=carrier").content.decode()
    page = client.get(f"/parties/operators/{USCC}").content.decode()
    for word in ("Yuanyang", "BA/2018-1", "importer filing", "assessed"):
        assert word in page
    assert MOVE not in page


@pytest.mark.usefixtures("record")
def test_headquarters_suspends_an_authorisation() -> None:
    client = signed_in("headquarters")
    assert MOVE in client.get(f"/parties/operators/{USCC}").content.decode()
    assert client.get(MOVE).status_code == 200
    answer = client.post(MOVE, {"on": "2018-06-01", "ground_zh": "违规", "ground_en": "breach"})
    assert answer.status_code == 302
    fact = snapshot(current_edition(), numbers=["BA/2018-1"]).authorisation(KIND, "BA/2018-1", date(2018, 6, 1))
    assert fact is not None
    assert fact.state == "suspended"
    assert "breach" in client.get(f"/parties/operators/{USCC}").content.decode()


@pytest.mark.usefixtures("record")
def test_a_refused_change_is_told_in_the_form() -> None:
    client = signed_in("headquarters")
    answer = client.post(MOVE, {"on": "2017-06-01", "ground_zh": "违规", "ground_en": "breach"})
    assert answer.status_code == 422
    assert "outside the authorisation" in answer.content.decode()


@pytest.mark.usefixtures("record")
def test_an_officer_may_not_change_an_authorisation() -> None:
    assert signed_in("port_officer").get(MOVE).status_code == 403


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("address", ["/parties/operators/nobody", "/parties/authorisations/x/suspended/1"])
def test_what_is_not_there_is_said_so(address: str) -> None:
    assert signed_in("headquarters").get(address).status_code == 404


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(
    ("language", "left", "empty"), [("en", "100 of 500 kg left", "used up"), ("zh-hans", "剩余100", "已用完")]
)
def test_what_is_left_of_a_permit_is_on_its_holders_page(noon: datetime, language: str, left: str, empty: str) -> None:
    permit = AuthorisationKind.QUARANTINE_PERMIT
    for number in ("QP1", "QP2"):
        grant_authorisation(
            actor=None, at=noon, kind=permit, number=number, holder=USCC, valid_from=date(2018, 1, 1),
            quantity=Decimal("500"), unit="kg",
        )  # fmt: skip
    for consignment, number, amount in ((1, "QP1", "400"), (2, "QP2", "500")):
        uses = [Use(number=number, item_no=1, amounts={"": Decimal(amount)})]
        subject = SubjectRef("consignment", str(consignment))
        write_off(actor=None, at=noon, subject=subject, on=date(2018, 6, 1), uses=uses)
    client = signed_in("port_officer")
    client.cookies["django_language"] = language
    page = client.get(f"/parties/operators/{USCC}").content.decode()
    assert left in page
    assert page.count(empty) == 1
