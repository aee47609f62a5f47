"""The expectation of every option follows from what came lately, and the order from what is won."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Text
from guomen.surveillance.measures.terms import MeasureKind
from guomen.surveillance.responses.rules import choice_fault, expected, ranked, rate_counted, rate_of
from guomen.surveillance.responses.terms import Candidate, Flow, Means, Rate, Yardstick

WATCH = Candidate(Means.WATCH)
RAISE = Candidate(Means.RAISE_LEVEL)
JOINT = Candidate(Means.JOINT, MeasureKind.JOINT_CHECK)
HALF = Candidate(Means.CONTROL, MeasureKind.RAISE_SAMPLING, Channel.SAMPLE, 0.5)
EVERY = Candidate(Means.CONTROL, MeasureKind.INTENSIFY, Channel.SAMPLE)
BAN = Candidate(Means.CONTROL, MeasureKind.SUSPEND_OR_BAN, Channel.REFUSE)
ALL = (WATCH, RAISE, HALF, EVERY, JOINT, BAN)


def stick(**changes: Any) -> Yardstick:
    whole: dict[str, Any] = {
        "finds": {"document": 0.0, "physical": 0.25, "sample": 0.8, "refuse": 1.0, "joint": 0.5},
        "hours": {"document": 0.5, "physical": 2.0, "sample": 3.0, "refuse": 1.0, "joint": 4.0},
        "worth": 100.0, "turned_away": 40.0, "weeks": 4, "past_weeks": 8, "least": 10,
    }  # fmt: skip
    return Yardstick(**whole | changes)


KNOWN = Rate(0.2, 0.1, 0.4, 10, 2)


def flow(rate: Rate | None = KNOWN, loose: int = 6) -> Flow:
    return Flow({Channel.RELEASE: 30, Channel.PHYSICAL: 10}, rate, rate.labels if rate else 0, 2, loose)


def codes(options: Any) -> list[str]:
    return [one.candidate.code for one in options]


def test_watching_changes_nothing() -> None:
    found = expected(flow(), WATCH, stick(), {})
    assert (found.arrivals, found.checks, found.hours) == (20, 5, 10)
    assert found.found == pytest.approx((5 * 0.25 * 0.1, 5 * 0.25 * 0.2, 5 * 0.25 * 0.4))


def test_half_of_the_lots_sampled_takes_half_of_what_is_treated_more_lightly() -> None:
    found = expected(flow(), HALF, stick(), {})
    assert found.checks == pytest.approx(5 + 7.5)
    assert found.hours == pytest.approx(2.5 * 2 + 10 * 3)
    assert found.found is not None
    assert found.found[1] == pytest.approx(0.2 * (2.5 * 0.25 + 10 * 0.8))


def test_a_ban_turns_away_what_conforms() -> None:
    assert expected(flow(), BAN, stick(), {}).turned_away == pytest.approx(20 * 0.8)


def test_a_joint_action_goes_after_what_was_released_without_a_look() -> None:
    assert expected(flow(), JOINT, stick(), {}).checks == pytest.approx(5 + 6)


def test_like_measures_count_once_enough_of_them_was_looked_at() -> None:
    few, many = {MeasureKind.INTENSIFY: Rate(0.5, 0.1, 0.9, 4, 2)}, {MeasureKind.INTENSIFY: Rate(0.5, 0.3, 0.7, 20, 10)}
    assert expected(flow(), EVERY, stick(), few) == expected(flow(), EVERY, stick(), {})
    told = expected(flow(), EVERY, stick(), many).found
    assert told is not None
    assert told[1] == pytest.approx(20 * 0.5)


def test_the_best_stands_first_and_what_is_barred_last() -> None:
    order = codes(ranked(flow(), ALL, stick(), like={}, barred={}))
    assert order == ["intensify:sample", "raise_sampling:sample:0.5", "joint_check", "watch", "raise_level",
                     "suspend_or_ban:refuse"]  # fmt: skip
    barred = {"intensify:sample": Text("不得", "not now")}
    assert codes(ranked(flow(), ALL, stick(), like={}, barred=barred))[-1] == "intensify:sample"


def test_raising_the_level_is_worth_the_best_measure_that_it_opens() -> None:
    barred = {"intensify:sample": Text("不得", "not now")}
    order = codes(ranked(flow(), ALL, stick(), like={}, barred=barred, opened=[MeasureKind.INTENSIFY]))
    assert order[0] == "raise_level"


def test_where_nobody_looked_nothing_is_promised_and_the_order_is_that_of_policy() -> None:
    options = ranked(flow(rate=None), ALL, stick(), like={}, barred={})
    assert codes(options) == [one.code for one in ALL]
    assert all(one.score is None and one.effect.found is None for one in options)


@given(st.floats(0, 1000), st.lists(st.integers(0, 500), min_size=2, max_size=2))
def test_watching_is_worth_nothing_and_a_higher_worth_never_lowers_a_check(worth: float, came: list[int]) -> None:
    lately = Flow(dict(zip((Channel.RELEASE, Channel.PHYSICAL), came, strict=True)), rate_counted(2, 10), 10, 2, 0)
    low = {one.candidate.code: one.score for one in ranked(lately, ALL, stick(worth=worth), like={}, barred={})}
    high = {one.candidate.code: one.score for one in ranked(lately, ALL, stick(worth=worth + 1), like={}, barred={})}
    assert low["watch"] == 0
    assert all((high[code] or 0) >= (low[code] or 0) - 1e-6 for code in low)


def test_each_counts_by_one_over_its_chance() -> None:
    rate = rate_of([(1.0, True), (0.1, False)])
    assert rate is not None
    assert rate.value == pytest.approx(1 / 11)
    assert rate.low < rate.value < rate.high
    assert rate_of([]) is None


@pytest.mark.parametrize(
    ("option", "ground", "code"),
    [
        ("nothing", "因为", "response.not_offered"),
        ("intensify:sample", "因为", "response.barred"),
        ("watch", " ", "response.needs_ground"),
        ("watch", "因为", None),
    ],
)
def test_a_choice_is_one_that_is_offered_with_its_ground(option: str, ground: str, code: str | None) -> None:
    offered = ranked(flow(), ALL, stick(), like={}, barred={"intensify:sample": Text("不得", "not now")})
    fault = choice_fault(option, offered, ground)
    assert (fault.code if fault else None) == code
