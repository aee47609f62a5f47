"""Words to codes, with how they were found; what is not found brings suggestions and is never dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.surveillance.naming.cleaning import folded
from guomen.surveillance.naming.matching import name, name_all, names_within
from guomen.surveillance.naming.terms import Entry, How
from guomen.surveillance.naming.vocabulary import vocabulary
from tests.surveillance.naming.words import shipped

SMALL = vocabulary([
    Entry("ethylene_oxide", "ethylene oxide", own=True),
    Entry("ethylene_oxide", "环氧乙烷", own=True),
    Entry("ethylene_oxide", "EtO", whole=True),
    Entry("lead", "lead", own=True),
    Entry("lead", "lead", whole=True),
    Entry("salmonella", "Salmonella", own=True),
    Entry("salmonella_infantis", "Salmonella Infantis", own=True),
    Entry("2_4_d", "2,4-D", own=True),
    Entry("chlorpyrifos_methyl", "chlorpyrifos-methyl", own=True),
    Entry("e_110", "Sunset Yellow FCF", own=True),
])  # fmt: skip

MATCHES = [
    ("ethylene oxide", "ethylene_oxide", How.EXACT),
    ("ETHYLENE  OXIDE", "ethylene_oxide", How.EXACT),
    ("环氧乙烷", "ethylene_oxide", How.EXACT),
    ("EtO", "ethylene_oxide", How.SYNONYM),
    ("unauthorised substance ethylene oxide", "ethylene_oxide", How.CLEANED),
    ("chlorpyrifos methyl", "chlorpyrifos_methyl", How.CLEANED),
    ("Colour E 110 - Sunset Yellow FCF - too high content", "e_110", How.CLEANED),
    ("Salmonella Infantis (presence)", "salmonella_infantis", How.CLEANED),
    ("Salmonella Kisarawe", "salmonella", How.PART),
    ("芝麻中检出环氧乙烷", "ethylene_oxide", How.PART),
    ("may lead to injury", None, How.UNMATCHED),
    ("etilen oksit", None, How.UNMATCHED),
]


@pytest.mark.parametrize(("words", "code", "how"), MATCHES)
def test_words_are_matched_by_the_surest_way_that_fits(words: str, code: str | None, how: How) -> None:
    found = name(words, SMALL)
    assert (found.code, found.how) == (code, how)
    assert how.text.zh
    assert how.text.en


def test_what_is_not_matched_keeps_its_words_and_brings_suggestions_best_first() -> None:
    found = name("ethylen oxid", SMALL)
    assert found.code is None
    assert found.key == "?ethylen oxid"
    assert found.suggestions[0].code == "ethylene_oxide"
    assert [one.score for one in found.suggestions] == sorted((one.score for one in found.suggestions), reverse=True)
    assert len({one.code for one in found.suggestions}) == len(found.suggestions)


def test_suggestions_can_be_left_out_where_only_codes_are_wanted() -> None:
    assert name("ethylen oxid", SMALL, suggest=False).suggestions == ()


def test_several_hazards_of_one_cell_are_each_named_once_in_their_order() -> None:
    cell = "Ethylene oxide - pesticide residues; 2,4-D - pesticide residues; Ethylene oxide; n/a; new thing"
    assert [one.key for one in name_all(cell, SMALL)] == ["ethylene_oxide", "2_4_d", "?new thing"]


def test_a_comma_sets_two_names_apart_where_the_whole_is_no_name() -> None:
    assert [one.code for one in name_all("Salmonella Infantis  ,ethylene oxide ", SMALL)] == [
        "salmonella_infantis",
        "ethylene_oxide",
    ]
    assert [one.code for one in name_all("2,4-D", SMALL)] == ["2_4_d"]


def test_a_sentence_gives_every_name_in_it_the_longer_one_before_the_shorter_inside_it() -> None:
    found = names_within("Recalled: Salmonella Infantis and chlorpyrifos-methyl may lead to illness", SMALL)
    assert [one.code for one in found] == ["salmonella_infantis", "chlorpyrifos_methyl"]
    assert names_within("nothing to see", SMALL) == ()


@given(st.text(max_size=60))
def test_any_text_gets_an_answer_and_nothing_is_lost(text: str) -> None:
    found = name(text, SMALL)
    assert found.key
    assert (found.code is None) == (found.how is How.UNMATCHED)


REAL = [
    ("No definition-chlorpyrifos", "chlorpyrifos"),
    ("Chlorpyriphos-ethyl - pesticide residues", "chlorpyrifos"),
    ("shigatoxin-producing Escherichia coli", "e_coli_stec"),
    ("Nitrofuran (metabolite) furazolidone (AOZ) - prohibited substance - residues of veterinary medicinal products",
     "furazolidone"),
    ("too high content of colour E 110 - Sunset Yellow FCF", "e_110"),
    ("Salmonella enterica ser. Enteritidis", "salmonella_enteritidis"),
    ("milk ingredient undeclared", "allergen_milk"),
    ("high pathogenicity avian influenza", "avian_influenza"),
    ("非洲猪瘟", "african_swine_fever"),
    ("沙门氏菌检出", "salmonella"),
    ("Zika virus disease", "zika"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code"), REAL)
def test_the_shipped_names_know_what_notices_write_of_hazards(words: str, code: str) -> None:
    assert name(words, shipped().hazards).code == code


@pytest.mark.parametrize(
    ("words", "codes"),
    [("Türkiye", ["TR"]), ("Turkey", ["TR"]), ("France; India", ["FR", "IN"]), ("Germany,India", ["DE", "IN"]),
     ("CPV", ["CV"]), ("unknown origin", []), ("Viet Nam", ["VN"]), ("土耳其", ["TR"]), ("Northern Ireland", ["GB"])],
)  # fmt: skip
def test_the_shipped_names_know_what_notices_write_of_origins(words: str, codes: list[str]) -> None:
    assert [one.code for one in name_all(words, shipped().origins)] == codes


@pytest.mark.parametrize(
    ("words", "category"),
    [("Nuts, nut products and seeds", "nuts_seeds"), ("nuts, nut products and seeds", "nuts_seeds"),
     ("fish and products thereof", "fish"), ("Fish and fish products", "fish"),
     ("dietetic foods, food supplements, fortified foods", "supplements"), ("sesame seeds", "nuts_seeds")],
)  # fmt: skip
def test_categories_of_both_spellings_are_one(words: str, category: str) -> None:
    assert name(words, shipped().categories).code == category


@pytest.mark.parametrize(
    ("words", "heading"),
    [("Organic sesame seeds hulled", "1207"), ("frozen chicken breast fillets", "0207"), ("黑胡椒", "0904"),
     ("SHRIMP & PRAWNS", "0306"), ("PUSA BROWN", None)],
)  # fmt: skip
def test_goods_are_found_inside_what_a_product_is_called(words: str, heading: str | None) -> None:
    assert name(words, shipped().headings).code == heading


def test_no_listed_name_is_the_catalogues_own_name_of_something_else() -> None:
    hazards = shipped().hazards
    own = {folded(entry.name): entry.code for entry in hazards.names if entry.own}
    assert [entry for entry in hazards.names if own.get(folded(entry.name), entry.code) != entry.code] == []
