"""Which part is in charge, when something has happened, and how much to look at random."""

import numpy as np
import pytest

from guomen.targeting.model_v1.choosing import choose, fair_weights


def said(rows: int = 4000, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two true signals in log-odds, and what was found: their sum decides."""
    chance = np.random.default_rng(seed)
    one, other = chance.normal(0, 1.5, rows), chance.normal(0, 1.5, rows)
    label = (chance.random(rows) < 1 / (1 + np.exp(-(one + other - 2)))).astype(float)
    return one, other, label


def test_the_part_that_knows_more_is_put_in_charge() -> None:
    one, other, label = said()
    noise = np.random.default_rng(3).normal(size=len(label))
    assert choose(noise, one + other, label).trees == 1.0
    assert choose(one + other, noise, label).trees == 0.0


def test_parts_that_know_different_things_are_blended() -> None:
    one, other, label = said()
    choice = choose(2 * one, 2 * other, label)
    assert choice.trees == 0.5
    assert choice.better > choice.error > 0
    assert np.allclose(choice.blended(one, other), (one + other) / 2)


def test_between_equals_the_additive_part_stays_in_charge_for_it_says_why() -> None:
    one, other, label = said()
    same = one + other - 2
    assert choose(same, same + np.random.default_rng(5).normal(0, 0.01, len(same)), label).trees == 0.0


def test_who_is_in_charge_stays_until_another_is_clearly_better() -> None:
    one, other, label = said()
    nearly = one + other + np.random.default_rng(5).normal(0, 0.01, len(label))
    assert choose(one + other, nearly, label, incumbent=1.0).trees == 1.0
    noise = np.random.default_rng(3).normal(size=len(label))
    assert choose(one + other, noise, label, incumbent=1.0).trees == 0.0


def test_a_part_that_overrates_all_its_picks_alike_is_not_blamed_for_it() -> None:
    one, other, label = said()
    assert choose(one + other + 3, one, label).trees == 0.0


@pytest.mark.parametrize(("rows", "bad"), [(0, 0), (30, 3), (500, 4)])
def test_with_too_few_of_a_kind_nothing_else_is_put_in_charge(rows: int, bad: int) -> None:
    label = np.zeros(rows)
    label[:bad] = 1
    choice = choose(np.zeros(rows), label * 9, label)
    assert choice.trees == 0.0
    assert not choice.losses


def test_the_random_stratum_stands_for_all_others_but_never_outweighs_the_picks() -> None:
    weights = fair_weights(np.array([1.0] * 10 + [0.01] * 2), 12)
    assert weights[:10].tolist() == [1.0] * 10
    assert weights[10:].sum() == pytest.approx(10.0)
    assert fair_weights(np.array([1.0] * 10 + [0.5] * 2), 12)[10:].tolist() == [2.0, 2.0]


def test_what_the_random_stratum_says_can_change_the_choice() -> None:
    """Among picks both parts are alike; only among the others does the second know anything."""
    one, other, label = said(8000)
    inclusion = np.where(np.arange(8000) % 4 == 0, 0.05, 1.0)
    random = inclusion < 1
    additive = one + np.where(random, 0.0, other)
    trees = one + other
    weighted = choose(additive, trees, label, inclusion=inclusion)
    assert weighted.trees > 0.5
    assert weighted.better > choose(additive, trees, label).better
