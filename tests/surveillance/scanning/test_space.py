"""The spatial scan on small maps: what is found, what is not, and what chance has to say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.surveillance.scanning.space import scan_space
from guomen.surveillance.scanning.terms import NotScannable

GRID = np.array([[x, y] for x in range(5) for y in range(5)], dtype=float)
PEOPLE = np.full(25, 1000.0)
maps = st.lists(st.integers(0, 30), min_size=25, max_size=25).filter(any).map(lambda c: np.array(c, float))


def with_cluster(at: int = 12, cases: int = 30) -> np.ndarray:
    found = np.full(25, 5.0)
    found[at] = cases
    return found


def test_the_place_with_too_many_cases_is_found():
    scan = scan_space(with_cluster(), PEOPLE, GRID)
    best = scan.clusters[0]
    assert best.places == (12,)
    assert (best.cases, best.expected, best.population, best.radius) == (30, 150 / 25, 1000, 0)
    assert best.ratio == 5
    assert best.p == 0.001
    by_hand = 30 * np.log(30 / 6) + 120 * np.log(120 / 144)
    assert best.llr == pytest.approx(by_hand, rel=1e-12)


def test_two_clusters_far_apart_are_two_regions_and_no_place_is_in_both():
    cases = with_cluster(0, 25) + with_cluster(24, 25) - 5
    scan = scan_space(cases, PEOPLE, GRID)
    assert {scan.clusters[0].places, scan.clusters[1].places} == {(0,), (24,)}
    inside = [place for one in scan.clusters for place in one.places]
    assert len(inside) == len(set(inside))
    assert [one.llr for one in scan.clusters] == sorted((one.llr for one in scan.clusters), reverse=True)


def test_no_more_regions_are_told_than_asked_for():
    cases = np.random.default_rng(3).poisson(5, 25).astype(float)
    assert len(scan_space(cases, PEOPLE, GRID, most=2, replicates=0).clusters) == 2


def test_even_cases_leave_nothing_to_tell():
    assert scan_space(np.full(25, 4.0), PEOPLE, GRID, replicates=9).clusters == ()


def test_a_lot_of_people_explain_a_lot_of_cases():
    people = PEOPLE.copy()
    people[12] = 6000
    assert scan_space(with_cluster(), people, GRID, replicates=0).clusters == ()


def test_what_was_expected_takes_the_place_of_the_population():
    expected = np.full(25, 5.0)
    expected[12] = 30
    assert scan_space(with_cluster(), PEOPLE, GRID, expected=expected, replicates=0).clusters == ()
    assert scan_space(with_cluster(), None, GRID, expected=np.full(25, 2.0), replicates=0).clusters[0].places == (12,)


def test_without_repetitions_there_is_no_p():
    assert scan_space(with_cluster(), PEOPLE, GRID, replicates=0).clusters[0].p is None


def test_the_same_seed_gives_the_same_p_and_another_seed_hardly_another():
    cases = with_cluster(cases=14)
    one, again, other = (scan_space(cases, PEOPLE, GRID, seed=seed) for seed in (5, 5, 6))
    assert one == again
    assert one.highest != other.highest
    assert one.clusters[0].p == pytest.approx(other.clusters[0].p, abs=0.05)


@pytest.mark.parametrize("model", ["poisson", "binomial"])
def test_where_nothing_is_odd_p_is_even(model):
    """Of 60 maps drawn by chance about one in ten has p at most 0.1 (15 or more: once in 5,000 times)."""
    rng = np.random.default_rng(1)
    maps_ = [rng.multinomial(100, np.full(25, 1 / 25)).astype(float) for _ in range(60)]
    found = [scan_space(one, PEOPLE, GRID, model=model, replicates=99, seed=k).clusters for k, one in enumerate(maps_)]
    low = sum(regions[0].p <= 0.1 for regions in found if regions)
    assert low <= 14


def test_binomial_cases_are_drawn_from_people_and_found():
    lots = np.full(25, 40.0)
    scan = scan_space(with_cluster(), lots, GRID, model="binomial")
    assert scan.clusters[0].places == (12,)
    assert scan.clusters[0].p <= 0.002
    assert scan.clusters[0].expected == pytest.approx(6)


@settings(deadline=None, max_examples=25)
@given(maps, st.integers(0, 7), st.floats(-100, 100), st.floats(0.1, 50))
def test_turning_moving_and_stretching_the_map_changes_nothing(cases, turn, shift, scale):
    x, y = GRID.T
    turned = np.stack([(x, y), (-x, y), (x, -y), (-x, -y), (y, x), (-y, x), (y, -x), (-y, -x)][turn]).T
    one = scan_space(cases, PEOPLE, GRID, replicates=0, most=1)
    other = scan_space(cases, PEOPLE, turned * scale + shift, replicates=0, most=1)
    assert [region.llr for region in one.clusters] == pytest.approx([region.llr for region in other.clusters])


@settings(deadline=None, max_examples=25)
@given(maps, st.floats(0.001, 1e6))
def test_the_unit_of_population_is_of_no_matter(cases, unit):
    one = scan_space(cases, PEOPLE, GRID, replicates=0, most=1).clusters
    other = scan_space(cases, PEOPLE * unit, GRID, replicates=0, most=1).clusters
    assert [region.llr for region in one] == pytest.approx([region.llr for region in other])


@settings(deadline=None, max_examples=25)
@given(maps)
def test_no_window_does_better_than_the_first_region(cases):
    scan = scan_space(cases, PEOPLE, GRID, replicates=0, most=1)
    single = max((c * np.log(c / e) + (n - c) * np.log((n - c) / (n - e)) if e < c < n else 0)
                 for c, e, n in ((c, cases.sum() / 25, cases.sum()) for c in cases))  # fmt: skip
    best = scan.clusters[0].llr if scan.clusters else 0
    assert best >= single - 1e-9


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cases": np.full(25, 0.5)}, "scan.cases"),
        ({"cases": np.full(25, -1)}, "scan.cases"),
        ({"cases": np.full(25, np.nan)}, "scan.cases"),
        ({"cases": np.zeros(25)}, "scan.no_cases"),
        ({"population": np.ones(24)}, "scan.shape"),
        ({"population": np.full(25, np.inf)}, "scan.base"),
        ({"population": np.append(np.ones(24), 0)}, "scan.base_zero"),
        ({"population": None}, "scan.population"),
        ({"population": np.full(25, 3.5), "model": "binomial"}, "scan.people"),
        ({"population": np.full(25, 3.0), "model": "binomial"}, "scan.people"),
        ({"max_share": 0.001}, "scan.no_window"),
        ({"model": "normal"}, "scan.model"),
        ({"replicates": -1}, "scan.replicates"),
        ({"most": 0}, "scan.most"),
    ],
)
def test_what_cannot_be_scanned_is_refused(change, code):
    arguments = {"cases": np.full(25, 4.0), "population": PEOPLE, "coordinates": GRID} | change
    with pytest.raises(NotScannable) as refused:
        scan_space(**arguments)
    assert refused.value.code == code


def test_a_single_place_has_nothing_to_be_compared_with():
    assert scan_space([3], [100], [[0, 0]], replicates=9, max_share=1).clusters == ()
