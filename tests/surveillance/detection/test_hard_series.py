"""Series as they come: silent, with gaps, with a regime change, with one giant outlier. Every method keeps its head."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.surveillance.detection.methods import METHODS, detect
from guomen.surveillance.detection.terms import BadCounts, BadOption, Counts, TooShort, UnknownMethod

LENGTH, JUDGED = 330, 30


def _hard() -> dict[str, Counts]:
    rng = np.random.default_rng(4)
    plain = rng.poisson(5, LENGTH).astype(float)
    found = {
        name: plain.copy() for name in ("gaps", "late", "regime", "outlier past", "outlier today", "today unknown")
    }
    found["gaps"][rng.random(LENGTH) < 0.3] = np.nan
    found["late"][:200] = np.nan
    found["regime"][-60:] = rng.poisson(40, 60)
    found["outlier past"][-80] = 1e6
    found["outlier today"][-1] = 1e6
    found["today unknown"][-1] = np.nan
    found["silent"] = np.zeros(LENGTH)
    found["one case"] = np.eye(1, LENGTH, LENGTH - 1)[0]
    found["unknown"] = np.full(LENGTH, np.nan)
    found["constant"] = np.full(LENGTH, 7.0)
    found["large"] = rng.poisson(1e5, LENGTH).astype(float)
    found["seasonal"] = np.where(np.arange(LENGTH) % 52 < 26, rng.poisson(9, LENGTH), 0).astype(float)
    return found


HARD = _hard()
TABLE = np.column_stack(list(HARD.values()))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.filterwarnings("error")
def test_no_series_makes_a_method_stumble(method: str) -> None:
    found = detect(TABLE, method=method, first=LENGTH - JUDGED, population=np.full_like(TABLE, 2e5))
    alarms = dict(zip(HARD, found.alarm.sum(axis=0), strict=True))
    assert found.alarm.shape == found.bound.shape == (JUDGED, len(HARD))
    assert not np.isinf(found.bound).any()
    assert not np.isinf(found.expected).any()
    assert not found.alarm[np.isnan(TABLE[-JUDGED:])].any()
    assert (alarms["silent"], alarms["unknown"], alarms["constant"]) == (0, 0, 0)
    assert found.alarm[-1, list(HARD).index("outlier today")]


@pytest.mark.parametrize("method", ["harmonic-nb", "farrington", "farrington-flexible", "farrington-improved"])
def test_methods_that_look_back_for_years_see_a_regime_change(method: str) -> None:
    found = detect(HARD["regime"][:, None], method=method, first=LENGTH - JUDGED - 30)
    assert found.alarm[:10].any()


@pytest.mark.parametrize(
    "method", ["harmonic-nb", "farrington", "farrington-flexible", "farrington-improved", "ears-c1"]
)
def test_one_giant_count_of_the_past_raises_no_storm_of_alarms(method: str) -> None:
    found = detect(HARD["outlier past"][:, None], method=method, first=LENGTH - JUDGED)
    assert found.alarm.mean() < 0.1


@given(st.integers(0, 10_000), st.sampled_from(sorted(METHODS)))
@settings(max_examples=25, deadline=None)
def test_a_series_is_judged_as_if_it_were_alone(seed: int, method: str) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.negative_binomial(2, 0.3, (290, 5)).astype(float)
    looked = rng.poisson(300, counts.shape).astype(float)
    together = detect(counts, method=method, first=286, population=looked)
    alone = detect(counts[:, [3]], method=method, first=286, population=looked[:, [3]])
    assert (together.alarm[:, [3]] == alone.alarm).all()
    assert together.bound[:, [3]] == pytest.approx(alone.bound, rel=1e-6, nan_ok=True)


def test_thousands_of_series_are_judged_in_parts_as_they_would_be_at_once() -> None:
    counts = np.random.default_rng(2).poisson(3, (60, 1300)).astype(float)
    found = detect(counts, method="ears-c1", first=20)
    some = detect(counts[:, 1000:1010], method="ears-c1", first=20)
    assert (found.bound[:, 1000:1010] == some.bound).all()


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_what_comes_later_changes_nothing_of_what_was_said(seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(6, (300, 3)).astype(float)
    later = counts.copy()
    later[290:] = 99
    for method in ("farrington-improved", "ears-c3", "cusum", "outbreakp", "bayes2"):
        before, after = (detect(one, method=method, first=280) for one in (counts, later))
        assert (before.bound[:10] == after.bound[:10]).all()


def test_an_unknown_method_is_refused_with_the_choice() -> None:
    with pytest.raises(UnknownMethod, match="ears-c1"):
        detect(TABLE, method="magic")


@pytest.mark.parametrize(
    ("options", "said"),
    [({"basline": 7}, "no option basline"), ({"baseline": 2}, "cannot be 2"), ({"alpha": 1}, "cannot be 1"),
     ({"minSigma": "much"}, "cannot be 'much'"), ({"baseline": 7.5}, "cannot be 7.5"), ({"alpha": "nan"}, "cannot be")],
)  # fmt: skip
def test_an_option_that_cannot_be_is_refused_with_what_it_takes(options: dict[str, object], said: str) -> None:
    with pytest.raises(BadOption, match=said):
        detect(TABLE, method="ears-c1", options=options)


def test_options_are_taken_as_they_are_typed() -> None:
    typed = {"alpha": "0.01", "limit54": "c(0,50)", "powertrans": '"1/2"', "reweight": "FALSE", "b": "4"}
    meant = {"alpha": 0.01, "limit54": (0, 50), "powertrans": "1/2", "reweight": False, "b": 4}
    one, other = (detect(TABLE, method="farrington", first=320, options=given) for given in (typed, meant))
    assert one.bound == pytest.approx(other.bound, nan_ok=True)


def test_too_short_a_history_says_how_long_it_must_be() -> None:
    with pytest.raises(TooShort, match="at least 264"):
        detect(TABLE[:100], method="farrington")
    with pytest.raises(TooShort, match="periods 264 to 330"):
        detect(TABLE, method="farrington", first=10)


@pytest.mark.parametrize("wrong", [-1.0, np.inf])
def test_counts_that_cannot_be_are_refused(wrong: float) -> None:
    with pytest.raises(BadCounts):
        detect(np.array([[1.0], [wrong]]), method="cusum")
    with pytest.raises(BadCounts):
        detect(np.array([1.0, 2.0]), method="cusum")
