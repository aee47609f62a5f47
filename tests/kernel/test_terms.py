"""Values of the kernel: quantities keep their units, codes their check digits, periods their ends."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import (
    Outcome,
    Period,
    Quantity,
    Reason,
    SubjectRef,
    Text,
    UnitMismatch,
    container_number_fault,
    country_code_fault,
    goods_code_fault,
    uscc_fault,
)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        ("0.2", "mg/kg", "µg/kg", "200"),
        ("50", "µg/kg", "mg/kg", "0.05"),
        ("50", "μg/kg", "mg/kg", "0.05"),  # the Greek letter, not the micro sign
        ("0.1", "%", "mg/kg", "1000"),
        ("300", "CFU/(25 g)", "CFU/g", "12"),
        ("1", "mg/L", "ug/mL", "1"),
        ("2", "t", "kg", "2000"),
        ("5", "ppb", "mg/kg", "0.005"),
        ("2", "mg/dm²", "mg/m²", "200"),
    ],
)
def test_a_quantity_is_converted_exactly(value: str, unit: str, wanted: str, expected: str) -> None:
    assert Quantity(Decimal(value), unit).to(wanted).value == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("mg/kg", "CFU/g"),
        ("mg/kg", "mg/L"),
        ("kg", "°C"),
        ("zorkmid", "kg"),
        ("mg/", "kg"),
        ("mg/0 kg", "kg"),
        ("9**9**9", "kg"),
        ("kg; import os", "kg"),
        ("__class__", "kg"),
    ],
)
def test_what_cannot_be_compared_is_refused_not_guessed(unit: str, wanted: str) -> None:
    with pytest.raises(UnitMismatch):
        Quantity(Decimal(1), unit).to(wanted)


@given(st.decimals(min_value="0.001", max_value=10**6, places=3))
def test_converting_there_and_back_changes_nothing(value: Decimal) -> None:
    assert Quantity(value, "mg/kg").to("µg/kg").to("mg/kg").value == value


def test_a_period_holds_its_first_day_and_not_its_last() -> None:
    period = Period(date(2018, 1, 1), date(2018, 2, 1))
    assert date(2018, 1, 1) in period
    assert date(2018, 1, 31) in period
    assert date(2018, 2, 1) not in period
    with pytest.raises(ValueError, match="must end after"):
        Period(date(2018, 1, 1), date(2018, 1, 1))


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (uscc_fault, "91350100M000100Y43", ["91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43"]),
        (container_number_fault, "CSQU3054383", ["CSQU3054384", "CSQU305438", "1SQU3054383"]),
        (goods_code_fault, "0201100090101", ["020110009010", "02011000901O1", "02011000901011", "0201100090101\n"]),
        (country_code_fault, "NZ", ["nz", "NZL", "N", "N1"]),
    ],
)
def test_check_digits_and_shapes(check, good: str, bad: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert check(good) is None
    for text in bad:
        fault = check(text)
        assert fault is not None
        assert fault.zh
        assert fault.en


def test_the_single_change_of_any_character_of_a_uscc_is_noticed() -> None:
    good = "91350100M000100Y43"
    for place, character in enumerate(good):
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if other != character:
                assert uscc_fault(good[:place] + other + good[place + 1 :]) is not None


def test_a_reason_survives_storage_and_hides_the_profile_from_the_trader() -> None:
    reason = Reason("targeting.order.hit", Text("命中布控", "a control order hit"), source="order:CO-1")
    assert Reason.from_json(reason.as_json()) == reason
    assert "public" not in reason.as_json()
    shown = Reason("gate.filing.missing", Text("甲", "A"), basis="Decree 249 Art 19", public=Text("乙", "B"))
    assert Reason.from_json(shown.as_json()) == shown
    assert Outcome("hold", (reason,)).because([shown]).reasons == (reason, shown)


def test_a_subject_is_named_by_kind_and_key() -> None:
    assert SubjectRef.parse("consignment:12/3") == SubjectRef("consignment", "12/3")
    with pytest.raises(ValueError, match="kind:key"):
        SubjectRef.parse("consignment")
