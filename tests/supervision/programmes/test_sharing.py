"""Numbers are shared out in whole samples, as near to the trade as whole samples can be."""

from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.supervision.programmes.rules.sharing import anniversary, apportioned, periods, shared

YEAR = (date(2018, 1, 1), date(2019, 1, 1))
WEIGHTS = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=12)


@given(st.integers(0, 500), WEIGHTS)
def test_parts_add_up_and_each_is_its_exact_share_rounded(number: int, weights: list[float]) -> None:
    parts = apportioned(number, weights)
    whole = sum(weights)
    assert sum(parts) == number
    for part, weight in zip(parts, weights, strict=True):
        exact = number * weight / whole if whole else number / len(weights)
        assert floor(exact - 1e-9) <= part <= ceil(exact + 1e-9)


@given(st.integers(1, 200), st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.integers(0, 50).map(float),
       min_size=4, max_size=4), min_size=1))  # fmt: skip
def test_offices_and_periods_add_up_to_the_line(number: int, lots: dict[str, list[float]]) -> None:
    parts = shared(number, lots)
    assert sum(parts.values()) == number
    assert all(count > 0 for count in parts.values())
    whole = sum(map(sum, lots.values()))
    for code, of_office in lots.items():
        exact = number * sum(of_office) / whole if whole else number / len(lots)
        held = sum(count for (office, _), count in parts.items() if office == code)
        assert abs(held - exact) < 1


def test_what_is_known_of_nowhere_is_spread_over_offices_and_periods() -> None:
    parts = shared(8, {"a": [0.0] * 4, "b": [0.0] * 4})
    assert set(parts.values()) == {1}
    assert len(parts) == 8


def test_few_samples_of_many_offices_still_fill_all_periods() -> None:
    parts = shared(8, {code: [0.0] * 4 for code in "abcdefgh"})
    assert sorted(place for _, place in parts) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_year_has_four_quarters() -> None:
    assert [start for start, _ in periods(*YEAR, 3)] == [date(2018, month, 1) for month in (1, 4, 7, 10)]


def test_the_last_period_is_as_long_as_what_is_left() -> None:
    assert periods(date(2018, 1, 31), date(2018, 6, 1), 3) == [
        (date(2018, 1, 31), date(2018, 4, 30)), (date(2018, 4, 30), date(2018, 6, 1))]  # fmt: skip


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(1, 900), st.integers(1, 24))
def test_periods_cover_the_days_without_gap_or_overlap(start: date, days: int, months: int) -> None:
    spans = periods(start, start + timedelta(days=days), months)
    assert spans[0][0] == start
    assert spans[-1][1] == start + timedelta(days=days)
    assert all(before[1] == after[0] and before[0] < before[1] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("day", "place"), [(date(2017, 2, 3), 0), (date(2016, 2, 29), 0), (date(2017, 12, 31), 3), (date(2018, 5, 1), 1)]
)
def test_a_day_of_the_past_counts_for_the_same_days_of_the_plan(day: date, place: int) -> None:
    assert anniversary(day, periods(*YEAR, 3)) == place


def test_a_day_outside_a_short_plan_counts_for_nothing() -> None:
    assert anniversary(date(2017, 9, 1), periods(date(2018, 1, 1), date(2018, 7, 1), 3)) is None
