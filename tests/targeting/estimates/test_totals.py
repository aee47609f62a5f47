"""Totals of what was drawn: what is certain about them, and how often their limits hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from guomen.targeting.estimates.rules.totals import Sample, drawn_total


def drawn(hits: int, n: int, size: int) -> Sample:
    """`hits` of `n` answered of `size` lines, each drawn by itself with one chance."""
    place = np.arange(size)
    label = np.where(place < n, (place < hits).astype(float), np.nan)
    return Sample(np.full(size, n / size), place < n, label, place)


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 300))
def test_a_total_lies_within_its_limits_and_they_within_what_is_possible(hits: int, n: int, rest: int) -> None:
    hits = min(hits, n)
    found = drawn_total(drawn(hits, n, n + rest))
    assert hits <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= rest + hits


def test_all_looked_at_leaves_no_doubt() -> None:
    found = drawn_total(drawn(3, 50, 50))
    assert (found.low, found.value, found.high) == (3.0, 3.0, 3.0)


@pytest.mark.parametrize(("least", "most"), [(0, 50), (50, 100), (100, 300), (300, 600)])
def test_limits_hold_in_about_as_many_draws_as_they_say_where_few_hits_are_to_be_expected(
    least: int, most: int
) -> None:
    """100 of 10,000 drawn, by the hypergeometric law, in the mean over how many are foul: a half to six hits expected.

    One number of foul alone may lie at 88 or 99 %: so few outcomes are possible.
    """
    limits = np.array([(one.low, one.high) for one in (drawn_total(drawn(hits, 100, 10_000)) for hits in range(40))])
    held = []
    for foul in range(least + 1, most, 5):
        inside = (limits[:, 0] <= foul) & (foul <= limits[:, 1])
        held.append(float(stats.hypergeom.pmf(np.arange(40), 10_000, foul, 100) @ inside))
    assert np.mean(held) == pytest.approx(0.96, abs=0.025)
    assert min(held) > 0.87


def test_limits_hold_where_chances_go_with_the_root_of_the_odds() -> None:
    """400 draws; two standard errors beside the bar of 93 to 97 %."""
    generator, size, held = np.random.default_rng(3), 6000, 0
    odds = np.exp(generator.normal(-4.0, 1.0, size))
    foul = generator.random(size) < odds / (1 + odds)
    chance = np.minimum(0.02 * np.sqrt(odds) / np.sqrt(odds).mean(), 0.9)
    for _ in range(400):
        picked = generator.random(size) < chance
        found = drawn_total(Sample(chance, picked, np.where(picked, foul, np.nan), np.arange(size)))
        held += found.low <= foul.sum() <= found.high
    assert 0.91 <= held / 400 <= 0.99
