"""The one state machine of authorisations, and what is wrong with rows."""

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from guomen.kernel.terms import Conflict, Period, Text
from guomen.parties.rules import authorisation_faults, class_faults, day_refusal, move_refusal, operator_faults
from guomen.parties.terms import (
    AuthorisationFact,
    AuthorisationKind,
    AuthorisationRow,
    AuthorisationState,
    ClassRow,
    OperatorRow,
    OperatorScheme,
)

A, V, S, W = AuthorisationState
GROUND = Text("理由", "a ground")
ALLOWED = {(A, V), (A, W), (V, S), (S, V), (V, W), (S, W)}
USCC = "91310000MA1FL0AB6D"


@pytest.mark.parametrize(("state", "to"), list(product(AuthorisationState, AuthorisationState)))
def test_an_authorisation_moves_only_along_the_table(state: AuthorisationState, to: AuthorisationState) -> None:
    refusal = move_refusal(state, to, GROUND)
    assert (refusal is None) == ((state, to) in ALLOWED)
    if refusal is not None:
        assert isinstance(refusal, Conflict)
        assert refusal.code == "authorisation.move"


def test_what_is_withdrawn_stays_withdrawn() -> None:
    refusal = move_refusal(W, V, GROUND)
    assert refusal is not None
    assert "nothing" in refusal.remedy.en


@pytest.mark.parametrize("ground", [Text("", "why"), Text("因为", " ")])
def test_a_move_without_a_ground_in_both_languages_is_refused(ground: Text) -> None:
    refusal = move_refusal(V, S, ground)
    assert refusal is not None
    assert refusal.code == "authorisation.no_ground"


@pytest.mark.parametrize(
    ("on", "later", "code"),
    [
        (date(2018, 1, 1), False, None),
        (date(2018, 12, 31), False, None),
        (date(2017, 12, 31), False, "authorisation.day"),
        (date(2019, 1, 1), False, "authorisation.day"),
        (date(2018, 5, 1), True, "authorisation.later_change"),
    ],
)
def test_a_move_takes_effect_within_the_period(on: date, later: bool, code: str | None) -> None:
    refusal = day_refusal(Period(date(2018, 1, 1), date(2019, 1, 1)), on, later)
    assert (refusal.code if refusal else None) == code


def operator_row(**changes: Any) -> OperatorRow:
    return OperatorRow(**{"identifier": USCC, "name_zh": "某公司", **changes})


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([operator_row()], []),
        ([operator_row(identifier="91310000MA1FL0AB60")], ["parties.identifier"]),
        ([operator_row(identifier="9131")], ["parties.identifier"]),
        ([operator_row(identifier="IMP-7", scheme=OperatorScheme.LOCAL)], []),
        ([operator_row(identifier=" ", scheme=OperatorScheme.LOCAL)], ["parties.identifier"]),
        ([operator_row(), operator_row()], ["parties.repeated"]),
        ([operator_row(name_zh="")], ["parties.name"]),
    ],
)
def test_operators_are_checked(rows: list[OperatorRow], codes: list[str]) -> None:
    assert [fault.code for fault in operator_faults(rows)] == codes


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"grade": 0}, ["parties.class"]),
        ({"grade": 5}, ["parties.class"]),
        ({"valid_to": date(2018, 1, 1)}, ["parties.period"]),
    ],
)
def test_classes_are_checked(changes: dict[str, Any], codes: list[str]) -> None:
    row = ClassRow(**{"operator": USCC, "grade": 1, "valid_from": date(2018, 1, 1), **changes})
    assert [fault.code for fault in class_faults([row])] == codes


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"number": " "}, ["parties.number"]),
        ({"holder": ""}, ["parties.number"]),
        ({"valid_to": date(2017, 1, 1)}, ["parties.period"]),
        ({"goods": ("02x",)}, ["parties.goods"]),
        ({"country": "aus"}, ["parties.country"]),
        ({"quantity": Decimal(0), "unit": "kg"}, ["parties.quantity"]),
        ({"quantity": Decimal(5)}, ["parties.quantity"]),
    ],
)
def test_authorisations_are_checked(changes: dict[str, Any], codes: list[str]) -> None:
    kind = AuthorisationKind.QUARANTINE_PERMIT
    row = AuthorisationRow(**{"kind": kind, "number": "P-1", "holder": USCC, "valid_from": date(2018, 1, 1), **changes})
    assert [fault.code for fault in authorisation_faults([row])] == codes


def test_an_authorisation_covers_goods_by_prefix_and_all_where_it_names_none() -> None:
    fact = AuthorisationFact(
        key="k", kind=AuthorisationKind.IMPORTER_FILING, number="1", holder=USCC, state=V, goods=("0202", "0203"),
        valid_from=date(2018, 1, 1), valid_to=date(2019, 1, 1),
    )  # fmt: skip
    assert fact.covers("0202300090101")
    assert not fact.covers("0204430090101")
    assert fact.valid_on(date(2018, 1, 1))
    assert not fact.valid_on(date(2019, 1, 1))
