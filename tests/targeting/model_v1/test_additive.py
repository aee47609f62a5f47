"""The additive model: terms that add up, shrink, explain themselves exactly and survive being written."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.targeting.model_v1.additive import Additive, fit_additive, recency

PARTS = {"entities": ("importer", "heading"), "crosses": (("heading", "origin"),), "numbers": ("mass",)}


def made_up(rows: int = 6000, seed: int = 1) -> tuple[pl.DataFrame, np.ndarray]:
    """Lines whose log-odds are additive in importer, heading and mass."""
    chance = np.random.default_rng(seed)
    importer, heading = chance.integers(0, 60, rows), chance.integers(0, 12, rows)
    mass = chance.normal(size=rows)
    eta = -2.0 + chance.normal(0, 1, 60)[importer] + chance.normal(0, 0.7, 12)[heading] + 0.6 * mass
    frame = pl.DataFrame(
        {
            "importer": importer.astype(str),
            "heading": heading.astype(str),
            "origin": chance.choice(["AU", "BR", "CL"], rows),
            "mass": mass,
        }
    )
    return frame, (chance.random(rows) < 1 / (1 + np.exp(-eta))).astype(float)


@pytest.fixture(scope="module")
def fitted() -> tuple[pl.DataFrame, np.ndarray, Additive]:
    frame, label = made_up()
    return frame, label, fit_additive(frame, label, None, **PARTS)


def test_contributions_and_intercept_sum_to_the_log_odds_exactly(
    fitted: tuple[pl.DataFrame, np.ndarray, Additive],
) -> None:
    frame, _, model = fitted
    total = sum(model.contributions(frame).values()) + model.intercept
    assert np.allclose(total, model.logit(frame), rtol=0, atol=1e-12)
    assert set(model.contributions(frame)) == {"importer", "heading", "heading*origin", "mass"}


def test_it_finds_effects_that_are_there(fitted: tuple[pl.DataFrame, np.ndarray, Additive]) -> None:
    model = fitted[2]
    frame, label = made_up(rows=6000, seed=1)
    score = model.logit(frame)
    bad, good = score[label > 0], score[label == 0]
    assert np.mean(bad[:300, None] > good[None, :3000]) > 0.75
    mass = model.contributions(pl.DataFrame({"mass": [-1.0, 1.0]}))["mass"]
    assert mass[1] - mass[0] == pytest.approx(1.2, abs=0.35)


def test_the_mean_chance_is_the_share_that_was_found(fitted: tuple[pl.DataFrame, np.ndarray, Additive]) -> None:
    frame, label, model = fitted
    assert model.probability(frame).mean() == pytest.approx(label.mean(), abs=1e-3)


def test_a_level_never_seen_is_worth_nothing_and_as_uncertain_as_its_kind(
    fitted: tuple[pl.DataFrame, np.ndarray, Additive],
) -> None:
    model = fitted[2]
    new = pl.DataFrame({"importer": ["nobody"], "heading": ["0"], "origin": ["AU"], "mass": [0.0]})
    known = new.with_columns(importer=pl.lit("1"))
    assert model.contributions(new)["importer"][0] == 0.0
    assert model.variance(new)[0] > model.variance(known)[0]


@pytest.mark.parametrize("gone", ["importer", "origin", "mass"])
def test_a_column_that_is_missing_in_production_is_unknown_and_no_error(
    fitted: tuple[pl.DataFrame, np.ndarray, Additive], gone: str
) -> None:
    frame, _, model = fitted
    told = model.contributions(frame.drop(gone))
    silent = "heading*origin" if gone == "origin" else gone
    assert not told[silent].any()
    assert np.isfinite(model.logit(frame.drop(gone))).all()


def test_unknown_values_are_a_level_of_their_own_in_entities_and_in_numbers() -> None:
    frame, label = made_up(500)
    frame = frame.with_columns(
        importer=pl.when(pl.col("mass") > 1).then(None).otherwise(pl.col("importer")),
        mass=pl.when(pl.col("origin") == "AU").then(None).otherwise(pl.col("mass")),
    )
    model = fit_additive(frame, label, None, **PARTS)
    assert np.isfinite(model.logit(frame)).all()
    assert "" in model.terms[0].levels.to_list()


def test_little_evidence_says_little() -> None:
    frame = pl.DataFrame({"importer": ["rare", *["often"] * 400]})
    label = np.array([1.0, *[1.0, 0.0] * 200])
    model = fit_additive(frame, label, None, entities=("importer",), penalty=2.0)
    rare = model.contributions(frame)["importer"][0]
    assert 0 < rare < 0.5


def test_more_penalty_shrinks_more() -> None:
    frame, label = made_up(2000)
    sizes = [
        float(np.abs(fit_additive(frame, label, None, entities=("importer",), penalty=p).terms[0].amounts).sum())
        for p in (0.5, 2.0, 20.0)
    ]
    assert sizes[0] > sizes[1] > sizes[2]


def test_a_penalty_may_be_given_for_each_term() -> None:
    frame, label = made_up(2000)
    model = fit_additive(
        frame, label, None, entities=("importer", "heading"), penalty={"importer": 9.0, "heading": 1.0}
    )
    assert model.penalties() == {"importer": 9.0, "heading": 1.0}


def test_learned_penalties_silence_what_says_nothing() -> None:
    chance = np.random.default_rng(2)
    frame, label = made_up(40_000)
    frame = frame.with_columns(noise=pl.Series(chance.integers(0, 3000, 40_000).astype(str)))
    penalties = fit_additive(frame, label, None, entities=("importer", "noise")).penalties()
    assert penalties["noise"] > 1.4 * penalties["importer"]


@pytest.mark.parametrize("label", [np.zeros(50), np.ones(50)])
def test_labels_all_alike_give_a_finite_model(label: np.ndarray) -> None:
    frame, _ = made_up(50)
    model = fit_additive(frame, label, None, **PARTS)
    chance = model.probability(frame)
    assert np.isfinite(chance).all()
    assert abs(chance.mean() - label[0]) < 0.05


def test_a_constant_number_and_an_unknown_one_are_no_error() -> None:
    frame, label = made_up(300)
    frame = frame.with_columns(flat=pl.lit(3.0), blank=pl.lit(None, dtype=pl.Float64))
    model = fit_additive(frame, label, None, entities=("heading",), numbers=("flat", "blank"))
    assert np.isfinite(model.logit(frame)).all()


def test_old_evidence_weighs_half_after_half_a_year() -> None:
    assert recency(np.array([0.0, 182.0, 364.0])) == pytest.approx([1.0, 0.5, 0.25])


def test_a_weight_of_two_counts_as_the_line_told_twice() -> None:
    frame, label = made_up(400)
    twice = fit_additive(pl.concat([frame, frame]), np.tile(label, 2), None, entities=("importer",), penalty=1.0)
    weighed = fit_additive(frame, label, np.full(400, 2.0), entities=("importer",), penalty=1.0)
    assert np.allclose(twice.logit(frame), weighed.logit(frame), atol=1e-3)


def test_a_start_from_an_earlier_model_leads_to_the_same_place() -> None:
    frame, label = made_up(3000)
    earlier = fit_additive(frame[:2000], label[:2000], None, **PARTS, penalty=2.0)
    cold = fit_additive(frame, label, None, **PARTS, penalty=2.0)
    warm = fit_additive(frame, label, None, **PARTS, penalty=2.0, start=earlier)
    assert np.allclose(cold.probability(frame), warm.probability(frame), atol=2e-3)


def test_an_offset_is_taken_as_known() -> None:
    frame, label = made_up(3000)
    known = fit_additive(frame, label, None, **PARTS, penalty=2.0).logit(frame)
    rest = fit_additive(frame, label, None, **PARTS, penalty=2.0, offset=known)
    assert np.abs(rest.logit(frame)).mean() < 0.3 * np.abs(known - known.mean()).mean()


def test_what_is_written_is_read_back_as_it_was(fitted: tuple[pl.DataFrame, np.ndarray, Additive]) -> None:
    frame, _, model = fitted
    files = model.files()
    again = Additive.from_files(files)
    assert (again.logit(frame) == model.logit(frame)).all()
    assert again.files() == files
    assert set(files) == {"additive.json", "additive.parquet"}


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.booleans()), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_any_small_table_gives_finite_terms_that_add_up(rows: list[tuple[str, str, bool]]) -> None:
    frame = pl.DataFrame({"importer": [row[0] for row in rows], "origin": [row[1] for row in rows]})
    label = np.array([float(row[2]) for row in rows])
    model = fit_additive(frame, label, None, entities=("importer",), crosses=(("importer", "origin"),))
    total = sum(model.contributions(frame).values()) + model.intercept
    assert np.isfinite(total).all()
    assert np.allclose(total, model.logit(frame))
