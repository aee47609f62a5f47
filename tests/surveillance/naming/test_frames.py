"""A whole table is named at once, and what is not known waits for a person, most frequent first."""

import polars as pl

from guomen.surveillance.naming.frames import codes, keys, name_cells, name_each, unnamed
from guomen.surveillance.naming.terms import Entry
from guomen.surveillance.naming.vocabulary import vocabulary

WORDS = vocabulary([Entry("lead", "lead", own=True), Entry("cadmium", "cadmium", own=True)])
CELLS = pl.Series("hazard", ["Lead", "lead; cadmium", None, "mystery", "mystery", "enigma; lead", "cadmiun"])


def test_every_row_keeps_its_place_and_what_has_no_name_keeps_its_words() -> None:
    named = name_cells(CELLS, WORDS)
    assert keys(CELLS, named).to_list() == [
        ["lead"], ["lead", "cadmium"], [], ["?mystery"], ["?mystery"], ["?enigma", "lead"], ["?cadmiun"],
    ]  # fmt: skip
    assert codes(CELLS, named).to_list() == [["lead"], ["lead", "cadmium"], [], [], [], ["lead"], []]


def test_what_is_not_known_is_queued_once_with_its_notices_and_suggestions() -> None:
    queue = unnamed(CELLS, name_cells(CELLS, WORDS))
    assert queue.select("words", "notices").rows() == [("mystery", 2), ("cadmiun", 1), ("enigma", 1)]
    assert queue.row(1, named=True)["suggestions"][0]["code"] == "cadmium"


def test_a_description_names_one_thing_and_an_empty_table_nothing() -> None:
    assert name_each(pl.Series(["lead; cadmium"]), WORDS)["lead; cadmium"][0].code is not None
    assert unnamed(pl.Series([], dtype=pl.String), {}).is_empty()
