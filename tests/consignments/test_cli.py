"""guomen lodge: what a person at a terminal gets."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guomen.consignments.cli import lodge
from guomen.consignments.layouts.queries import remembered_layout
from guomen.consignments.models import Consignment
from guomen.kernel.models import Office

HEAD = "No.,Datum,Amt,Importer,HS Code,Origin,Weight,Import date"
ROWS = [
    "R1,2018-08-01,X31010,C1,0306171990101,EC,10,",
    "R2,2018-08-01,X31010,C1,0306171990101,Ecuador,10,",
    "R3,2018-08-01,X99999,C1,0306171990101,EC,10,",
    "R4,2018-08-01,X31010,C2,0306171990101,EC,10,",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "june.csv"
    path.write_text("\n".join([HEAD, *ROWS]))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(lodge, [str(one) for one in arguments], obj=lambda: None)


def layout(file: Path, tmp_path: Path) -> Path:
    proposed = json.loads(run(file, "--propose").stdout)
    missing = [("reference", "No."), ("declared_on", "Datum"), ("office", "Amt")]
    proposed["columns"] += [{"field": field, "headers": [header]} for field, header in missing]
    path = tmp_path / "layout.json"
    path.write_text(json.dumps(proposed))
    return path


def test_the_proposal_is_printed_and_explains_itself(file: Path) -> None:
    result = run(file, "--propose")
    assert result.exit_code == 0
    assert {use["field"] for use in json.loads(result.stdout)["columns"]} >= {"importer", "goods_code", "origin"}
    assert "kept aside" in result.stderr


def test_good_rows_go_in_and_bad_ones_come_back(offices: dict[str, Office], file: Path, tmp_path: Path) -> None:
    arguments = [file, "--sender", "s", "--layout", layout(file, tmp_path), "--remember"]
    result = run(*arguments, "--refused", tmp_path / "mend.csv", "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["rows"], report["lodged"], report["refused_rows"]) == (4, 2, 2)
    assert [(one["row"], one["field"], one["value"], one["code"]) for one in report["faults"]] == [
        (2, "Origin", "Ecuador", "country.shape"),
        (3, "Amt", "X99999", "office.unknown"),
    ]
    assert set(Consignment.objects.values_list("reference", flat=True)) == {"R1", "R4"}
    mend = (tmp_path / "mend.csv").read_text(encoding="utf-8-sig")
    assert "R2,2018-08-01" in mend
    assert "office.unknown" in mend
    assert remembered_layout("s")[0] == 1


def test_the_same_file_again_changes_nothing(offices: dict[str, Office], file: Path, tmp_path: Path) -> None:
    arguments = [file, "--sender", "s", "--layout", layout(file, tmp_path), "--remember"]
    run(*arguments)
    result = run(file, "--sender", "s")
    assert "0 declarations lodged, 2 were there already, 2 rows refused" in result.stdout
    assert "row 2, Origin: 'Ecuador'" in result.stdout


def test_a_file_that_cannot_be_read_says_so_in_both_languages(offices: dict[str, Office], tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    result = run(tmp_path / "empty.csv", "--sender", "s")
    assert result.exit_code == 1
    assert "The file is empty." in result.stderr
    assert "文件是空的" in result.stderr


def test_everything_in_is_exit_status_0(offices: dict[str, Office], file: Path, tmp_path: Path) -> None:
    file.write_text("\n".join([HEAD, ROWS[0]]))
    assert run(file, "--sender", "s", "--layout", layout(file, tmp_path)).exit_code == 0


def test_lodging_needs_a_sender(file: Path) -> None:
    assert run(file).exit_code == 2
