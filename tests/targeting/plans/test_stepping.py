"""The European step-up of physical checks, Regulation (EU) 2019/2129, Article 5."""

import pytest

from guomen.targeting.plans.rules.stepping import BASELINES, Found, exceeds, stepped


@pytest.mark.parametrize(
    ("country", "world", "higher"),
    [
        (Found(100, 0), Found(1000, 0), False),
        (Found(100, 2), Found(1000, 20), False),
        (Found(1000, 26), Found(10_000, 200), False),
        (Found(1000, 27), Found(10_000, 200), True),
        (Found(0, 0), Found(1000, 20), False),
        (Found(10, 1), Found(10, 1), False),
        (Found(100, 1), Found(1000, 1), True),
    ],
)
def test_thirty_per_cent_above_the_average_of_all_countries_counts(country: Found, world: Found, higher: bool) -> None:
    assert exceeds(country, world) is higher


@pytest.mark.parametrize(
    ("baseline", "next_one"), [(0.01, 0.05), (0.05, 0.15), (0.15, 0.30), (0.30, 0.50), (0.50, 0.50), (1.0, 1.0)]
)
def test_the_next_higher_baseline_and_from_thirty_fifty(baseline: float, next_one: float) -> None:
    assert stepped(baseline, Found(100, 5), Found(1000, 20)) == next_one
    assert stepped(baseline, Found(100, 2), Found(1000, 20)) == baseline


def test_the_baselines_rise() -> None:
    assert list(BASELINES) == sorted(BASELINES)
