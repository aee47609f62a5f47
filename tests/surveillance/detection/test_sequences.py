"""CUSUM, GLR, OutbreakP and rates on figures worked out by hand."""

import numpy as np
import pytest
from scipy.stats import betabinom

from guomen.surveillance.detection.methods import detect
from guomen.surveillance.detection.rate import effective
from guomen.surveillance.detection.terms import BadCounts, BadOption, Counts


def one(*counts: float) -> Counts:
    return np.array(counts, dtype=float)[:, None]


def test_cusum_adds_what_exceeds_the_mean_by_more_than_k() -> None:
    options = {"m": 4, "k": 1, "h": 2}
    found = detect(one(0, 4, 8, 12, 4), method="cusum", first=1, options=options)
    assert list(found.score[:, 0]) == [0, 1, 4, 3]
    assert list(found.bound[:, 0]) == [10, 10, 8, 2]
    assert list(found.alarm[:, 0]) == [False, False, True, True]


def test_cusum_starts_anew_after_an_alarm_where_it_is_told_to() -> None:
    found = detect(one(0, 4, 8, 12, 4), method="cusum", first=1, options={"m": 4, "k": 1, "h": 2, "reset": True})
    assert list(found.alarm[:, 0]) == [False, False, True, False]


def test_cusum_takes_the_past_mean_or_a_seasonal_one() -> None:
    year = 10 * np.exp(0.8 * np.cos(2 * np.pi * np.arange(157) / 52))
    season = detect(one(*np.round(year)), method="cusum", first=156, options={"m": "glm"})
    flat = detect(one(*np.round(year)), method="cusum", first=156)
    assert season.expected[0, 0] == pytest.approx(10 * np.exp(0.8), rel=0.05)
    assert flat.expected[0, 0] == pytest.approx(10 * np.i0(0.8), rel=0.05)
    with pytest.raises(BadOption):
        detect(one(1, 2, 3), method="cusum", options={"m": "median"})


def test_glr_is_the_best_likelihood_over_all_beginnings_of_a_change() -> None:
    # From the second period alone: 3 log 3 - 2; from the first: 4 log 2 - 2.
    found = detect(one(0, 1, 3), method="glr-poisson", first=1, options={"mu0": 1})
    assert found.score[:, 0] == pytest.approx([0, 3 * np.log(3) - 2])


def test_glr_starts_anew_after_an_alarm_and_tells_how_many_cases_would_be_one() -> None:
    counts = one(0, 1, 30, 1, 1)
    found = detect(counts, method="glr-poisson", first=1, options={"mu0": 1, "ret": "cases"})
    assert list(found.alarm[:, 0]) == [False, True, False, False]
    assert found.score[2, 0] == 0
    needed = int(found.bound[3, 0])
    for today, expected in ((needed - 1, False), (needed, True)):
        counts[4] = today
        again = detect(counts, method="glr-poisson", first=1, options={"mu0": 1})
        assert bool(again.alarm[3, 0]) is expected


def test_glr_of_a_known_change_is_a_cusum_of_log_likelihoods() -> None:
    found = detect(one(0, 2, 2), method="glr-poisson", first=1, options={"mu0": 1, "theta": np.log(2)})
    step = 2 * np.log(2) - 1
    assert found.score[:, 0] == pytest.approx([step, 2 * step])


def test_a_negative_binomial_with_hardly_any_dispersion_answers_as_poisson() -> None:
    counts = one(*np.random.default_rng(1).poisson(4, 30))
    poisson = detect(counts, method="glr-poisson", first=5, options={"mu0": 4})
    wide = detect(counts, method="glr-nb", first=5, options={"mu0": 4, "alpha": 1e-7})
    assert wide.score == pytest.approx(poisson.score, abs=1e-4)


def test_glr_finds_a_fall_where_it_is_asked() -> None:
    counts = one(0, 6, 5, 0, 0, 0, 0)
    found = detect(counts, method="glr-poisson", first=1, options={"mu0": 5, "dir": "dec"})
    assert list(found.alarm[:, 0]) == [False, False, True, True, True, True]
    assert found.score[2, 0] == pytest.approx(5)


def test_outbreakp_is_the_likelihood_of_a_rising_curve_over_that_of_a_level() -> None:
    found = detect(one(1, 1, 4), method="outbreakp", first=0, options={"k": 3, "ret": "value"})
    assert found.score[:, 0] == pytest.approx([1, 1, 0.5 * 0.5 * 2**4])
    assert list(found.alarm[:, 0]) == [False, False, True]


def test_outbreakp_tells_the_smallest_count_that_would_be_an_alarm() -> None:
    needed = detect(one(2, 3, 2, 0), method="outbreakp", first=3).bound[0, 0]
    said = [detect(one(2, 3, 2, today), method="outbreakp", first=3).alarm[0, 0] for today in (needed - 1, needed)]
    assert [bool(one) for one in said] == [False, True]


def test_a_rate_follows_the_beta_binomial_law_of_what_was_looked_at() -> None:
    found, looked = one(1, 1, 9), one(100, 100, 50)
    told = detect(found, method="rate", population=looked, options={"pastWeeksNotIncluded": 0})
    a, b = 201 * 2.5 / 201, 201 * 198.5 / 201
    assert told.known["baseline"][0, 0] == pytest.approx(2.5 / 201)
    assert told.expected[0, 0] == pytest.approx(50 * 2.5 / 201)
    assert told.bound[0, 0] == betabinom.ppf(0.99, 50, a, b)
    assert told.known["pvalue"][0, 0] == pytest.approx(betabinom.sf(8, 50, a, b), rel=1e-6)


def test_more_findings_from_more_inspections_are_no_alarm() -> None:
    found, looked = np.full((60, 1), 2.0), np.full((60, 1), 100.0)
    found[-1] = 20
    assert detect(found, method="rate", first=59, population=looked).alarm[0, 0]
    looked[-1] = 1000
    assert not detect(found, method="rate", first=59, population=looked).alarm[0, 0]


@pytest.mark.parametrize("family", ["beta-binomial", "quasi-poisson"])
@pytest.mark.parametrize("correlation", [0.0, 0.01])
def test_rates_keep_their_false_alarms_also_where_shipments_differ(family: str, correlation: float) -> None:
    rng = np.random.default_rng(11)
    looked = rng.poisson(200, (70, 1500)).astype(float)
    share = np.full(looked.shape, 0.03)
    if correlation:
        weight = 1 / correlation - 1
        share = rng.beta(0.03 * weight, 0.97 * weight, looked.shape)
    found = rng.binomial(looked.astype(int), share).astype(float)
    told = detect(found, method="rate", first=60, population=looked, options={"family": family, "alpha": 0.01})
    assert 0.003 < told.alarm.mean() < 0.016


def test_a_rate_without_denominators_is_refused() -> None:
    with pytest.raises(BadCounts, match="denominators"):
        detect(one(1, 2, 3, 4, 5, 6, 7, 8), method="rate")


def test_equal_chances_of_being_looked_at_change_nothing() -> None:
    looked, found = one(40, 10), one(4, 0)
    x, n = effective(looked / 0.2, looked / 0.2**2, found / 0.2)
    assert x == pytest.approx(found)
    assert n == pytest.approx(looked)


def test_unequal_chances_tell_less_than_as_many_equal_ones() -> None:
    # Ten certain looks and one at 1 %: the one stands for a hundred, eleven looks tell as much as barely more than one.
    x, n = effective(one(110), one(10 + 100**2), one(100))
    assert n[0, 0] == pytest.approx(110**2 / 10010)
    assert x[0, 0] / n[0, 0] == pytest.approx(100 / 110)
