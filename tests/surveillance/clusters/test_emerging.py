"""What is surprising, what is not, and what only looks so because words changed."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from guomen.surveillance.clusters.emerging import DEFAULTS, alarms, beta_binomial_tail, surprises
from guomen.surveillance.clusters.keys import NO_KINDS, Kinds, occurrences
from tests.surveillance.clusters.made_up import notices, on_day, steady

TODAY = 419


def alarmed(
    rows: list[tuple[int, str, str, str]], kinds: Kinds = NO_KINDS, today: int = TODAY
) -> list[tuple[str, str, str]]:
    found = alarms(occurrences(notices(rows), kinds), on_day(today), kinds=kinds)
    return found.select("hazard", "origin", "product").rows()


def test_an_ordinary_year_raises_nothing() -> None:
    assert alarmed(steady()) == []


def test_a_hazard_never_seen_before_is_raised_by_a_few_notices_in_a_few_days() -> None:
    new = [(414 + day, "oxide", "IN", "sesame") for day in range(5)]
    assert ("oxide", "", "") in alarmed(steady() + new)


def test_a_hazard_that_comes_back_after_a_year_of_silence_is_raised() -> None:
    back = [(day, "oxide", "IN", "sesame") for day in (10, 12, 414, 415, 416, 417, 418)]
    assert ("oxide", "", "") in alarmed(steady() + back)


def test_an_old_hazard_in_a_new_origin_and_product_is_raised_there_and_not_as_a_hazard() -> None:
    moved = [(413 + day, "usual0", "NG", "seeds") for day in range(5)]
    found = alarmed(steady() + moved)
    assert {("usual0", "NG", ""), ("usual0", "", "seeds"), ("usual0", "NG", "seeds")} <= set(found)
    assert ("usual0", "", "") not in found


def test_a_dense_hazard_that_doubles_and_doubles_again_is_raised() -> None:
    more = [(392 + number // 4, "usual0", "AX", "product0") for number in range(112)]
    assert ("usual0", "", "") in alarmed(steady() + more)


def test_two_notices_are_never_enough() -> None:
    assert alarmed([*steady(), (418, "oxide", "IN", "sesame"), (419, "oxide", "IN", "sesame")]) == []


def test_what_comes_after_the_day_is_not_looked_at() -> None:
    later = [(TODAY + 1 + day, "oxide", "IN", "sesame") for day in range(9)]
    seen = occurrences(notices(steady() + later), NO_KINDS)
    before = occurrences(notices(steady()), NO_KINDS)
    assert surprises(seen, on_day(TODAY)).equals(surprises(before, on_day(TODAY)))


def test_the_order_of_the_notices_does_not_matter() -> None:
    rows = steady() + [(414 + day, "oxide", "IN", "sesame") for day in range(5)]
    assert alarmed(rows) == alarmed(rows[::-1])


SEROVARS = Kinds({"agona": "salmonella"}, frozenset({"agona"}))
OLD = [(day, "salmonella", "PL", "poultry") for day in range(0, 380, 4)]


def test_a_finer_word_for_an_old_thing_is_not_new() -> None:
    finer = [(day, "agona", "PL", "poultry") for day in range(380, 420, 4)]
    assert not [key for key in alarmed(steady() + OLD + finer, SEROVARS) if key[0] == "agona"]


def test_a_finer_word_is_new_where_the_thing_itself_has_risen_too() -> None:
    finer = [(day, "agona", "PL", "poultry") for day in range(395, 420)]
    assert ("agona", "", "") in alarmed(steady() + OLD + finer, SEROVARS)


def test_words_that_nobody_has_named_count_only_where_all_notices_of_their_goods_have_risen() -> None:
    renamed = [(day, "usual0" if day < 380 else "?brand new label", "PL", "poultry") for day in range(0, 420, 3)]
    assert not [key for key in alarmed(steady() + renamed) if key[0].startswith("?")]
    on_top = [(day, "usual0", "PL", "poultry") for day in range(0, 420, 3)]
    more = [(400 + number // 2, "?brand new label", "PL", "poultry") for number in range(40)]
    assert ("?brand new label", "", "") in alarmed(steady() + on_top + more)


def test_a_general_word_alone_counts_only_where_its_kinds_have_risen_too() -> None:
    kinds = Kinds({"usual0": "pesticide"})
    vague = [(day, "usual0" if day < 380 else "pesticide", "PL", "poultry") for day in range(0, 420, 3)]
    assert not [key for key in alarmed(steady() + vague, kinds) if key[0] == "pesticide"]


def test_an_empty_record_and_a_first_day_raise_nothing() -> None:
    nothing = occurrences(notices(steady()), NO_KINDS).clear()
    assert surprises(nothing, on_day(0)).is_empty()
    assert alarms(nothing, on_day(0)).is_empty()
    assert alarmed([(0, "lead", "FR", "spices")] * 5, today=0) == []


def test_expected_and_past_are_told_with_each_surprise() -> None:
    seen = occurrences(notices(steady() + [(415 + day, "oxide", "IN", "sesame") for day in range(4)]), NO_KINDS)
    row = surprises(seen, on_day(TODAY)).filter(pl.col("hazard") == "oxide", pl.col("origin") == "").row(0, named=True)
    assert (row["recent"], row["past"]) == (4, 0)
    assert 0 < row["expected"] < 0.5
    assert 0 < row["probability"] < 1e-3


def test_by_chance_alone_few_looks_alarm() -> None:
    """Poisson notices of 40 hazards that never change: about false_per_look x windows a look at most, over 40 looks."""
    rng = np.random.default_rng(7)
    rate = rng.gamma(0.4, 0.15, 40)
    rows = [
        (day, f"h{hazard}", f"o{rng.integers(6)}", f"p{rng.integers(5)}")
        for day in range(700)
        for hazard, count in enumerate(rng.poisson(rate))
        for _ in range(count)
    ]
    seen = occurrences(notices(rows), NO_KINDS)
    looks = [on_day(420 + 7 * week) for week in range(40)]
    reach = timedelta(days=DEFAULTS.history + 63)
    found = [alarms(seen.filter(pl.col("day").is_between(on - reach, on)), on).height > 0 for on in looks]
    assert np.mean(found) <= 0.15


@given(
    x=st.integers(0, 30), more=st.integers(0, 30), inside=st.floats(0.001, 40), outside=st.floats(0.001, 400)
)  # fmt: skip
def test_the_tail_of_the_beta_binomial_is_scipys(x: int, more: int, inside: float, outside: float) -> None:
    numbers = [np.array([float(value)]) for value in (x, x + more, inside, outside)]
    assert beta_binomial_tail(*numbers)[0] == pytest.approx(betabinom.sf(x - 1, x + more, inside, outside), abs=1e-8)
