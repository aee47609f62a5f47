"""EBGM, EB05 and EB95 of a known prior."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import gamma

from guomen.surveillance.disproportionality.shrinkage import ebgm, first_share, quantile
from guomen.surveillance.disproportionality.terms import Prior

# The prior that DuMouchel (1999) begins with.
USUAL = Prior(0.2, 0.1, 2.0, 4.0, 1 / 3)
counts = st.integers(0, 100_000).map(lambda n: np.array([float(n)]))
expectations = st.floats(1e-6, 1e5).map(lambda e: np.array([e]))


def density(x: float, prior: Prior, n: float, expected: float) -> float:
    mine = first_share(prior, np.array([n]), np.array([expected]))[0]
    first = gamma.pdf(x, prior.alpha1 + n, scale=1 / (prior.beta1 + expected))
    return mine * first + (1 - mine) * gamma.pdf(x, prior.alpha2 + n, scale=1 / (prior.beta2 + expected))


@pytest.mark.parametrize(("n", "expected"), [(1, 0.01), (3, 0.5), (12, 4.0), (0, 2.0), (40, 60.0)])
def test_mean_and_quantiles_are_those_of_the_posterior_integrated(n, expected):
    count, exp = np.array([float(n)]), np.array([expected])
    mean_log = quad(
        lambda u: u * np.exp(u) * density(np.exp(u), USUAL, n, expected), -300, 12, limit=500, points=[-50, -10, 0]
    )[0]
    assert ebgm(USUAL, count, exp)[0] == pytest.approx(np.exp(mean_log), rel=1e-5)
    for level in (0.05, 0.95):
        upto = quantile(USUAL, count, exp, level)[0]
        assert quad(lambda x: density(x, USUAL, n, expected), 0, upto, limit=500)[0] == pytest.approx(level, abs=1e-6)


def test_a_prior_of_one_gamma_gives_the_quantiles_of_a_gamma():
    one = Prior(2.0, 3.0, 2.0, 3.0, 0.4)
    n, expected = np.array([0.0, 5.0, 300.0]), np.array([0.2, 1.0, 20.0])
    np.testing.assert_allclose(
        quantile(one, n, expected, 0.05), gamma.ppf(0.05, 2 + n, scale=1 / (3 + expected)), rtol=1e-9
    )


@settings(deadline=None)
@given(counts, expectations)
def test_the_limits_hold_the_mean_between_them(n, expected):
    low, mean, high = (quantile(USUAL, n, expected, 0.05), ebgm(USUAL, n, expected), quantile(USUAL, n, expected, 0.95))
    assert 0 <= low[0] < high[0]
    assert mean[0] < high[0]
    if n[0] >= 1:
        assert low[0] < mean[0]


@settings(deadline=None)
@given(st.integers(0, 500), st.floats(0.01, 100))
def test_a_report_more_raises_what_is_believed(n, expected):
    few, many, exp = np.array([float(n)]), np.array([n + 1.0]), np.array([expected])
    assert ebgm(USUAL, few, exp)[0] < ebgm(USUAL, many, exp)[0]
    assert quantile(USUAL, few, exp, 0.05)[0] < quantile(USUAL, many, exp, 0.05)[0]


def test_with_many_reports_the_ratio_is_believed_as_it_is():
    assert ebgm(USUAL, np.array([50_000.0]), np.array([10_000.0]))[0] == pytest.approx(5, rel=1e-3)


def test_no_pairs_have_no_quantiles():
    assert quantile(USUAL, np.empty(0), np.empty(0), 0.05).shape == (0,)
