"""The files of words are as strict as the others: what they name must be there, and each name is there once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guomen.catalogue.reference.reading import read_folder
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
