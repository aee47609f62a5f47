"""The information component in its two forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from guomen.surveillance.disproportionality.information import bcpnn, shrunken


def at(*numbers):
    return [np.array([float(number)]) for number in numbers]


def test_the_shrunken_form_is_half_a_report_more_on_either_side():
    # a = 5 where 1.5 were expected: log2(5.5 / 2) = 1.459…
    value, low, high = shrunken(*at(5, 50, 30, 1000, 1.5))
    assert value[0] == pytest.approx(np.log2(2.75))
    assert 2 ** low[0] == pytest.approx(gamma.ppf(0.025, 5.5, scale=1 / 2))
    assert 2 ** high[0] == pytest.approx(gamma.ppf(0.975, 5.5, scale=1 / 2))


def test_no_report_where_none_is_expected_tells_nothing():
    value, low, high = shrunken(*at(0, 1, 1, 10**6, 0))
    assert value[0] == 0
    assert low[0] < 0 < high[0]


def test_bcpnn_of_a_table_as_expected_is_near_zero():
    value, low, high = bcpnn(*at(100, 1000, 1000, 10_000, 100))
    assert abs(value[0]) < 0.02
    assert low[0] < 0 < high[0]


def test_bcpnn_comes_to_the_logarithm_of_the_ratio_with_many_reports():
    value, low, high = bcpnn(*at(4_000, 10_000, 100_000, 1_000_000, 1_000))
    assert value[0] == pytest.approx(2, abs=0.005)
    assert high[0] - low[0] < 0.2


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 300), st.integers(0, 300), st.integers(0, 5000))
def test_product_and_event_can_change_places(a, b, c, d):
    n = a + b + c + d
    if not n:
        return
    for form in (shrunken, bcpnn):
        one = form(*at(a, a + b, a + c, n, (a + b) * (a + c) / n))
        other = form(*at(a, a + c, a + b, n, (a + b) * (a + c) / n))
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)
        assert one[1][0] <= one[0][0] <= one[2][0]


@settings(deadline=None)
@given(st.integers(0, 500), st.floats(0.001, 1000))
def test_one_report_more_is_one_step_up(a, expected):
    before, after = (shrunken(*at(count, 1, 1, 1, expected)) for count in (a, a + 1))
    assert all(one[0] < other[0] for one, other in zip(before, after, strict=True))
