"""The reference files are read strictly; every fault names its file and line."""

from collections.abc import Callable

import pytest

from guomen.catalogue.reference.reading import read_folder, required_contents
from guomen.kernel.terms import Refusal
from tests.catalogue.folders import SHIPPED, Folder

Spoil = Callable[[Folder], object]

# what is done to a sound folder, the fault's code, the place it names
CASES: list[tuple[Spoil, str, str]] = [
    (lambda f: f.write("surprise.csv", "a,b\n"), "reference.unknown_file", "surprise.csv"),
    (lambda f: (f.path / "ports.csv").unlink(), "reference.missing_file", "ports.csv"),
    (lambda f: f.write("hazards.csv", ""), "reference.missing_column", "hazards.csv:1, code"),
    (
        lambda f: f.write("role_capabilities.csv", "role,capability,colour\n"),
        "reference.unknown_column",
        "role_capabilities.csv:1, colour",
    ),
    (
        lambda f: f.write("role_capabilities.csv", "role\nauditor\n"),
        "reference.missing_column",
        "role_capabilities.csv:1, capability",
    ),
    (
        lambda f: f.write("role_capabilities.csv", "role,capability,role\n"),
        "reference.repeated_column",
        "role_capabilities.csv:1, role",
    ),
    (
        lambda f: f.write("role_capabilities.csv", "role,capability\nauditor,audit,audit\n"),
        "reference.cells",
        "role_capabilities.csv:2",
    ),
    (
        lambda f: f.write("role_capabilities.csv", "role,capability\nauditor,\"audit\n"),
        "reference.csv",
        "role_capabilities.csv:2",
    ),
    (
        lambda f: f.write("role_capabilities.csv", "role,capability\n审计员,audit\n".encode("gb18030")),
        "reference.encoding",
        "role_capabilities.csv:2",
    ),
    (lambda f: f.add("countries.csv", code="", name_zh="x"), "reference.empty", "countries.csv:3, code"),
    (lambda f: f.add("countries.csv", code="aus"), "reference.value", "countries.csv:3, code"),
    (
        lambda f: f.add("countries.csv", code="NZ", valid_from="1.1.2018"),
        "reference.value",
        "countries.csv:3, valid_from",
    ),
    (
        lambda f: f.add("countries.csv", code="NZ", valid_from="2018-02-30"),
        "reference.value",
        "countries.csv:3, valid_from",
    ),
    (lambda f: f.add("countries.csv", code="NZ", name_zh="长" * 201), "reference.value", "countries.csv:3, name_zh"),
    (lambda f: f.add("countries.csv", code="NZ", confidence="sure"), "reference.value", "countries.csv:3, confidence"),
    (
        lambda f: f.add("countries.csv", code="NZ", valid_to="2018-01-01"),
        "reference.period_reversed",
        "countries.csv:3, valid_to",
    ),
    (
        lambda f: f.add("countries.csv", code="NZ", valid_to="2017-12-31"),
        "reference.period_reversed",
        "countries.csv:3, valid_to",
    ),
    (lambda f: f.add("countries.csv"), "reference.duplicate_key", "countries.csv:3, code"),
    (lambda f: f.add("role_capabilities.csv"), "reference.duplicate_key", "role_capabilities.csv:3, role"),
    (lambda f: f.add("countries.csv", valid_from="2020-01-01"), "reference.overlap", "countries.csv:3, valid_from"),
    (lambda f: f.add("goods.csv", code="020"), "reference.row", "goods.csv:3, code"),
    (lambda f: f.add("goods.csv", code="0203", unit="999"), "reference.unknown_key", "goods.csv:3, unit"),
    (lambda f: f.add("market_access.csv", goods="99"), "reference.unknown_key", "market_access.csv:3, goods"),
    (lambda f: f.add("market_access.csv", origin="ZZ"), "reference.unknown_key", "market_access.csv:3, origin"),
    (lambda f: f.add("market_access.csv", origin="NZ", state="open"), "reference.value", "market_access.csv:3, state"),
    (lambda f: f.add("port_designations.csv", port="999999"), "reference.unknown_key", "port_designations.csv:3, port"),
    (lambda f: f.add("offices.csv", code="100000", parent="222222"), "reference.unknown_key", "offices.csv:3, parent"),
    (lambda f: f.add("requirements.csv", number="R-2"), "reference.value", "requirements.csv:3, number"),
    (
        lambda f: f.add("requirements.csv", number="R-0002", kind="document"),
        "reference.row",
        "requirements.csv:3, document",
    ),
    (
        lambda f: f.add("requirements.csv", number="R-0002", kind="document", document="nope"),
        "reference.unknown_key",
        "requirements.csv:3, document",
    ),
    (
        lambda f: f.add("requirements.csv", number="R-0002", origins="AU;XX"),
        "reference.unknown_key",
        "requirements.csv:3, origins",
    ),
    (
        lambda f: f.add("requirements.csv", number="R-0002", kind="test", analyte="Pb", hazard="lead", limit="1",
                        limit_kind="max", when="always"),
        "reference.row",
        "requirements.csv:3, unit",
    ),
    (
        lambda f: f.add("food_limits.csv", number="F-002", unit="mg/pound"),
        "reference.unknown_key",
        "food_limits.csv:3, unit",
    ),
    (lambda f: f.add("food_limits.csv", number="F-002", value="0,2"), "reference.value", "food_limits.csv:3, value"),
    (lambda f: f.add("food_limits.csv", number="F-002", value="NaN"), "reference.value", "food_limits.csv:3, value"),
    (lambda f: f.add("food_limits.csv", number="F-002", value=""), "reference.row", "food_limits.csv:3, value"),
    (lambda f: f.add("food_limits.csv", number="F-002", kind="nmcM"), "reference.row", "food_limits.csv:3, n"),
    (
        lambda f: f.add("food_limits.csv", number="F-002", kind="range", low="9", value="4"),
        "reference.row",
        "food_limits.csv:3, low",
    ),
    (
        lambda f: f.add("policies.csv", name="a.share", type="share", value="1.5"),
        "reference.row",
        "policies.csv:3, value",
    ),
    (
        lambda f: f.add("policies.csv", name="a.mode", type="mode", value="loose"),
        "reference.row",
        "policies.csv:3, value",
    ),
    (
        lambda f: f.add("policies.csv", name="a.whole", type="whole", value="2.5"),
        "reference.row",
        "policies.csv:3, value",
    ),
    (
        lambda f: f.add("policies.csv", name="a.flag", type="flag", value="maybe"),
        "reference.row",
        "policies.csv:3, value",
    ),
    (lambda f: f.add("policies.csv", office="123456"), "reference.unknown_key", "policies.csv:3, office"),
]  # fmt: skip


def test_a_sound_folder_has_no_fault(folder: Folder) -> None:
    contents = read_folder(folder.path)
    assert contents.faults == ()
    assert len(contents.rows) == 14


@pytest.mark.parametrize(("spoil", "code", "where"), CASES, ids=[f"{code}@{where}" for _, code, where in CASES])
def test_a_fault_names_its_file_and_line(folder: Folder, spoil: Spoil, code: str, where: str) -> None:
    spoil(folder)
    found = {(fault.code, str(fault.where)): fault for fault in read_folder(folder.path).faults}
    assert (code, where) in found, list(found)
    fault = found[(code, where)]
    assert all((fault.problem.zh, fault.problem.en, fault.remedy.zh, fault.remedy.en))


def test_all_faults_are_told_at_once(folder: Folder) -> None:
    folder.add("countries.csv", code="nz")
    folder.add("ports.csv", code="1")
    folder.add("market_access.csv", origin="ZZ")
    with pytest.raises(Refusal) as refused:
        required_contents(folder.path)
    assert {str(fault.where).split(",")[0] for fault in refused.value.faults} == {
        "countries.csv:3",
        "ports.csv:3",
        "market_access.csv:3",
    }


def test_periods_of_one_key_may_touch_but_not_overlap(folder: Folder) -> None:
    folder.clear("market_access.csv")
    folder.add("market_access.csv", valid_to="2019-01-01")
    folder.add("market_access.csv", valid_from="2019-01-01", state="suspended")
    assert read_folder(folder.path).faults == ()


def test_an_overlap_across_the_two_files_of_one_table_is_seen(folder: Folder) -> None:
    folder.add("consumer_goods_limits.csv", **{
        "number": "F-001", "standard": "GB 1", "goods": "02", "food_zh": "物", "food_en": "thing", "analyte": "lead",
        "analyte_zh": "铅", "kind": "max", "value": "1", "unit": "mg/kg", "valid_from": "2019-01-01",
    })  # fmt: skip
    (fault,) = read_folder(folder.path).faults
    assert fault.code == "reference.overlap"
    assert fault.where.file == "consumer_goods_limits.csv:2"


def test_a_missing_folder_is_refused_with_the_way_out(folder: Folder) -> None:
    with pytest.raises(Refusal) as refused:
        read_folder(folder.path / "nowhere")
    assert refused.value.code == "reference.no_folder"
    assert "--folder" in refused.value.remedy.en


def test_a_line_is_counted_as_an_editor_counts_it(folder: Folder) -> None:
    folder.clear("countries.csv")
    folder.add("countries.csv", source="two\nlines")
    folder.add("countries.csv", code="x")
    (fault,) = [fault for fault in read_folder(folder.path).faults if fault.code == "reference.value"]
    assert fault.where.file == "countries.csv:4"


def test_a_byte_order_mark_is_read_over(folder: Folder) -> None:
    content = (folder.path / "countries.csv").read_bytes()
    folder.write("countries.csv", b"\xef\xbb\xbf" + content)
    assert read_folder(folder.path).faults == ()


def test_the_shipped_reference_is_sound() -> None:
    assert read_folder(SHIPPED).faults == ()
