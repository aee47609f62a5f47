"""What contains what is followed through every step; a clause is law only on its days."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.catalogue.compositions import followed, same
from guomen.catalogue.operations import load_reference
from guomen.catalogue.queries import contained_in, measure_bases
from guomen.catalogue.reference.reading import read_folder
from guomen.catalogue.terms import Composition, IngredientShare
from guomen.kernel.terms import Text
from tests.catalogue.folders import Folder
from tests.decisions.world import NOON, REFERENCE

MAIN, PART, TRACE = IngredientShare


def made_of(product: str, ingredient: str, share: IngredientShare = MAIN) -> Composition:
    return Composition(
        key=f"composition:{product}/{ingredient}",
        valid_from=date(2010, 1, 1),
        product=product,
        ingredient=ingredient,
        share=share,
    )


KITCHEN = [
    made_of("0408", "0407"),
    made_of("1905", "0407", PART),
    made_of("1905", "0408", PART),
    made_of("1901", "0408", PART),
    made_of("2106", "1901", TRACE),
]


def paths(goods: str, depth: int | None = None) -> list[tuple[str, ...]]:
    return [path.goods for path in followed(KITCHEN, goods, depth)]


@pytest.mark.parametrize(
    ("goods", "found"),
    [
        ("0407", [("0407", "0408"), ("0407", "1905"), ("0407", "0408", "1901"), ("0407", "0408", "1901", "2106")]),
        ("040721", [("0407", "0408"), ("0407", "1905"), ("0407", "0408", "1901"), ("0407", "0408", "1901", "2106")]),
        ("04", [("0408", "1901"), ("0407", "1905"), ("0408", "1901", "2106")]),
        ("1905", []),
        ("2106", []),
    ],
)
def test_products_are_found_each_by_its_shortest_path(goods: str, found: list[tuple[str, ...]]) -> None:
    assert paths(goods) == found


def test_it_can_be_followed_so_many_steps_only() -> None:
    assert paths("0407", 1) == [("0407", "0408"), ("0407", "1905")]


def test_a_path_is_as_strong_as_its_weakest_step_and_tells_itself() -> None:
    far = followed(KITCHEN, "0407")[-1]
    assert far.share is TRACE
    told = far.told({"0407": Text("禽蛋", "eggs"), "2106": Text("食品", "food")})
    assert told == Text("禽蛋 0407 → 0408 → 1901 → 食品 2106", "eggs 0407 → 0408 → 1901 → food 2106")


PREFIXES = st.text("0123", min_size=1, max_size=4)
PAIRS = st.lists(st.tuples(PREFIXES, PREFIXES).filter(lambda pair: not same(*pair)), max_size=12)


@given(PAIRS, PREFIXES)
def test_whatever_the_circles_each_product_comes_once_and_every_step_hangs_on_the_one_before(
    pairs: list[tuple[str, str]], goods: str
) -> None:
    found = followed([made_of(*pair) for pair in pairs], goods)
    products = [path.product for path in found]
    assert len(products) == len(set(products))
    for path in found:
        assert same(path.steps[0].ingredient, goods)
        assert not same(path.product, goods)
        for before, after in zip(path.steps, path.steps[1:], strict=False):
            assert same(before.product, after.ingredient)


@given(PAIRS, PREFIXES)
def test_more_compositions_never_take_a_product_away(pairs: list[tuple[str, str]], goods: str) -> None:
    whole = {path.product for path in followed([made_of(*pair) for pair in pairs], goods)}
    assert {path.product for path in followed([made_of(*pair) for pair in pairs[:-1]], goods)} <= whole


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"product": "0407"}, "reference.row"),
        ({"ingredient": "190"}, "reference.row"),
        ({"share": "half"}, "reference.value"),
        ({"ingredient": "77"}, "reference.unknown_key"),
        ({"source": ""}, "reference.empty"),
    ],
)
def test_a_faulty_composition_is_told_by_its_line(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    folder = Folder(tmp_path, "goods.csv")
    for chapter in ("04", "19"):
        folder.add("goods.csv", code=chapter)
    folder.add("compositions.csv", **{"product": "1905", "ingredient": "0407", "share": "part"} | changes)
    [fault] = read_folder(tmp_path).faults
    assert fault.code == code
    assert fault.where.file == "compositions.csv:2"


def test_a_target_that_no_measure_has_is_told(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "goods.csv")
    row = {"kind": "intensify", "law": "x", "article": "1", "words_zh": "加强", "words_en": "more"}
    folder.add("measure_bases.csv", **row, name_zh="法", name_en="law", targets="planet")
    [fault] = read_folder(tmp_path).faults
    assert fault.where.field == "targets"


@pytest.mark.django_db
class TestAsShipped:
    @pytest.fixture(autouse=True)
    def _loaded(self) -> None:
        load_reference(actor=None, at=NOON, folder=REFERENCE)

    def test_eggs_are_in_biscuits(self) -> None:
        assert ("0407", "1905") in [path.goods for path in contained_in("0407")]

    def test_locust_bean_gum_is_in_ice_cream(self) -> None:
        [ice] = [path for path in contained_in("130232") if path.product == "2105"]
        assert ice.share is TRACE

    def test_before_a_composition_was_known_nothing_contained_it(self) -> None:
        assert contained_in("0407", on=date(2009, 12, 31)) == ()

    @pytest.mark.parametrize(
        ("day", "laws"),
        [
            (date(2024, 11, 30), {"decree-1-2001", "sc-2017-43"}),
            (date(2024, 12, 1), {"sc-2017-43", "decree-271-2024"}),
        ],
    )
    def test_decree_271_takes_the_place_of_decree_1_on_its_first_day(self, day: date, laws: set[str]) -> None:
        """GACC Decree 271 (2024) Art. 21 repeals AQSIQ Decree 1 (2001) as of 2024-12-01."""
        assert {one.law for one in measure_bases("intensify", on=day)} == laws

    def test_every_kind_of_measure_has_a_clause_today_and_no_clause_is_of_no_kind(self) -> None:
        from guomen.surveillance.measures.terms import MeasureKind

        assert {one.kind for one in measure_bases(on=date(2026, 11, 22))} == {str(kind) for kind in MeasureKind}
