"""Prevalence, hit rate, leakage, lift, cost: by hand, whatever the order, and how often their intervals hold."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.targeting.estimates.rules import (
    by_group,
    calibration,
    consignment_leakage,
    consignment_prevalence,
    cost_per_detection,
    hit_rate,
    leakage,
    lift,
    out_of_reach,
    prevalence,
)
from guomen.targeting.estimates.rules.rates import answered
from guomen.targeting.estimates.terms import NotAnswerable

Row = tuple[float, bool, bool | None]


def log(rows: list[Row], **columns: Any) -> pl.DataFrame:
    """A log of one-line consignments from (probability, picked, nonconforming)."""
    frame = pl.DataFrame(
        {
            "probability": [row[0] for row in rows],
            "examined": [row[1] for row in rows],
            "nonconforming": [row[2] for row in rows],
        },
        schema={"probability": pl.Float64, "examined": pl.Boolean, "nonconforming": pl.Boolean},
    )
    arms = ["none" if not row[1] else "mandatory" if row[0] >= 1 else "control" for row in rows]
    given = {
        "consignment": list(range(len(rows))),
        "stopped": [False] * len(rows),
        "arm": arms,
        "channel": ["physical" if row[1] else "release" for row in rows],
        "control_rate": [min(row[0], 0.99) for row in rows],
        "rate": [1.0 if row[0] >= 1 else 0.0 for row in rows],
    } | columns
    kinds = {"stopped": pl.Boolean, "consignment": pl.Int64}
    return frame.with_columns(pl.Series(name, values, kinds.get(name)) for name, values in given.items())


SURE_FOUL, SURE_CLEAN, PASSED = (1.0, True, True), (1.0, True, False), (0.1, False, None)
DRAWN_FOUL, DRAWN_CLEAN, DRAWN_WAITING = (0.1, True, True), (0.1, True, False), (0.1, True, None)


def test_where_everything_was_sure_to_be_looked_at_the_count_is_exact() -> None:
    found = prevalence(log([SURE_FOUL] * 3 + [SURE_CLEAN] * 7))
    assert found.value == found.low == found.high == pytest.approx(0.3)
    assert found.exact


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_with_all_chances_one_the_estimate_is_the_count(labels: list[bool]) -> None:
    found = prevalence(log([(1.0, True, label) for label in labels]))
    assert found.value == pytest.approx(sum(labels) / len(labels))
    assert found.low == found.high == found.value


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_the_order_of_the_rows_leaves_no_trace(data: st.DataObject) -> None:
    chance = st.sampled_from([0.05, 0.1, 0.5, 1.0])
    rows = data.draw(st.lists(st.tuples(chance, st.just(True), st.booleans()), min_size=2, max_size=30))
    rows += [(chance, False, None) for chance, _, _ in rows if chance < 1] * 3
    frame = log(rows)
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=5)
    for question in (prevalence, lambda lines: leakage(lines).number):
        one, other = question(frame), question(shuffled)
        assert one.value == pytest.approx(other.value, abs=1e-9)
        assert one.low == pytest.approx(other.low, abs=1e-6)
        assert one.high == pytest.approx(other.high, abs=1e-6)


def test_what_passed_is_estimated_from_what_the_draw_opened_and_what_was_found_did_not_leak() -> None:
    frame = log([SURE_FOUL, SURE_CLEAN, DRAWN_FOUL, *[DRAWN_CLEAN] * 9, *[PASSED] * 90])
    found = leakage(frame)
    assert found.released == 90
    assert found.number.value == pytest.approx(9.0)
    assert found.share.value == pytest.approx(0.1)
    assert found.missed.value == pytest.approx(9 / 11)
    assert found.number.low <= 9.0 <= found.number.high
    assert prevalence(frame).value == pytest.approx(11 / 102)


def test_a_rate_that_differs_weighs_each_answer_by_its_chance() -> None:
    rows: list[Row] = [(0.5, True, True), (0.5, False, None), (0.1, True, False), *[(0.1, False, None)] * 9]
    assert prevalence(log(rows)).value == pytest.approx(2 / 12)


def test_a_pick_without_an_answer_is_stated_and_bounds_what_it_may_change() -> None:
    found = prevalence(log([DRAWN_FOUL, *[DRAWN_CLEAN] * 8, DRAWN_WAITING, *[PASSED] * 90]))
    assert found.pending == 1
    assert found.value == pytest.approx(1 / 9)
    assert found.if_clean == pytest.approx(0.1)
    assert found.if_foul == pytest.approx(0.2)


def test_a_check_that_overlooks_half_leaves_as_many_again_among_the_looked_at() -> None:
    frame = log([SURE_FOUL, SURE_CLEAN, DRAWN_FOUL, *[DRAWN_CLEAN] * 9, *[PASSED] * 90])
    assert prevalence(frame, sensitivity=0.5).value == pytest.approx(22 / 102)
    assert leakage(frame, sensitivity=0.5).number.value == pytest.approx(20.0)


def test_what_was_stopped_on_paper_is_neither_released_nor_judged() -> None:
    frame = log([DRAWN_CLEAN, PASSED, (1.0, False, None)], stopped=[False, False, True])
    assert leakage(frame).released == 1
    assert len(frame) == 3


def test_an_officers_own_find_is_caught_but_says_nothing_about_the_rest() -> None:
    frame = log([DRAWN_CLEAN] * 10 + [PASSED] * 89 + [(0.1, False, True)])
    found = leakage(frame)
    assert found.released == 89
    assert found.number.value == 0.0


def test_what_no_draw_can_reach_is_counted_apart() -> None:
    frame = log([DRAWN_CLEAN, PASSED, (0.0, False, None)])
    assert out_of_reach(frame) == 1
    assert leakage(frame).released == 1


def test_the_hit_rate_of_an_arm_counts_its_answered_picks_only() -> None:
    frame = log([SURE_FOUL, SURE_CLEAN, DRAWN_CLEAN, DRAWN_WAITING])
    assert hit_rate(frame, "mandatory").value == 0.5
    found = hit_rate(frame, "control")
    assert (found.value, found.n, found.pending, found.if_foul) == (0.0, 1, 1, 0.5)


def test_the_lift_is_how_many_times_the_random_arm_hits() -> None:
    frame = log([SURE_FOUL] * 40 + [SURE_CLEAN] * 60 + [DRAWN_FOUL] * 10 + [DRAWN_CLEAN] * 90)
    found = lift(hit_rate(frame, "mandatory"), hit_rate(frame, "control"))
    assert found.value == pytest.approx(4.0)
    assert 1.5 < found.low < 4.0 < found.high < 9.0


def test_the_cost_of_a_find_is_what_its_checks_cost() -> None:
    frame = log([SURE_FOUL, SURE_CLEAN, SURE_CLEAN, SURE_CLEAN])
    assert cost_per_detection(frame, {"physical": 100.0}).value == pytest.approx(400.0)
    assert cost_per_detection(log([SURE_CLEAN]), {"physical": 100.0}).value == float("inf")


def test_a_consignment_counts_once_and_only_if_it_was_opened_whole() -> None:
    rows: list[Row] = [(0.1, True, True), (0.1, True, True), (0.1, True, False), (0.1, True, False)]
    rows += [(0.1, False, None)] * 36
    frame = log(rows, consignment=[number // 2 for number in range(40)], control_rate=[0.1] * 40, rate=[0.0] * 40)
    assert consignment_prevalence(frame).value == pytest.approx(0.5)
    found = consignment_leakage(frame)
    assert found.released == 18
    assert found.number.value == pytest.approx(9.0)


@pytest.mark.parametrize("question", [prevalence, lambda frame: leakage(frame).number, hit_rate])
def test_without_a_single_answer_the_question_is_refused_and_says_how_to_get_one(question: Callable[..., Any]) -> None:
    with pytest.raises(NotAnswerable) as refused:
        question(log([PASSED] * 5))
    assert refused.value.code == "estimate.no_labels"
    assert "control_arm_rate" in refused.value.remedy.en
    with pytest.raises(NotAnswerable):
        question(log([]))
    assert answered(lambda: question(log([PASSED]))) is None


def test_groups_come_largest_first() -> None:
    frame = log([DRAWN_CLEAN] * 5, origin=["A", "B", "B", "C", "B"])
    assert [key for key, _ in by_group(frame, "origin")] == ["B", "A", "C"]


def test_a_model_that_foretells_what_is_found_is_not_off_and_one_that_does_not_is() -> None:
    rows: list[Row] = [(0.5, True, number % 10 == 0) for number in range(400)] + [(0.5, False, None)] * 400
    true = calibration(log(rows, value=[0.1] * 800))
    assert [band.off for band in true] == [False]
    false = calibration(log(rows, value=[0.6] * 800))
    assert [band.off for band in false] == [True]
    assert calibration(log(rows, value=pl.Series([None] * 800, dtype=pl.Float64))) == []


def test_bands_of_the_model_are_in_order_and_hold_every_scored_line() -> None:
    generator = np.random.default_rng(1)
    value = generator.random(500)
    rows: list[Row] = [(0.4, bool(u < 0.4), bool(generator.random() < v) if u < 0.4 else None)
                       for u, v in zip(generator.random(500), value, strict=True)]  # fmt: skip
    bands = calibration(log(rows, value=value), bands=5)
    assert sum(band.lines for band in bands) == 500
    assert [band.foretold for band in bands] == sorted(band.foretold for band in bands)


@pytest.mark.parametrize("rates", [(0.05,), (0.02, 0.05, 0.2)], ids=["one rate", "rates by office"])
def test_the_interval_holds_the_truth_in_ninety_five_of_a_hundred_repetitions(rates: tuple[float, ...]) -> None:
    """The benchmark measures it over many worlds; here 400 repetitions of one, ±2 points and two standard errors."""
    generator, held, repetitions, size = np.random.default_rng(20), 0, 400, 6000
    for _ in range(repetitions):
        chance = generator.choice(rates, size)
        foul = generator.random(size) < 0.025
        picked = generator.random(size) < chance
        rows = pl.DataFrame({"probability": chance, "examined": picked, "foul": foul}).with_columns(
            consignment=pl.int_range(size), stopped=pl.lit(False),
            nonconforming=pl.when("examined").then("foul"),
        )  # fmt: skip
        found, truth = leakage(rows).number, int((foul & ~picked).sum())
        held += found.low <= truth <= found.high
    assert 0.93 - 0.02 <= held / repetitions <= 0.97 + 0.02
