"""guomen lab judge: results in a file, statements out; bad rows refused one by one, good ones judged."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from guomen.laboratory.cli import lab
from tests.catalogue.folders import SHIPPED

HEADING = "sample,analyte,value,unit,lod,loq,uncertainty,limit"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(content: str | bytes, *arguments: str, name: str = "results.csv") -> Result:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(lab, ["judge", str(path), *arguments], obj=lambda: None)

    return call


def told(answer: Result) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(answer.stdout)
    return whole


ROWS = [
    # row, judged, first reason
    ("S,lead,0.19,mg/kg,,,,0.2", "conform", "within_limit"),
    ("S,lead,0.21,mg/kg,,,,0.2", "nonconform", "outside_limit"),
    ("S,lead,210,µg/kg,,,,0.2", "nonconform", "outside_limit"),
    ("S,lead,<0.05,mg/kg,,,,0.2", "conform", "within_limit"),
    ("S,lead,ND,mg/kg,0.3,,,0.2", "inconclusive", "lod_above_limit"),
    ("S,lead,ND,mg/kg,,,,0.2", "inconclusive", "lod_unknown"),
    ("S,lead,未检出,mg/kg,0.01,,,0.2", "conform", "within_limit"),
    ("S,pH,7.5,-,,,,4.0-7.5", "conform", "within_limit"),
    ('S,Salmonella,ND ND ND ND ND,/25 g,,,,"n=5,c=0,m=0,M=-"', "conform", "within_limit"),
    ('S,coliforms,10 10 500 500 900,CFU/g,,,,"n=5,c=2,m=100,M=1000"', "nonconform", "outside_limit"),
    ("S,sum,DBP=0.05; BBP=<0.01; DEHP=0.02,%,,,,0.1", "conform", "within_limit"),
    ("S,sum,DBP=0.05; BBP=<0.04; DEHP=0.02,%,,,,0.1", "inconclusive", "sum_straddles"),
]


@pytest.mark.parametrize(("row", "judged", "why"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_with_its_own_limit_is_judged(run: Run, row: str, judged: str, why: str) -> None:
    heading = f"{HEADING},limit_unit\n"
    answer = told(run(f"{heading}{row},{'mg/kg' if 'µg' in row else ''}\n", "--json"))
    assert answer["refused"] == []
    (statement,) = answer["statements"]
    assert (statement["conformity"], statement["reasons"][0]["code"]) == (judged, f"laboratory.{why}")


def test_rule_guard_band_and_risk_are_told(run: Run) -> None:
    (said,) = told(run(f"{HEADING}\nS,lead,0.19,mg/kg,,,10%,0.2\n", "--rule", "guarded", "--json"))["statements"]
    assert (said["conformity"], said["rule"], said["guard"]) == ("nonconform", "guarded", "0.019")
    assert said["risk"] == pytest.approx(0.8537, abs=1e-3)


BAD = [
    ("S,lead,much,mg/kg,,,,0.2", "value", "Write a number"),
    ("S,lead,,mg/kg,,,,0.2", "value", "Fill it in"),
    ("S,,0.1,mg/kg,,,,0.2", "analyte", "Fill it in"),
    ("S,lead,0.1,mg/L,,,,0.2", "value", ""),
    ("S,lead,0.1,mg/kg,-1,,,0.2", "lod", "digits only"),
    ("S,lead,0.1,mg/kg,0.05,0.01,,0.2", "loq", "Check the two"),
    ("S,lead,0.1,mg/kg,,,often,0.2", "uncertainty", "digits only"),
    ("S,lead,0.1,mg/kg,,,,about 3", "limit", "Write a number, a range"),
    ("S,lead,0.1,mg/kg,,,,", "goods", "Give one of the two"),
    ("S,lead,1e99,mg/kg,,,,0.2", "value", "Write a number"),
    ("S,lead,NaN,mg/kg,,,,0.2", "value", "Write a number"),
    ("S,lead,0.1,mg/kg,,,,0.2,mg/kg,too,many", "", "commas"),
]


@pytest.mark.parametrize(("row", "column", "remedy"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_row_is_refused_with_row_and_column_and_the_others_go_on(
    run: Run, row: str, column: str, remedy: str
) -> None:
    good = "S,lead,0.1,mg/kg,,,,0.2"
    unit = "mg/kg" if "mg/L" in row else ""
    padded = row if row.count(",") > 7 else f"{row},{unit}"
    answer = run(f"{HEADING},limit_unit\n{good},\n{padded}\n{good},\n", "--json")
    assert answer.exit_code == 1
    (fault,) = told(answer)["refused"]
    assert (fault["row"], fault["field"]) == (2, column)
    assert remedy in fault["remedy"]["en"]
    assert [one["row"] for one in told(answer)["statements"]] == [1, 3]


def test_exit_status_says_whether_all_conform(run: Run) -> None:
    assert run(f"{HEADING}\nS,lead,0.1,mg/kg,,,,0.2\n").exit_code == 0
    assert run(f"{HEADING}\nS,lead,0.3,mg/kg,,,,0.2\n").exit_code == 1
    assert run(f"{HEADING}\nS,lead,0.3,mg/kg,,,,0.2\n", "--rule", "hope").exit_code == 2
    assert run(f"{HEADING}\nS,lead,0.3,mg/kg,,,,0.2\n", "--map", "nothing=x").exit_code == 2
    assert run("", "--json").exit_code == 1


def test_columns_are_found_in_chinese_and_can_be_named(run: Run) -> None:
    content = "样品编号,检测项目,Conc.,单位,限量\nS,铅,0.3,mg/kg,0.2\n"
    refused = told(run(content, "--json"))
    assert refused["code"] == "judge.columns_missing"
    assert "--map value=" in refused["remedy"]["en"]
    assert told(run(content, "--map", "value=Conc.", "--json"))["nonconform"] == 1
    assert told(run(content, "--map", "value=Conc.", "--columns", "--json"))["analyte"] == "检测项目"
    assert told(run(content, "--map", "value=nothing", "--json"))["code"] == "judge.column"


def test_json_lines_lists_and_workbooks_are_read_alike(run: Run, tmp_path: Path) -> None:
    row = {"sample": "S", "analyte": "lead", "value": 0.19, "unit": "mg/kg", "limit": "0.2"}
    book = tmp_path / "made.xlsx"
    pl.DataFrame([{name: str(value) for name, value in row.items()}]).write_excel(book)
    for content, name in (
        (json.dumps([row]), "a.json"),
        (json.dumps(row) + "\n\n", "a.jsonl"),
        (book.read_bytes(), "a.xlsx"),
    ):
        answer = told(run(content, "--json", name=name))
        assert (answer["judged"], answer["conform"]) == (1, 1), name


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("{", "a.json"),
        ("[1]", "a.json"),
        ("not json\n", "a.jsonl"),
        ("PK no workbook", "a.xlsx"),
        ("a,a\n1,2\n", "a.csv"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(run: Run, content: str, name: str) -> None:
    answer = run(content, name=name)
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output


def test_statements_are_written_and_no_cell_is_a_formula(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run(f"{HEADING}\n=1+1,lead,0.1,mg/kg,,,,0.2\n", "--out", str(out))
    with out.open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["sample"], row["conformity"], row["rule"]) == ("'=1+1", "conform", "simple")
    assert run(f"{HEADING}\n", "--out", str(tmp_path / "out.doc")).exit_code == 2


def test_help_rules_and_columns_teach() -> None:
    for words in (["judge", "--help"], ["judge", "--rules"], ["judge", "--columns"], ["--help"]):
        answer = CliRunner().invoke(lab, words, obj=lambda: None)
        assert answer.exit_code == 0
        assert len(answer.output) > 200


CATALOGUE = """sample,analyte,goods,food,value,unit,on
1,cadmium (Cd),1006302000101,,0.21,mg/kg,2018-08-01
2,铅,0409000000101,,0.7,mg/kg,2018-08-01
3,lead (Pb),0409000000101,,0.7,mg/kg,2024-01-01
4,unobtainium,0409000000101,,0.7,mg/kg,2024-01-01
5,cadmium (Cd),0709590000101,,0.15,mg/kg,2018-08-01
6,cadmium (Cd),0709590000101,celery,0.15,mg/kg,2018-08-01
"""


@pytest.mark.django_db
def test_limits_in_force_on_the_day_with_the_edition_that_stands(run: Run) -> None:
    """Honey: lead 1.0 mg/kg under GB 2762-2017, 0.5 under GB 2762-2022; rice: cadmium 0.2."""
    from guomen.catalogue.operations import load_reference

    load_reference(actor=None, at=datetime(2018, 6, 1, tzinfo=UTC), folder=SHIPPED)
    answer = told(run(CATALOGUE, "--json"))
    got = {one["row"]: (one["conformity"], one["standard"], one["edition"]) for one in answer["statements"]}
    assert got == {
        1: ("nonconform", "GB 2762", "2017"),
        2: ("conform", "GB 2762", "2017"),
        3: ("nonconform", "GB 2762", "2022"),
        4: ("not_assessed", "", ""),
        6: ("conform", "GB 2762", "2017"),
    }
    (fault,) = answer["refused"]
    assert (fault["row"], fault["field"]) == (5, "food")
    assert "celery" in fault["remedy"]["en"]
