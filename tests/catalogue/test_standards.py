"""The shipped tables: examples of ISO 2859-1, anchors of limits, market access, names in both languages."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from guomen.catalogue.operations import load_reference
from guomen.catalogue.queries import (
    code_name,
    code_set,
    commodity_name,
    countries,
    country_name,
    goods_like,
    hazard_name,
    limits_for,
    policy,
    port_name,
    ports,
    sampling_tables,
    snapshot,
)
from guomen.catalogue.terms import AccessState, Confidence, LimitKind, SupervisionMode
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Quantity, Role
from tests.catalogue.folders import SHIPPED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference(noon: Any) -> Iterator[None]:
    load_reference(actor=None, at=noon, folder=SHIPPED)
    return


def test_the_examples_of_iso_2859_1() -> None:
    tables = sampling_tables()
    cases = [
        (1000, "normal", "1.0", ("J", 80, 2, 3)),
        (3000, "normal", "2.5", ("K", 125, 7, 8)),
        (500, "normal", "0.10", ("K", 125, 0, 1)),
        (3000, "tightened", "1.0", ("K", 125, 2, 3)),
        (3000, "reduced", "1.0", ("K", 50, 2, 3)),
        (90, "normal", "0.065", ("L", 200, 0, 1)),
    ]
    for lot, state, aql, expected in cases:
        plan = tables.plan(state, tables.letter(lot, "II"), aql)
        assert (plan.letter, plan.n, plan.ac, plan.re) == expected, (lot, state, aql)
        assert not plan.disputed


def test_the_disputed_cell_is_flagged_and_no_other() -> None:
    tables = sampling_tables()
    assert [key for key, plan in tables.plans.items() if plan.disputed] == [("tightened", "A", "10")]


def test_letters_reach_from_two_units_to_any_lot() -> None:
    tables = sampling_tables()
    assert [tables.letter(lot, "II") for lot in (2, 8, 9, 500000, 500001, 10**9)] == ["A", "A", "B", "P", "Q", "Q"]
    for lot, level in ((1, "II"), (100, "IV")):
        with pytest.raises(LookupError):
            tables.letter(lot, level)
    with pytest.raises(LookupError):
        tables.plan("normal", "A", "0.02")


def test_switching_rules_say_two_of_five_and_five_in_tightened() -> None:
    rules = {(rule.from_state, rule.to_state): rule for rule in sampling_tables().switching}
    to_tightened = rules["normal", "tightened"]
    assert (to_tightened.reject, to_tightened.within) == (2, 5)
    assert rules["tightened", "normal"].accept == 5
    assert (rules["normal", "reduced"].score, rules["normal", "reduced"].authority) == (30, True)
    assert rules["tightened", "discontinued"].reject == 5


D2018, D2024 = date(2018, 8, 1), date(2024, 1, 1)


def test_the_anchors_of_food_and_consumer_limits() -> None:
    cases: list[tuple[str, str, date, str, str]] = [
        ("1006302000101", "cadmium (Cd)", D2018, "0.2", "mg/kg"),
        ("0902409000101", "lead (Pb)", D2018, "5.0", "mg/kg"),
        ("1005900000101", "aflatoxin B1", D2018, "20", "µg/kg"),
        ("1006302000101", "aflatoxin B1", D2018, "10", "µg/kg"),
        ("1001990000101", "aflatoxin B1", D2018, "5.0", "µg/kg"),
        ("0401200000101", "aflatoxin M1", D2018, "0.5", "µg/kg"),
        ("2009790000101", "patulin", D2018, "50", "µg/kg"),
        ("0409000000101", "lead (Pb)", D2018, "1.0", "mg/kg"),
        ("0409000000101", "lead (Pb)", D2024, "0.5", "mg/kg"),
        ("0401200000101", "lead (Pb)", D2024, "0.02", "mg/kg"),
        ("1901101000101", "melamine", D2018, "1", "mg/kg"),
        ("2204210000101", "melamine", D2018, "2.5", "mg/kg"),
        ("6111200000101", "formaldehyde", D2018, "20", "mg/kg"),
        ("6109100000101", "formaldehyde", D2018, "75", "mg/kg"),
        ("6203420000101", "formaldehyde", D2018, "300", "mg/kg"),
        ("9503006000101", "lead, migratable", D2018, "90", "mg/kg"),
        ("9503006000101", "phthalates DBP+BBP+DEHP", D2018, "0.1", "%"),
    ]
    for goods, analyte, on, value, unit in cases:
        found = limits_for(goods=goods, analyte=analyte, on=on)
        assert (Decimal(value), unit) in [(one.value, one.unit) for one in found], (goods, analyte, found)


def test_salmonella_is_absent_from_five_units_of_25_g() -> None:
    (limit,) = limits_for(goods="1602500000101", analyte="Salmonella", on=D2018)
    assert (limit.kind, limit.n, limit.c, limit.m, limit.M, limit.unit) == (
        LimitKind.THREE_CLASS, 5, 0, Decimal(0), None, "/25 g",
    )  # fmt: skip


def test_ph_of_infant_textiles_is_a_range() -> None:
    (limit,) = limits_for(goods="6111200000101", analyte="pH", on=D2018)
    assert (limit.kind, limit.low, limit.value) == (LimitKind.RANGE, Decimal("4.0"), Decimal("7.5"))


def test_a_limit_is_found_by_its_chinese_name_and_only_while_it_holds() -> None:
    assert limits_for(goods="1006302000101", analyte="镉", on=D2018)
    assert limits_for(goods="1006302000101", analyte="镉", on=date(2013, 5, 31)) == ()
    assert limits_for(goods="1006302000101", analyte="unobtainium", on=D2018) == ()


def test_a_value_carried_over_into_an_edition_that_nobody_checked_says_so() -> None:
    (limit,) = limits_for(goods="1006302000101", analyte="cadmium (Cd)", on=D2024)
    assert limit.confidence is Confidence.LOW
    assert "has not been checked" in limit.source


def test_every_unit_of_a_limit_can_be_converted_or_is_a_plain_count() -> None:
    for unit in code_set("limit_unit"):
        if unit != "/25 g":
            assert Quantity(Decimal(2), unit).to(f"{unit} ").value == 2


def test_class_four_is_always_under_special_supervision_and_the_matrix_is_complete() -> None:
    for grade in (1, 2, 3, 4):
        for risk in ("high", "elevated", "general"):
            mode = SupervisionMode(policy(f"targeting.mode.{grade}.{risk}", on=D2018).value)
            assert (mode is SupervisionMode.SPECIAL) == (grade == 4)
            policy(f"targeting.lot_rate.{mode}", on=D2018)
    assert policy("targeting.lot_rate.general", on=D2018).number == 0.2
    assert not policy("targeting.mode.1.high", on=D2018).confidence.verified


def test_market_access_of_brazilian_beef_follows_the_announcements() -> None:
    known = snapshot(current_edition())
    days = [date(2021, 9, 3), date(2021, 9, 4), date(2021, 12, 14), date(2021, 12, 15), date(2023, 2, 23)]
    states = [known.market_access("0202300090101", "BR", day) for day in days]
    assert [one.state for one in states if one] == [
        AccessState.ADMITTED, AccessState.SUSPENDED, AccessState.SUSPENDED, AccessState.ADMITTED, AccessState.SUSPENDED,
    ]  # fmt: skip


def test_names_are_told_in_both_languages() -> None:
    assert commodity_name("0202300090101").zh == "冻去骨牛肉"
    assert commodity_name("0202300099999").en == "Frozen beef"
    assert commodity_name("").en == ""
    assert country_name("TW").en == "Taiwan, China"
    assert country_name("QQ").zh == "QQ"
    assert port_name("310101").zh == "洋山港"
    assert hazard_name("lead").zh == "铅"
    assert code_name("trade_mode", "0110").en == "general trade"
    assert len(countries()) == 249
    assert len(ports()) == 25
    assert goods_like("0202")[0][0] == "0202"


def test_every_role_can_do_something() -> None:
    from guomen.kernel.models import Grant

    assert set(Grant.objects.values_list("role", flat=True)) == {role.value for role in Role}
