"""What a training run makes of labels good and bad, and what its card says of them."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from guomen.kernel.terms import Refusal
from guomen.targeting.model_v1.features import with_parts
from guomen.targeting.model_v1.history import history
from guomen.targeting.model_v1.measures import auc
from guomen.targeting.model_v1.single import single
from guomen.targeting.model_v1.training import STEPS, train
from tests.targeting.model_v1.worlds import ROLES, START, copied, lines


def test_a_model_puts_lines_that_fail_first(trained):
    later = lines(800, seed=9).with_columns(pl.col("declared_on") + pl.duration(days=300))
    assert auc(later["nonconforming"].to_numpy(), trained.score(later)) > 0.65


def test_the_same_table_and_seed_give_the_same_model_to_the_byte():
    frame = lines(600)
    assert train(frame, ROLES, seed=3).digest == train(frame, ROLES, seed=3).digest
    assert train(frame, ROLES, seed=3).digest != train(frame, ROLES, seed=4).digest


def test_a_run_says_what_it_is_doing():
    said: list[str] = []
    train(lines(600), ROLES, progress=said.append)
    assert tuple(said) == STEPS


def test_what_is_not_known_by_the_day_is_not_learned_from():
    until = START + timedelta(days=150)
    cut = train(lines(), ROLES, until=until)
    known = lines().filter(pl.col("known_on") <= until)
    assert cut.card["data"]["labelled"] == known.height
    assert cut.card["data"]["until"] == until.isoformat()


def test_later_rows_do_not_change_a_model_of_an_earlier_day():
    until = START + timedelta(days=200)
    whole, early = lines(), lines().filter(pl.col("declared_on") <= until)
    assert train(whole, ROLES, until=until).digest == train(early, ROLES, until=until).digest


def test_one_kind_of_label_is_refused():
    with pytest.raises(Refusal, match="one_class"):
        train(lines().with_columns(pl.lit(0).alias("nonconforming")), ROLES)


def test_too_few_labels_are_refused_with_what_it_takes():
    with pytest.raises(Refusal, match="too_few") as refused:
        train(lines(150), ROLES)
    assert "200" in refused.value.remedy.en


def test_a_label_that_is_no_yes_or_no_is_refused_with_its_value():
    odd = lines().with_columns(pl.when(pl.col("item_no") == 1).then(pl.lit("maybe")).alias("nonconforming"))
    with pytest.raises(Refusal, match=r"model\.label.*maybe"):
        train(odd, ROLES)


@pytest.mark.parametrize("column", ["nonconforming", "declared_on", "known_on", "harm"])
def test_a_column_that_training_cannot_do_without_is_named(column):
    with pytest.raises(Refusal, match=rf"model\.column.*{column}"):
        train(lines().drop(column), ROLES)


@pytest.mark.parametrize(
    ("yes", "no"), [("1", "0"), ("Y", "N"), ("是", "否"), ("不合格", "合格"), ("true", "false"), ("1.0", "0.0")]
)
def test_labels_are_read_as_people_write_them(yes, no):
    said = lines().with_columns(
        pl.when(pl.col("nonconforming") == 1).then(pl.lit(yes)).otherwise(pl.lit(no)).alias("nonconforming")
    )
    assert history(said, ROLES).counts["nonconforming"] == int(lines()["nonconforming"].sum())


def test_of_labels_that_contradict_the_one_known_last_counts_and_the_card_says_so():
    frame = lines()
    good = frame.filter(pl.col("nonconforming") == 0).head(3)
    mended = good.with_columns(
        pl.lit(1, dtype=pl.Int8).alias("nonconforming"), pl.col("known_on") + pl.duration(days=30)
    )
    past = history(pl.concat([mended, frame]), ROLES)
    assert past.counts["rows"] == frame.height
    assert past.counts["contradicting"] == 3
    assert past.counts["nonconforming"] == int(frame["nonconforming"].sum()) + 3
    card = train(pl.concat([mended, frame]), ROLES).card
    assert any("different labels" in warning["en"] for warning in card["warnings"])


def test_a_label_that_arrives_twice_counts_once():
    frame = lines()
    past = history(pl.concat([frame, frame.head(10)]), ROLES)
    assert past.counts["rows"] == frame.height
    assert (past.counts["repeated"], past.counts["contradicting"]) == (10, 0)


def test_a_label_years_late_counts_from_then_on_and_the_card_says_so():
    late = lines().with_columns(
        pl.when(pl.col("reference") == "R5").then(pl.lit(date(2020, 6, 1))).otherwise("known_on").alias("known_on")
    )
    past = history(late, ROLES)
    assert (past.counts["late"], past.counts["latest_days"] > 1000) == (1, True)
    assert any("more than a year" in warning["en"] for warning in train(late, ROLES).card["warnings"])


def test_rows_without_a_day_are_left_out_and_counted():
    undated = lines().with_columns(
        pl.when(pl.col("reference") == "R5").then(None).otherwise("declared_on").alias("declared_on")
    )
    assert history(undated, ROLES).counts["undated"] == 1


def test_lines_never_inspected_are_no_labels_but_were_declared():
    half = lines().with_columns(pl.when(pl.int_range(pl.len()) % 2 == 0).then("nonconforming").alias("nonconforming"))
    past = history(half, ROLES)
    assert past.counts["labelled"] == half.height // 2
    assert past.counts["rows"] == half.height


def test_goods_without_history_are_scored_like_all_goods(trained):
    strange = lines(5).with_columns(pl.lit("9999999999999").alias("goods_code"), pl.lit("nobody").alias("importer"))
    score = trained.probability(strange)
    assert np.isfinite(score).all()
    assert (score > 0).all()
    assert (score < 1).all()


def test_a_constant_column_is_of_no_use_and_no_harm():
    frame = lines(600).with_columns(pl.lit("BR").alias("origin"), pl.lit(1.0).alias("value"))
    model = train(frame, ROLES)
    assert "log[value]" in model.card["constant"]
    assert np.isfinite(model.score(frame)).all()


@pytest.mark.parametrize("column", ["importer", "goods_code", "origin", "net_mass", "value", "declared_on"])
def test_a_column_missing_in_production_is_unknown_and_no_error(trained, column):
    frame = lines(20)
    empty = frame.with_columns(pl.lit(None, dtype=frame[column].dtype).alias(column))
    assert trained.score(frame.drop(column)).tolist() == trained.score(empty).tolist()


def test_a_score_depends_on_the_line_alone_not_on_the_lines_beside_it(trained):
    frame = lines(300, seed=5)
    alone = np.concatenate([trained.score(frame[place : place + 1]) for place in range(0, 300, 37)])
    assert alone.tolist() == trained.score(frame)[::37].tolist()


def test_few_lines_and_many_are_added_up_alike_to_the_last_bit(trained):
    odd = lines(40, seed=6).with_columns(
        pl.when(pl.int_range(pl.len()) % 3 == 0).then(None).otherwise("net_mass").alias("net_mass"),
        pl.when(pl.int_range(pl.len()) % 4 == 0).then(None).otherwise("importer").alias("importer"),
    )
    parts = with_parts(odd, trained.roles)
    columns = parts.to_dict(as_series=False)
    by_term = {term: amounts.tolist() for term, amounts in trained.additive.contributions(parts).items()}
    assert single(trained.additive).contributions(columns, parts.height) == by_term
    assert single(trained.additive).logit(columns, parts.height).tolist() == trained.additive.logit(parts).tolist()


def test_value_is_probability_times_expected_harm_of_the_goods(trained):
    frame = lines(50, seed=7)
    severe = (frame["goods_code"].str.slice(0, 4) == "0201").to_numpy()
    ratio = trained.score(frame) / trained.probability(frame)
    assert ratio[severe].min() > 2
    assert ratio[~severe].max() < 2


def test_without_harm_every_nonconformity_weighs_one():
    frame = lines(600)
    model = train(frame, replace(ROLES, harm=""))
    assert model.score(frame) == pytest.approx(model.probability(frame), abs=1e-6)


def test_the_card_states_a_label_leak_and_gives_the_row_of_lines_never_seen(remembering):
    card = remembering.card
    assert card["leak"]["leaking"]
    assert any("leak" in warning["en"] for warning in card["warnings"])
    declared, never = card["skill"].values()
    assert declared["auc"] > never["auc"] + 0.1
    assert never["rows"] < declared["rows"]


def test_a_file_without_copies_is_not_accused(trained):
    assert not trained.card["leak"]["leaking"]
    assert trained.card["warnings"] == []


def test_the_card_compares_the_parts_on_later_days_and_says_which_is_in_charge():
    card = train(lines(), ROLES).card
    additive, trees, together = card["parts"].values()
    assert together["log_loss"] <= min(additive["log_loss"], trees["log_loss"]) + 1e-4
    assert 0 <= card["share"] <= 1
    assert card["calibration"]["out_of_time"]
    assert card["not_for"]


def test_a_history_of_one_day_has_no_contest_and_the_shrunken_part_is_in_charge():
    one_day = lines(400).with_columns(pl.lit(START).alias("declared_on"), pl.lit(START).alias("known_on"))
    model = train(one_day, ROLES)
    assert model.share == 1
    assert any("too short" in warning["en"] for warning in model.card["warnings"])


def test_repeated_lines_are_remembered(remembering):
    again = copied(2400).tail(300)
    assert remembering.repeats is not None
    assert auc(again["nonconforming"].to_numpy(), remembering.score(again)) > 0.9


@pytest.mark.parametrize(("turns", "half_life"), [(100, 182.0), (10_000, 364.0)])
def test_evidence_fades_faster_where_that_foretells_a_later_period_better_and_the_card_says_so(turns, half_life):
    """Every so many days other importers are the bad ones."""
    day = (pl.col("declared_on") - START).dt.total_days()
    named = pl.col("importer").str.slice(1).cast(pl.Int64)
    table = lines(4000, days=700).with_columns(importer=pl.format("I{}", (named + day // turns) % 25))
    assert train(table, ROLES).card["additive"]["half_life"] == half_life
