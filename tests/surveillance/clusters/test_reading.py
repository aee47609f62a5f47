"""Which hazards stand for others is what the reference data says on the day of the look."""

from datetime import date

import pytest

from guomen.catalogue.models import HazardGroup
from guomen.surveillance.clusters.keys import Kinds
from guomen.surveillance.clusters.reading import hazard_families

pytestmark = pytest.mark.django_db


def group(hazard: str, broader: str, *, interchangeable: bool = False, valid_to: date | None = None) -> None:
    HazardGroup.objects.create(
        key=hazard, hazard=hazard, broader=broader, interchangeable=interchangeable, valid_from=date(2010, 1, 1),
        valid_to=valid_to, since_edition=1, confidence="medium",
    )  # fmt: skip


def test_a_serovar_stands_under_its_genus_and_a_pesticide_does_not_stand_under_residues() -> None:
    group("salmonella_enteritidis", "salmonella", interchangeable=True)
    group("chlorpyrifos", "pesticide_residue")
    kinds = hazard_families(date(2018, 7, 31))
    assert kinds.line("salmonella_enteritidis") == ["salmonella_enteritidis", "salmonella"]
    assert kinds.line("chlorpyrifos") == ["chlorpyrifos"]
    assert kinds.family("pesticide_residue") == {"pesticide_residue", "chlorpyrifos"}


def test_what_has_ended_by_the_day_counts_no_more() -> None:
    group("salmonella_enteritidis", "salmonella", interchangeable=True, valid_to=date(2018, 7, 31))
    assert hazard_families(date(2018, 7, 30)).broader == {"salmonella_enteritidis": "salmonella"}
    assert hazard_families(date(2018, 7, 31)) == Kinds()


def test_without_groups_every_hazard_stands_for_itself() -> None:
    assert hazard_families(date(2018, 7, 31)) == Kinds()
