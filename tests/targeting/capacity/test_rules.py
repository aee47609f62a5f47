"""A capacity is spent where it does most, never beyond it, and nothing is certain to pass."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.targeting.capacity.rules import allocate, draw_line, expected_left
from guomen.targeting.capacity.terms import Found

UNITS = st.floats(0.0, 1.0, exclude_max=True)


@st.composite
def days(draw: st.DrawFn) -> dict[str, Any]:
    """A day's lines with many ties, and a capacity of any size."""
    size = draw(st.integers(0, 60))
    lists = lambda of: draw(st.lists(of, min_size=size, max_size=size))  # noqa: E731
    return {
        "value": np.array(lists(st.sampled_from([0.0, 0.001, 0.2, 0.2, 0.9]) | UNITS), dtype=float),
        "mandatory": np.array(lists(st.sampled_from([False, False, False, True])), dtype=bool),
        "uniform": np.array(lists(UNITS), dtype=float),
        "capacity": draw(st.integers(0, 70)),
        "random_share": draw(st.sampled_from([0.0, 0.05, 0.5, 1.0])),
        "floor": draw(st.sampled_from([0.0, 0.01, 0.3, 1.0])),
        "cost": draw(st.none() | st.just(np.array(lists(st.sampled_from([1.0, 2.0, 0.5])), dtype=float))),
    }


@settings(max_examples=300, deadline=None)
@given(days())
def test_the_chances_sum_to_no_more_than_the_capacity_unless_what_must_be_opened_needs_more(
    day: dict[str, Any],
) -> None:
    spent = allocate(**day)
    takes = np.ones(len(day["value"])) if day["cost"] is None else day["cost"]
    assert float(spent.probability @ takes) <= day["capacity"] + spent.exceeded + 1e-6
    floor = float(takes[day["mandatory"]].sum() + day["floor"] * takes[~day["mandatory"]].sum())
    assert (spent.exceeded > 1e-9) == (floor > day["capacity"] + 1e-9)


@settings(max_examples=300, deadline=None)
@given(days())
def test_what_must_be_opened_is_and_with_a_random_arm_nothing_is_certain_to_pass(day: dict[str, Any]) -> None:
    spent = allocate(**day)
    assert spent.picked[day["mandatory"]].all()
    assert (spent.arm[day["mandatory"]] == "mandatory").all()
    assert (spent.probability[day["mandatory"]] == 1.0).all()
    if day["floor"] > 0.0:
        assert (spent.probability > 0.0).all()
    assert ((spent.arm == "none") == ~spent.picked).all()


@settings(max_examples=200, deadline=None)
@given(days())
def test_no_line_is_passed_over_for_one_of_less_value(day: dict[str, Any]) -> None:
    spent = allocate(**day | {"cost": None})
    learned = spent.arm == "learned"
    left = ~learned & ~day["mandatory"]
    if learned.any() and left.any():
        assert day["value"][learned].min() >= day["value"][left].max()


def test_among_equals_each_has_the_same_chance_and_the_numbers_say_who() -> None:
    dice, found = np.random.default_rng(1), Counter[int]()
    runs = 4000
    for _ in range(runs):
        spent = allocate(
            np.array([0.9, 0.5, 0.5, 0.5, 0.5, 0.1]), np.zeros(6, dtype=bool), dice.random(6),
            capacity=3, random_share=0.2,
        )  # fmt: skip
        found.update(np.flatnonzero(spent.picked).tolist())
    told = spent.probability
    assert len(set(told[1:5].tolist())) == 1
    for place, chance in enumerate(told.tolist()):
        assert abs(found[place] / runs - chance) < 4 * math.sqrt(0.25 / runs)


def test_a_capacity_of_nothing_leaves_what_must_be_opened_and_the_floor() -> None:
    mandatory = np.array([True, False, False])
    spent = allocate(np.array([0.1, 0.9, 0.8]), mandatory, np.array([0.5, 0.005, 0.5]),
                     capacity=0, random_share=0.05, floor=0.01)  # fmt: skip
    assert spent.arm.tolist() == ["mandatory", "control", "none"]
    assert spent.exceeded == pytest.approx(1.02)


def test_a_line_spends_what_is_left_on_what_is_expected() -> None:
    values = np.random.default_rng(2).random(20_000)
    line = draw_line(values, capacity_left=100, expected_left=1000, random_share=0.05, floor=0.0)
    assert line.found is Found.DRAWN
    assert line.threshold is not None
    picked = float((values >= line.threshold).mean())
    assert picked + (1 - picked) * line.random_rate == pytest.approx(0.1, abs=1e-3)
    assert line.random_rate == pytest.approx(0.005, abs=1e-3)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 0.1, 0.1, 0.5]) | UNITS, max_size=50),
    st.floats(0, 50),
    st.floats(0, 500),
    st.sampled_from([0.0, 0.05, 1.0]),
    st.sampled_from([0.0, 0.01, 0.2]),
)
def test_a_line_never_spends_more_than_is_left_in_expectation_but_for_the_floor(
    values: list[float], left: float, expected: float, share: float, floor: float
) -> None:
    line = draw_line(values, capacity_left=left, expected_left=expected, random_share=share, floor=floor)
    if line.threshold is None:
        assert (not values, line.random_rate) == (True, floor)
        return
    picked = float((np.array(values) >= line.threshold).mean())
    spent = (picked + (1 - picked) * line.random_rate) * expected
    assert spent <= max(left, floor * expected) + 1e-6
    assert line.random_rate >= floor


@pytest.mark.parametrize(
    ("left", "expected", "found", "threshold", "rate"),
    [
        (0, 100, Found.CLOSED, math.inf, 0.01),
        (200, 100, Found.AMPLE, 0.0, 0.1),
        (10, 0, Found.AMPLE, 0.0, 0.01),
        (0.5, 100, Found.CLOSED, math.inf, 0.01),
    ],
)
def test_at_the_ends_of_a_capacity(left: float, expected: float, found: Found, threshold: float, rate: float) -> None:
    line = draw_line([0.1, 0.5], capacity_left=left, expected_left=expected, random_share=0.05, floor=0.01)
    assert (line.found, line.threshold) == (found, threshold)
    assert line.random_rate == pytest.approx(rate)


def test_what_ties_at_the_line_leave_over_goes_to_the_random_arm() -> None:
    line = draw_line([0.5] * 100, capacity_left=10, expected_left=100, random_share=0.05, floor=0.0)
    assert (line.threshold, line.random_rate) == (math.inf, pytest.approx(0.1))


def test_without_a_history_no_line_is_drawn() -> None:
    line = draw_line([], capacity_left=10, expected_left=100, random_share=0.05, floor=0.01)
    assert (line.threshold, line.random_rate, line.found) == (None, 0.01, Found.NO_HISTORY)


@pytest.mark.parametrize(
    ("before", "after", "so_far", "low", "high"),
    [
        ([], [], 5, 0, 0),
        ([10, 10], [20, 20], 10, 20, 20),
        ([10, 30, 50], [20, 60, 100], 60, 80, 125),
        ([10, 30, 50], [20, 60, 100], 5, 5, 40),
        ([0, 0], [0, 0], 3, 0, 0),
    ],
)
def test_what_is_still_to_come_follows_the_recent_days_and_how_today_began(
    before: list[int], after: list[int], so_far: int, low: float, high: float
) -> None:
    assert low <= expected_left(before, after, so_far) <= high
