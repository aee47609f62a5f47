"""The other direction: what leaves is decided by the same rules, on the exporter's filing and class."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from guomen.catalogue.operations import load_reference
from guomen.consignments.terms import Declaration, GoodsItem, PresentedDocument
from guomen.parties.operations import grant_authorisation, register_operator
from guomen.parties.terms import AuthorisationKind
from guomen.targeting.models import Assignment
from guomen.targeting.operations import lodge_and_assign

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
EXPORTER = "91350100M000100Y43"


@pytest.fixture
def _law(settings_home: Path) -> None:
    load_reference(actor=None, at=NOW, folder=settings.REFERENCE)
    register_operator(actor=None, at=NOW, identifier=EXPORTER, name_zh="福州出口", name_en="Fuzhou Exports")


@pytest.fixture
def settings_home(tmp_path: Path, settings: object) -> Path:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def exported(reference: str) -> Assignment:
    """Biscuits on their way out."""
    declaration = Declaration(
        sender="single-window",
        reference=reference,
        direction="export",
        regime="0110",
        declared_on=NOW.date(),
        moved_on=NOW.date(),
        office="310100",
        port="310101",
        transport_mode="2",
        importer=EXPORTER,
        importer_name="福州出口",
        departure_country="CN",
        gross_mass=Decimal(110),
        net_mass=Decimal(100),
        items=(
            GoodsItem(
                item_no=1,
                goods_code="1905310000101",
                description="甜饼干",
                origin="CN",
                quantity=Decimal(100),
                quantity_unit="035",
                net_mass=Decimal(100),
                value=Decimal(3000),
                currency="CNY",
                intended_use="12",
            ),
        ),
        documents=(PresentedDocument(kind="102053", number="S-1"),),
    )
    answer = lodge_and_assign(actor=None, at=NOW, declarations=[declaration])[0]
    assert answer.assignment is not None, answer.lodged.faults
    return answer.assignment


def codes(assignment: Assignment) -> set[str]:
    return {reason["code"] for line in assignment.lines for reason in line["reasons"]}


@pytest.mark.django_db
@pytest.mark.usefixtures("_law")
def test_food_of_an_exporter_who_is_not_on_file_is_held_and_of_one_who_is_on_file_is_not() -> None:
    before = exported("E-1")
    # The shipped row is of medium confidence: nobody is refused on it, the goods are held until it is cleared up.
    assert before.channel == "hold"
    assert "gate.filing.unknown" in codes(before)
    grant_authorisation(
        actor=None,
        at=NOW,
        kind=AuthorisationKind.EXPORTER_FILING,
        number="EF-1",
        holder=EXPORTER,
        valid_from=NOW.date(),
    )
    after = exported("E-2")
    assert after.channel != "hold"
    assert "gate.filing.unknown" not in codes(after)
    assert "supervision.lot_rate" in codes(after)
