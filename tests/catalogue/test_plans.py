"""The files of rate plans and of fixed check frequencies: what is shipped, and what is refused."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guomen.catalogue.queries import folder_reference
from guomen.catalogue.reference.reading import read_folder
from guomen.catalogue.rules import RECORD
from guomen.catalogue.terms import CheckFrequency, Confidence, PlanKind
from guomen.targeting.models import SamplingState
from guomen.targeting.rules import history
from tests.catalogue.folders import SHIPPED, Folder

PLAN = {"code": "p", "kind": "csp3", "i": "10", "f": "0.1", "name_zh": "方案", "name_en": "plan"}
ROW = {"scheme": "s", "number": "1", "goods": "02", "identity": "1", "physical": "0.3", "exact": "yes",
       "name_zh": "肉", "name_en": "meat"}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Any:
    return folder_reference(SHIPPED).snapshot


def of(shipped: Any, scheme: str) -> dict[str, CheckFrequency]:
    return {row.number: row for row in shipped.frequencies if row.scheme == scheme}


def test_all_52_rows_of_2022_2389_are_there(shipped: Any) -> None:
    """The shares of Annex I, counted in the regulation's own table."""
    rows = of(shipped, "eu-2022-2389")
    assert list(map(str, range(1, 53))) == sorted(rows, key=int)
    shares = Counter(round(row.physical * 100) for row in rows.values())
    assert shares == {1: 4, 3: 4, 5: 11, 10: 9, 15: 6, 25: 8, 35: 1, 50: 5, 75: 4}
    assert all(row.identity == row.physical for row in rows.values())


@pytest.mark.parametrize(
    ("goods", "origin", "share"),
    [
        ("060311", "EC", 0.01),
        ("060311", "KE", 0.25),
        ("080510", "US", 0.75),
        ("080510", "EG", 0.5),
        ("080830", "CN", 0.5),
        ("080830", "TR", 0.1),
        ("080440", "ZA", 0.01),
        ("080440", "CM", None),
        ("081010", "EG", None),
        ("081010", "MA", 0.05),
        ("080921", "TR", 0.25),
        ("080921", "RS", 0.03),
        ("070200", "MA", 0.01),
        ("091030", "TH", 0.35),
        ("060311", "", None),
        ("080610", "", 0.01),
    ],
)
def test_a_consignments_row_of_2022_2389_is_found(shipped: Any, goods: str, origin: str, share: float | None) -> None:
    rows = shipped.frequencies_of("eu-2022-2389", goods, origin, date(2026, 1, 1))
    assert [row.physical for row in rows] == ([] if share is None else [share])


def test_the_five_categories_of_2019_2129_are_there(shipped: Any) -> None:
    rows = of(shipped, "eu-2019-2129")
    assert {number: (row.identity, row.physical) for number, row in rows.items()} == {
        "I": (1, 1), "II": (1, 0.30), "III": (1, 0.15), "IV": (1, 0.05), "V": (1, 0.01),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "share"), [("5.1", 0.1), ("5.3", 0.2), ("11", 0.5), ("15.3", 0.5), ("23.1", 0.2), ("9.1", 0.5)]
)
def test_rows_of_2019_1793_are_there(shipped: Any, number: str, share: float) -> None:
    assert of(shipped, "eu-2019-1793")[number].physical == share


@pytest.mark.parametrize(
    ("goods", "origin", "i", "f"),
    [
        ("081310", "TR", 10, 0.1),
        ("080410", "TN", 10, 0.1),
        ("080620", "", 5, 0.1),
        ("091020", "IR", 3, 0.1),
        ("091011", "CN", 5, 0.1),
        ("080929", "US", 5, 0.25),
        ("070960", "NZ", 5, 0.25),
        ("080550", "US", 5, 0.25),
    ],
)
def test_the_rows_of_australias_compliance_based_scheme_are_there(
    shipped: Any, goods: str, origin: str, i: int, f: float
) -> None:
    row = shipped.rate_plan("cbis", goods, origin, date(2018, 1, 1))
    assert (row.kind, row.i, row.f) == (PlanKind.CSP_3, i, f)
    assert shipped.rate_plan("cbis", "080929", "CL", date(2018, 1, 1)) is None
    assert shipped.rate_plan("cbis", goods, origin, date(2013, 6, 30)) is None


def test_what_was_recalled_and_not_checked_says_so(shipped: Any) -> None:
    skipping = [row for row in shipped.rate_plans if row.kind is PlanKind.SKIP_LOT]
    assert skipping
    assert all(row.confidence is Confidence.LOW and "recalled" in row.source for row in skipping)
    assert {row.f for row in skipping} == {1 / 2, 1 / 3, 1 / 4}
    wider = [row for row in shipped.frequencies if not row.exact]
    assert wider
    assert all(row.confidence is Confidence.MEDIUM for row in wider)


@pytest.mark.parametrize(
    ("file", "changes", "code", "field"),
    [
        ("rate_plans.csv", {"f": "0"}, "reference.value", "f"),
        ("rate_plans.csv", {"f": "1.2"}, "reference.value", "f"),
        ("rate_plans.csv", {"f": "1/0"}, "reference.value", "f"),
        ("rate_plans.csv", {"f": "often"}, "reference.value", "f"),
        ("rate_plans.csv", {"i": ""}, "reference.row", "i"),
        ("rate_plans.csv", {"i": "0"}, "reference.row", "i"),
        ("rate_plans.csv", {"i": "201"}, "reference.row", "i"),
        ("rate_plans.csv", {"back": "4"}, "reference.row", "back"),
        ("rate_plans.csv", {"kind": "csp4"}, "reference.value", "kind"),
        ("rate_plans.csv", {"kind": "steps", "i2": "20", "f2": "0.5"}, "reference.row", "f2"),
        ("rate_plans.csv", {"kind": "switching", "i": "", "points": "4"}, "reference.row", "points"),
        ("rate_plans.csv", {"kind": "fixed", "f": "", "i": ""}, "reference.row", "f"),
        ("rate_plans.csv", {"goods": "99"}, "reference.unknown_key", "goods"),
        ("rate_plans.csv", {"origin": "XX"}, "reference.unknown_key", "origin"),
        ("check_frequencies.csv", {"physical": "0"}, "reference.value", "physical"),
        ("check_frequencies.csv", {"identity": "101"}, "reference.value", "identity"),
        ("check_frequencies.csv", {"goods": ""}, "reference.empty", "goods"),
        ("check_frequencies.csv", {"origins": "XX"}, "reference.unknown_key", "origins"),
    ],
)
def test_a_wrong_row_is_refused_by_file_line_and_column(
    tmp_path: Path, file: str, changes: dict[str, str], code: str, field: str
) -> None:
    folder = Folder(tmp_path)
    folder.add(file, **((PLAN if file == "rate_plans.csv" else ROW) | changes))
    (fault,) = read_folder(tmp_path).faults
    assert (fault.code, fault.where.file, fault.where.field) == (code, f"{file}:2", field)


@pytest.mark.parametrize(("file", "row"), [("rate_plans.csv", PLAN), ("check_frequencies.csv", ROW)])
def test_rows_of_one_key_never_share_a_day(tmp_path: Path, file: str, row: dict[str, str]) -> None:
    folder = Folder(tmp_path)
    folder.add(file, **row, valid_to="2019-01-02")
    folder.add(file, **row, valid_from="2019-01-01")
    (fault,) = read_folder(tmp_path).faults
    assert (fault.code, fault.where.file) == ("reference.overlap", f"{file}:3")


@pytest.mark.parametrize(("lots", "faults"), [("200", 0), ("201", 1)])
def test_a_clearance_number_is_one_that_a_record_can_reach(tmp_path: Path, lots: str, faults: int) -> None:
    folder = Folder(tmp_path)
    folder.add("policies.csv", name="targeting.csp.general.clearance_number", type="whole", value=lots)
    assert [fault.where.file for fault in read_folder(tmp_path).faults] == ["policies.csv:3"] * faults


def test_a_record_is_as_long_in_the_reference_the_rules_and_the_table() -> None:
    assert RECORD == history.RECORD == SamplingState.RECORD


@pytest.mark.parametrize(
    ("name", "value", "missing"),
    [
        ("targeting.rate_plan.general", "csp-9", "csp-9"),
        ("targeting.frequency_schemes", "s; t", "t"),
        ("targeting.frequency_schemes", "none", ""),
        ("targeting.rate_plan.general", "p", ""),
    ],
)
def test_a_policy_names_only_plans_and_schemes_that_are_there(
    tmp_path: Path, name: str, value: str, missing: str
) -> None:
    folder = Folder(tmp_path)
    folder.add("rate_plans.csv", **PLAN)
    folder.add("check_frequencies.csv", **ROW)
    folder.add("policies.csv", name=name, type="list", value=value)
    faults = read_folder(tmp_path).faults
    assert [(fault.code, fault.value) for fault in faults] == ([("reference.unknown_key", missing)] if missing else [])
    assert all(fault.where.file == "policies.csv:3" for fault in faults)


@pytest.mark.parametrize(("written", "share"), [("1/3", 1 / 3), ("0.1", 0.1), ("1", 1.0)])
def test_a_share_is_written_as_a_fraction_or_a_decimal(tmp_path: Path, written: str, share: float) -> None:
    folder = Folder(tmp_path)
    folder.add("rate_plans.csv", **(PLAN | {"f": written}))
    contents = read_folder(tmp_path)
    assert not contents.faults
    (row,) = contents.of("rate_plans.csv")
    assert row.values["f"] == share
