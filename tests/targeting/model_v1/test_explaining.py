"""Contributions are exact, and say what they are of in both languages."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.targeting.model_v1.training import train
from tests.targeting.model_v1.worlds import REMEMBERING, copied, lines


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_contributions_sum_to_the_score(trained, seed):
    frame = lines(30, seed=seed)
    sums = [sum(one.amount for one in row) for row in trained.explain(frame)]
    assert sums == pytest.approx(trained.log_odds(frame).tolist(), abs=1e-9)


def test_they_do_for_lines_that_repeat_others_too(remembering):
    frame = copied(300)
    sums = [sum(one.amount for one in row) for row in remembering.explain(frame)]
    assert sums == pytest.approx(remembering.log_odds(frame).tolist(), abs=1e-9)


def test_the_level_of_all_is_the_same_for_every_line(trained):
    bases = [row[-1].amount for row in trained.explain(lines(40))]
    assert np.ptp(bases) < 1e-6


def test_the_strongest_comes_first_and_the_level_of_all_last(trained):
    for row in trained.explain(lines(10)):
        amounts = [abs(one.amount) for one in row[:-1]]
        assert amounts == sorted(amounts, reverse=True)
        assert row[-1].feature == "base"


def test_a_record_is_told_in_counts(trained):
    texts = {one.feature: one.text for one in trained.explain(lines(1))[0]}
    assert "importer's record: " in texts["importer"].en
    assert "nonconforming" in texts["importer"].en
    assert texts["importer"].zh.startswith("进口商的记录：检查")


def test_who_was_never_inspected_is_said_to_be_so(trained):
    import polars as pl

    new = lines(1).with_columns(pl.lit("nobody").alias("importer"))
    texts = {one.feature: one.text.en for one in trained.explain(new)[0]}
    assert texts["importer"] == "importer: never inspected before"


def test_every_share_of_the_parts_explains_itself():
    from dataclasses import replace

    model, frame = train(lines(600), REMEMBERING), lines(20, seed=4)
    for share in (0.0, 0.3, 1.0):
        one = replace(model, share=share)
        sums = [sum(part.amount for part in row) for row in one.explain(frame)]
        assert sums == pytest.approx(one.log_odds(frame).tolist(), abs=1e-9)
