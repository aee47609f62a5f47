"""guomen programme: a plan's lines from a file, next numbers from counts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from guomen.kernel.models import Actor
from guomen.supervision.programmes.cli import programme
from guomen.supervision.programmes.models import Line
from tests.decisions.world import REFERENCE
from tests.supervision.world import drafted

LINES = (
    "name,goods,hazard,tests,number\nBiscuits,1905,lead,lead (Pb),2\n"
    "Wine,2204,lead,moonlight,3\nHoney,9999,lead,lead (Pb),1\n"
)
COUNTS = "name,lots,tested,nonconforming\nbiscuits,1200,60,0\nhoney,300,60,7\n"


def run(folder: Path, text: str, *arguments: str) -> tuple[int, str]:
    file = folder / "file.csv"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(programme, [arguments[0], str(file), *arguments[1:]], obj=lambda: None)
    return done.exit_code, done.output


def test_a_dry_run_tells_what_would_become_of_every_row_and_keeps_nothing(agency: None, tmp_path: Path) -> None:
    status, output = run(tmp_path, LINES, "plan", "--dry-run", "--json")
    told = json.loads(output)
    assert status == 1
    assert (told["rows"], len(told["lines"]), told["dry_run"]) == (3, 2, True)
    assert told["lines"][1]["unlimited"] == ["moonlight"]
    assert [(fault["row"], fault["field"], fault["code"]) for fault in told["refused"]] == [
        (3, "goods", "line.goods_unknown")
    ]
    assert not Line.objects.exists()


def test_lines_are_loaded_into_a_draft_in_a_planner_s_name(planner: Actor, tmp_path: Path) -> None:
    row = drafted()
    status, output = run(tmp_path, LINES, "plan", "--into", row.number, "--as", planner.username)
    assert status == 1
    assert "3 rows: 2 lines added, 1 refused" in output
    assert "no limit on file: moonlight" in output
    assert row.lines.count() == 3


def test_good_rows_alone_end_with_status_0(agency: None, tmp_path: Path) -> None:
    status, output = run(tmp_path, LINES.rpartition("Honey")[0], "plan", "--dry-run")
    assert status == 0
    assert "2 rows: 2 would be lines, 0 refused" in output


@pytest.mark.parametrize("arguments", [["plan"], ["plan", "--into", "MP-2018-00001"]])
def test_what_to_load_into_and_who_does_is_asked_for(tmp_path: Path, arguments: list[str]) -> None:
    status, output = run(tmp_path, LINES, *arguments)
    assert status == 2
    assert "--dry-run" in output


def test_nobody_s_account_loads_nothing(agency: None, tmp_path: Path) -> None:
    status, output = run(tmp_path, LINES, "plan", "--into", "MP-2018-00001", "--as", "nobody")
    assert status == 2
    assert "no active account" in output


def test_a_draft_that_is_not_there_is_told(agency: None, tmp_path: Path) -> None:
    status, output = run(tmp_path, LINES, "plan", "--into", "MP-2018-99999", "--dry-run", "--json")
    assert status == 1
    assert json.loads(output)["code"] == "programme.unknown"


def test_numbers_come_with_their_reasons_in_both_languages(tmp_path: Path) -> None:
    status, output = run(tmp_path, COUNTS, "allocate", "--total", "400", "--reference", str(REFERENCE), "--json")
    told = json.loads(output)
    assert status == 0
    assert sum(line["number"] for line in told["lines"]) == 400
    assert [line["least"] for line in told["lines"]] == [57, 54]
    assert all(reason["zh"] and reason["en"] for line in told["lines"] for reason in line["reasons"])


def test_numbers_are_told_to_people_by_the_policy_in_force(agency: None, tmp_path: Path) -> None:
    status, output = run(tmp_path, COUNTS, "allocate", "--total", "400")
    assert status == 0
    assert "7 of 60 samples drawn by chance did not conform" in output
    assert "   400  of 400" in output


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("name,tested,nonconforming\na,5,6\n", "nonconforming"),
        ("name,tested\na,-5\n", "tested"),
        ("name,tested\na,2.5\n", "tested"),
        ("name,lots\na,many\n", "lots"),
        ("name,harm\na,0\n", "harm"),
        ("name,number\na,0\n", "number"),
        ("name,census\na,perhaps\n", "census"),
    ],
)
def test_counts_that_cannot_be_are_refused_by_row_and_column(tmp_path: Path, text: str, field: str) -> None:
    status, output = run(tmp_path, text, "allocate", "--total", "9", "--reference", str(REFERENCE), "--json")
    assert status == 1
    assert [(fault["row"], fault["field"]) for fault in json.loads(output)["faults"]] == [(1, field)]


def test_a_total_too_small_is_refused(tmp_path: Path) -> None:
    status, output = run(tmp_path, COUNTS, "allocate", "--total", "1", "--reference", str(REFERENCE), "--json")
    assert status == 1
    assert json.loads(output)["code"] == "programme.total_too_small"
