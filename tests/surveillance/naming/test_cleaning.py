"""What a source writes around a name is taken off; the name stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.surveillance.naming.cleaning import cleaned, enumerated, folded, parts, singular

QUALIFIED = [
    ("unauthorised substance ethylene oxide", "ethylene oxide"),
    ("Ethylene oxide - pesticide residues", "ethylene oxide"),
    ("Ethylene oxide - Pesticide Residues", "ethylene oxide"),
    ("No definition-ethylene oxide", "ethylene oxide"),
    ("No definition_anthraquinone", "anthraquinone"),
    ("Chlorpyrifos - unauthorised substance - pesticide residues", "chlorpyrifos"),
    ("too high content of colour E 110 - Sunset Yellow FCF", "colour e 110 - sunset yellow fcf"),
    ("Colour E110 - Sunset Yellow FCF - too high content - composition", "colour e 110 - sunset yellow fcf"),
    ("E220- sulfur dioxide - too high content of - food additives and flavourings", "e 220 - sulfur dioxide"),
    ("Salmonella enterica ser. Infantis", "salmonella infantis"),
    ("Salmonella enterica subsp. enterica serovar Infantis", "salmonella infantis"),
    ("No definition-Salmonella-Enteritidis", "salmonella enteritidis"),
    ("Salmonella spp. - pathogenic micro-organisms", "salmonella"),
    ("milk ingredient undeclared", "milk ingredient"),
    ("migration of primary aromatic amines", "primary aromatic amines"),
    ("Primary aromatic amines - migration of - migration", "primary aromatic amines"),
    ("aflatoxin B1 (12.4 µg/kg - ppb)", "aflatoxin b1"),
    ("Cadmium: 0,35 ± 0,05 mg/kg", "cadmium"),
    ("Salmonella presence /25g", "salmonella"),
    ("sesame seeds (BE)", "sesame seeds"),
    ("二氧化硫超标", "二氧化硫"),
    ("毒死蜱残留超限量", "毒死蜱"),
    ("migration", "migration"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "name"), QUALIFIED)
def test_qualifying_words_are_taken_off_and_the_name_stays(written: str, name: str) -> None:
    assert cleaned(written) == name


CELLS = [
    ("Patulin - mycotoxins; Ochratoxin A - mycotoxins", ["Patulin - mycotoxins", "Ochratoxin A - mycotoxins"]),
    ("Salmonella typhimurium monophasic (4; 5:i:-)", ["Salmonella typhimurium monophasic (4; 5:i:-)"]),
    ("n/a; Omethoate - pesticide residues", ["Omethoate - pesticide residues"]),
    ("铅；镉、汞", ["铅", "镉", "汞"]),
    ("n/a", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "names"), CELLS)
def test_a_cell_is_taken_apart_outside_brackets_and_what_says_nothing_is_dropped(cell: str, names: list[str]) -> None:
    assert parts(cell) == names


def test_commas_set_names_apart_but_not_the_numbers_of_a_substance() -> None:
    assert enumerated("Aflatoxin B1  ,aflatoxin total ") == ["Aflatoxin B1", "aflatoxin total"]
    assert enumerated("2,4-D") == ["2,4-D"]
    assert enumerated("Typhimurium (1 ,4, [5], 12:i:-)") == ["Typhimurium (1 ,4, [5], 12:i:-)"]


@pytest.mark.parametrize(
    ("many", "one"),
    [("sesame seeds", "sesame seed"), ("berries", "berry"), ("potatoes", "potato"), ("virus", "virus")],
)  # fmt: skip
def test_english_plurals_fold_to_one_form(many: str, one: str) -> None:
    assert singular(many) == one


@given(st.text(max_size=80))
def test_any_text_can_be_cleaned_and_cleaning_again_changes_nothing_that_folding_does_not(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert isinstance(cleaned(text), str)
    assert all(piece.strip() for piece in parts(text))
