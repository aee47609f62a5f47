"""What another policy would have caught: exact where the log knows, refused where it does not."""

import numpy as np
import pytest

from guomen.targeting.estimates.rules.off_policy import Limits, off_policy
from guomen.targeting.estimates.rules.totals import Sample
from guomen.targeting.estimates.terms import NotAnswerable, Numbers

EASY = Limits(effective=1.0, share=1.0, unsupported=0.01)


def drawn(seed: int, size: int, chance: Numbers, foul: Numbers) -> Sample:
    picked = np.random.default_rng(seed).random(size) < chance
    return Sample(chance, picked, np.where(picked, foul, np.nan), np.arange(size))


def test_the_policy_that_was_followed_is_counted() -> None:
    sample = drawn(1, 50, np.ones(50), np.arange(50) % 5 == 0)
    found = off_policy(sample, np.ones(50), EASY, days=30)
    assert (found.ips.value, found.ips.low, found.ips.high) == (10.0, 10.0, 10.0)
    half = off_policy(sample, (np.arange(50) < 25) * 1.0, EASY, days=30)
    assert half.ips.value == 5.0


def test_all_three_estimates_are_right_on_average() -> None:
    size, generator = 3000, np.random.default_rng(2)
    risk = generator.beta(1, 15, size)
    foul = (generator.random(size) < risk) * 1.0
    chance = np.where(risk > 0.15, 1.0, 0.1)
    target = np.where(risk > 0.10, 1.0, 0.05)
    truth = float(target @ foul)
    told = [off_policy(drawn(seed, size, chance, foul), target, EASY, days=90, expected=risk) for seed in range(300)]
    for name in ("ips", "normalised", "doubly_robust"):
        values = np.array([getattr(one, name).value for one in told])
        error = values.std() / np.sqrt(len(values))
        assert abs(values.mean() - truth) < 4 * error
    held = [one.normalised.low <= truth <= one.normalised.high for one in told]
    assert 0.91 <= np.mean(held) <= 0.99


def test_a_good_model_makes_the_doubly_robust_interval_narrower() -> None:
    size, generator = 4000, np.random.default_rng(4)
    risk = np.where(generator.random(size) < 0.1, 0.9, 0.001)
    foul = (generator.random(size) < risk) * 1.0
    sample = drawn(9, size, np.full(size, 0.2), foul)
    found = off_policy(sample, np.ones(size), EASY, days=90, expected=risk)
    robust = found.doubly_robust
    assert robust is not None
    assert robust.high - robust.low < (found.ips.high - found.ips.low) / 2


def test_without_a_model_there_is_no_doubly_robust_estimate() -> None:
    assert off_policy(drawn(1, 50, np.ones(50), np.zeros(50)), np.ones(50), EASY, days=1).doubly_robust is None


def test_looks_that_are_never_made_today_are_refused_and_the_random_arm_is_named() -> None:
    chance = np.where(np.arange(100) < 20, 0.0, 0.5)
    with pytest.raises(NotAnswerable) as refused:
        off_policy(drawn(1, 100, chance, np.zeros(100)), np.ones(100), EASY, days=30)
    assert "20.0%" in refused.value.problem.en
    assert "control_arm_rate" in refused.value.remedy.en


def test_too_few_looks_are_refused_with_the_days_that_are_still_needed() -> None:
    sample = drawn(3, 400, np.full(400, 0.05), np.zeros(400))
    with pytest.raises(NotAnswerable) as refused:
        off_policy(sample, np.ones(400), Limits(effective=10 * float(sample.known.sum()), share=1.0, unsupported=0.01),
                   days=30)  # fmt: skip
    assert refused.value.code == "estimate.overlap_too_thin"
    assert "270 more days" in refused.value.remedy.en


def test_one_look_that_decides_everything_is_refused() -> None:
    chance = np.array([0.001] + [0.9] * 99)
    sample = Sample(chance, np.ones(100, dtype=bool), np.zeros(100), np.arange(100))
    with pytest.raises(NotAnswerable) as refused:
        off_policy(sample, np.ones(100), Limits(1.0, 0.2, 0.01), days=30)
    assert "decides 90%" in refused.value.problem.en


def test_a_policy_that_looks_at_nothing_has_no_answer() -> None:
    with pytest.raises(NotAnswerable) as refused:
        off_policy(drawn(1, 50, np.full(50, 0.5), np.zeros(50)), np.zeros(50), EASY, days=30)
    assert refused.value.code == "estimate.no_labels"


def test_a_pick_in_the_laboratory_makes_the_rest_weigh_more() -> None:
    chance, foul = np.full(100, 1.0), np.zeros(100)
    foul[:50] = 1.0
    waiting = np.where(np.arange(100) % 2 == 0, np.nan, foul)
    sample = Sample(chance, np.ones(100, dtype=bool), waiting, np.arange(100))
    found = off_policy(sample, np.ones(100), EASY, days=30)
    assert found.ips.value == pytest.approx(50.0)
    assert found.ips.pending == 50
    assert found.ips.low < 50.0 < found.ips.high
