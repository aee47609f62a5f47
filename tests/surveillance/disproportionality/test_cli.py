"""guomen disproportionality: from a file to pairs, and what it says when it will not."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from guomen.surveillance.disproportionality.cli import disproportionality

NOTICES = """reference,product,hazard,season
1,eggs,salmonella,summer
1,eggs,fipronil,summer
2,flour,mould,winter
3,eggs,salmonella,winter
4,,mould,winter
5,flour,mould,summer
"""


def asked(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(disproportionality, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.fixture
def notices(tmp_path):
    path = tmp_path / "notices.csv"
    path.write_text(NOTICES)
    return path


def test_pairs_of_a_file_are_told_with_reports_counted_once(notices, tmp_path):
    out = tmp_path / "pairs.csv"
    code, said = asked(notices, "--report", "reference", "--skip-blank", "--json", "--out", out)
    told = json.loads(said)
    assert code == 0
    assert (told["reports"], told["pairs"], told["left_out"]) == (4, 3, 1)
    assert {row["event"] for row in told["top"]} == {"salmonella", "fipronil", "mould"}
    assert pl.read_csv(out).height == 3
    assert out.read_bytes().startswith("\ufeff".encode())


def test_infinite_and_undefined_numbers_are_null_in_json(notices):
    _, said = asked(notices, "--skip-blank", "--json")
    told = json.loads(said, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert any(row["prr"] is None for row in told["top"])


def test_a_blank_product_is_refused_with_file_row_and_column(notices):
    code, said = asked(notices, "--report", "reference", "--json")
    told = json.loads(said)
    assert code == 1
    assert [(fault["file"], fault["row"], fault["field"]) for fault in told["faults"]] == [
        ("notices.csv", 5, "product")
    ]


def test_a_column_that_is_not_there_is_told_with_those_that_are(notices):
    code, said = asked(notices, "--event", "harm")
    assert code == 1
    assert "no column 'harm'" in said
    assert "没有列“harm”" in said
    assert "reference, product, hazard, season" in said


def test_sums_in_a_column_n_are_taken_as_counts(tmp_path):
    path = tmp_path / "sums.jsonl"
    path.write_text(
        '{"product": "eggs", "event": "salmonella", "n": 12}\n{"product": "flour", "event": "mould", "n": 7}\n'
    )
    code, said = asked(path, "--json")
    assert code == 0
    assert json.loads(said)["reports"] == 19


def test_a_count_that_is_no_number_is_refused_with_its_row(tmp_path):
    path = tmp_path / "sums.csv"
    path.write_text("product,event,n\neggs,salmonella,3\nflour,mould,many\n")
    code, said = asked(path)
    assert code == 1
    assert "sums.csv, row 2, n" in said


def test_strata_and_options_are_taken(notices):
    for options in (["--strata", "season"], ["--ic", "bcpnn"], ["--zeros"], ["--half"], ["--truncation", "mixture"]):
        assert asked(notices, "--skip-blank", *options)[0] == 0


def test_a_table_for_people_says_that_few_pairs_tell_ebgm_little(notices):
    code, said = asked(notices, "--skip-blank", "--top", "2")
    assert code == 0
    assert "rely on PRR, ROR and IC" in said
    assert "EBGM 的先验" in said


@pytest.mark.parametrize("content", ["", "product,event\n"])
def test_a_file_without_rows_is_refused(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_text(content)
    code, said = asked(path)
    assert code == 1
    assert said


def test_a_file_that_would_not_be_written_is_refused_before_the_work(notices, tmp_path):
    assert asked(notices, "--skip-blank", "--out", tmp_path / "pairs.docx")[0] == 1
    assert asked(notices, "--skip-blank", "--out", tmp_path / "nowhere" / "pairs.csv")[0] == 1


def test_a_file_that_is_not_there_is_a_matter_of_usage(tmp_path):
    assert asked(tmp_path / "nothing.csv")[0] == 2


def test_the_command_is_listed_and_teaches():
    from guomen.interfaces.cli import main

    result = CliRunner().invoke(main, ["disproportionality", "--help"])
    assert result.exit_code == 0
    assert "Exit status" in result.output
