"""Next year's numbers: exactly optimal, never below the least, never more than come."""

from itertools import product
from math import ceil, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import Refusal
from guomen.supervision.programmes.rules.allocating import LineFacts, Yardstick, allocate, optimal, rates

YARDSTICK = Yardstick(detectable=0.05, confidence=0.95, floor_part=0.5, prior=10, drop_below=0.02, certainty=0.95)


def endless(lot: int | None, level: float, confidence: float) -> int:
    """The least number for an endless lot, no more than the lot."""
    least = -int(-log(1 - confidence) // log(1 - level))
    return least if lot is None else min(lot, least)


def variance(spreads: list[float], numbers: tuple[int, ...] | list[int]) -> float:
    return sum(spread**2 / number for spread, number in zip(spreads, numbers, strict=True))


def test_the_published_example_of_wright_2017_is_met() -> None:
    sizes, deviations = [47, 61, 41], [10.0, 6.0, 4.0]
    spreads = [size * deviation for size, deviation in zip(sizes, deviations, strict=True)]
    numbers = optimal(spreads, [1, 2, 3], [5, 6, 4], 10)
    assert numbers == [4, 3, 3]
    drawn = zip(sizes, deviations, numbers, strict=True)
    assert sum(size * (size - n) * deviation**2 / n for size, deviation, n in drawn) == pytest.approx(101_290.3333)


@st.composite
def strata(draw: st.DrawFn) -> tuple[list[float], list[int], list[int | None], int]:
    count = draw(st.integers(1, 4))
    spreads = draw(st.lists(st.floats(0, 1000), min_size=count, max_size=count))
    floors = draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    caps = [draw(st.none() | st.integers(least, least + 5)) for least in floors]
    return spreads, floors, caps, sum(floors) + draw(st.integers(0, 8))


@given(strata())
def test_no_other_whole_numbers_are_more_precise(case: tuple[list[float], list[int], list[int | None], int]) -> None:
    spreads, floors, caps, total = case
    numbers = optimal(spreads, floors, caps, total)
    ranges = [range(low, (total if cap is None else cap) + 1) for low, cap in zip(floors, caps, strict=True)]
    others = [others for others in product(*ranges) if sum(others) == sum(numbers)]
    assert tuple(numbers) in others
    assert variance(spreads, numbers) <= min(variance(spreads, one) for one in others) * (1 + 1e-9)
    full = all(cap is not None and number == cap for number, cap in zip(numbers, caps, strict=True))
    assert sum(numbers) == total or full


@given(
    st.lists(
        st.builds(
            LineFacts, number=st.integers(1, 50), lots=st.none() | st.floats(0, 500), harm=st.floats(0.1, 10),
            tested=st.integers(0, 50), nonconforming=st.just(0), product=st.sampled_from("abc"), census=st.booleans(),
        ),
        min_size=1, max_size=6,
    ),
    st.integers(0, 2000),
)  # fmt: skip
def test_every_line_gets_a_sample_and_no_more_than_come(lines: list[LineFacts], total: int) -> None:
    least = sum(max(1, ceil(one.number if one.lots is None else one.lots)) if one.census else 1 for one in lines)
    found = allocate(lines, least + total, YARDSTICK, endless)
    assert sum(one.number for one in found) <= least + total
    for line, one in zip(lines, found, strict=True):
        assert one.number >= one.floor >= 1
        assert line.lots is None or one.number <= max(1, line.lots + 1)
        assert one.reasons
    if any(line.lots is None and not line.census for line in lines):
        assert sum(one.number for one in found) == least + total


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 50))
def test_a_rate_lies_between_what_was_found_and_what_is_usual(hits: int, others: int, prior: float) -> None:
    lines = [LineFacts(number=10, tested=40, nonconforming=hits, product="a"),
             LineFacts(number=10, tested=40, nonconforming=others, product="b")]  # fmt: skip
    first, second = rates(lines, prior)
    assert 0 < first < 1
    assert (first < second) == (hits < others)


def test_more_samples_go_where_more_was_found() -> None:
    clean = LineFacts(number=60, lots=1000, tested=60, product="a")
    dirty = LineFacts(number=60, lots=1000, tested=60, nonconforming=9, product="b")
    first, second = allocate([clean, dirty], 400, YARDSTICK, endless)
    assert second.number > first.number >= 59
    assert [reason.code for reason in second.reasons] == ["number.found", "number.floor", "number.optimal"]


def test_more_samples_go_where_a_nonconformity_does_more_harm() -> None:
    mild = LineFacts(number=60, lots=1000, tested=60, nonconforming=3)
    first, second = allocate([mild, LineFacts(number=60, lots=1000, tested=60, nonconforming=3, harm=3)], 400,
                             YARDSTICK, endless)  # fmt: skip
    assert second.number > first.number


def test_least_numbers_are_lowered_alike_where_the_total_is_small_and_what_they_find_is_said() -> None:
    lines = [LineFacts(number=10, lots=1000), LineFacts(number=10, lots=1000)]
    first, second = allocate(lines, 40, YARDSTICK, endless)
    assert first.floor == second.floor == 10
    assert first.number + second.number == 40
    [told] = [reason for reason in first.reasons if reason.code == "number.floor_lowered"]
    assert "takes 59" in told.text.en
    assert "find 25.9%" in told.text.en


def test_a_line_that_samples_every_lot_gets_as_many_as_come() -> None:
    first, second = allocate([LineFacts(number=5, lots=12.0, census=True), LineFacts(number=5)], 80, YARDSTICK, endless)
    assert (first.number, second.number) == (12, 68)


def test_a_total_below_one_sample_a_line_is_refused_with_what_it_takes() -> None:
    with pytest.raises(Refusal, match=r"programme\.total_too_small") as refused:
        allocate([LineFacts(number=5, lots=12, census=True), LineFacts(number=5)], 12, YARDSTICK, endless)
    assert "13" in refused.value.problem.en


def test_a_line_found_clean_often_enough_may_be_dropped_and_one_that_nobody_declares_too() -> None:
    clean = LineFacts(number=60, lots=1000, tested=300)
    gone = LineFacts(number=60, lots=0)
    unsure = LineFacts(number=60, lots=1000, tested=30)
    found = allocate([clean, gone, unsure], 300, YARDSTICK, endless)
    assert [one.droppable for one in found] == [True, True, False]
    assert found[1].number == 1


def test_where_the_trade_is_not_known_that_is_said() -> None:
    [one] = allocate([LineFacts(number=20)], 100, YARDSTICK, endless)
    assert one.number == 100
    assert "number.lots_unknown" in {reason.code for reason in one.reasons}
