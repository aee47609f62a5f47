"""The prior of EBGM: its likelihood, its slope, and that it finds what was put in."""

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.stats import nbinom

from guomen.surveillance.disproportionality.mixture import (
    STARTS,
    Points,
    _loss,
    fit_prior,
    log_negative_binomial,
    same_together,
)
from guomen.surveillance.disproportionality.squashing import Squash, squashed
from guomen.surveillance.disproportionality.terms import Prior

TRUE = Prior(3.0, 0.5, 2.0, 2.0, 0.15)


def drawn(size: int, seed: int, *, zeros: bool = False) -> Points:
    rng = np.random.default_rng(seed)
    expected = rng.gamma(0.5, 2.0, size)
    first = rng.random(size) < TRUE.share
    ratio = np.where(first, rng.gamma(TRUE.alpha1, 1 / TRUE.beta1, size), rng.gamma(TRUE.alpha2, 1 / TRUE.beta2, size))
    n = rng.poisson(ratio * expected).astype(float)
    seen = n >= (0 if zeros else 1)
    return Points(n[seen], expected[seen], np.ones(int(seen.sum())))


def test_the_chance_of_a_count_is_negative_binomial():
    n, expected = np.arange(8.0), np.linspace(0.1, 4, 8)
    ours = np.exp(log_negative_binomial(n, expected, 1.7, 0.8))
    np.testing.assert_allclose(ours, nbinom.pmf(n, 1.7, 0.8 / (0.8 + expected)), rtol=1e-12)


@pytest.mark.parametrize(("least", "whole"), [(0, False), (1, False), (1, True), (3, False), (3, True)])
def test_the_slope_is_that_of_the_likelihood(least, whole):
    points = drawn(200, 5)
    points = Points(points.n + least, points.expected, points.weight)
    theta = np.array([0.3, -0.4, 0.9, 0.2, -1.1])
    gap = check_grad(lambda t: _loss(t, points, least, whole)[0], lambda t: _loss(t, points, least, whole)[1], theta)
    assert gap < 1e-6


@pytest.mark.parametrize("zeros", [True, False])
def test_the_prior_that_was_put_in_is_found_again(zeros):
    points = drawn(20_000, 12, zeros=zeros)
    found = fit_prior(points, least=0 if zeros else 1, truncation="mixture")
    assert found.share == pytest.approx(TRUE.share, abs=0.05)
    assert found.alpha1 / found.beta1 == pytest.approx(6.0, rel=0.15)
    assert found.alpha2 / found.beta2 == pytest.approx(1.0, rel=0.1)


def test_conditioning_each_part_by_itself_finds_another_prior():
    """It holds the share constant among the reported, which it is not: the greater part is reported more often."""
    found = fit_prior(drawn(20_000, 12), truncation="each")
    assert found.share > TRUE.share + 0.2


def test_the_part_with_the_greater_mean_comes_first():
    found = fit_prior(drawn(5_000, 3))
    assert found.alpha1 / found.beta1 >= found.alpha2 / found.beta2


def test_equal_pairs_together_lose_nothing():
    points = drawn(3_000, 2)
    points = Points(points.n, np.round(points.expected, 1) + 0.1, points.weight)
    together = same_together(points.n, points.expected)
    assert len(together.n) < len(points.n)
    assert together.weight.sum() == len(points.n)
    theta = np.array([0.3, -0.4, 0.9, 0.2, -1.1])
    np.testing.assert_allclose(_loss(theta, together, 1, False)[0], _loss(theta, points, 1, False)[0], rtol=1e-12)


def test_squashing_keeps_weight_and_expectation_and_hardly_moves_the_prior():
    points = drawn(6_000, 8)
    fewer = squashed(points, Squash(1, 50, 100))
    assert len(fewer.n) < len(points.n)
    assert fewer.weight.sum() == points.weight.sum()
    np.testing.assert_allclose(fewer.weight @ fewer.expected, points.weight @ points.expected, rtol=1e-9)
    whole, quick = fit_prior(points), fit_prior(fewer)
    assert quick.share == pytest.approx(whole.share, rel=0.05)
    assert quick.alpha2 == pytest.approx(whole.alpha2, rel=0.05)


def test_few_points_are_not_squashed():
    points = drawn(300, 8)
    assert squashed(points, Squash(1, 50, 100)) is points


@pytest.mark.parametrize("n", [[], [1.0], [1.0, 1.0], [400.0], [1.0, 10_000.0]])
def test_hardly_any_pairs_still_give_some_prior(n):
    found = fit_prior(Points(np.array(n), np.ones(len(n)) * 0.3, np.ones(len(n))))
    assert all(np.isfinite(value) and value > 0 for value in found.as_json().values())
    assert n or found == STARTS[0]
