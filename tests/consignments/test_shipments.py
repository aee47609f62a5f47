"""A shipment declared again, or in pieces, draws what it drew at first."""

from datetime import timedelta

import pytest

from guomen.consignments.models import Consignment
from guomen.consignments.operations import lodge_consignments
from guomen.consignments.rules import shipment_of
from guomen.consignments.shipments.queries import draw_origins
from guomen.consignments.terms import DrawName
from guomen.kernel.models import Office
from tests.consignments.conftest import NOON, said

DAY = NOON.date()


def origin(reference: str) -> tuple[DrawName, int]:
    """The name drawn for, and how many days after the first day of the tests."""
    one = Consignment.objects.get(reference=reference)
    found = draw_origins([one.pk], days=90)[one.pk]
    return found.name, (found.day - DAY).days


@pytest.mark.parametrize("bill", ["EGLV 1234-5", "eglv12345", "EGLV/1234 5"])
def test_the_same_bill_written_otherwise_is_the_same_shipment(bill: str) -> None:
    assert shipment_of(said(bill_number=bill)) == shipment_of(said(bill_number="EGLV12345")) != ""


def test_another_importer_or_no_bill_is_not_the_same_shipment() -> None:
    mine = shipment_of(said(bill_number="EGLV12345"))
    assert shipment_of(said(bill_number="EGLV12345", importer="9131000071780099X1")) != mine
    assert shipment_of(said(bill_number="")) == ""


@pytest.mark.django_db
def test_who_declares_a_shipment_again_draws_the_first_days_number_again(offices: dict[str, Office]) -> None:
    for day, reference in enumerate(("first", "again", "once more")):
        one = said(reference, bill_number="EGLV12345")
        lodge_consignments(actor=None, at=NOON + timedelta(days=day), declarations=[one])
    lodge_consignments(actor=None, at=NOON + timedelta(days=1), declarations=[said("other", bill_number="")])
    assert {origin(reference) for reference in ("first", "again", "once more")} == {origin("first")}
    assert origin("first") == (DrawName("", shipment_of(said(bill_number="EGLV12345"))), 0)
    assert origin("other") == (DrawName(said().sender, "other"), 1)


@pytest.mark.django_db
def test_an_amended_bill_does_not_make_another_shipment(offices: dict[str, Office]) -> None:
    lodge_consignments(actor=None, at=NOON, declarations=[said("R1", bill_number="EGLV12345")])
    before = origin("R1")
    amended = said("R1", bill_number="COSU99999", version=2, action="amend")
    assert lodge_consignments(actor=None, at=NOON + timedelta(days=1), declarations=[amended])[0].outcome == "lodged"
    assert origin("R1") == before


@pytest.mark.django_db
def test_a_bill_used_again_after_so_many_days_is_another_shipment(offices: dict[str, Office]) -> None:
    for day, reference in ((0, "old"), (91, "new")):
        one = said(reference, bill_number="EGLV12345", declared_on=DAY + timedelta(days=day))
        lodged = lodge_consignments(actor=None, at=NOON + timedelta(days=day), declarations=[one])
        assert lodged[0].outcome == "lodged", lodged
    assert origin("new")[1] == 91
