"""So many false alarms a week are promised, and so many are delivered."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.surveillance.detection.burden import budget, discoveries, judge_week
from guomen.surveillance.detection.harmonic import outlook
from guomen.surveillance.detection.methods import METHODS
from guomen.surveillance.detection.options import values_of
from guomen.surveillance.detection.procedure import Series
from guomen.surveillance.detection.tails import either
from guomen.surveillance.detection.terms import Counts


def sparse_and_dense(series: int, seed: int, length: int = 290) -> Counts:
    dice = np.random.default_rng(seed)
    means = np.exp(dice.uniform(np.log(0.05), np.log(50), series))
    return dice.poisson(means, (length, series)).astype(float)


def test_what_is_promised_is_expected_and_about_delivered() -> None:
    counts, delivered = sparse_and_dense(1500, 7), []
    for week in range(286, 290):
        found = judge_week(counts[: week + 1], promised=30.0)
        assert found.budget.expected == pytest.approx(30.0, rel=0.01)
        delivered.append(found.alarm.sum())
    assert np.mean(delivered) == pytest.approx(30.0, rel=0.25)


def test_the_promise_holds_where_few_cases_come_in_bunches() -> None:
    """Under one case a week, most of them wider than Poisson: the chance of an alarm under the law they come from."""
    dice = np.random.default_rng(31)
    mean = np.exp(dice.uniform(np.log(0.02), 0.0, 1500))
    phi = np.where(dice.random(1500) < 0.3, 1.0001, 1.0 + dice.gamma(1.5, 0.8, 1500))
    counts = dice.negative_binomial(mean / (phi - 1.0), 1.0 / phi, (290, 1500)).astype(float)
    level = judge_week(counts, promised=15.0).budget.level
    alone, pooled = outlook(Series(counts, None, None), 289, values_of(METHODS["harmonic-nb"], {}))[0].limits(level)
    delivered = either(np.maximum(alone, 1.0), pooled, mean, mean, (phi, phi), 1).sum()
    assert delivered == pytest.approx(15.0, rel=0.1)


def test_every_alarm_is_odder_than_every_series_without() -> None:
    counts = sparse_and_dense(300, 8)
    found, some = judge_week(counts, promised=10.0), counts[-1] > 0
    assert found.p[found.alarm].max() <= found.budget.level < found.p[~found.alarm & some].min()


def test_series_without_an_answer_take_no_part() -> None:
    counts = sparse_and_dense(300, 9)
    counts[-1, :100] = np.nan
    counts[:, 100:150] = np.nan
    found = judge_week(counts, promised=5.0)
    assert np.isnan(found.p[:150]).all()
    assert not found.alarm[:150].any()
    assert found.budget.expected == pytest.approx(5.0, rel=0.05)


def test_what_one_week_cannot_spend_is_carried_to_the_next() -> None:
    def only_tenths(level: float) -> Counts:
        return np.full(3, 0.1 if level >= 0.1 else 0.0)

    first = budget(only_tenths, 3, promised=0.2)
    assert (first.expected, first.carried) == (0.0, pytest.approx(0.2))
    second = budget(only_tenths, 3, promised=0.2, carried=first.carried)
    assert (second.expected, second.carried) == (pytest.approx(0.3), pytest.approx(0.1))


def test_at_most_one_weeks_promise_is_carried_on() -> None:
    assert budget(lambda level: np.zeros(4), 4, promised=1.0, carried=1.0).carried == 1.0


@given(promised=st.floats(0.01, 40), series=st.integers(200, 5000))
def test_the_level_spends_no_more_than_is_allowed(promised: float, series: int) -> None:
    found = budget(lambda level: np.full(series, level), series, promised)
    assert found.expected <= promised
    assert found.expected == pytest.approx(promised, rel=0.01)


def test_nothing_promised_is_nothing_raised() -> None:
    assert not judge_week(sparse_and_dense(50, 1), promised=0.0).alarm.any()


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    """Benjamini and Hochberg (1995), table of section 3.2 (thrombolysis): at 0.05 the four smallest are followed."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert discoveries(np.array([*p, np.nan]), 0.05).tolist() == [True] * 4 + [False] * 12


def test_there_may_be_no_discovery_at_all() -> None:
    assert not discoveries(np.array([0.5, np.nan, 0.9]), 0.05).any()
    assert not discoveries(np.array([np.nan]), 0.05).any()
