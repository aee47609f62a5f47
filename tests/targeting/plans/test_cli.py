"""guomen sampling curve and states: without a database, for people and for programs."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guomen.targeting.cli import sampling
from guomen.targeting.plans.rules.chain import long_run
from guomen.targeting.plans.rules.continuous import Csp3


def run(*arguments: str) -> Result:
    return CliRunner().invoke(sampling, arguments)


def test_a_curve_gives_the_chains_figures() -> None:
    answer = run("curve", "--plan", "csp-3", "--i", "10", "--f", "0.1", "--p", "0.03", "--json")
    assert answer.exit_code == 0
    told: dict[str, Any] = json.loads(answer.output)
    (point,) = told["points"]
    assert point["inspected"] == pytest.approx(long_run(Csp3(10, 0.1), 0.03).inspected, abs=1e-9)
    assert told["aoql"] == pytest.approx(0.111, abs=5e-4)
    assert sum(point["states"].values()) == pytest.approx(1)


def test_a_curve_is_read_by_people_too() -> None:
    answer = run("curve", "--plan", "ifis")
    assert answer.exit_code == 0
    assert "AOQL" in answer.output
    assert "0.1289" in answer.output


def test_states_say_where_a_record_stands_and_what_comes_next() -> None:
    answer = run("states", "--plan", "csp-1", "--i", "3", "--f", "0.1", "--record", "11101", "--json")
    told = json.loads(answer.output)
    assert (told["state"], told["rate"]) == ("every_lot", 1.0)
    assert "2 more conforming in a row: 0.1 of lots" in told["told"]["en"]
    assert {one["state"] for one in told["states"]} == {"qualifying", "every_lot", "sampling"}


def test_the_states_of_switching_name_what_failures_add_up_to() -> None:
    answer = run("states", "--plan", "aql")
    assert "failures that add up bring every lot (tightened)" in answer.output
    assert "failures that add up bring every lot (discontinued)" in answer.output
    assert "the authority decides" in answer.output


@pytest.mark.parametrize(
    "wrong",
    [
        ["curve", "--plan", "nonsense"],
        ["curve", "--plan", "csp-1", "--f", "1.5"],
        ["curve", "--plan", "csp-1", "--i", "0"],
        ["curve", "--plan", "csp-1", "--p", "2"],
        ["states", "--plan", "csp-1", "--record", "10x"],
    ],
)
def test_what_is_no_plan_is_a_matter_of_usage(wrong: list[str]) -> None:
    assert run(*wrong).exit_code == 2
