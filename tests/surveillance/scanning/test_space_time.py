"""Scans in space and time: when a region began, what goes on now, and the three models."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.surveillance.scanning.space_time import scan_space_time
from guomen.surveillance.scanning.terms import NotScannable

GRID = np.array([[x, y] for x in range(4) for y in range(4)], dtype=float)
tables = (
    st.lists(st.integers(0, 12), min_size=48, max_size=48).filter(any).map(lambda c: np.array(c, float).reshape(3, 16))
)


def outbreak(periods: int = 8, since: int = 6, until: int = 8, at: int = 5, cases: float = 20) -> np.ndarray:
    found = np.full((periods, 16), 4.0)
    found[since:until, at] = cases
    return found


@pytest.mark.parametrize(
    ("model", "given_"),
    [
        ("permutation", {}),
        ("population-poisson", {"population": np.full((8, 16), 100.0)}),
        ("expectation-poisson", {"expected": np.full((8, 16), 4.0)}),
    ],
)
def test_place_and_beginning_of_an_outbreak_are_found(model, given_):
    scan = scan_space_time(outbreak(), GRID, model=model, replicates=199, seed=2, **given_)
    best = scan.clusters[0]
    assert (best.places, best.start, best.end, best.cases) == ((5,), 6, 7, 40)
    assert best.p == 0.005
    assert scan.model == model


def test_an_outbreak_that_is_over_is_found_only_among_past_windows():
    over = outbreak(since=2, until=4)
    assert scan_space_time(over, GRID, replicates=0, current=False).clusters[0].start == 2
    assert all(one.places != (5,) for one in scan_space_time(over, GRID, replicates=0).clusters)


def test_no_cylinder_is_longer_than_allowed():
    long = outbreak(since=2)
    expected = np.full((8, 16), 4.0)
    for longest in (1, 3, 6):
        best = scan_space_time(
            long, GRID, model="expectation-poisson", expected=expected, longest=longest, replicates=0
        ).clusters[0]
        assert (best.start, best.end) == (8 - longest, 7)


def test_expectation_poisson_by_hand():
    best = scan_space_time(
        outbreak(), GRID, model="expectation-poisson", expected=np.full((8, 16), 4.0), replicates=0
    ).clusters[0]
    assert best.llr == pytest.approx(40 * np.log(40 / 8) + 8 - 40, rel=1e-12)
    assert best.expected == 8


def test_a_rise_everywhere_is_no_region_for_the_permutation_but_is_for_the_expectation():
    rise = np.full((8, 16), 4.0)
    rise[7] = 12
    assert scan_space_time(rise, GRID, replicates=0).clusters == ()
    told = scan_space_time(
        rise, GRID, model="expectation-poisson", expected=np.full((8, 16), 4.0), max_share=1, replicates=0
    )
    assert len(told.clusters[0].places) == 16


def test_a_growing_population_explains_more_cases_unless_periods_are_even():
    people = np.repeat(np.arange(1.0, 9)[:, np.newaxis] * 100, 16, axis=1)
    cases = people / 100
    assert scan_space_time(cases, GRID, model="population-poisson", population=people, replicates=0).clusters == ()
    even = scan_space_time(cases, GRID, model="population-poisson", population=people, even=True, replicates=0)
    assert even.clusters


def test_windows_by_hand_may_have_any_form():
    ring = [0, 1, 2, 3, 7, 11, 15, 14, 13, 12, 8, 4]
    cases = np.full((4, 16), 3.0)
    cases[3, ring] = 9
    scan = scan_space_time(cases, None, windows=[ring, [5, 6, 9, 10]], replicates=0)
    assert scan.clusters[0].places == tuple(ring)
    assert scan.clusters[0].start == 3


@settings(deadline=None, max_examples=25)
@given(tables, st.permutations(range(16)))
def test_the_order_of_places_is_of_no_matter(cases, order):
    one = scan_space_time(cases, GRID, replicates=0, most=1).clusters
    other = scan_space_time(cases[:, order], GRID[list(order)], replicates=0, most=1).clusters
    assert [region.llr for region in one] == pytest.approx([region.llr for region in other])


@settings(deadline=None, max_examples=25)
@given(tables)
def test_one_period_is_the_spatial_scan(cases):
    from guomen.surveillance.scanning.space import scan_space

    first = cases[:1]
    if not first.sum():
        return
    people = np.full((1, 16), 50.0)
    one = scan_space_time(first, GRID, model="population-poisson", population=people, replicates=9, seed=1)
    other = scan_space(first[0], people[0], GRID, replicates=9, seed=1)
    assert one.clusters == other.clusters


def test_shuffled_repetitions_keep_every_place_and_every_period():
    from guomen.surveillance.scanning.chance import permuted

    cases = np.random.default_rng(0).poisson(3, (6, 16)).astype(float)
    for drawn in permuted(cases, 20, np.random.default_rng(1)):
        assert (drawn.sum(axis=1) == cases.sum(axis=0)).all()
        assert (drawn.sum(axis=2) == cases.sum(axis=1)).all()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"model": "poisson"}, "scan.model"),
        ({"model": "expectation-poisson"}, "scan.expected"),
        ({"model": "population-poisson"}, "scan.expected"),
        ({"cases": np.ones(16)}, "scan.periods"),
        ({"longest": 0}, "scan.longest"),
        ({"population": np.ones((3, 16))}, "scan.shape"),
    ],
)
def test_what_cannot_be_scanned_is_refused(change, code):
    with pytest.raises(NotScannable) as refused:
        scan_space_time(**({"cases": outbreak(), "coordinates": GRID} | change))
    assert refused.value.code == code
