"""The random arm's chances follow value within bounds, sum to its rate, and what is estimated by them is unbiased."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.targeting.capacity.rules import allocate, chances, draw_line, even_unit
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Learned
from guomen.targeting.rules.learning import learn
from guomen.targeting.rules.selecting import RandomArm
from tests.targeting.capacity.models import MadeUp, pace, paced, under_capacity
from tests.targeting.test_two_evaluators import PARTIES
from tests.targeting.world import DAY, declaration, drawn_for, item, rulebook

VALUES = st.lists(st.sampled_from([0.0, 1e-6, 0.02, 0.02]) | st.floats(0.0, 3.0), min_size=1, max_size=80)
EVEN = st.sampled_from([0.1, 0.25, 0.5, 0.9])


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from([0.001, 0.05, 0.4, 0.8]), EVEN)
def test_chances_have_the_rate_as_their_mean_and_differ_within_bounds(
    values: list[float], rate: float, even: float
) -> None:
    of_all = np.array(values)
    found = chances(rate, of_all, even_unit(of_all, even, rate), even)
    assert found.mean() == pytest.approx(rate, abs=1e-6)
    assert found.min() >= even * rate - 1e-9
    assert found.max() <= min(1.0, rate / even) + 1e-9


@settings(max_examples=200, deadline=None)
@given(VALUES, EVEN)
def test_what_is_worth_more_has_no_smaller_chance(values: list[float], even: float) -> None:
    of_all = np.sort(np.array(values))
    assert (np.diff(chances(0.05, of_all, even_unit(of_all, even, 0.05), even)) >= 0.0).all()


@pytest.mark.parametrize(
    ("values", "even", "rate"),
    [([], 0.5, 0.1), ([0.0, 0.0], 0.5, 0.1), ([0.0] * 9 + [1.0], 0.5, 0.1), ([0.1, 0.2], 1.0, 0.1), ([0.1], 0.5, 1.0)],
)
def test_all_are_alike_where_values_say_nothing_or_nothing_else_is_wanted(
    values: list[float], even: float, rate: float
) -> None:
    unit = even_unit(np.array(values), even, rate)
    assert unit is None
    assert set(chances(rate, np.array(values), unit, even).tolist()) <= {rate}


def skewed(seed: int, size: int = 400) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Values, and what is nonconforming with chances that the values tell badly."""
    dice = np.random.default_rng(seed)
    value = np.minimum(dice.lognormal(-3.5, 1.2, size), 1.0)
    return value, dice.random(size) < np.minimum(0.5 * value + 0.02, 1.0)


def test_what_was_drawn_each_weighing_one_over_its_chance_estimates_the_rest_without_bias() -> None:
    value, foul = skewed(3)
    dice, errors = np.random.default_rng(4), []
    for _ in range(4000):
        spent = allocate(
            value, np.zeros(len(value), dtype=bool), dice.random(len(value)), capacity=40, random_share=0.5, even=0.5
        )
        drawn = spent.arm == "control"
        rest = foul[spent.arm != "learned"].sum()
        errors.append(float((foul[drawn] / spent.probability[drawn]).sum()) - float(rest))
    assert abs(np.mean(errors)) < 3 * np.std(errors) / len(errors) ** 0.5


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.05, 0.3, 1.0]), EVEN, st.sampled_from([1, 12, 60, 500]))
def test_with_chances_that_follow_value_a_batch_still_spends_its_capacity(
    seed: int, share: float, even: float, capacity: int
) -> None:
    value, mandatory = skewed(seed, 120)
    uniform = np.random.default_rng(seed).random(120)
    spent = allocate(value, mandatory, uniform, capacity=capacity, random_share=share, even=even)
    plain = allocate(value, mandatory, uniform, capacity=capacity, random_share=share)
    assert float(spent.probability.sum()) == pytest.approx(float(plain.probability.sum()), abs=1e-4)
    assert ((spent.arm == "learned") == (plain.arm == "learned")).all()


def test_a_line_says_by_which_unit_the_rest_is_drawn() -> None:
    value, _ = skewed(5, 2000)
    line = draw_line(value, capacity_left=100, expected_left=1000, random_share=0.1, floor=0.0, even=0.5)
    assert line.threshold is not None
    rest = value[value < line.threshold]
    assert chances(line.random_rate, rest, line.random_unit, 0.5).mean() == pytest.approx(line.random_rate, abs=1e-6)
    assert draw_line(value, capacity_left=100, expected_left=1000, random_share=0.1, floor=0.0).random_unit is None


def test_a_consignment_is_drawn_by_its_highest_line_and_the_decision_keeps_its_chance() -> None:
    book = under_capacity(rulebook(), "4701")
    one = declaration(item(1, "4202310090999"), item(2, "8703234110999"), office="4701")
    learned = Learned(
        scorers={"a": MadeUp("a")}, paces=paced(pace(threshold=2.0, random_rate=0.1, random_unit=0.4))
    )  # fmt: skip
    docket = Docket(book, PARTIES, {}, learned)
    (learnt,) = learn(docket, [(one, DAY)])
    highest = max(line.value or 0.0 for line in learnt.lines)
    decision = decide(docket, one, DAY, drawn_for(one), "commitment")
    assert decision.control_rate == float(chances(0.1, highest, 0.4, 0.5))
    assert decision.control_rate != 0.1


def test_an_arm_without_a_unit_or_a_value_draws_all_alike() -> None:
    assert RandomArm(Channel.PHYSICAL, 0.1).chance({"a": 0.9}) == 0.1
    assert RandomArm(Channel.PHYSICAL, 0.1, "a", 0.5, 0.5).chance({}) == 0.1
