"""Circles about places: who is inside, ties, limits, and the same circle met twice."""

import numpy as np
import pytest

from guomen.surveillance.scanning.terms import NotScannable
from guomen.surveillance.scanning.windows import Shape, given, nests

LINE = np.array([[0.0, 0], [1, 0], [3, 0], [7, 0]])
ONES = np.ones(4)


def held(found) -> list[set[int]]:
    return [set(nest.order[:end].tolist()) for nest in found for end in nest.ends]


def test_circles_grow_by_distance_until_they_hold_half_the_population():
    found = held(nests(LINE, ONES, Shape()))
    assert found == [{0}, {0, 1}, {1}, {2}, {1, 2}, {3}, {2, 3}]


def test_the_share_is_of_the_population_and_not_of_the_places():
    found = held(nests(LINE, np.array([1.0, 1, 1, 97]), Shape(max_share=0.03)))
    assert {0, 1, 2} in found
    assert not any(3 in window for window in found)


def test_the_same_places_about_two_centres_are_one_window():
    found = [frozenset(window) for window in held(nests(LINE, ONES, Shape(max_share=1)))]
    assert len(found) == len(set(found))
    assert frozenset(range(4)) in found


def test_places_at_the_same_distance_enter_together():
    cross = np.array([[0.0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]])
    found = nests(cross, np.ones(5), Shape(max_share=1))
    about_the_middle = next(nest for nest in found if nest.order[0] == 0)
    assert about_the_middle.ends.tolist() == [1, 5]


def test_places_in_the_same_spot_are_never_parted():
    pair = np.array([[0.0, 0], [0, 0], [5, 0]])
    assert {0} not in held(nests(pair, np.ones(3), Shape(max_share=1)))
    assert {0, 1} in held(nests(pair, np.ones(3), Shape(max_share=1)))


def test_no_window_has_more_places_than_asked_for():
    assert max(len(window) for window in held(nests(LINE, ONES, Shape(max_share=1, nearest=2)))) == 2


def test_a_great_circle_crosses_the_date_line():
    islands = np.array([[179.5, -17.0], [-179.5, -17.0], [170.0, -17.0]])
    found = nests(islands, np.ones(3), Shape("great-circle", max_share=1))
    assert {0, 1} in held(found)
    near = next(nest for nest in found if nest.order[0] == 0)
    # One degree of longitude at 17 degrees south: 111.19 km × cos 17°
    assert near.radii[1] == pytest.approx(106.3, abs=0.1)


@pytest.mark.parametrize(
    ("coordinates", "shape", "code"),
    [
        (LINE, Shape(max_share=0), "scan.share"),
        (LINE, Shape(max_share=1.5), "scan.share"),
        (LINE, Shape(nearest=0), "scan.nearest"),
        (LINE, Shape("manhattan"), "scan.distance"),
        (LINE[:3], Shape(), "scan.coordinates"),
        (np.array([[np.nan, 0]] * 4), Shape(), "scan.coordinates"),
        (np.array([[39.9, 116.4]] * 4), Shape("great-circle"), "scan.degrees"),
        (None, Shape(), "scan.coordinates"),
    ],
)
def test_what_makes_no_circles_is_refused(coordinates, shape, code):
    with pytest.raises(NotScannable) as refused:
        nests(coordinates, ONES, shape)
    assert refused.value.code == code


@pytest.mark.parametrize("windows", [[], [[]], [[4]], [[-1]], [[0, 0]]])
def test_a_window_by_hand_names_places_that_are_there_and_none_twice(windows):
    with pytest.raises(NotScannable):
        given(windows, 4)


def test_windows_by_hand_are_taken_as_they_are():
    assert held(given([[0, 3], [1], [3, 0]], 4)) == [{0, 3}, {1}]
