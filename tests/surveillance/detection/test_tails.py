"""The tails of the negative binomial, and of the smaller of two looks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from guomen.surveillance.detection.tails import each_level, either, least_count, least_of_two, mid_p, reaching

MEANS = st.floats(0.01, 300)
PHIS = st.floats(1.01, 8)


@given(count=st.integers(0, 400), mean=MEANS, phi=PHIS)
def test_the_tail_is_that_of_the_negative_binomial(count: int, mean: float, phi: float) -> None:
    law = stats.nbinom(mean / (phi - 1), 1 / phi)
    assert law.var() == pytest.approx(phi * mean)
    found = reaching(np.array([float(count)]), np.array([mean]), np.array([phi]))[0]
    assert found == pytest.approx(law.sf(count - 1), rel=1e-6, abs=1e-12)


def test_without_dispersion_the_tail_is_the_poissons() -> None:
    counts = np.arange(12.0)
    found = reaching(counts, np.full(12, 3.0), np.ones(12))
    assert found == pytest.approx(stats.poisson(3).sf(counts - 1), rel=2e-3)


@given(mean=MEANS, phi=PHIS, level=st.floats(1e-6, 0.2))
def test_the_least_count_is_the_first_at_or_below_the_level(mean: float, phi: float, level: float) -> None:
    held = np.array([mean]), np.array([phi])
    found = least_count(*held, np.array([level]))
    assert mid_p(found, *held)[0] <= level
    assert found[0] == 0 or mid_p(found - 1, *held)[0] > level


def test_the_smaller_of_two_looks_is_as_common_as_among_pairs_of_normal_numbers() -> None:
    pairs = np.random.default_rng(1).multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], 400_000)
    seen = (pairs.max(axis=1) > stats.norm.isf(0.02)).mean()
    assert least_of_two(np.array([0.02]), np.array([0.7]))[0] == pytest.approx(seen, abs=0.0012)


@pytest.mark.parametrize(("shared", "times"), [(0.0, 1.99), (1.0, 1.0)])
def test_two_looks_count_twice_unless_they_are_one(shared: float, times: float) -> None:
    assert least_of_two(np.array([0.01]), np.array([shared]))[0] == pytest.approx(0.01 * times)


@given(level=st.floats(1e-6, 0.2), shared=st.floats(0, 1))
def test_the_level_of_each_look_gives_the_level_of_both(level: float, shared: float) -> None:
    each = each_level(level, np.array([shared]))
    assert least_of_two(each, np.array([shared]))[0] == pytest.approx(level, rel=1e-5)


def test_the_chance_of_either_look_is_counted_exactly() -> None:
    here, before, phi = 0.8, 1.3, 2.0
    first, second = (stats.nbinom(mean / (phi - 1), 1 / phi) for mean in (here, before))
    expected = sum(
        first.pmf(y) * second.pmf(r) for y in range(60) for r in range(60) if y >= 4 or (y >= 1 and y + r >= 6)
    )
    held = [np.array([value]) for value in (4.0, 6.0, here, before)]
    assert either(*held, (np.array([phi]), np.array([phi])), 1)[0] == pytest.approx(expected, rel=1e-9)
