"""What sources write is named by the words that the catalogue's edition has, and by those of the next at once."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from guomen.catalogue.models import Fact, HazardName, OriginName, ProductCategory, ProductName
from guomen.kernel.editions.operations import new_edition
from guomen.surveillance.signals.queries.words import name_cells, name_within
from guomen.surveillance.signals.terms import Axis
from tests.decisions import world

pytestmark = pytest.mark.usefixtures("radar")


def lay_down(model: type[Fact], **fields: Any) -> None:
    """A word in an edition of its own."""
    with transaction.atomic():
        edition = new_edition(at=world.NOON, note="words for tests")
        key = fields.get("name") or fields["code"]
        model.objects.create(key=key, valid_from=date(2010, 1, 1), since_edition=edition, confidence="low", **fields)


def codes(axis: Axis, cell: str) -> tuple[str, ...]:
    return name_cells(axis, [cell])[cell].codes


@pytest.mark.parametrize(
    ("model", "fields", "axis", "cell", "code"),
    [
        (HazardName, {"name": "oxirane", "hazard": "ethylene_oxide"}, Axis.HAZARD, "Oxirane", "ethylene_oxide"),
        (OriginName, {"name": "Bharat", "country": "IN"}, Axis.ORIGIN, "BHARAT", "IN"),
        (ProductName, {"name": "gergelim", "category": "nuts", "goods": "1207"}, Axis.GOODS, "Gergelim", "1207"),
    ],
)
def test_another_name_counts_from_the_edition_that_has_it(
    model: type[Fact], fields: dict[str, str], axis: Axis, cell: str, code: str
) -> None:
    assert codes(axis, cell) == ()
    lay_down(model, **fields)
    assert codes(axis, cell) == (code,)


def test_a_name_of_what_the_catalogue_does_not_have_leads_nowhere() -> None:
    lay_down(HazardName, name="glass splinters", hazard="glass")
    lay_down(ProductName, name="toffee", category="sweets", goods="1704")
    assert codes(Axis.HAZARD, "glass splinters") == ()
    assert codes(Axis.GOODS, "toffee") == ()


def test_a_category_and_a_name_that_tells_only_it_stand_under_its_first_heading() -> None:
    lay_down(ProductCategory, code="nuts", name_zh="坚果和籽", name_en="nuts and seeds", goods=["1207", "0802"])
    lay_down(ProductName, name="trail mix", category="nuts")
    assert {codes(Axis.GOODS, cell) for cell in ("Nuts and seeds", "坚果和籽", "trail mix")} == {("1207",)}


def test_a_name_that_counts_only_as_a_whole_is_not_found_inside_a_sentence() -> None:
    lay_down(HazardName, name="ETO", hazard="ethylene_oxide", whole=True)
    lay_down(HazardName, name="oxirane", hazard="ethylene_oxide")
    assert codes(Axis.HAZARD, "ETO") == ("ethylene_oxide",)
    told = name_within(Axis.HAZARD, ["the ETO of the firm", "oxirane in the seeds"])
    assert told == {"the ETO of the firm": (), "oxirane in the seeds": ("ethylene_oxide",)}


def test_the_catalogues_own_name_goes_before_another() -> None:
    lay_down(HazardName, name="salmonella", hazard="ethylene_oxide")
    assert codes(Axis.HAZARD, "Salmonella") == ("salmonella",)
