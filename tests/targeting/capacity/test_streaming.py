"""Decided one by one against a pace, a shift finds as much as if all of it were known beforehand."""

import numpy as np
import pytest
from scipy.special import expit

from tests.targeting.capacity.arrivals import Stream, arrivals, compared


@pytest.mark.parametrize(("daily", "capacity"), [(400, 20), (400, 60)])
def test_one_by_one_finds_what_all_at_once_finds_within_two_per_cent(daily: int, capacity: int) -> None:
    dice = np.random.default_rng(20180903)
    value = expit(dice.normal(-4.0, 1.5, 60 * daily))
    batch, flow, days = compared(arrivals(value, value, dice, daily=daily), Stream(capacity))
    assert days > 30
    assert flow.found >= 0.98 * batch.found
    # What is opened by rule and by the floor goes on when the capacity is spent.
    assert flow.opened <= 1.05 * capacity * days
