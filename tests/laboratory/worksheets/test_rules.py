"""Controls judged by numbers worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.laboratory.worksheets import rules

D = Decimal
AMOUNTS = st.decimals("0.0001", "1000", places=4)


@pytest.mark.parametrize(
    ("found", "native", "added", "value", "ok"),
    [
        ("0.148", "0.052", "0.100", "96.00", True),
        ("0.132", "0.052", "0.100", "80.00", True),
        ("0.162", "0.052", "0.100", "110.00", True),
        ("0.1319", "0.052", "0.100", "79.90", False),
        ("0.1621", "0.052", "0.100", "110.10", False),
        ("0.095", None, "0.100", "95.00", True),
        (None, None, "0.100", "0.00", False),
        (None, "0.052", "0.100", "-52.00", False),
    ],
)
def test_recovery_of_a_spike_is_what_was_found_of_what_was_added(
    found: str | None, native: str | None, added: str, value: str, ok: bool
) -> None:
    verdict = rules.spike(
        D(found) if found else None, native=D(native) if native else None, added=D(added), low=D(80), high=D(110)
    )
    assert (str(verdict.value), verdict.ok) == (value, ok)


@pytest.mark.parametrize(
    ("first", "second", "value", "ok"),
    [("10", "12", "18.18", True), ("9", "11", "20.00", True), ("8", "11", "31.58", False), ("5", "5", "0.00", True)],
)
def test_the_difference_of_duplicates_is_a_share_of_their_mean(first: str, second: str, value: str, ok: bool) -> None:
    verdict = rules.duplicate(D(first), D(second), most=D(20))
    assert (str(verdict.value), verdict.ok) == (value, ok)


@given(AMOUNTS, AMOUNTS)
def test_which_of_two_duplicates_came_first_does_not_matter(first: Decimal, second: Decimal) -> None:
    one, other = (rules.duplicate(*pair, most=D(20)) for pair in ((first, second), (second, first)))
    assert (one.value, one.ok) == (other.value, other.ok)
    assert one.value is not None
    assert 0 <= one.value <= 200


@pytest.mark.parametrize(
    ("first", "second", "loq", "ok"),
    [(None, None, None, True), ("0.004", None, "0.006", True), (None, "0.006", "0.006", False)],
)  # fmt: skip
def test_found_once_and_not_again_holds_only_below_the_loq(
    first: str | None, second: str | None, loq: str | None, ok: bool
) -> None:
    one, other, bound = (D(text) if text else None for text in (first, second, loq))
    assert rules.duplicate(one, other, most=D(20), loq=bound).ok is ok


@pytest.mark.parametrize(
    ("found", "loq", "ok"),
    [(None, "0.006", True), ("0.003", "0.006", True), ("0.0031", "0.006", False), ("1", None, False)],
)  # fmt: skip
def test_a_blank_may_reach_a_share_of_the_loq(found: str | None, loq: str | None, ok: bool) -> None:
    verdict = rules.blank(D(found) if found else None, loq=D(loq) if loq else None, share=D("0.5"))
    assert verdict.ok is ok


@pytest.mark.parametrize(
    ("found", "uncertainty", "value", "ok"),
    [
        # |0.212 - 0.20| / sqrt(0.024² + 0.01²) = 0.012 / 0.026 = 0.46
        ("0.212", "0.024", "0.46", True),
        # a distance of exactly 0.026 is En = 1, which is satisfactory (ISO 13528:2015, 9.7)
        ("0.226", "0.024", "1.00", True),
        ("0.227", "0.024", "1.04", False),
        ("0.16", "0.024", "-1.54", False),
    ],
)
def test_the_en_number_weighs_the_distance_by_both_uncertainties(
    found: str, uncertainty: str, value: str, ok: bool
) -> None:
    verdict = rules.en_number(D(found), D(uncertainty), certified=D("0.20"), certified_uncertainty=D("0.01"))
    assert (str(verdict.value), verdict.ok) == (value, ok)


def test_without_limits_nothing_is_judged_good() -> None:
    assert not rules.spike(D(1), native=None, added=D(1), low=None, high=None).ok
    assert not rules.reference(D(1), certified=D(1), low=None, high=None).ok
    assert not rules.duplicate(D(1), D(1), most=None).ok
    assert not rules.en_number(None, D(1), certified=D(1), certified_uncertainty=D(1)).ok


def test_a_chart_that_warns_does_not_fail() -> None:
    assert rules.chart(["1-2s"], rejected=False, z=2.4).ok
    assert not rules.chart(["1-3s"], rejected=True, z=3.4).ok
