"""What is said of a model before it is signed for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.targeting.registry.judging import (
    calibration,
    compared,
    judged,
    observed_over_expected,
    share_interval,
    stability,
    top_band,
)

CHANCE = np.random.default_rng(7)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1)]
)
def test_a_share_has_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    assert share_interval(hits, n) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("hits", "low", "high"), [(0, 0.0, 3.6889), (10, 4.7954, 18.3904)])
def test_a_count_has_garwoods_interval(hits: int, low: float, high: float) -> None:
    label = np.zeros(100)
    label[:hits] = 1
    ratio = observed_over_expected(label, np.full(100, 0.01))
    assert (ratio.low, ratio.high) == pytest.approx((low, high), abs=1e-3)
    assert ratio.value == pytest.approx(hits)


def test_where_nothing_was_expected_nothing_is_said_of_calibration() -> None:
    assert observed_over_expected(np.zeros(3), np.zeros(3)).value is None


def test_a_true_probability_is_found_calibrated_and_half_of_it_is_not() -> None:
    probability = CHANCE.uniform(0.05, 0.4, 4000)
    label = (CHANCE.uniform(size=4000) < probability).astype(float)
    assert not observed_over_expected(label, probability).beyond(1)
    assert observed_over_expected(label, probability / 2).beyond(1.25)
    assert observed_over_expected(label, np.minimum(1, probability * 2)).beyond(1.25)


def test_calibration_has_ten_groups_of_equal_size_from_low_to_high() -> None:
    probability = CHANCE.uniform(size=1000)
    bins = calibration((CHANCE.uniform(size=1000) < probability).astype(float), probability)
    assert [one.n for one in bins] == [100] * 10
    assert [one.expected for one in bins] == sorted(one.expected for one in bins)


def test_fewer_lines_than_groups_make_fewer_groups() -> None:
    assert len(calibration(np.array([0.0, 1.0]), np.array([0.1, 0.9]))) == 2


def test_the_top_band_is_what_the_highest_values_found() -> None:
    label = np.zeros(100)
    label[:4] = 1
    assert top_band(label, -np.arange(100.0)).observed == pytest.approx(0.8)


def test_seldom_looked_at_lines_stand_for_many() -> None:
    label, weight = np.array([1.0, 0.0]), np.array([9.0, 1.0])
    caught, _ = compared(label, weight, np.array([1.0, 0.0]), None, seed=1)
    assert [one.caught for one in caught] == pytest.approx([20, 50, 100])


def test_the_better_of_two_models_gains_and_the_interval_says_so() -> None:
    probability = CHANCE.beta(0.5, 10, 3000)
    label = (CHANCE.uniform(size=3000) < probability).astype(float)
    _, more = compared(label, np.ones(3000), probability, CHANCE.uniform(size=3000), seed=1)
    assert all(one.low > 0 for one in more)


def test_a_model_gains_nothing_over_itself() -> None:
    label, value = (CHANCE.uniform(size=300) < 0.1).astype(float), CHANCE.uniform(size=300)
    _, more = compared(label, np.ones(300), value, value, seed=1)
    assert {(one.more, one.low, one.high) for one in more} == {(0.0, 0.0, 0.0)}


def test_the_same_seed_says_the_same() -> None:
    label, value = (CHANCE.uniform(size=200) < 0.1).astype(float), CHANCE.uniform(size=200)
    one, other = (judged(label, np.ones(200), value, value, None, seed=3) for _ in range(2))
    assert one == other


@given(st.lists(st.integers(0, 50), min_size=2, max_size=8), st.data())
def test_stability_is_never_negative_and_zero_only_for_like(before: list[int], data: st.DataObject) -> None:
    after = data.draw(st.lists(st.integers(0, 50), min_size=len(before), max_size=len(before)))
    one, other = np.array(before, dtype=float), np.array(after, dtype=float)
    assert stability(one, other) >= 0
    assert stability(one, one) == pytest.approx(0)


def test_a_category_that_vanishes_shows() -> None:
    assert stability(np.array([500.0, 500.0]), np.array([1000.0, 0.0])) > 0.25
