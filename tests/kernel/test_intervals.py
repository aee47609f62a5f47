"""Intervals: published values, cases by hand, and what must hold for any numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from guomen.kernel.terms.intervals import (
    add_limits,
    count_limits,
    even_share_limits,
    gamma_limits,
    ratio_limits,
    share_limits,
)

# Down's syndrome by the mother's age, births of fifth order and later, Michigan 1950-64: Stark and Mantel (1966), as in
# Fay and Feuer (1997), Table II.
CASES = np.array([0, 8, 63, 112, 262, 295])
BIRTHS = np.array([327, 30666, 123419, 149919, 104088, 34392])
ALL_BIRTHS = np.array([319933, 931318, 786511, 488235, 237863, 61313])
WEIGHTS = 1e5 * ALL_BIRTHS / (BIRTHS * ALL_BIRTHS.sum())
SUM, VARIANCE, GREATEST = float(WEIGHTS @ CASES), float(WEIGHTS**2 @ CASES), float(WEIGHTS.max())


def test_half_a_hit_is_narrower_than_the_whole_one_of_fay_and_feuer() -> None:
    """One-sided 95 % limit 173.0817, given with the source of R's asht::wspoissonTest for these data."""
    whole = stats.gamma.ppf(
        0.95, (SUM + GREATEST) ** 2 / (VARIANCE + GREATEST**2), scale=(VARIANCE + GREATEST**2) / (SUM + GREATEST)
    )
    assert whole == pytest.approx(173.0817, abs=5e-5)
    assert SUM < gamma_limits(SUM, VARIANCE, GREATEST, level=0.9)[1] < whole


def test_equal_weights_give_the_limits_of_jeffreys() -> None:
    """Half the chi-square quantiles of 2 x 10 + 1 degrees, as tables have them: 10.283 and 35.479."""
    assert gamma_limits(10.0, 10.0, 1.0) == (pytest.approx(10.283 / 2, abs=5e-4), pytest.approx(35.479 / 2, abs=5e-4))


def test_no_hit_leaves_nothing_below_and_two_and_a_half_hits_above() -> None:
    """Half the chi-square quantile of one degree, 5.024."""
    assert gamma_limits(0.0, 0.0, 1.0) == (0.0, pytest.approx(5.024 / 2, abs=5e-4))


@pytest.mark.parametrize("expected", [0.2, 0.4, 0.7, 1.0, 1.5, 5.0, 12.0])
def test_limits_hold_a_poisson_mean_in_about_as_many_draws_as_they_say(expected: float) -> None:
    seen = np.arange(60)
    held = [low <= expected <= high for low, high in (gamma_limits(float(x), float(x), 1.0) for x in seen)]
    assert float(stats.poisson.pmf(seen, expected) @ held) == pytest.approx(0.95, abs=0.036)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.217), (1, 10, 0.011, 0.381), (2, 10, 0.044, 0.503), (0, 7, 0.0, 0.292)],
)
def test_even_limits_of_a_share_are_those_of_brown_cai_and_dasgupta(hits: int, n: int, low: float, high: float) -> None:
    """Their table 5 (2001), 95 % Jeffreys; with no hit the lower limit is 0."""
    assert even_share_limits(hits, n) == (pytest.approx(low, abs=6e-4), pytest.approx(high, abs=6e-4))
    assert even_share_limits(n - hits, n) == (pytest.approx(1 - high, abs=6e-4), pytest.approx(1 - low, abs=6e-4))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 300, 0.0, 1 - 0.05 ** (1 / 300)),
        (300, 300, 0.05 ** (1 / 300), 1.0),
        (5, 5, 0.05 ** (1 / 5), 1.0),
    ],
)
def test_a_share_of_nothing_and_of_everything_by_hand(hits: int, n: int, low: float, high: float) -> None:
    assert share_limits(hits, n) == (pytest.approx(low), pytest.approx(high))


def test_the_limits_of_a_share_have_half_the_chance_of_what_was_seen_in_each_tail() -> None:
    low, high = share_limits(8, 300)
    assert stats.binom.sf(8, 300, low) + stats.binom.pmf(8, 300, low) / 2 == pytest.approx(0.025)
    assert stats.binom.cdf(7, 300, high) + stats.binom.pmf(8, 300, high) / 2 == pytest.approx(0.025)


def test_the_count_in_a_finite_population_is_known_once_all_were_looked_at() -> None:
    assert count_limits(7, 100, 100) == (7.0, 7.0)
    assert count_limits(0, 100, 100) == (0.0, 0.0)
    assert count_limits(0, 0, 40) == (0.0, 40.0)


def test_the_estimate_lies_within_its_limits_where_nearly_all_was_looked_at() -> None:
    assert count_limits(1, 39, 40) == (1.0, pytest.approx(40 / 39))


def test_the_limits_of_a_count_are_the_first_and_last_that_would_not_surprise() -> None:
    low, high = count_limits(3, 50, 400)

    def above(found: int) -> float:
        return float(stats.hypergeom.sf(3, 400, found, 50) + stats.hypergeom.pmf(3, 400, found, 50) / 2)

    def below(found: int) -> float:
        return float(stats.hypergeom.cdf(2, 400, found, 50) + stats.hypergeom.pmf(3, 400, found, 50) / 2)

    assert above(int(low) - 1) <= 0.025 < above(int(low))
    assert below(int(high) + 1) <= 0.025 < below(int(high))


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 300))
def test_a_count_lies_within_its_limits_and_they_within_what_is_possible(hits: int, n: int, rest: int) -> None:
    hits = min(hits, n)
    low, high = count_limits(hits, n, n + rest)
    assert hits <= low <= high <= rest + hits
    assert low <= hits * (n + rest) / n <= high


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 60))
def test_a_share_lies_within_its_limits(hits: int, n: int) -> None:
    hits = min(hits, n)
    low, high = share_limits(hits, n)
    assert 0.0 <= low <= hits / n <= high <= 1.0


def test_the_sum_of_exact_numbers_is_exact_and_uncertain_ones_add_like_squares() -> None:
    assert add_limits([(2.0, 2.0, 2.0), (3.0, 3.0, 3.0)]) == (5.0, 5.0, 5.0)
    assert add_limits([(5.0, 2.0, 8.0), (5.0, 1.0, 9.0)]) == (10.0, 5.0, 15.0)


def test_a_ratio_has_no_upper_limit_where_what_it_is_measured_against_may_be_nothing() -> None:
    assert ratio_limits((0.2, 0.1, 0.3), (0.1, 0.0, 0.2))[2] == math.inf
    assert ratio_limits((0.2, 0.1, 0.3), (0.0, 0.0, 0.2))[0] == math.inf


def test_a_ratio_to_a_known_number_is_the_interval_divided_by_it() -> None:
    assert ratio_limits((0.2, 0.1, 0.4), (0.1, 0.1, 0.1)) == (
        pytest.approx(2.0), pytest.approx(1.0), pytest.approx(4.0),
    )  # fmt: skip
