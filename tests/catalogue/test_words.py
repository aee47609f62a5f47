"""The files of words are as strict as the others: what they name must be there, and each name is there once.

They are facts like the others: dated, kept by edition, never overwritten.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from guomen.catalogue.models import HazardName
from guomen.catalogue.operations import load_reference
from guomen.catalogue.queries import hazard_groups, hazard_names, origin_names, product_categories, product_names
from guomen.catalogue.reference.reading import read_folder
from guomen.catalogue.terms import OtherName, ProductCategory, ProductName
from guomen.kernel.terms import Text
from guomen.surveillance.naming.cleaning import folded
from tests.catalogue.folders import SHIPPED, Folder

WRONG: list[tuple[Callable[[Folder], None], str, str]] = [
    (lambda f: f.add("hazard_names.csv", name="Pb", hazard="gold"), "reference.unknown_key",
     "hazard_names.csv:2, hazard"),
    (lambda f: f.add("hazard_names.csv", name="Pb", hazard="lead", whole="1"), "reference.value",
     "hazard_names.csv:2, whole"),
    (lambda f: f.add("hazard_names.csv", hazard="lead"), "reference.empty", "hazard_names.csv:2, name"),
    (lambda f: [f.add("hazard_names.csv", name="Pb", hazard="lead") for _ in "12"], "reference.duplicate_key",
     "hazard_names.csv:3, name"),
    (lambda f: f.add("hazard_names.csv", name="P" * 201, hazard="lead"), "reference.value",
     "hazard_names.csv:2, name"),
    (lambda f: f.add("hazard_groups.csv", hazard="lead", broader="metals"), "reference.unknown_key",
     "hazard_groups.csv:2, broader"),
    (lambda f: f.add("product_categories.csv", code="toys", name_zh="玩具", name_en="toys", goods="95"),
     "reference.unknown_key", "product_categories.csv:2, goods"),
    (lambda f: f.add("product_names.csv", name="doll", category="toys"), "reference.unknown_key",
     "product_names.csv:2, category"),
    (lambda f: f.add("origin_names.csv", name="Utopia", country="ZZ"), "reference.unknown_key",
     "origin_names.csv:2, country"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "code", "where"), WRONG)
def test_every_fault_names_file_line_and_column(
    tmp_path: Path, spoil: Callable[[Folder], None], code: str, where: str
) -> None:
    folder = Folder(tmp_path)
    spoil(folder)
    assert [(fault.code, str(fault.where)) for fault in read_folder(tmp_path).faults] == [(code, where)]


def test_the_shipped_names_are_each_there_once_however_they_are_written() -> None:
    contents = read_folder(SHIPPED)
    for file in ("hazard_names.csv", "product_names.csv", "origin_names.csv"):
        names = [folded(row.values["name"]) for row in contents.of(file)]
        assert len(names) == len(set(names)), file


def test_no_shipped_hazard_is_a_kind_of_itself_in_the_end() -> None:
    above = {row.values["hazard"]: row.values["broader"] for row in read_folder(SHIPPED).of("hazard_groups.csv")}
    for hazard in above:
        line = [hazard]
        while line[-1] in above:
            line.append(above[line[-1]])
            assert len(line) == len(set(line)), line


@pytest.fixture
def words(folder: Folder) -> Folder:
    """A folder with a few words of each file."""
    folder.add("hazards.csv", code="heavy_metal", name_zh="重金属", name_en="heavy metals")
    folder.add("hazards.csv", code="lead_acetate", name_zh="乙酸铅", name_en="lead acetate")
    folder.add("hazard_names.csv", name="Pb", hazard="lead", whole="yes")
    folder.add("hazard_names.csv", name="铅中毒", hazard="lead")
    folder.add("hazard_groups.csv", hazard="lead", broader="heavy_metal")
    folder.add("hazard_groups.csv", hazard="lead_acetate", broader="lead", interchangeable="yes")
    folder.add("product_categories.csv", code="meat", name_zh="肉", name_en="meat", goods="0202;0201")
    folder.add("product_names.csv", name="beef", category="meat", goods="0202")
    folder.add("product_names.csv", name="meat of no kind", category="meat")
    folder.add("origin_names.csv", name="Down Under", country="AU")
    return folder


@pytest.mark.django_db
class TestLoaded:
    def test_each_file_is_asked_for_as_it_was_written(self, words: Folder, noon: datetime) -> None:
        done = load_reference(actor=None, at=noon, folder=words.path)
        assert done.counts["hazard_names.csv"] == {"added": 2}
        assert hazard_names() == (OtherName("Pb", "lead", whole=True), OtherName("铅中毒", "lead"))
        assert origin_names() == (OtherName("Down Under", "AU"),)
        assert product_names() == (ProductName("beef", "meat", "0202"), ProductName("meat of no kind", "meat"))
        assert product_categories() == {"meat": ProductCategory("meat", Text("肉", "meat"), ("0202", "0201"))}
        assert hazard_groups().broader == {"lead": "heavy_metal", "lead_acetate": "lead"}
        assert hazard_groups().interchangeable == {"lead_acetate"}
        assert load_reference(actor=None, at=noon, folder=words.path).edition is None

    def test_a_name_that_means_something_else_now_is_closed_and_succeeded(self, words: Folder, noon: datetime) -> None:
        first = load_reference(actor=None, at=noon, folder=words.path).edition
        words.clear("hazard_names.csv")
        words.add("hazard_names.csv", name="Pb", hazard="heavy_metal")
        done = load_reference(actor=None, at=noon, folder=words.path)
        assert done.counts == {"hazard_names.csv": {"changed": 1, "ended": 1}}
        assert hazard_names() == (OtherName("Pb", "heavy_metal"),)
        assert first is not None
        assert {row.name: row.hazard for row in HazardName.objects.known_at(first)} == {"Pb": "lead", "铅中毒": "lead"}

    def test_on_a_day_only_what_holds_and_without_one_the_last_word(self, words: Folder, noon: datetime) -> None:
        words.clear("hazard_groups.csv")
        words.add("hazard_groups.csv", hazard="lead_acetate", broader="heavy_metal", valid_to="2018-05-01")
        words.add("hazard_groups.csv", hazard="lead_acetate", broader="lead", valid_from="2018-05-01")
        words.add("hazard_groups.csv", hazard="lead", broader="heavy_metal", valid_to="2018-05-01")
        load_reference(actor=None, at=noon, folder=words.path)
        assert hazard_groups(date(2017, 12, 31)).broader == {}
        assert hazard_groups(date(2018, 4, 30)).broader == {"lead": "heavy_metal", "lead_acetate": "heavy_metal"}
        assert hazard_groups(date(2018, 5, 1)).broader == {"lead_acetate": "lead"}
        assert hazard_groups().broader == {"lead": "heavy_metal", "lead_acetate": "lead"}

    def test_a_name_as_long_as_may_be_is_kept_whole(self, folder: Folder, noon: datetime) -> None:
        folder.add("origin_names.csv", name="长" * 200, country="AU")
        load_reference(actor=None, at=noon, folder=folder.path)
        assert origin_names() == (OtherName("长" * 200, "AU"),)
