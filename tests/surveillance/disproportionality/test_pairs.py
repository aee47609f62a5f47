"""Pairs with every measure: shape of the answer, rules at their thresholds, zero cells, symmetries."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.surveillance.disproportionality.pairs import measured, pairs
from guomen.surveillance.disproportionality.rules import RULES, with_signals
from guomen.surveillance.disproportionality.terms import PAIR_SCHEMA, NotAnswerable, Prior

USUAL = Prior(0.2, 0.1, 2.0, 4.0, 1 / 3)
tables = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from("wxyz"), st.integers(0, 40)), min_size=1, max_size=16
).map(lambda rows: pl.DataFrame(rows, schema={"product": pl.String, "event": pl.String, "n": pl.Int64}, orient="row"))


def test_the_answer_has_the_columns_that_were_promised_and_one_a_rule():
    found = pairs(pl.DataFrame({"product": ["eggs"], "event": ["salmonella"], "n": [3]}), prior=USUAL)
    assert found.columns == [*PAIR_SCHEMA, *(rule.name for rule in RULES)]
    assert [found.schema[rule.name] for rule in RULES] == [pl.Boolean] * len(RULES)


def test_no_rows_give_an_answer_without_rows():
    found = pairs(pl.DataFrame(schema={"product": pl.String, "event": pl.String, "n": pl.Int64}))
    assert found.height == 0
    assert found.columns[:2] == ["product", "event"]


def test_one_row_alone_says_nothing_and_is_no_signal():
    (row,) = pairs(pl.DataFrame({"product": ["eggs"], "event": ["salmonella"]})).to_dicts()
    assert (row["a"], row["b"], row["c"], row["d"], row["expected"]) == (1, 0, 0, 0, 1)
    assert row["ic"] == 0
    assert row["prr"] is None
    assert not any(row[rule.name] for rule in RULES)


def test_an_event_of_one_product_only_has_infinite_ratios_and_no_limits():
    frame = pl.DataFrame({"product": ["P", "P", "Q"], "event": ["x", "y", "y"], "n": [6, 10, 500]})
    row = pairs(frame, prior=USUAL).row(by_predicate=pl.col("event") == "x", named=True)
    assert row["c"] == 0
    assert row["prr"] == row["ror"] == float("inf")
    assert row["prr_low"] is None
    assert row["signal_evans"]
    assert not row["signal_ema"]


def test_half_a_report_in_each_cell_gives_such_a_pair_limits():
    frame = pl.DataFrame({"product": ["P", "P", "Q"], "event": ["x", "y", "y"], "n": [6, 10, 500]})
    row = pairs(frame, prior=USUAL, half=True).row(by_predicate=pl.col("event") == "x", named=True)
    assert row["ror"] == pytest.approx(6.5 * 500.5 / (10.5 * 0.5))
    assert row["prr"] == pytest.approx((6.5 / 17) / (0.5 / 501))
    assert row["signal_ema"]
    assert (row["a"], row["c"]) == (6, 0)


@pytest.mark.parametrize(
    ("rule", "at", "under"),
    [
        ("signal_evans", {"a": 3, "prr": 2, "chi2": 4}, [{"a": 2}, {"prr": 1.99}, {"chi2": 3.99}]),
        ("signal_ema", {"a": 5, "prr_low": 1}, [{"a": 4}, {"prr_low": 0.99}]),
        ("signal_ror", {"a": 3, "ror_low": 1.001}, [{"a": 2}, {"ror_low": 1}]),
        ("signal_bcpnn", {"ic025": 0.001}, [{"ic025": 0}]),
        ("signal_mgps_fda", {"eb05": 2}, [{"eb05": 1.99}]),
        ("signal_mgps_mhra", {"a": 3, "ebgm": 2.5, "eb05": 1.8}, [{"a": 2}, {"ebgm": 2.49}, {"eb05": 1.79}]),
    ],
)
def test_each_published_rule_at_its_threshold_and_just_under_it(rule, at, under):
    neutral = {name: 0.0 for name in PAIR_SCHEMA if PAIR_SCHEMA[name] == pl.Float64}
    rows = [neutral | at, *(neutral | at | change for change in under)]
    found = with_signals(pl.DataFrame(rows, schema_overrides=dict.fromkeys(neutral, pl.Float64)))
    assert found[rule].to_list() == [True] + [False] * len(under)


def test_every_rule_says_in_both_languages_what_it_asks_and_where_it_is_published():
    for rule in RULES:
        assert rule.text.zh
        assert rule.text.en
        assert rule.source


@settings(max_examples=40, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_of_no_matter(frame, shuffler):
    order = list(range(frame.height))
    shuffler.shuffle(order)
    assert pairs(frame, prior=USUAL).equals(pairs(frame[order], prior=USUAL))


@settings(max_examples=40, deadline=None)
@given(tables, st.sampled_from(["shrunken", "bcpnn"]))
def test_product_and_event_may_change_places_for_all_but_the_reporting_ratio(frame, ic):
    turned = frame.rename({"product": "event", "event": "product"})
    ours = pairs(frame, prior=USUAL, ic=ic).sort("product", "event")
    theirs = pairs(turned, prior=USUAL, ic=ic).sort("event", "product")
    for name in ("a", "expected", "ror", "ror_low", "chi2", "ic", "ic025", "ebgm", "eb05", "eb95"):
        np.testing.assert_allclose(
            ours[name].fill_null(-1).to_numpy(), theirs[name].fill_null(-1).to_numpy(), rtol=1e-8, atol=1e-9
        )


@settings(max_examples=40, deadline=None)
@given(tables)
def test_whatever_the_counts_nothing_is_nan_and_limits_are_in_order(frame):
    found = pairs(frame, prior=USUAL)
    assert not any(found[name].is_nan().any() for name in PAIR_SCHEMA if PAIR_SCHEMA[name] == pl.Float64)
    for name, low, high in (("prr",) * 3, ("ror",) * 3):
        known = found.filter(pl.col(f"{low}_low").is_not_null())
        assert (known[f"{name}_low"] <= known[name]).all()
        assert (known[name] <= known[f"{high}_high"]).all()
    assert (found["ic025"] <= found["ic"]).all()
    assert (found["eb05"] <= found["eb95"]).all()


def test_the_strongest_come_first():
    frame = pl.DataFrame({"product": list("PPQQ"), "event": list("xyxy"), "n": [30, 5, 5, 300]})
    found = pairs(frame, prior=USUAL)
    assert found["eb05"].to_list() == sorted(found["eb05"], reverse=True)
    assert found.row(0)[:2] == ("P", "x")


def test_the_prior_is_learned_where_none_is_given():
    rng = np.random.default_rng(1)
    frame = pl.DataFrame(
        {"product": rng.integers(0, 40, 900).astype(str), "event": rng.integers(0, 40, 900).astype(str)}
    )
    odd = pl.concat([frame, pl.DataFrame({"product": ["7"] * 25, "event": ["7"] * 25})])
    for options in ({}, {"zeros": True}, {"squash": True}, {"truncation": "mixture"}):
        best = pairs(odd, **options).row(0, named=True)
        assert (best["product"], best["event"]) == ("7", "7")
        assert best["signal_mgps_fda"]


@pytest.mark.parametrize("option", [{"ic": "bayes"}, {"truncation": "none"}])
def test_an_unknown_option_is_refused_with_the_choice(option):
    frame = pl.DataFrame({"product": ["eggs"], "event": ["mould"]})
    with pytest.raises(NotAnswerable, match="Choose from"):
        pairs(frame, **option)


def test_measures_can_be_taken_again_with_another_prior():
    frame = pl.DataFrame({"product": list("PPQQ"), "event": list("xyxy"), "n": [30, 5, 5, 300]})
    found = pairs(frame, prior=USUAL)
    again = measured(found.select("product", "event", "a", "b", "c", "d", "n", "expected"), USUAL)
    assert again.equals(found)
