"""What rows of the rulebook yield, where further checks tell most, and pilots against the rest."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from guomen.targeting.estimates.rules.performance import random_rate, reallocate, yields
from guomen.targeting.estimates.rules.pilots import Comparison, compare, delay, difference, inspection_share
from guomen.targeting.estimates.terms import Estimate, NotAnswerable
from tests.targeting.estimates.test_rates import DRAWN_CLEAN, DRAWN_FOUL, PASSED, SURE_CLEAN, SURE_FOUL, Row, log

DAY = date(2018, 9, 3)
KINDS = ("order:", "measure:")


def met(rows: list[Row], sources: list[list[str]]) -> pl.DataFrame:
    return log(rows, sources=sources, known_on=[DAY] * len(rows))


def test_a_row_counts_what_it_met_what_was_looked_at_and_what_was_found() -> None:
    rows = [SURE_FOUL, SURE_CLEAN, SURE_CLEAN, PASSED]
    (one,) = yields(met(rows, [["order:A"], ["order:A"], ["order:A"], ["order:A", "policy:x"]]), KINDS, checks=2)
    assert (one.source, one.kind, one.met, one.picked, one.hits, one.last_hit) == ("order:A", "order", 4, 3, 1, DAY)
    assert one.rate is not None
    assert one.rate.value == pytest.approx(1 / 3)
    assert one.false_rate is not None
    assert one.false_rate.value == pytest.approx(2 / 3)
    assert one.false_rate.low == pytest.approx(1 - one.rate.high)
    assert not one.barren


@pytest.mark.parametrize(("looks", "barren"), [(2, False), (3, True)])
def test_only_enough_looks_without_a_hit_make_a_row_barren(looks: int, barren: bool) -> None:
    (one,) = yields(met([SURE_CLEAN] * looks, [["measure:M"]] * looks), KINDS, checks=3)
    assert one.barren is barren
    assert one.last_hit is None


def test_a_row_whose_lines_were_never_looked_at_has_no_rate_and_is_not_barren() -> None:
    (one,) = yields(met([PASSED], [["order:A"]]), KINDS, checks=0)
    assert one.rate is None
    assert one.false_rate is None
    assert not one.barren


def test_rows_with_most_looks_come_first_and_others_kinds_are_left_out() -> None:
    frame = met([SURE_CLEAN, SURE_CLEAN, PASSED], [["order:A", "goods:1"], ["order:B", "order:A"], []])
    assert [one.source for one in yields(frame, KINDS, checks=1)] == ["order:A", "order:B"]


def test_the_random_arm_is_what_rows_are_measured_against() -> None:
    found = random_rate(log([DRAWN_FOUL, DRAWN_CLEAN, SURE_FOUL]))
    assert found is not None
    assert found.value == 0.5
    assert random_rate(log([SURE_FOUL])) is None


def test_further_checks_go_where_many_lines_pass_and_little_is_known() -> None:
    rows = [DRAWN_CLEAN] * 50 + [PASSED] * 50 + [DRAWN_CLEAN] * 2 + [PASSED] * 98 + [PASSED] * 5
    groups = ["known"] * 100 + ["unknown"] * 100 + ["small"] * 5
    found = reallocate(log(rows, origin=groups), "origin", 20)
    assert sum(one.units for one in found) == 20
    assert found[0].key == "unknown"
    assert found[0].width_then < found[0].width
    assert {one.key: one.units for one in found}.get("small", 0) <= 5


def test_no_more_checks_are_proposed_than_there_are_lines() -> None:
    found = reallocate(log([PASSED] * 3, origin=["A"] * 3), "origin", 20)
    assert sum(one.units for one in found) <= 3
    assert reallocate(log([SURE_CLEAN], origin=["A"]), "origin", 20) == []


def exact(value: float) -> Estimate:
    return Estimate(value, value, value, 1, 1.0, "count")


def test_the_difference_of_differences_is_exact_for_counts_and_missing_where_one_is() -> None:
    one = Comparison("hit_rate", exact(0.1), exact(0.3), exact(0.2), exact(0.25))
    assert one.change == pytest.approx((0.15, 0.15, 0.15))
    assert one.distinguishable
    assert Comparison("hit_rate", None, exact(0.3), exact(0.2), exact(0.2)).change is None
    assert not Comparison("hit_rate", None, exact(0.3), exact(0.2), exact(0.2)).distinguishable
    assert difference([]) == (0.0, 0.0, 0.0)


def test_a_pilot_that_does_nothing_is_seldom_told_from_chance() -> None:
    generator, told, repetitions = np.random.default_rng(11), 0, 120
    for _ in range(repetitions):
        parts = []
        for _period in range(2):
            picked = generator.random(800) < 0.2
            foul = generator.random(800) < 0.1
            rows: list[Row] = [(0.2, bool(p), bool(f) if p else None) for p, f in zip(picked, foul, strict=True)]
            parts.append(log(rows, office=["A"] * 200 + ["B"] * 600, known_on=[DAY] * 800, decided_on=[DAY] * 800))
        found = {one.measure: one for one in compare(parts[0], parts[1], {"A"})}
        told += found["leakage"].distinguishable
    assert told / repetitions <= 0.05 + 0.06


def test_the_delay_is_from_the_draw_to_the_answer_and_refused_without_one() -> None:
    frame = log([SURE_CLEAN, SURE_CLEAN, PASSED], decided_on=[DAY] * 3, known_on=[DAY, DAY + timedelta(days=2), None])
    found = delay(frame)
    assert found.value == pytest.approx(1.0)
    assert found.low < 1.0 < found.high
    with pytest.raises(NotAnswerable):
        delay(log([PASSED], decided_on=[DAY], known_on=pl.Series([None], dtype=pl.Date)))


def test_the_share_looked_at_is_a_count_and_refused_without_a_line() -> None:
    assert inspection_share(log([SURE_CLEAN, PASSED])).value == 0.5
    with pytest.raises(NotAnswerable):
        inspection_share(log([]))
