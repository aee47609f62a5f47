"""guomen reference: check without a database, diff, load."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from guomen.catalogue.cli import reference
from tests.catalogue.folders import Folder


@pytest.fixture
def run(folder: Folder) -> Callable[..., Result]:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(reference, [*arguments, "--folder", str(folder.path)], obj=lambda: None)

    return call


def test_check_of_a_sound_folder(run: Callable[..., Result]) -> None:
    answer = run("check")
    assert answer.exit_code == 0
    assert "14 rows read; 0 faults" in answer.output


def test_check_names_file_line_and_remedy(run: Callable[..., Result], folder: Folder) -> None:
    folder.add("market_access.csv", origin="ZZ")
    answer = run("check")
    assert answer.exit_code == 1
    assert "market_access.csv:3, origin: 'ZZ' is not found in countries.csv, code." in answer.output
    told = json.loads(run("check", "--json").stdout)
    assert told["sound"] is False
    assert told["faults"][0]["file"] == "market_access.csv:3"


@pytest.mark.django_db
def test_diff_shows_rows_added_changed_and_ended(run: Callable[..., Result], folder: Folder) -> None:
    assert run("load").exit_code == 0
    assert run("diff").exit_code == 0
    folder.clear("policies.csv")
    folder.add("policies.csv", value="0.30")
    folder.clear("commodity_risk.csv")
    folder.add("countries.csv", code="NZ")
    answer = run("diff")
    assert answer.exit_code == 1
    assert "~ policies.csv: targeting.lot_rate.general/ from 2018-01-01 value: 0.20 -> 0.30" in answer.output
    assert "- commodity_risk.csv: 02 from 2018-01-01" in answer.output
    assert "+ countries.csv: NZ from 2018-01-01" in answer.output
    deeds = {one["deed"] for one in json.loads(run("diff", "--json").stdout)["differences"]}
    assert deeds == {"added", "changed", "ended"}


@pytest.mark.django_db
def test_load_says_what_it_did_and_then_that_nothing_changed(run: Callable[..., Result]) -> None:
    first = run("load", "--json")
    assert json.loads(first.stdout)["counts"]["countries.csv"] == {"added": 1}
    again = run("load")
    assert again.exit_code == 0
    assert "nothing had changed" in again.output


@pytest.mark.django_db
def test_a_faulty_folder_is_not_loaded(run: Callable[..., Result], folder: Folder) -> None:
    folder.add("countries.csv", code="x")
    answer = run("load")
    assert answer.exit_code == 1
    assert "nothing was loaded" in answer.output
    assert json.loads(run("load", "--json").stdout)["code"] == "reference.faulty"


def test_a_missing_folder_is_told_without_a_traceback() -> None:
    answer = CliRunner().invoke(reference, ["check", "--folder", "nowhere-at-all"], obj=lambda: None)
    assert answer.exit_code == 1
    assert "There is no reference folder" in answer.output
