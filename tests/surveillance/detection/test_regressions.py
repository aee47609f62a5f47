"""The batched regression, and both Farrington methods, on figures worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from guomen.surveillance.detection.glm import Counted, Design, fit
from guomen.surveillance.detection.methods import detect
from guomen.surveillance.detection.procedure import Series
from guomen.surveillance.detection.references import Years, block_levels, window_rows
from guomen.surveillance.detection.reweighting import weights

YEARS = Years(52, None)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_at_the_fit_the_residuals_are_orthogonal_to_every_level_and_to_time(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels = rng.permutation(np.repeat(np.arange(4), 12))
    counts = rng.poisson(rng.uniform(1, 40, 6), (48, 6)).astype(float)
    prior = rng.uniform(0.2, 1.0, (48, 6))
    found = fit(Design(levels, np.arange(48.0)), Counted.of(counts), prior)
    left = prior * (counts - found.mean)
    assert np.abs(found.design.rows.T @ left).max() < 1e-2 * counts.sum(axis=0).max() ** 0.5
    assert found.settled.all()


def test_without_a_trend_each_level_is_its_weighted_mean() -> None:
    levels = np.array([0, 0, 1, 1])
    counts = np.array([[1.0, 4], [3, 8], [10, 0], [20, 2]])
    found = fit(Design(levels), Counted.of(counts), np.ones((4, 2)))
    assert found.mean == pytest.approx(np.array([[2, 6], [2, 6], [15, 1], [15, 1]]), rel=1e-6)


def test_an_offset_turns_counts_into_rates() -> None:
    counts, looked = np.array([[2.0], [6], [20]]), np.array([[10.0], [30], [100]])
    found = fit(Design(np.zeros(3, dtype=np.intp)), Counted.of(counts), np.ones((3, 1)), np.log(looked))
    assert found.mean == pytest.approx(counts, rel=1e-6)


def test_rows_that_are_not_known_have_no_say() -> None:
    levels = np.zeros(5, dtype=np.intp)
    counts, known = np.array([[4.0], [0], [6], [0], [5]]), np.array([[1.0], [0], [1], [0], [1]])
    found = fit(Design(levels), Counted.of(counts), known)
    assert found.mean[0, 0] == pytest.approx(5, rel=1e-6)
    assert found.freedom[0] == 2


def test_large_residuals_weigh_less_and_the_weights_sum_to_the_number_of_rows() -> None:
    residual, known = np.array([[0.5], [-3.0], [4.0]]), np.ones((3, 1))
    found = weights(residual, known, 1.0)
    assert found.sum() == pytest.approx(3)
    assert found[2, 0] / found[0, 0] == pytest.approx(1 / 16)
    assert found[0, 0] == found[1, 0]


def test_the_year_between_two_windows_falls_into_nine_seasons_of_five_weeks() -> None:
    levels = block_levels(YEARS, 120, 1, 3, 10)
    assert list(levels[68 - 3 : 68 + 4]) == [9] * 7
    assert [int((levels == one).sum()) for one in range(9)] == [5] * 9
    assert list(levels[117:]) == [9] * 4
    assert (levels[: 68 - 3] == -1).all()


def test_weeks_go_back_by_the_calendar_and_not_by_fifty_two() -> None:
    dates = np.arange("2004-01-05", "2014-01-06", 7, dtype="datetime64[D]")
    years = Years.of(Series(np.zeros((len(dates), 1)), None, dates), 52, True)
    now = int(np.searchsorted(dates, np.datetime64("2012-02-13")))
    # One year back is Sunday 2011-02-13, whose nearest Monday is the 14th; five back is Tuesday 2007-02-13.
    assert [str(dates[row]) for row in years.back(now, 5)][::4] == ["2011-02-14", "2007-02-12"]
    assert Years.of(Series(np.zeros((3, 1)), None, dates[[0, 1, 3]]), 52, True).dates is None


def test_the_window_holds_only_periods_that_exist() -> None:
    assert len(window_rows(YEARS, 157, 3, 3)) == 7 * 3 - 2
    assert window_rows(YEARS, 159, 3, 3).min() == 0


def test_farrington_bounds_a_steady_series_by_the_two_thirds_power() -> None:
    found = detect(np.full((200, 1), 7.0), method="farrington", first=199, options={"b": 3})
    spread = np.sqrt(4 / 9 * 7 ** (1 / 3) * (1 + 1 / 21))
    assert found.expected[0, 0] == pytest.approx(7, rel=1e-6)
    assert found.bound[0, 0] == pytest.approx((7 ** (2 / 3) + norm.ppf(0.975) * spread) ** 1.5, rel=1e-6)


def test_the_improved_method_bounds_a_steady_series_by_the_poisson_quantile() -> None:
    found = detect(np.full((400, 1), 4.0), method="farrington-improved", first=399)
    assert found.bound[0, 0] == poisson.ppf(0.99, 4)
    assert (found.known["phi"][0, 0], bool(found.alarm[0, 0])) == (1, False)


def test_fewer_than_five_cases_in_four_weeks_are_silent_in_each_methods_own_way() -> None:
    counts = np.zeros((300, 1))
    counts[-1] = 4
    old = detect(counts, method="farrington", first=299)
    new = detect(counts, method="farrington-flexible", first=299)
    assert (old.bound[0, 0], old.score[0, 0], bool(old.alarm[0, 0])) == (0, 0, False)
    assert np.isnan(new.bound[0, 0])
    assert detect(counts, method="farrington-flexible", first=299, options={"limit54": "0,4"}).alarm[0, 0]


def test_a_past_outbreak_does_not_hide_the_next_one() -> None:
    rng = np.random.default_rng(7)
    quiet = rng.poisson(5, (320, 1)).astype(float)
    quiet[-1] = 16
    outbreak = quiet.copy()
    outbreak[320 - 54 : 320 - 50] += 30
    assert detect(outbreak, method="farrington-improved", first=319).alarm[0, 0]
    assert not detect(outbreak, method="farrington-improved", first=319, options={"reweight": False}).alarm[0, 0]


def test_the_score_is_one_at_the_bound_and_nought_at_the_mean_unless_rs_is_asked_for() -> None:
    counts = np.random.default_rng(3).poisson(9, (330, 1)).astype(float)
    ours = detect(counts, method="farrington-improved", first=329)
    r = detect(counts, method="farrington-improved", first=329, options={"compatible": True})
    mean, bound, today = ours.expected[0, 0], ours.bound[0, 0], counts[-1, 0]
    assert ours.score[0, 0] == pytest.approx((today - mean) / (bound - mean))
    assert r.score[0, 0] == pytest.approx((today - np.log(mean)) / (bound - np.log(mean)))
    assert r.alarm[0, 0] == ours.alarm[0, 0]


def test_denominators_keep_a_busier_week_from_being_an_alarm() -> None:
    rng = np.random.default_rng(5)
    looked = np.full((330, 1), 200.0)
    looked[-1] = 800
    counts = rng.poisson(0.05 * looked).astype(float)
    counts[-1] = 40
    assert detect(counts, method="farrington-improved", first=329).alarm[0, 0]
    told = detect(
        counts, method="farrington-improved", first=329, population=looked, options={"populationOffset": True}
    )
    assert not told.alarm[0, 0]
    assert told.expected[0, 0] == pytest.approx(40, rel=0.2)
