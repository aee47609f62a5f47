"""What a limit is compared with: detection limits, dilution, bases, sums, classes."""

from decimal import Decimal
from typing import Any

import pytest

from guomen.kernel.terms import Refusal, Text
from guomen.laboratory.rules import statement_of
from guomen.laboratory.rules.expressing import sum_at
from guomen.laboratory.terms import (
    Basis,
    Bound,
    Component,
    DecisionRule,
    Limit,
    LimitKind,
    Measured,
    Statement,
    read_limit,
)

ANY = Text("某项", "something")


def number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def told(statement: Statement) -> tuple[str, str]:
    return str(statement.conformity), statement.reasons[0].code.removeprefix("laboratory.")


DETECTION = [
    # limit, reading, LOD, LOQ, judged, why, read out as
    ("0.2", "0.15", "0.03", "0.1", "conform", "within_limit", "0.15 mg/kg"),
    ("0.2", "0.05", "0.03", "0.1", "conform", "within_limit", "<LOQ (0.1 mg/kg)"),
    ("0.2", "ND", "0.03", "0.1", "conform", "within_limit", "ND (LOD 0.03 mg/kg)"),
    ("0.2", "0.01", "0.03", "0.1", "conform", "within_limit", "ND (LOD 0.03 mg/kg)"),
    ("0.05", "0.06", "0.03", "0.1", "inconclusive", "loq_above_limit", "<LOQ (0.1 mg/kg)"),
    ("0.02", "0.06", "0.03", "0.1", "nonconform", "outside_limit", "<LOQ (0.1 mg/kg)"),
    ("0.02", "ND", "0.03", "0.1", "inconclusive", "lod_above_limit", "ND (LOD 0.03 mg/kg)"),
    ("0.1", "0.05", "0.03", "0.1", "conform", "within_limit", "<LOQ (0.1 mg/kg)"),
    ("0.2", "ND", None, None, "inconclusive", "lod_unknown", "ND"),
    ("0.2", "ND", None, "0.1", "conform", "within_limit", "ND"),
    ("min 0.2", "0.05", "0.03", "0.1", "nonconform", "outside_limit", "<LOQ (0.1 mg/kg)"),
    ("min 0.05", "0.06", "0.03", "0.1", "inconclusive", "loq_above_limit", "<LOQ (0.1 mg/kg)"),
    ("ND 0.3", "0.5", "0.3", "1", "nonconform", "outside_limit", "<LOQ (1 mg/kg)"),
    ("ND 0.3", "ND", "0.3", "1", "conform", "within_limit", "ND (LOD 0.3 mg/kg)"),
    ("ND 0.3", "ND", "0.5", "1", "inconclusive", "lod_above_limit", "ND (LOD 0.5 mg/kg)"),
    ("ND", "ND", None, None, "inconclusive", "lod_unknown", "ND"),
]


@pytest.mark.parametrize(("limit", "reading", "lod", "loq", "judged", "why", "said"), DETECTION)
def test_a_reading_speaks_as_far_as_it_was_seen_and_measured(
    limit: str, reading: str, lod: str | None, loq: str | None, judged: str, why: str, said: str
) -> None:
    value = None if reading == "ND" else Decimal(reading)
    measured = Measured((value,), "mg/kg", number(lod), number(loq))
    statement = statement_of(ANY, read_limit(limit, unit="mg/kg"), measured)
    assert (*told(statement), statement.value) == (judged, why, said)


def test_what_is_sought_in_a_portion_needs_no_detection_limit() -> None:
    statement = statement_of(ANY, read_limit("ND", unit="/25 g"), Measured((None,), "/25 g"))
    assert statement.conformity == "conform"


def test_a_diluted_extract_is_multiplied_with_its_detection_limits() -> None:
    limit = read_limit("0.2", unit="mg/kg")
    statement = statement_of(ANY, limit, Measured((Decimal("0.03"),), "mg/kg", dilution=Decimal(10)))
    assert (*told(statement), statement.value) == ("nonconform", "outside_limit", "0.30 mg/kg")
    assert "times the dilution 10" in statement.reasons[1].text.en
    blind = statement_of(ANY, limit, Measured((None,), "mg/kg", Decimal("0.05"), dilution=Decimal(10)))
    assert told(blind) == ("inconclusive", "lod_above_limit")


BASES = [
    # limit on, result on, dry matter, fat, value, judged, why
    ("dry", "", "88", None, "0.45", "nonconform", "outside_limit"),
    ("dry", "", "95", None, "0.45", "conform", "within_limit"),
    ("dry", "as_is", None, None, "0.1", "inconclusive", "basis_unknown"),
    ("dry", "dry", None, None, "0.45", "conform", "within_limit"),
    ("", "dry", "50", None, "0.9", "conform", "within_limit"),
    ("as_is", "dry", None, None, "0.9", "inconclusive", "basis_unknown"),
    ("as_is", "", None, None, "0.45", "conform", "within_limit"),
    ("fat", "", None, "20", "0.09", "conform", "within_limit"),
    ("fat", "as_is", None, "20", "0.11", "nonconform", "outside_limit"),
    ("fat", "", "88", None, "0.01", "inconclusive", "basis_unknown"),
    ("fat", "dry", "80", "20", "0.12", "conform", "within_limit"),
]


@pytest.mark.parametrize(("on", "of", "dry", "fat", "value", "judged", "why"), BASES)
def test_a_limit_on_another_basis_is_met_by_conversion_or_not_judged(
    on: str, of: str, dry: str | None, fat: str | None, value: str, judged: str, why: str
) -> None:
    """At most 0.5 mg/kg. As is to dry: divided by the share of dry matter; back: multiplied; fat likewise."""
    limit = Limit(LimitKind.MAX, "mg/kg", Decimal("0.5"), stated_on=Basis(on))
    measured = Measured((Decimal(value),), "mg/kg", basis=of, dry_matter=number(dry), fat=number(fat))
    assert told(statement_of(ANY, limit, measured)) == (judged, why)


def test_uncertainty_goes_along_to_another_basis() -> None:
    limit = Limit(LimitKind.MAX, "mg/kg", Decimal(1), stated_on=Basis.DRY)
    measured = Measured((Decimal("0.4"),), "mg/kg", uncertainty=Decimal("0.05"), dry_matter=Decimal(50))
    assert statement_of(ANY, limit, measured, DecisionRule.GUARDED).guard == Decimal("0.1")


@pytest.mark.parametrize("share", ["0", "-5", "100.1"])
def test_a_share_that_cannot_be_is_refused(share: str) -> None:
    limit = Limit(LimitKind.MAX, "mg/kg", Decimal(1), stated_on=Basis.DRY)
    with pytest.raises(Refusal, match=r"result\.share"):
        statement_of(ANY, limit, Measured((Decimal(1),), "mg/kg", dry_matter=Decimal(share)))


PARTS = tuple(Component(Text(name, name)) for name in ("DEHP", "DBP", "BBP"))
SUM = Limit(LimitKind.MAX, "mg/kg", Decimal(1000), components=PARTS)
SUMS = [
    # members, LOQ, lower bound, upper bound, judged, why
    ({"DEHP": "400", "DBP": "300", "BBP": "200"}, "50", "900", "900", "conform", "within_limit"),
    ({"DEHP": "700", "DBP": "300", "BBP": "100"}, "50", "1100", "1100", "nonconform", "outside_limit"),
    ({"DEHP": "400", "DBP": None, "BBP": None}, "50", "400", "500", "conform", "within_limit"),
    ({"DEHP": "940", "DBP": None, "BBP": None}, "50", "940", "1040", "inconclusive", "sum_straddles"),
    ({"DEHP": "1001", "DBP": None, "BBP": None}, "50", "1001", "1101", "nonconform", "outside_limit"),
    ({"DEHP": None, "DBP": None, "BBP": None}, "50", "0", "150", "conform", "within_limit"),
    ({"DEHP": "400", "DBP": "30", "BBP": None}, "50", "400", "500", "conform", "within_limit"),
    ({"DEHP": "400", "DBP": "300"}, "50", "700", None, "inconclusive", "component_missing"),
    ({"DEHP": "900", "DBP": "300"}, "50", "1200", None, "nonconform", "outside_limit"),
    ({"DEHP": "400", "DBP": None, "BBP": None}, None, "400", None, "inconclusive", "lod_unknown"),
]


@pytest.mark.parametrize(("members", "loq", "lower", "upper", "judged", "why"), SUMS)
def test_a_sum_that_straddles_its_limit_cannot_be_judged(
    members: dict[str, str | None], loq: str | None, lower: str, upper: str | None, judged: str, why: str
) -> None:
    """Members below their LOQ count as nothing in the lower bound and as the LOQ in the upper."""
    components = {name: number(value) for name, value in members.items()}
    measured = Measured((), "mg/kg", loq=number(loq), components=components)
    assert told(statement_of(ANY, SUM, measured)) == (judged, why)
    assert sum_at(SUM, measured, Bound.LOWER) == Decimal(lower)
    assert sum_at(SUM, measured, Bound.UPPER) == number(upper)
    middle = (Decimal(lower) + Decimal(upper)) / 2 if upper else None
    assert sum_at(SUM, measured, Bound.MIDDLE) == middle


def test_members_count_by_their_factor_and_their_own_detection_limits() -> None:
    """An ester turned into its acid by 0.9; a member with an LOQ of its own."""
    parts = (Component(Text("酸", "acid")), Component(Text("酯", "ester"), Decimal("0.9")))
    limit = Limit(LimitKind.MAX, "mg/kg", Decimal(10), components=parts)
    measured = Measured((), "mg/kg", components={"acid": Decimal(1), "酯": Decimal(10)})
    statement = statement_of(ANY, limit, measured)
    assert (statement.conformity, statement.reasons[1].text.en) == (
        "conform",
        "something: Sum of 2 members: lower bound 10, upper bound 10 mg/kg.",
    )
    unseen = Measured(
        (), "mg/kg", loq=Decimal(1), components={"acid": None, "ester": Decimal(5)}, loqs={"acid": Decimal(6)}
    )
    assert told(statement_of(ANY, limit, unseen)) == ("inconclusive", "sum_straddles")


def test_a_stranger_to_the_sum_is_refused_and_the_members_are_named() -> None:
    with pytest.raises(Refusal) as refused:
        statement_of(ANY, SUM, Measured((), "mg/kg", components={"DINP": Decimal(1)}))
    assert refused.value.code == "result.component"
    assert "DEHP, DBP, BBP" in refused.value.remedy.en


def test_a_sum_that_the_laboratory_added_up_itself_is_judged_as_one_value() -> None:
    assert statement_of(ANY, SUM, Measured((Decimal(999),), "mg/kg")).conformity == "conform"


def test_members_in_other_units_are_turned_with_their_detection_limits() -> None:
    measured = Measured((), "%", loq=Decimal("0.005"), components={"DEHP": Decimal("0.094"), "DBP": None, "BBP": None})
    assert told(statement_of(ANY, SUM, measured)) == ("inconclusive", "sum_straddles")


CLASSES: list[tuple[dict[str, Any], str, str, str]] = [
    # plan, units, LOD, judged
    ({"units": 5, "accept": 2, "low": "100", "value": "1000"}, "10 10 10 500 900", "10", "conform"),
    ({"units": 5, "accept": 2, "low": "100", "value": "1000"}, "10 10 500 500 900", "10", "nonconform"),
    ({"units": 5, "accept": 2, "low": "100", "value": "1000"}, "10 10 10 10 1001", "10", "nonconform"),
    ({"units": 5, "accept": 2, "low": "100", "value": "1000"}, "ND ND ND 500 900", "", "inconclusive"),
    ({"units": 5, "accept": 2, "low": "100", "value": "1000"}, "ND ND ND 500 900", "100", "conform"),
    ({"units": 5, "accept": 1, "low": "10", "value": "100"}, "ND ND ND ND ND", "50", "inconclusive"),
    ({"units": 5, "accept": 0, "low": "0", "value": None}, "ND ND ND ND ND", "", "conform"),
    ({"units": 5, "accept": 0, "low": "0", "value": None}, "ND ND ND ND 1", "", "nonconform"),
    ({"units": 5, "accept": 1, "low": "10", "value": None}, "5 5 5 5 5000", "", "conform"),
    ({"units": 5, "accept": 1, "low": "10", "value": None}, "5 5 5 11 5000", "", "nonconform"),
    ({"units": 5, "accept": 0, "low": "10", "value": "100"}, "5 5 5 5", "", "inconclusive"),
]


@pytest.mark.parametrize(("plan", "readings", "lod", "judged"), CLASSES)
def test_two_and_three_class_plans(plan: dict[str, Any], readings: str, lod: str, judged: str) -> None:
    """n units, c of them between m and M, none above M (GB 4789.1, ICMSF); without M, c of them above m."""
    limit = Limit(
        LimitKind.CLASSES,
        "CFU/g",
        number(plan["value"]),
        Decimal(plan["low"]),
        plan["units"],
        plan["accept"],
    )
    values = tuple(None if one == "ND" else Decimal(one) for one in readings.split())
    assert statement_of(ANY, limit, Measured(values, "CFU/g", number(lod))).conformity == judged
