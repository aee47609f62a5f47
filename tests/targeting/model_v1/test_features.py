"""Features know what was known on the morning of a declaration, and nothing else."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.targeting.model_v1.features import (
    features_of,
    matrix,
    price_of,
    records_of,
    scoring_view,
    training_view,
    with_same_day,
)
from guomen.targeting.model_v1.history import days
from guomen.targeting.model_v1.statistics import Events
from guomen.targeting.model_v1.terms import Roles
from tests.targeting.model_v1.worlds import REMEMBERING

DAY = date(2018, 1, 1)
FEATURES = features_of(REMEMBERING)
NAMES = [feature.name for feature in FEATURES]


def events(frame: pl.DataFrame, roles: Roles = REMEMBERING) -> Events:
    label = frame["nonconforming"]
    day = days(frame, "declared_on")
    return Events(
        day=day,
        known=np.maximum(days(frame, "known_on"), day),
        labelled=label.is_not_null().to_numpy(),
        bad=label.fill_null(0).cast(pl.Int64).to_numpy(),
        price=price_of(frame, roles),
        harm=np.ones(frame.height),
    )


def trained_on(frame: pl.DataFrame) -> np.ndarray:
    return matrix(training_view(frame, REMEMBERING, events(frame)), FEATURES)


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True))


line = st.fixed_dictionaries(
    {
        "importer": st.sampled_from(["A", "B", "", None]),
        "goods_code": st.sampled_from(["0201100000000", "0201200000000", "0303110000000"]),
        "origin": st.sampled_from(["BR", "NZ", ""]),
        "net_mass": st.sampled_from([1.0, 2.5, 18000.0, 0.0, None]),
        "value": st.sampled_from([10.0, 99.5, 4000.0, None]),
        "day": st.integers(0, 40),
        "wait": st.integers(-2, 60),
        "nonconforming": st.sampled_from([0, 1, None]),
    }
)


def framed(rows: list[dict]) -> pl.DataFrame:
    schema = {"importer": pl.String, "goods_code": pl.String, "origin": pl.String, "net_mass": pl.Float64,
              "value": pl.Float64, "day": pl.Int64, "wait": pl.Int64, "nonconforming": pl.Int8}  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema)
    first = pl.lit(DAY)
    return frame.with_columns(
        (first + pl.duration(days=pl.col("day"))).cast(pl.Date).alias("declared_on"),
        (first + pl.duration(days=pl.col("day") + pl.col("wait"))).cast(pl.Date).alias("known_on"),
    )


@given(st.lists(line, min_size=1, max_size=30), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_a_file_does_not_matter(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    here, there = framed(rows), framed([rows[place] for place in order])
    first = trained_on(with_same_day(here, REMEMBERING))
    second = trained_on(with_same_day(there, REMEMBERING))
    assert same(first[order], second)


@given(st.lists(line, min_size=1, max_size=20), st.lists(line, min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_what_comes_later_never_changes_what_was(rows, later):
    for row in later:
        row["day"] += 41
        row["wait"] = max(row["wait"], 0)
    alone, together = trained_on(framed(rows)), trained_on(framed([*rows, *later]))
    assert same(alone, together[: len(rows)])


@given(st.lists(line, min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_a_record_gives_a_new_line_the_very_features_that_training_would(rows):
    frame = framed(rows)
    new = framed([rows[0] | {"day": 41, "nonconforming": None}])
    evening = int(days(new, "declared_on")[0]) - 1
    past = events(frame).until(evening)
    there = pl.Series(events(frame).day <= evening)
    records = records_of(frame.filter(there), REMEMBERING, past)
    scored = matrix(scoring_view(new, REMEMBERING, days(new, "declared_on"), records), FEATURES)
    assert same(scored, trained_on(pl.concat([frame, new]))[-1:])


@pytest.mark.parametrize(("wait", "counts"), [(0, 1), (4, 1), (5, 0), (400, 0), (-3, 1)])
def test_a_label_counts_from_the_day_after_it_became_known(wait, counts):
    base = {"importer": "A", "goods_code": "0201100000000", "origin": "BR", "net_mass": 1.0, "value": 1.0}
    rows = [base | {"day": 0, "wait": wait, "nonconforming": 1}, base | {"day": 5, "wait": 0, "nonconforming": None}]
    seen = trained_on(framed(rows))[1, NAMES.index("inspected[importer]")]
    assert seen == pytest.approx(np.log1p(counts))


def test_what_happens_on_the_same_day_is_not_known_that_morning():
    base = {"importer": "A", "goods_code": "0201100000000", "origin": "BR", "net_mass": 1.0, "value": 1.0, "wait": 0}
    rows = [base | {"day": 3, "nonconforming": 1}, base | {"day": 3, "nonconforming": 1}]
    found = trained_on(framed(rows))
    assert found[:, NAMES.index("declared[importer]")].tolist() == [0, 0]
    assert found[:, NAMES.index("record[importer]")].tolist() == [0, 0]


def test_nobody_known_says_nothing_for_or_against():
    found = trained_on(framed([{"importer": None, "goods_code": "", "origin": "", "net_mass": None, "value": None,
                                "day": 0, "wait": 0, "nonconforming": 1}]))[0]  # fmt: skip
    assert found[NAMES.index("record[importer]")] == 0
    assert np.isnan(found[NAMES.index("log[net_mass]")])
    assert found[NAMES.index("missing")] == 5


def test_a_record_that_fails_speaks_against_and_one_that_holds_speaks_for():
    base = {"goods_code": "0201100000000", "origin": "BR", "net_mass": 1.0, "value": 1.0, "wait": 0}
    rows = [base | {"importer": "A", "day": day, "nonconforming": 1} for day in range(5)]
    rows += [base | {"importer": "B", "day": day, "nonconforming": 0} for day in range(5)]
    rows += [base | {"importer": who, "day": 9, "nonconforming": None} for who in "AB"]
    bad, good = trained_on(framed(rows))[-2:, NAMES.index("record[importer]")]
    assert bad > 0 > good


def test_a_consignment_split_into_a_hundred_shows_as_ninety_nine_others_that_day():
    base = {"importer": "A", "goods_code": "0201100000000", "origin": "BR", "net_mass": 1.0, "value": 1.0}
    rows = [base | {"day": 0, "wait": 0, "nonconforming": None} for _ in range(100)]
    assert with_same_day(framed(rows), REMEMBERING)["same_day"].unique().to_list() == [99.0]


def test_price_is_held_against_earlier_prices_of_the_same_goods():
    base = {"importer": "A", "goods_code": "0201100000000", "origin": "BR", "net_mass": 2.0, "wait": 0,
            "nonconforming": None}  # fmt: skip
    rows = [base | {"day": 0, "value": 20.0}, base | {"day": 1, "value": 200.0}]
    found = trained_on(framed(rows))[:, NAMES.index("price[goods_code:4]")]
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(np.log(10))


def test_every_feature_has_a_name_of_its_own_and_says_what_it_is_in_both_languages():
    assert len(set(NAMES)) == len(NAMES)
    assert all(feature.text.zh and feature.text.en for feature in FEATURES)


def test_instants_texts_and_days_are_the_same_days():
    as_days = pl.DataFrame({"t": [DAY, DAY + timedelta(days=1)]})
    as_texts = as_days.select(pl.col("t").cast(pl.String))
    as_instants = as_days.select(pl.col("t").cast(pl.Datetime))
    assert days(as_days, "t").tolist() == days(as_texts, "t").tolist() == days(as_instants, "t").tolist()
