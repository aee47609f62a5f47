"""What a notice is counted under."""

import pytest

from guomen.surveillance.clusters.keys import Key, Kinds, occurrences
from tests.surveillance.clusters.made_up import notices

KINDS = Kinds(
    {"agona": "salmonella", "oxide": "pesticide", "oxide_marker": "oxide", "loop": "pool", "pool": "loop"},
    frozenset({"agona", "oxide_marker", "loop", "pool"}),
)


def test_a_notice_stands_under_each_of_its_hazards_and_origins_once() -> None:
    seen = occurrences(notices([(0, "lead;lead;cadmium", "FR;IN", "spices")]), KINDS)
    assert seen.select("hazard", "origin", "product").rows() == [
        ("cadmium", "FR", "spices"), ("cadmium", "IN", "spices"), ("lead", "FR", "spices"), ("lead", "IN", "spices"),
    ]  # fmt: skip


def test_a_notice_without_origin_or_product_is_counted_all_the_same() -> None:
    assert occurrences(notices([(0, "lead", "", "")]), KINDS).select("hazard", "origin", "product").rows() == [
        ("lead", "", "")
    ]


def test_a_notice_without_a_hazard_is_under_no_key() -> None:
    bare = notices([(0, "lead", "FR", "")]).clear()
    assert occurrences(bare, KINDS).is_empty()


def test_a_hazard_stands_under_the_broader_one_only_where_the_one_may_be_written_for_the_other() -> None:
    seen = occurrences(notices([(0, "agona", "", ""), (1, "oxide", "", ""), (2, "oxide_marker", "", "")]), KINDS)
    assert seen["hazard"].to_list() == ["agona", "salmonella", "oxide", "oxide", "oxide_marker"]
    assert KINDS.family("pesticide") == {"pesticide", "oxide", "oxide_marker"}
    assert KINDS.general("oxide")
    assert not KINDS.general("agona")


def test_a_circle_in_the_table_of_kinds_ends() -> None:
    assert KINDS.line("loop") == ["loop", "pool"]
    assert KINDS.family("loop") == {"loop", "pool"}


@pytest.mark.parametrize(
    ("one", "other", "covers", "fits"),
    [
        (Key("a"), Key("a", "IN"), True, True),
        (Key("a", "IN"), Key("a", "IN", "p"), True, True),
        (Key("a", "IN"), Key("a", "", "p"), False, True),
        (Key("a", "IN"), Key("a", "FR"), False, False),
        (Key("a"), Key("b"), False, True),
    ],
)
def test_a_key_covers_what_says_the_same_and_more(one: Key, other: Key, covers: bool, fits: bool) -> None:
    assert (one.covers(other), one.fits(other)) == (covers, fits)


def test_a_key_knows_its_level() -> None:
    assert [key.level for key in (Key("a"), Key("a", "IN"), Key("a", "", "p"), Key("a", "IN", "p"))] == [
        "hazard", "hazard+origin", "hazard+product", "hazard+origin+product",
    ]  # fmt: skip
