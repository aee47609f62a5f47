"""Control rules: each as it was published, found wherever it was put in, and nowhere else."""

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from guomen.kernel.terms import Refusal
from guomen.laboratory.quality.rules import MEMORY, RULES, WESTGARD, estimate, rejects, violations, violations_across

ALL = list(RULES)
Values = Sequence[float] | NDArray[np.float64]

# rule, values in standard deviations, places (from 0) at which the rule is broken
CASES: list[tuple[str, list[float], list[int]]] = [
    ("1-2s", [0.5, 2.1, -2.1, 2.0, 1.9], [1, 2]),
    ("1-3s", [0.5, 3.1, -3.1, 3.0, 2.9], [1, 2]),
    ("2-2s", [2.1, 2.2, 0, 2.1, -2.1], [1]),
    ("2-2s", [-2.1, -2.2, -2.3], [1, 2]),
    ("2-2s", [2.0, 2.5, 2.0], []),
    ("R-4s", [2.1, -2.1, 0, -2.5, 2.5], [1, 4]),
    ("R-4s", [2.1, 0, -2.1], []),
    ("R-4s", [2.5, -1.9], []),  # a range above 4s alone is not the published rule
    ("4-1s", [1.1, 1.2, 1.3, 1.1, 0, 1.1], [3]),
    ("4-1s", [-1.1, -1.2, -1.3, -1.1, -1.5], [3, 4]),
    ("4-1s", [1.1, 1.1, 1.0, 1.1, 1.1], []),
    ("10-x", [0.1] * 10, [9]),
    ("10-x", [0.1] * 9 + [0.0] + [0.1] * 9, []),
    ("10-x", [-0.1] * 12, [9, 10, 11]),
    ("2of3-2s", [2.1, 0, 2.2], [2]),
    ("2of3-2s", [2.1, 0, 0, 2.2], []),
    ("2of3-2s", [2.1, 0, -2.2], []),
    ("3-1s", [1.1, 1.2, 1.3, 0, 1.2], [2]),
    ("6-x", [-0.2] * 6, [5]),
    ("7-T", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], [6]),
    ("7-T", [0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0], [6, 7]),
    ("7-T", [0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6, 0.7], []),
    ("8-x", [0.2] * 8, [7]),
    ("9-x", [0.2] * 9, [8]),
    ("12-x", [0.2] * 12, [11]),
]


def naive(z: Values, code: str) -> list[int]:
    """Each rule once more, read off its words point by point."""
    found = []
    for end in range(len(z)):
        back = [z[end - k] for k in range(min(end + 1, 12))]  # newest first
        if _broken(code, back):
            found.append(end)
    return found


def _broken(code: str, back: Sequence[float]) -> bool:
    if code == "R-4s":
        return len(back) > 1 and max(back[:2]) > 2 and min(back[:2]) < -2
    if code == "2of3-2s":
        return any(side * back[0] > 2 and any(side * one > 2 for one in back[1:3]) for side in (1, -1))
    if code == "7-T":
        last = list(back[:7])
        return len(last) == 7 and (last == sorted(set(last), reverse=True) or last == sorted(set(last)))
    points, _, limit = code.partition("-")
    beyond = 0.0 if limit == "x" else float(limit.removesuffix("s"))
    last = list(back[: int(points)])
    return len(last) == int(points) and (all(one > beyond for one in last) or all(one < -beyond for one in last))


def places(z: Values, code: str) -> list[int]:
    return [place for place, codes in enumerate(violations(z, [code])) if codes]


@pytest.mark.parametrize(("code", "z", "expected"), CASES)
def test_a_rule_is_broken_at_the_point_that_completes_its_pattern(
    code: str, z: list[float], expected: list[int]
) -> None:
    assert places(z, code) == expected
    assert naive(z, code) == expected


@pytest.mark.parametrize("code", ALL)
def test_every_rule_says_what_it_is_and_where_it_was_published(code: str) -> None:
    rule = RULES[code]
    assert rule.text.zh
    assert rule.text.en
    assert "Westgard" in rule.source
    assert rule.rejects is (code != "1-2s")


FAULTS = {
    "1-2s": [2.4],
    "1-3s": [3.6],
    "2-2s": [2.3, 2.6],
    "R-4s": [2.4, -2.4],
    "4-1s": [1.4, 1.6, 1.2, 1.7],
    "10-x": [0.4, 0.9, 0.2, 0.5, 0.3, 0.8, 0.6, 0.1, 0.7, 0.5],
    "2of3-2s": [2.3, 0.5, 2.2],
    "3-1s": [1.4, 1.6, 1.2],
    "6-x": [0.4, 0.9, 0.2, 0.5, 0.3, 0.8],
    "7-T": [-1.1, -0.8, -0.5, -0.2, 0.3, 0.6, 0.9],
    "8-x": [0.4, 0.9, 0.2, 0.5, 0.3, 0.8, 0.6, 0.1],
    "9-x": [0.4, 0.9, 0.2, 0.5, 0.3, 0.8, 0.6, 0.1, 0.7],
    "12-x": [0.4, 0.9, 0.2, 0.5, 0.3, 0.8, 0.6, 0.1, 0.7, 0.5, 0.2, 0.4],
}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("code", ALL)
def test_a_known_fault_is_found_wherever_it_was_put_in_and_nothing_is_found_elsewhere(code: str, sign: int) -> None:
    # The quiet ground breaks no rule: neighbours lie on different sides of the mean and within 1s.
    quiet = np.where(np.arange(20_000) % 2 == 0, 0.5, -0.5)
    chance = np.random.default_rng(11)
    fault = sign * np.array(FAULTS[code])
    starts = np.sort(chance.choice(np.arange(40, 19_900, 40), 200, replace=False))
    series = quiet.copy()
    for start in starts:
        series[start : start + len(fault)] = fault
        # A point on the mean at either side, so that the ground does not lengthen the pattern.
        series[start - 1] = series[start + len(fault)] = 0
    expected = [start + len(fault) - 1 for start in starts]
    assert set(places(series, code)) >= set(expected)
    assert places(series, code) == naive(series, code)


@pytest.mark.parametrize("shift", [0.0, 1.0, 2.5])
def test_long_series_agree_with_the_plain_reading_of_every_rule(shift: float) -> None:
    series = np.random.default_rng(7).normal(shift, 1, 30_000)
    for code in ALL:
        assert places(series, code) == naive(series, code), code


# Halves, so that points on a limit and on the mean come up often.
points = st.lists(st.integers(-8, 8).map(lambda n: n / 2), max_size=40)


@given(points)
@settings(max_examples=300, deadline=None)
def test_each_rule_is_its_plain_reading(z: list[float]) -> None:
    for code in ALL:
        assert places(z, code) == naive(z, code), code


@given(points)
def test_a_chart_upside_down_breaks_the_same_rules(z: list[float]) -> None:
    assert violations(z, ALL) == violations([-one for one in z], ALL)


@given(points)
def test_longer_patterns_imply_the_shorter_ones(z: list[float]) -> None:
    for codes in violations(z, ALL):
        for longer, shorter in (("1-3s", "1-2s"), ("2-2s", "1-2s"), ("4-1s", "3-1s"), ("12-x", "10-x"), ("10-x", "9-x"),
                                ("9-x", "8-x"), ("8-x", "6-x"), ("2-2s", "2of3-2s")):  # fmt: skip
            assert longer not in codes or shorter in codes


@given(points)
def test_a_new_point_is_judged_by_the_last_points_alone(z: list[float]) -> None:
    whole = violations(z, ALL)
    assert [violations(z[max(0, end + 1 - MEMORY) : end + 1], ALL)[-1] for end in range(len(z))] == whole


def test_r4s_looks_within_a_run_and_not_between_runs() -> None:
    assert violations([2.5, -2.5], ["R-4s"], runs=["a", "b"]) == [[], []]
    assert violations([2.5, -2.5], ["R-4s"], runs=["a", "a"]) == [[], ["R-4s"]]
    assert violations([2.5, 0, -2.5], ["R-4s"], runs=["a", "a", "a"]) == [[], [], ["R-4s"]]


def test_two_materials_are_judged_each_for_itself_and_across() -> None:
    # 2-2s across: both materials of one run beyond +2s. 4-1s within the second material only, across four runs.
    z = [2.1, 2.2, 0.0, 1.2, 0.0, 1.2, 0.0, 1.2]
    runs, materials = [1, 1, 2, 2, 3, 3, 4, 4], ["low", "high"] * 4
    found = violations_across(z, materials, runs=runs)
    assert found[1] == ["1-2s", "2-2s"]
    assert found[7] == ["4-1s"]
    assert found[2:7] == [[], [], [], [], []]


def test_a_trend_is_looked_for_within_a_material() -> None:
    rising = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert violations_across(rising, ["low", "high"] * 3 + ["low"], rules=["7-T"]) == [[]] * 7


def test_a_warning_does_not_reject() -> None:
    assert not rejects(["1-2s"])
    assert rejects(["1-2s", "2-2s"])
    assert not rejects([])


def test_an_unknown_rule_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"quality\.rule_unknown"):
        violations([0.0], ["5-y"])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(Refusal, match=r"quality\.value"):
        violations([0.0, value])


def test_an_empty_series_breaks_nothing() -> None:
    assert violations([], ALL) == []


def test_the_classic_rules_are_those_of_1981() -> None:
    assert WESTGARD == ("1-2s", "1-3s", "2-2s", "R-4s", "4-1s", "10-x")


def test_mean_and_sd_are_estimated_with_n_minus_1() -> None:
    found = estimate([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0], least=8)
    assert found.mean == 5
    assert found.sd == pytest.approx((32 / 7) ** 0.5)


@pytest.mark.parametrize(("values", "code"), [([1.0] * 19, "quality.too_few"), ([1.0] * 20, "quality.no_spread")])
def test_too_few_points_or_points_without_spread_give_no_estimate(values: list[float], code: str) -> None:
    with pytest.raises(Refusal, match=re.escape(code)):
        estimate(values)
