"""The share that does not conform: published intervals, cases by hand, and what must hold for any draw."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.supervision.programmes.rules.estimating import Drawn, estimate
from guomen.supervision.programmes.terms import Method

SURE = 0.95


def drawn(chances: list[float], foul: list[bool], pending: int = 0) -> Drawn:
    """Samples with these chances, found so; `pending` more without an answer."""
    chance, bad = np.array(chances), np.array(foul, dtype=bool)
    weight, reach = 1 / chance, (1 - chance) / chance**2
    return Drawn(
        len(chance) + pending, len(chance), int(bad.sum()), float(chance.min()), float(chance.max()),
        float(weight.sum()), float(reach.sum()), float(weight[bad].sum()), float(reach[bad].sum()),
    )  # fmt: skip


def even(hits: int, n: int, chance: float, pending: int = 0) -> Drawn:
    return drawn([chance] * n, [True] * hits + [False] * (n - hits), pending)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2544, 0.3658), (15, 148, 0.0601, 0.1581), (0, 20, 0.0, 0.1391), (1, 29, 0.0017, 0.1585)],
)
def test_with_equal_chances_the_interval_is_the_mid_p_interval_of_newcombe_1998_table_i(
    hits: int, n: int, low: float, high: float
) -> None:
    found = estimate(even(hits, n, 0.01), confidence=SURE)
    assert found is not None
    assert found.method is Method.BINOMIAL
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_census_with_every_answer_is_counted_not_estimated() -> None:
    found = estimate(even(3, 40, 1.0), confidence=SURE)
    assert found is not None
    assert (found.method, found.low, found.rate, found.high) == (Method.COUNTED, 0.075, 0.075, 0.075)


def test_a_census_with_answers_to_come_holds_whatever_they_may_be() -> None:
    found = estimate(even(3, 40, 1.0, pending=2), confidence=SURE)
    assert found is not None
    assert found.method is Method.HYPERGEOMETRIC
    assert (found.low, found.high) == (pytest.approx(3 / 42), pytest.approx(4 / 42))


def test_of_a_known_number_of_premises_the_interval_is_narrower_than_of_any_number() -> None:
    some = even(2, 30, 0.5)
    known, any_number = estimate(some, confidence=SURE, finite=True), estimate(some, confidence=SURE)
    assert known is not None
    assert any_number is not None
    assert known.method is Method.HYPERGEOMETRIC
    assert any_number.low < known.low < known.rate < known.high < any_number.high


def test_unequal_chances_are_weighted_by_one_over_the_chance() -> None:
    found = estimate(drawn([0.5, 0.5, 0.1, 0.1], [True, False, False, False]), confidence=SURE)
    assert found is not None
    assert (found.method, found.rate) == (Method.WEIGHTED, pytest.approx(2 / 24))


def test_nothing_answered_is_no_estimate() -> None:
    nothing = Drawn(5, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert estimate(nothing, confidence=SURE) is None


def test_what_passes_is_the_mirror_of_what_does_not() -> None:
    found = estimate(even(2, 30, 0.2), confidence=SURE)
    assert found is not None
    assert (found.passing.rate, found.passing.low, found.passing.high, found.passing.hits) == (
        1 - found.rate, 1 - found.high, 1 - found.low, 28,
    )  # fmt: skip


@given(
    st.lists(st.tuples(st.floats(0.01, 1.0), st.booleans()), min_size=1, max_size=60), st.integers(0, 5), st.booleans()
)
def test_the_interval_holds_the_rate_and_is_a_share_of_the_whole(
    rows: list[tuple[float, bool]], pending: int, finite: bool
) -> None:
    found = estimate(drawn([c for c, _ in rows], [b for _, b in rows], pending), confidence=SURE, finite=finite)
    assert found is not None
    assert -1e-9 <= found.low <= found.rate + 1e-9
    assert found.rate - 1e-9 <= found.high <= 1 + 1e-9


@pytest.mark.parametrize("foul_where", ["anywhere", "where seldom drawn", "where often drawn"])
@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
def test_of_many_draws_with_unequal_chances_at_least_94_of_100_intervals_hold_the_truth(
    foul_where: str, rate: float
) -> None:
    draw = np.random.default_rng(20260101)
    held = made = 0
    for _ in range(400):
        chance = draw.choice([0.05, 0.1, 0.2, 0.5], 1200, p=[0.4, 0.3, 0.2, 0.1])
        lean = {"anywhere": 1.0, "where seldom drawn": (0.55 - chance) / 0.4, "where often drawn": chance / 0.14}
        foul = draw.random(1200) < np.minimum(1, rate * lean[foul_where])
        picked = draw.random(1200) < chance
        found = estimate(drawn(chance[picked].tolist(), foul[picked].tolist()), confidence=SURE)
        assert found is not None
        made += 1
        held += found.low <= foul.mean() <= found.high
    assert held / made >= 0.94
