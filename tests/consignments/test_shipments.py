"""A shipment declared again, or in pieces, draws what it drew at first."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.consignments.models import Consignment
from guomen.consignments.operations import lodge_consignments
from guomen.consignments.shipments.queries import draw_origins, same_shipment
from guomen.consignments.shipments.terms import DrawName, draw_name, draw_names, shipment_of
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Role
from tests.consignments.conftest import NOON, said

DAY = NOON.date()


def origin(reference: str) -> tuple[DrawName, int]:
    """The name drawn for, and how many days after the first day of the tests."""
    one = Consignment.objects.get(reference=reference)
    found = draw_origins([one.pk], days=90)[one.pk]
    return found.name, (found.day - DAY).days


@pytest.mark.parametrize("bill", ["EGLV 1234-5", "eglv12345", "EGLV/1234 5"])
def test_the_same_bill_written_otherwise_is_the_same_shipment(bill: str) -> None:
    assert shipment_of("913100", bill) == shipment_of("913100", "EGLV12345") != ""


@pytest.mark.parametrize(("importer", "bill"), [("913100", ""), ("", "EGLV1"), ("913100", " - ")])
def test_without_importer_or_bill_there_is_no_shipment(importer: str, bill: str) -> None:
    assert shipment_of(importer, bill) == ""


def test_another_importer_is_another_shipment() -> None:
    assert shipment_of("913101", "EGLV12345") != shipment_of("913100", "EGLV12345")


@given(importer=st.text(max_size=8), bill=st.text(max_size=12))
def test_a_frame_names_the_draw_as_a_declaration_alone_does(importer: str, bill: str) -> None:
    line = {"sender": "s", "reference": "r", "importer": importer, "bill_number": bill}
    named = pl.DataFrame([line]).select(*draw_names()).row(0)
    assert named == draw_name("s", "r", shipment_of(importer, bill))


@pytest.mark.django_db
def test_who_declares_a_shipment_again_draws_the_first_days_number_again(offices: dict[str, Office]) -> None:
    for day, reference in enumerate(("first", "again", "once more")):
        one = said(reference, bill_number="EGLV12345")
        lodge_consignments(actor=None, at=NOON + timedelta(days=day), declarations=[one])
    lodge_consignments(actor=None, at=NOON + timedelta(days=1), declarations=[said("other", bill_number="")])
    assert {origin(reference) for reference in ("first", "again", "once more")} == {origin("first")}
    assert origin("first") == (DrawName("", shipment_of(said().importer, "EGLV12345")), 0)
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


@pytest.mark.django_db
def test_a_consignments_page_names_the_others_of_its_shipment_to_who_may_know_of_them(
    offices: dict[str, Office], person: Callable[..., Actor]
) -> None:
    for reference, bill in (("first", "EGLV12345"), ("second", "eglv 12345"), ("other", "COSU1")):
        lodge_consignments(actor=None, at=NOON, declarations=[said(reference, bill_number=bill)])
    one = Consignment.objects.get(reference="first")
    mine = person("officer", Role.PORT_OFFICER, office=one.office.code)
    stranger = person("trader", Role.TRADER)
    assert [other.reference for other in same_shipment(mine, one)] == ["second"]
    assert list(same_shipment(stranger, one)) == []
    billless = said("no bill", bill_number="")
    lodge_consignments(actor=None, at=NOON, declarations=[billless, said("none either", bill_number="")])
    assert list(same_shipment(mine, Consignment.objects.get(reference="no bill"))) == []
