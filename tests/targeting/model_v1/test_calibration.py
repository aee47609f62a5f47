"""A probability of one in five is wrong four times in five, and order is never turned round."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from guomen.targeting.model_v1.calibration import (
    Calibration,
    brier,
    calibrate,
    calibration_error,
    reliability,
)
from guomen.targeting.model_v1.measures import at_share, auc, average_precision, measured


def sample(count: int, bend: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(3)
    truth = draw.normal(-1, 1.5, count)
    label = (draw.random(count) < expit(truth)).astype(float)
    return np.sign(truth) * np.abs(truth) ** bend * 2 + 1, label, np.ones(count), np.arange(count) * 2 // count


def test_a_score_that_is_too_sure_is_brought_back():
    score, label, weight, fold = sample(6000)
    line = calibrate(score, label, weight, fold)
    assert line.slope == pytest.approx(0.5, abs=0.06)
    table = reliability(expit(line(score)), label)
    assert calibration_error(table) < 0.02
    assert brier(expit(line(score)), label) < brier(expit(score), label)


def test_a_bent_score_is_straightened_by_a_curve():
    score, label, weight, fold = sample(20000, bend=3.0)
    curve = calibrate(score, label, weight, fold)
    assert curve.knots
    assert calibration_error(reliability(expit(curve(score)), label)) < 0.02


def test_too_few_outcomes_calibrate_nothing():
    score, label, weight, fold = sample(40)
    assert calibrate(score, label, weight, fold) == Calibration()


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=50, unique=True))
@settings(max_examples=50, deadline=None)
def test_order_is_kept(scores):
    curve = Calibration(0.7, -1.0, ((-2.0, -3.0), (0.0, 0.5), (3.0, 0.6)))
    ordered = np.sort(np.array(scores))
    assert (np.diff(curve(ordered)) >= 0).all()


def test_a_calibration_written_and_read_is_the_same():
    curve = Calibration(0.7, -1.0, ((-2.0, -3.0), (0.0, 0.5)))
    assert Calibration.from_json(curve.as_json()) == curve


def test_measures_of_a_ranking_worked_by_hand():
    label, score = np.array([1.0, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1])
    assert auc(label, score) == pytest.approx(3 / 4)
    assert average_precision(label, score) == pytest.approx((1 + 2 / 3) / 2)
    assert at_share(label, score, 0.5) == (0.5, 0.5)


def test_ties_at_the_edge_count_their_mean():
    assert at_share(np.array([1.0, 0, 0, 0]), np.zeros(4), 0.5) == (0.25, 0.5)


def test_nothing_measured_is_said_to_be_nothing():
    assert measured(np.zeros(0), np.zeros(0)) == {"rows": 0, "nonconforming": 0}
