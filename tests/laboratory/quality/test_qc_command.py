"""guomen lab qc: control values of a file in, the rules that they break out."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from guomen.laboratory.cli.qc import qc

QUIET = [0.5 if place % 2 else -0.5 for place in range(20)]


def ran(file: Path, *options: str) -> Result:
    return CliRunner().invoke(qc, [str(file), *options])


def told(file: Path, *options: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(ran(file, "--json", *options).stdout)
    return answer


def written(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    file, frame = folder / name, pl.DataFrame(rows)
    if name.endswith(".csv"):
        frame.write_csv(file)
    elif name.endswith(".xlsx"):
        frame.write_excel(file)
    else:
        file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["controls.csv", "controls.xlsx", "controls.jsonl"])
def test_a_file_with_its_mean_and_sd_is_judged_row_by_row(name: str, tmp_path: Path) -> None:
    values = [0.2, 0.21, 0.235, 0.2]
    file = written(tmp_path, name, [{"value": one, "mean": 0.2, "sd": 0.01} for one in values])
    answer = told(file)
    assert [point["violations"] for point in answer["points"]] == [[], [], ["1-2s", "1-3s"], []]
    assert answer["points"][2]["rejected"] is True
    assert answer["rejected"] == 1
    assert ran(file).exit_code == 1


def test_nothing_rejected_is_exit_status_0(tmp_path: Path) -> None:
    file = written(tmp_path, "c.csv", [{"value": one} for one in QUIET])
    assert ran(file, "--mean", "0", "--sd", "1").exit_code == 0


def test_without_mean_and_sd_the_first_points_give_them_and_are_not_judged(tmp_path: Path) -> None:
    file = written(tmp_path, "c.csv", [{"value": one} for one in [*QUIET, 9.0]])
    answer = told(file)
    assert answer["basis"][0]["points"] == 20
    assert [point["base"] for point in answer["points"]] == [True] * 20 + [False]
    assert answer["points"][-1]["violations"] == ["1-2s", "1-3s"]


def test_rules_may_be_chosen(tmp_path: Path) -> None:
    file = written(tmp_path, "c.csv", [{"value": one} for one in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)])
    assert told(file, "--mean", "0", "--sd", "1", "--rules", "7-T,6-x")["points"][-1]["violations"] == ["7-T", "6-x"]
    assert ran(file, "--mean", "0", "--sd", "1").exit_code == 0


def test_levels_of_a_series_are_judged_across_and_series_each_for_itself(tmp_path: Path) -> None:
    rows = [
        {"value": 2.1, "run": "1", "level": "low", "series": "cadmium"},
        {"value": 2.2, "run": "1", "level": "high", "series": "cadmium"},
        {"value": 2.3, "run": "1", "level": "low", "series": "lead"},
    ]
    answer = told(written(tmp_path, "c.csv", rows), "--mean", "0", "--sd", "1")
    assert [point["violations"] for point in answer["points"]] == [["1-2s"], ["1-2s", "2-2s"], ["1-2s"]]


def test_points_with_a_time_are_judged_in_its_order(tmp_path: Path) -> None:
    rows = [{"value": 2.2, "at": "2018-05-09"}, {"value": 0, "at": "2018-05-07"}, {"value": 2.1, "at": "2018-05-08"}]
    answer = told(written(tmp_path, "c.jsonl", rows), "--mean", "0", "--sd", "1")
    assert [point["violations"] for point in answer["points"]] == [["1-2s", "2-2s"], [], ["1-2s"]]


def test_what_cannot_be_read_is_told_by_row_and_column_and_the_rest_is_judged(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("value,at,sd\n0.1,2018-05-07,\nabc,,\n0.2,yesterday,\n0.3,,-1\nnan,,\n,,\n", encoding="utf-8")
    answer = told(file, "--mean", "0", "--sd", "1")
    assert [(fault["row"], fault["field"]) for fault in answer["faults"]] == [
        (2, "value"), (3, "at"), (4, "sd"), (5, "value"), (6, "value"),
    ]  # fmt: skip
    assert len(answer["points"]) == 1
    assert ran(file, "--mean", "0", "--sd", "1").exit_code == 1


@pytest.mark.parametrize("name", ["controls.csv", "controls.xlsx", "controls.jsonl"])
def test_what_lies_on_a_limit_is_not_beyond_it_whatever_binary_numbers_make_of_it(name: str, tmp_path: Path) -> None:
    # (1.06 - 1) / 0.02 is 3.0000000000000027 in binary.
    file = written(tmp_path, name, [{"value": 1.06, "mean": 1.0, "sd": 0.02}])
    assert told(file)["points"][0]["violations"] == ["1-2s"]
    plain = written(tmp_path, name, [{"value": 1.06}])
    assert told(plain, "--mean", "1", "--sd", "0.02")["points"][0]["violations"] == ["1-2s"]


def test_too_few_points_to_estimate_from_are_told(tmp_path: Path) -> None:
    answer = told(written(tmp_path, "c.csv", [{"value": 1.0}, {"value": 2.0}]))
    assert answer["faults"][0]["code"] == "quality.too_few"


def test_chinese_headers_and_gb18030_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_bytes("质控值,均值,标准差\n0.24,0.2,0.01\n".encode("gb18030"))
    assert told(file)["points"][0]["violations"] == ["1-2s", "1-3s"]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"value\n1\n", ["--rules", "5-y"], "5-y"),
        (b"value\n1\n", ["--mean", "1"], "--mean and --sd go together"),
        (b"number\n1\n", [], "called"),
        (b"PK\x03\x04 not a workbook", [], "workbook"),
        (b'{"value": 1}\n{"value":', [], "JSON"),
        (b"[1, 2]", [], "object"),
        (b"\xff\xfe\xff\xff", [], "neither"),
    ],
)
def test_what_cannot_be_asked_is_exit_status_2_with_what_is_wrong(
    content: bytes, options: list[str], said: str, tmp_path: Path
) -> None:
    file = tmp_path / "c.csv"
    file.write_bytes(content)
    answer = ran(file, *options)
    assert answer.exit_code == 2
    assert said in answer.output


def test_the_answer_in_words_names_row_rule_and_basis(tmp_path: Path) -> None:
    file = written(tmp_path, "c.csv", [{"value": 3.5, "level": "low"}])
    answer = ran(file, "--mean", "0", "--sd", "1").output
    assert "row 1 (low): 3.5, z +3.50, rejected: 1-2s 1 beyond a 2s limit (a warning); 1-3s" in answer
    assert "Judged 1: rejected 1, warnings 0; faults 0." in answer
