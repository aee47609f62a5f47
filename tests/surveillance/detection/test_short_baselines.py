"""EARS, Bayes, RKI and CDC on figures that a person can check with a pencil."""

import numpy as np
import pytest
from scipy.stats import norm

from guomen.surveillance.detection.methods import detect
from guomen.surveillance.detection.terms import Counts


def one(*counts: float) -> Counts:
    return np.array(counts, dtype=float)[:, None]


def test_c1_adds_z_standard_deviations_to_the_mean_of_the_seven_before() -> None:
    found = detect(one(1, 2, 3, 4, 5, 6, 7, 11), method="ears-c1")
    assert found.first == 7
    assert found.expected[0, 0] == 4
    assert found.bound[0, 0] == pytest.approx(4 + norm.ppf(0.999) * np.sqrt(28 / 6), abs=1e-12)
    assert found.score[0, 0] == pytest.approx(7 / np.sqrt(28 / 6))
    assert found.alarm[0, 0]


def test_c2_leaves_out_the_two_periods_before_today() -> None:
    found = detect(one(1, 2, 3, 4, 5, 6, 7, 100, 100, 11), method="ears-c2")
    assert (found.first, found.expected[0, 0], bool(found.alarm[0, 0])) == (9, 4, True)


def test_c3_adds_what_c2_exceeded_on_three_days_so_that_a_slow_rise_is_seen() -> None:
    flat = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10]
    rise = one(*flat, 13, 14, 14)
    c2 = detect(rise, method="ears-c2", first=11, options={"alpha": 0.001})
    c3 = detect(rise, method="ears-c3", first=13, options={"alpha": 0.025})
    excess = np.maximum(c2.score[:, 0] - 1, 0).sum()
    assert c3.score[0, 0] == pytest.approx(excess)
    assert c3.alarm[0, 0] == (excess > norm.ppf(0.975))


def test_c3_says_the_count_above_which_today_is_an_alarm() -> None:
    past = [3, 4, 5, 3, 4, 5, 4, 3, 4, 5, 5]
    bound = detect(one(*past, 0), method="ears-c3").bound[0, 0]
    below = detect(one(*past, bound - 1e-6), method="ears-c3")
    beyond = detect(one(*past, bound + 1e-6), method="ears-c3")
    assert (bool(below.alarm[0, 0]), bool(beyond.alarm[0, 0])) == (False, True)


def test_c3_as_r_has_it_does_not_look_at_today() -> None:
    past = [3, 4, 5, 3, 4, 5, 4, 3, 4, 9, 9]
    alarms = {bool(detect(one(*past, today), method="ears-c3", options={"compatible": True}).alarm[0, 0])
              for today in (1, 5, 500)}  # fmt: skip
    assert alarms == {True}


def test_a_least_sigma_keeps_one_case_after_silence_quiet() -> None:
    silence = one(0, 0, 0, 0, 0, 0, 0, 1)
    assert detect(silence, method="ears-c1").alarm[0, 0]
    assert not detect(silence, method="ears-c1", options={"minSigma": 0.5}).alarm[0, 0]


def test_ears_answers_from_what_is_known_and_not_from_fewer_than_three_counts() -> None:
    gaps = one(np.nan, 2, np.nan, 4, np.nan, 6, np.nan, 30)
    assert detect(gaps, method="ears-c1").expected[0, 0] == 4
    gaps[5] = np.nan
    assert np.isnan(detect(gaps, method="ears-c1").bound[0, 0])


def test_bayes_bounds_six_empty_weeks_at_one_case() -> None:
    # Negative binomial of size 0.5 and chance 6/7: 0.926 at 0, 0.992 up to 1.
    found = detect(one(0, 0, 0, 0, 0, 0, 2), method="bayes1")
    assert (found.bound[0, 0], bool(found.alarm[0, 0])) == (1, True)


def test_rki_takes_the_poisson_limit_of_crow_and_gardner_up_to_a_mean_of_twenty() -> None:
    assert detect(one(3, 3, 3, 3, 3, 4, 9), method="rki1").bound[0, 0] == 8.102
    high = detect(one(30, 34, 30, 34, 30, 34, 0), method="rki1")
    assert high.bound[0, 0] == pytest.approx(32 + 2 * np.sqrt(24 / 5))


def test_cdc_compares_four_weeks_with_the_months_of_earlier_years() -> None:
    counts = np.full((5 * 52 + 20, 1), 5.0)
    counts[-4:] = 9
    found = detect(counts, method="cdc")
    assert (found.expected[-1, 0], found.bound[-1, 0], found.known["aggr"][-1, 0]) == (20, 20, 36)
    assert found.alarm[-1, 0]
