"""Likelihood ratios against the formulas written out."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.surveillance.scanning.scores import binomial, expectation_poisson, poisson


def scored(score, cases: float) -> float:
    return float(score(np.array([cases]))[0])


def test_poisson_by_hand():
    # 30 of 100 where 20 were expected
    by_hand = 30 * math.log(30 / 20) + 70 * math.log(70 / 80)
    assert scored(poisson(100)(np.array([20.0])), 30) == pytest.approx(by_hand, rel=1e-12)


def test_expectation_poisson_by_hand():
    assert scored(expectation_poisson(np.array([8.0])), 15) == pytest.approx(15 * math.log(15 / 8) + 8 - 15, rel=1e-12)


def test_binomial_by_hand():
    # 12 cases of 40 inside, 8 of 160 outside
    inside = 12 * math.log(12 / 40) + 28 * math.log(28 / 40)
    outside = 8 * math.log(8 / 160) + 152 * math.log(152 / 160)
    none = 20 * math.log(20 / 200) + 180 * math.log(180 / 200)
    assert scored(binomial(20, 200)(np.array([40.0])), 12) == pytest.approx(inside + outside - none, rel=1e-12)


@settings(deadline=None)
@given(st.integers(1, 500), st.floats(0.01, 0.99), st.floats(0, 1))
def test_scores_are_never_below_nothing_and_nothing_where_no_more_than_expected(total, share, part):
    cases = np.array([round(part * total)], dtype=float)
    expected = np.array([share * total])
    people = np.array([math.ceil(share * 10_000.0)])
    for score in (poisson(total)(expected), expectation_poisson(expected)):
        found = score(cases)[0]
        assert found >= -1e-9
        if cases[0] <= expected[0]:
            assert found == 0
    if cases[0] <= people[0] and total - cases[0] <= 10_000 - people[0]:
        assert binomial(total, 10_000)(people)(cases)[0] >= -1e-9


@settings(deadline=None)
@given(st.integers(2, 300), st.floats(0.05, 0.9))
def test_another_case_inside_raises_the_score(total, share):
    expected = np.array([share * total])
    score = poisson(total)(expected)
    values = [scored(score, c) for c in range(math.ceil(share * total), total + 1)]
    assert values == sorted(values)


@pytest.mark.parametrize("expected", [0.0, 10.0])
def test_a_window_of_nothing_or_of_everything_has_no_score(expected):
    assert scored(poisson(10)(np.array([expected])), expected) == 0


def test_rare_cases_make_binomial_and_poisson_the_same():
    people = np.array([2_000_000.0])
    bernoulli = scored(binomial(100, 10_000_000)(people), 40)
    assert bernoulli == pytest.approx(scored(poisson(100)(np.array([20.0])), 40), rel=1e-4)
