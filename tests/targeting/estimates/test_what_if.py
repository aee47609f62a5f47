"""Asking the log for another policy, in Python and from the command line."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from guomen.kernel.offices.models import Office
from guomen.targeting.estimates.cli import estimates
from guomen.targeting.estimates.rules.off_policy import Limits
from guomen.targeting.estimates.rules.what_if import expected_rates, top_values, what_if
from tests.targeting.estimates.test_rates import log
from tests.targeting.estimates.test_web import drawn_log
from tests.targeting.test_assigning import TODAY

EASY = Limits(effective=5.0, share=0.5, unsupported=0.01)
DAYS = ["--since", str(TODAY), "--until", str(TODAY + timedelta(days=1))]


def scored(size: int = 400, chance: float = 0.5) -> pl.DataFrame:
    """A log whose model's value is the truth: the last tenth is nonconforming."""
    generator = np.random.default_rng(6)
    rows = [
        (chance, bool(u < chance), bool(number >= 0.9 * size) if u < chance else None)
        for number, u in enumerate(generator.random(size))
    ]
    return log(rows, value=[number / size for number in range(size)], heading=["0201"] * size, origin=["AU"] * size)


def test_the_highest_values_are_taken_what_is_mandatory_stays_and_the_rest_is_drawn() -> None:
    frame = log([(1.0, True, False), (0.1, False, None), (0.1, False, None)], value=[0.0, 0.3, 0.9])
    assert top_values(frame, 0.0, 0.02).tolist() == [1.0, 0.02, 0.02]
    assert top_values(frame, 1 / 3, 0.02).tolist() == [1.0, 0.02, 1.0]
    assert top_values(frame, 2 / 3, 0.02).tolist() == [1.0, 1.0, 1.0]


def test_a_policy_that_takes_what_is_foul_catches_it_all() -> None:
    (answer,) = what_if(scored(), [0.1], 0.0, EASY, days=30)
    assert answer.result is not None
    assert answer.result.normalised.value == pytest.approx(40.0)
    assert answer.looks == 40.0


def test_a_line_is_never_told_by_its_own_consignment() -> None:
    frame = scored()
    told = expected_rates(frame)
    turned = frame.with_columns(
        nonconforming=pl.when(pl.col("consignment") == 3).then(~pl.col("nonconforming")).otherwise("nonconforming")
    )
    assert expected_rates(turned)[3] == told[3]
    assert 0.0 < told.min() <= told.max() < 0.3


def test_too_thin_a_log_is_answered_with_what_is_missing_for_that_policy_alone() -> None:
    thin, wide = what_if(scored(), [0.01, 0.5], 0.0, Limits(40.0, 0.5, 0.01), days=30)
    assert thin.result is None
    assert thin.refusal is not None
    assert "more days" in thin.refusal.remedy.en
    assert wide.result is not None


def test_an_empty_log_has_no_answers() -> None:
    assert what_if(log([]), [0.1], 0.0, EASY, days=1) == []


def run(*words: str) -> Any:
    return CliRunner().invoke(estimates, list(words), obj=lambda: None)


@pytest.mark.django_db
def test_the_command_line_tells_the_leakage_in_words_and_as_json(branch: Office) -> None:
    drawn_log(branch)
    told = run("leakage", *DAYS, "--by", "origin")
    assert told.exit_code == 0, told.output
    assert "leakage     0.2000" in told.output
    whole = json.loads(run("leakage", *DAYS, "--office", branch.code, "--json").output)
    assert whole["leakage"]["share"]["value"] == pytest.approx(0.2)
    assert whole["leakage"]["released"] == 20


@pytest.mark.django_db
def test_the_command_line_says_what_another_policy_would_have_caught_or_why_not(branch: Office) -> None:
    drawn_log(branch)
    told = json.loads(run("what-if", *DAYS, "--share", "0.9", "--json").output)
    assert told[0]["refusal"]["code"] == "estimate.overlap_too_thin"
    said = run("what-if", *DAYS, "--share", "0.9")
    assert said.exit_code == 1
    assert "more days" in said.output


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["leakage", "what-if"])
def test_without_a_decision_the_status_is_one_and_with_a_wrong_period_two(
    reference: None, word: str, branch: Callable[..., Any]
) -> None:
    assert run(word, *DAYS).exit_code == 1
    assert run(word, "--since", "2018-01-02", "--until", "2018-01-02").exit_code == 2
