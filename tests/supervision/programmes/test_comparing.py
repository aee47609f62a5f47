"""Two sides compared: published examples, readings as the laboratory writes them, cases by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from guomen.supervision.programmes.rules.comparing import (
    GapMethod,
    Reading,
    gap,
    newcombe,
    read_value,
    summary,
    taken,
    wilson,
)

# Tritiated water through human chorioamnion at term and at 12-26 weeks: Hollander and Wolfe (1999), table 4.1.
AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


def readings(values: list[float]) -> list[Reading]:
    return [Reading(one, "mg/kg") for one in values]


def test_the_shift_and_its_interval_are_those_of_hollander_and_wolfe_example_4_3_and_4_5() -> None:
    told = gap(readings(EARLY), readings(AT_TERM), least=30, confidence=0.96)
    assert told is not None
    assert told.method is GapMethod.RANKS
    assert (told.value, told.low, told.high) == pytest.approx((-0.305, -0.76, 0.15))
    assert not told.told


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_difference_of_shares_is_method_10_of_newcombe_1998_table_ii(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    value, *limits = newcombe(one, other, 0.95)
    assert value == pytest.approx(one[0] / one[1] - other[0] / other[1])
    assert limits == pytest.approx([low, high], abs=5e-5)


def test_wilsons_interval_is_that_of_newcombe_1998_table_i() -> None:
    assert wilson(81, 263, 0.95)[1:] == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20, 0.95)[1:] == pytest.approx((0.0, 0.1611), abs=5e-5)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.31 ± 0.04 mg/kg (k = 2)", Reading(0.31, "mg/kg")),
        ("0.05", Reading(0.05)),
        ("12, 14, ND CFU/g", Reading(26 / 3, "CFU/g")),
        ("ND (LOD 0.05 mg/kg)", Reading(0.05, "mg/kg", below=True)),
        ("<LOQ (0.01 mg/kg)", Reading(0.01, "mg/kg", below=True)),
        ("ND", Reading(0.0, "", below=True)),
        ("2,4-D 0.1, 2,4,5-T 0.2 mg/kg", None),
        ("", None),
    ],
)
def test_values_are_read_as_the_laboratory_writes_them(written: str, read: Reading | None) -> None:
    assert read_value(written) == read


def test_below_the_limit_of_detection_half_the_limit_is_taken() -> None:
    assert taken([Reading(0.1, below=True), Reading(0.4)]) == [0.05, 0.4]


def test_many_values_that_are_not_skewed_are_compared_by_welchs_means() -> None:
    draw = np.random.default_rng(5)
    one, other = draw.normal(10, 1, 40), draw.normal(11, 3, 60)
    told = gap(readings(one.tolist()), readings(other.tolist()), least=30, confidence=0.95)
    limits = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert told is not None
    assert (told.method, told.value) == (GapMethod.WELCH, pytest.approx(one.mean() - other.mean()))
    assert (told.low, told.high) == pytest.approx((limits.low, limits.high))


@pytest.mark.parametrize("why", ["few", "skewed", "below"])
def test_few_skewed_or_undetected_values_are_compared_by_ranks(why: str) -> None:
    draw = np.random.default_rng(6)
    values = draw.lognormal(0, 1.5, 40) if why == "skewed" else draw.normal(10, 1, 8 if why == "few" else 40)
    one = [Reading(value, below=why == "below" and place == 0) for place, value in enumerate(values.tolist())]
    told = gap(one, readings(draw.normal(10, 1, 40).tolist()), least=30, confidence=0.95)
    assert told is not None
    assert told.method is GapMethod.RANKS


def test_too_few_values_for_an_interval_of_that_confidence_are_not_compared() -> None:
    assert gap(readings([1.0, 2.0]), readings([3.0, 4.0]), least=30, confidence=0.95) is None
    assert gap([], readings([3.0]), least=30, confidence=0.95) is None


def test_a_side_is_told_by_mean_median_and_geometric_mean_where_no_value_is_nought() -> None:
    told = summary("foreign", readings([1.0, 2.0, 4.0]), 2, 3, confidence=0.95)
    assert (told.mean, told.median, told.geometric) == (pytest.approx(7 / 3), 2.0, pytest.approx(2.0))
    assert summary("foreign", [Reading(0.0, below=True)], 0, 0, confidence=0.95).geometric is None


@given(st.lists(st.floats(0, 100), min_size=5, max_size=30), st.lists(st.floats(0, 100), min_size=5, max_size=30))
def test_who_lies_above_does_not_depend_on_who_is_named_first(one: list[float], other: list[float]) -> None:
    there = gap(readings(one), readings(other), least=30, confidence=0.95)
    back = gap(readings(other), readings(one), least=30, confidence=0.95)
    assert there is not None
    assert back is not None
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))
