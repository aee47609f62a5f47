"""What is accepted of another laboratory, how often it is verified, who tests what."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from guomen.kernel.terms import Text
from guomen.laboratory.pool.rules import Agreement, Claim, Issuer, acceptable, agrees, kilometres, place
from guomen.laboratory.pool.rules.routing import NOBODY
from guomen.laboratory.pool.rules.verification import verification_share
from guomen.laboratory.pool.terms import Standing
from guomen.laboratory.terms import Measured

LEAD, CADMIUM = Text("铅", "lead"), Text("镉", "cadmium")
BODY = Issuer(Text("甲检测", "A Testing"), Standing.GOOD, "CNAS L0001", date(2019, 1, 1), frozenset({"lead"}))
CLAIM = Claim(date(2018, 5, 1), date(2018, 5, 7), "LOT-7", "lot-7", (LEAD, CADMIUM))


def test_only_what_lies_within_the_accredited_scope_is_accepted() -> None:
    outcome = acceptable(BODY, CLAIM, days=90)
    assert outcome.value == {"lead"}
    assert [reason.code for reason in outcome.reasons] == ["laboratory.outside.scope", "laboratory.outside.accepted"]


@pytest.mark.parametrize(
    ("body", "claim", "why"),
    [
        ({"standing": Standing.SUSPENDED}, {}, "standing"),
        ({"accredited_until": date(2018, 4, 30)}, {}, "not_accredited"),
        ({"accreditation": ""}, {}, "not_accredited"),
        ({}, {"issued_on": date(2018, 5, 8)}, "issued_later"),
        ({}, {"issued_on": date(2018, 2, 5)}, "too_old"),
        ({}, {"lot": "LOT-8"}, "other_lot"),
        ({}, {"lot": ""}, "other_lot"),
    ],
)
def test_a_report_as_a_whole_is_not_accepted(body: dict[str, object], claim: dict[str, object], why: str) -> None:
    from dataclasses import replace

    outcome = acceptable(replace(BODY, **body), replace(CLAIM, **claim), days=90)  # type: ignore[arg-type]
    assert not outcome.value
    assert [reason.code for reason in outcome.reasons] == [f"laboratory.outside.{why}"]
    assert all(reason.public for reason in outcome.reasons)


def test_a_body_that_nobody_verified_is_tested_nearly_always_and_one_with_a_long_clean_record_at_the_floor() -> None:
    share = [verification_share(Agreement(n, 0), certainty=0.9, floor=0.05) for n in (0, 10, 50)]
    # Beta(1, 1 + n) has its 0.9 quantile at 1 - 0.1^(1 / (n + 1)).
    assert share == pytest.approx([0.9, 1 - 0.1 ** (1 / 11), 0.05])


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_disagreement_raises_the_share_and_an_agreement_never_does(agreed: int, disagreed: int) -> None:
    def share(one: Agreement) -> float:
        return verification_share(one, certainty=0.9, floor=0.05)

    now = share(Agreement(agreed, disagreed))
    assert 0.05 <= now <= 1
    assert share(Agreement(agreed, disagreed + 1)) >= now >= share(Agreement(agreed + 1, disagreed))


def measured(reading: str | None, lod: str | None = None, uncertainty: str | None = None) -> Measured:
    return Measured(
        (None if reading is None else Decimal(reading),),
        "mg/kg",
        None if lod is None else Decimal(lod),
        uncertainty=None if uncertainty is None else Decimal(uncertainty),
    )


@pytest.mark.parametrize(
    ("theirs", "ours", "so"),
    [
        (measured("1.00", uncertainty="0.3"), measured("1.49", uncertainty="0.4"), True),  # En = 0.98
        (measured("1.00", uncertainty="0.3"), measured("1.51", uncertainty="0.4"), False),  # En = 1.02
        (measured("1.0"), measured("1.35"), True),  # 0.35 of a mean of 1.175 is 29.8 %
        (measured("1.0"), measured("1.36"), False),
        (measured(None, lod="0.05"), measured("0.05"), True),
        (measured(None, lod="0.05"), measured("0.06"), False),
        (measured(None), measured(None), True),
        (measured(None), measured("0.01"), False),  # their detection limit is not stated
    ],
)
def test_our_re_test_agrees_within_the_uncertainties_or_else_within_a_share(
    theirs: Measured, ours: Measured, so: bool
) -> None:
    assert agrees(theirs, ours, difference=Decimal("0.3")) is so
    assert agrees(ours, theirs, difference=Decimal("0.3")) is so


def test_distances_are_great_circles() -> None:
    """Shanghai to Beijing and to itself: 1,067 km between 31.2304 N 121.4737 E and 39.9042 N 116.4074 E."""
    found = kilometres(
        np.array([31.2304]), np.array([121.4737]), np.array([39.9042, 31.2304]), np.array([116.4074, 121.4737])
    )
    assert found[0] == pytest.approx([1067, 0], abs=1)


def test_a_sample_goes_to_the_cheapest_laboratory_while_there_is_room() -> None:
    placed = place(np.array([[1.0, 2.0], [1.0, 9.0]]), np.array([1, 1]), np.array([1, 1]))
    assert list(placed.bodies) == [1, 0]
    assert placed.value == pytest.approx(3.0)
    assert placed.gap == pytest.approx(0, abs=1e-9)


def test_what_nobody_is_qualified_for_or_has_room_for_stays() -> None:
    costs = np.array([[np.inf, np.inf], [1.0, np.inf], [2.0, np.inf]])
    placed = place(costs, np.array([1, 1, 1]), np.array([1, 5]))
    assert list(placed.bodies) == [NOBODY, 0, NOBODY]


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 25), st.integers(1, 6), st.integers(0, 10_000))
def test_nobody_gets_more_than_there_is_room_for_and_the_bound_is_below_the_value(n: int, m: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    costs = np.where(rng.random((n, m)) < 0.3, np.inf, rng.uniform(1, 100, (n, m)))
    tests, room = rng.integers(1, 5, n), rng.integers(0, 20, m)
    placed = place(costs, tests, room)
    taken = placed.bodies != NOBODY
    used = np.bincount(placed.bodies[taken], weights=tests[taken], minlength=m)
    assert (used <= room).all()
    assert np.isfinite(costs[np.flatnonzero(taken), placed.bodies[taken]]).all()
    assert placed.bound <= placed.value * (1 + 1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(2, 30), st.integers(0, 10_000))
def test_one_test_each_and_room_for_one_is_the_assignment_problem(n: int, seed: int) -> None:
    """The optimum of SciPy's own assignment solver (Jonker-Volgenant), an independent method."""
    costs = np.random.default_rng(seed).uniform(1, 100, (n, n))
    rows, columns = linear_sum_assignment(costs)
    placed = place(costs, np.ones(n, dtype=np.int64), np.ones(n, dtype=np.int64))
    assert placed.value == pytest.approx(costs[rows, columns].sum(), rel=6e-3)
