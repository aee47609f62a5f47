"""A result against its limit. Anchors: GB 2762, 2761, 29921, 2763, 18401, 6675; simple acceptance (ILAC-G8)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import Refusal, Text
from guomen.laboratory.rules import overall, statement_of
from guomen.laboratory.terms import Conformity, Limit, LimitKind, Measured, read_limit

ANY = Text("某项", "something")


def judged(limit: str, unit: str, readings: str, of: str = "", lod: str = "", units: int = 1, accept: int = 0) -> str:
    """The conformity of readings ("0.1 ND 3") in unit `of` (default: the limit's)."""
    values = tuple(None if one == "ND" else Decimal(one) for one in readings.split())
    measured = Measured(values, of or unit, Decimal(lod) if lod else None)
    return statement_of(ANY, read_limit(limit, unit=unit, units=units, accept=accept), measured).conformity


ANCHORS = [
    ("rice, cadmium at the limit", "0.2", "mg/kg", "0.2", "", "conform"),
    ("rice, cadmium just above", "0.2", "mg/kg", "0.21", "", "nonconform"),
    ("rice, cadmium written in micrograms", "0.2", "mg/kg", "201", "µg/kg", "nonconform"),
    ("rice, cadmium written in micrograms, at the limit", "0.2", "mg/kg", "200", "µg/kg", "conform"),
    ("tea, lead", "5.0", "mg/kg", "5.01", "", "nonconform"),
    ("maize, aflatoxin B1", "20", "µg/kg", "20", "", "conform"),
    ("rice, aflatoxin B1 in milligrams", "10", "µg/kg", "0.011", "mg/kg", "nonconform"),
    ("wheat, aflatoxin B1", "5.0", "µg/kg", "4.9", "", "conform"),
    ("milk, aflatoxin M1", "0.5", "µg/kg", "0.51", "", "nonconform"),
    ("milk, aflatoxin M1 in ppb", "0.5", "µg/kg", "0.5", "ppb", "conform"),
    ("apple juice, patulin", "50", "µg/kg", "51", "", "nonconform"),
    ("infant textile A, formaldehyde", "20", "mg/kg", "20", "", "conform"),
    ("textile B, formaldehyde", "75", "mg/kg", "76", "", "nonconform"),
    ("textile C, formaldehyde", "300", "mg/kg", "300", "", "conform"),
    ("textile A, pH low", "4.0-7.5", "-", "3.9", "", "nonconform"),
    ("textile A, pH in range", "4.0-7.5", "-", "7.5", "", "conform"),
    ("textile B, pH", "range 4.0-8.5", "-", "8.6", "", "nonconform"),
    ("textile C, pH", "4.0-9.0", "-", "9.0", "", "conform"),
    ("toy, lead", "max 90", "mg/kg", "90.1", "", "nonconform"),
    ("toy, phthalates in percent", "0.1", "%", "1001", "mg/kg", "nonconform"),
    ("toy, phthalates at the limit", "0.1", "%", "1000", "mg/kg", "conform"),
    ("colour fastness, a minimum", "min 3", "级", "2", "", "nonconform"),
    ("colour fastness at the minimum", "min 3", "级", "3", "", "conform"),
    ("infant formula, melamine", "1", "mg/kg", "1.1", "", "nonconform"),
    ("other food, melamine", "2.5", "mg/kg", "2.5", "", "conform"),
    ("chloramphenicol found at all", "ND", "µg/kg", "0.1", "", "nonconform"),
    ("one unit found by its number", "n=5,c=0,m=0,M=-", "/25 g(mL)", "ND ND ND ND 1", "", "nonconform"),
    ("Salmonella absent in five of five", "n=5,c=0,m=0,M=-", "/25 g(mL)", "ND ND ND ND ND", "", "conform"),
    ("Salmonella in four units only", "n=5,c=0,m=0,M=-", "/25 g(mL)", "ND ND ND ND", "", "inconclusive"),
]


@pytest.mark.parametrize(("case", "limit", "unit", "found", "of", "says"), ANCHORS, ids=[row[0] for row in ANCHORS])
def test_anchor_values_of_the_law(case: str, limit: str, unit: str, found: str, of: str, says: str) -> None:
    assert judged(limit, unit, found, of) == says


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ("10 10 10 10 10", "conform"),
        ("10 10 10 500 900", "conform"),
        ("10 10 500 500 900", "nonconform"),
        ("10 10 10 10 1001", "nonconform"),
        ("100 100 100 100 1000", "conform"),
        ("ND ND ND ND 500", "conform"),
    ],
)
def test_three_classes_of_units_none_above_upper_bound_and_few_between(found: str, says: str) -> None:
    """GB 29921, Staphylococcus aureus in meat products: n=5, c=2, m=100, M=1000 CFU/g."""
    assert judged("n=5,c=2,m=100,M=1000", "CFU/g", found, lod="10") == says


def test_blind_units_count_against_the_lot_until_the_method_sees_that_far() -> None:
    assert judged("n=5,c=0,m=10,M=100", "CFU/g", "ND ND ND ND ND", lod="100") == "inconclusive"
    assert judged("n=5,c=0,m=10,M=100", "CFU/g", "ND ND ND ND ND", lod="10") == "conform"
    assert judged("n=5,c=0,m=10,M=100", "CFU/g", "ND ND ND ND 200", lod="100") == "nonconform"


@pytest.mark.parametrize(
    ("limit", "lod", "says"),
    [
        ("0.2", "0.05", "conform"),
        ("0.2", "0.2", "conform"),
        ("0.2", "0.3", "inconclusive"),
        ("0.2", "", "inconclusive"),
        ("not_detected 0.3", "0.3", "conform"),
        ("not_detected 0.3", "0.5", "inconclusive"),
        ("not_detected 0.3", "", "inconclusive"),
        ("ND", "5", "conform"),
        ("min 3", "1", "nonconform"),
        ("min 3", "4", "inconclusive"),
    ],
)
def test_not_detected_speaks_only_as_far_down_as_its_detection_limit(limit: str, lod: str, says: str) -> None:
    assert judged(limit, "mg/kg", "ND", lod=lod) == says


def test_a_detection_limit_is_turned_into_the_limits_unit_too() -> None:
    assert judged("0.2", "mg/kg", "ND", of="µg/kg", lod="150") == "conform"
    assert judged("0.2", "mg/kg", "ND", of="µg/kg", lod="250") == "inconclusive"


@pytest.mark.parametrize("of", ["mg/L", "CFU/g", "no such unit"])
def test_units_that_cannot_be_compared_are_refused_and_both_are_named(of: str) -> None:
    with pytest.raises(Refusal) as refused:
        judged("0.2", "mg/kg", "0.1", of=of)
    assert refused.value.code == "result.unit"
    assert of in refused.value.problem.en
    assert "mg/kg" in refused.value.remedy.en


def test_without_a_limit_the_value_is_for_information() -> None:
    assert judged("", "mg/kg", "7") == "not_assessed"


def test_the_reason_names_standard_clause_limit_value_and_unit() -> None:
    limit = Limit(
        LimitKind.MAX, "mg/kg", Decimal("0.2"), standard="GB 2762", edition="2017", clause="表2", key="limit:36"
    )
    statement = statement_of(Text("镉", "cadmium (Cd)"), limit, Measured((Decimal("0.31"),), "mg/kg"))
    (reason,) = statement.reasons
    assert reason.basis == "GB 2762-2017 表2"
    assert reason.source == "limit:36"
    assert reason.text == Text(
        "镉：结果 0.31 mg/kg，不符合限量 ≤ 0.2 mg/kg。",
        "cadmium (Cd): Found 0.31 mg/kg: outside the limit ≤ 0.2 mg/kg.",
    )


@pytest.mark.parametrize("text", ["about 3", "n=5", "-", "0.2.1", "<script>", "1e9999999"])
def test_a_limit_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="limit_unreadable"):
        read_limit(text, unit="mg/kg")


@pytest.mark.parametrize(
    ("statements", "whole"),
    [
        (["conform", "conform"], True),
        (["conform", "nonconform", "inconclusive"], False),
        (["conform", "inconclusive"], None),
        (["not_assessed"], True),
    ],
)
def test_one_bad_test_spoils_a_sample_and_one_open_question_leaves_it_open(
    statements: list[str], whole: bool | None
) -> None:
    assert overall([Conformity(one) for one in statements]) is whole


amounts = st.decimals(min_value=0, max_value=1000, places=3)


@given(amounts, amounts, amounts)
def test_less_of_it_never_makes_a_result_worse(limit: Decimal, more: Decimal, less: Decimal) -> None:
    less, more = sorted((less, more))
    bound = Limit(LimitKind.MAX, "mg/kg", limit)
    if statement_of(ANY, bound, Measured((more,), "mg/kg")).conformity == "conform":
        assert statement_of(ANY, bound, Measured((less,), "mg/kg")).conformity == "conform"


@given(amounts, amounts)
def test_the_unit_in_which_a_value_is_written_does_not_change_the_judgement(limit: Decimal, value: Decimal) -> None:
    bound = Limit(LimitKind.MAX, "mg/kg", limit)
    milligrams = statement_of(ANY, bound, Measured((value,), "mg/kg"))
    micrograms = statement_of(ANY, bound, Measured((value * 1000,), "µg/kg"))
    assert milligrams.conformity == micrograms.conformity
