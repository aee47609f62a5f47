"""Who sees which consignment; a stranger's address leads nowhere."""

from collections.abc import Callable

import pytest

from guomen.consignments.operations import lodge_consignments
from guomen.consignments.queries import (
    consignment,
    consignments,
    declaration,
    declarations,
    require_visible,
    visible_consignments,
)
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Missing, Role
from tests.consignments.conftest import NOON, said

Person = Callable[..., Actor]


@pytest.fixture
def numbers(offices: dict[str, Office]) -> dict[str, int]:
    batch = [
        said("A", office="X31010"),
        said("B", office="X31020"),
        said("C", office="X31020", sender="line2", importer="OWN"),
        said("D", office="X31020", sender="line2", declarant="OWN"),
    ]
    lodged = lodge_consignments(actor=None, at=NOON, declarations=batch)
    return {one.reference: one.consignment for one in lodged if one.consignment is not None}


def seen(actor: Actor) -> set[str]:
    return set(visible_consignments(actor).values_list("reference", flat=True))


def test_a_branch_sees_its_own_and_a_bureau_what_is_below(numbers: dict[str, int], person: Person) -> None:
    assert seen(person("yang", Role.PORT_OFFICER, "X31010")) == {"A"}
    assert seen(person("shen", Role.PORT_OFFICER, "X31000")) == {"A", "B", "C", "D"}
    assert seen(person("head", Role.PORT_OFFICER, "X00000")) >= {"A", "B", "C", "D"}


def test_another_branchs_address_is_answered_like_one_that_is_not_there(
    numbers: dict[str, int], person: Person
) -> None:
    actor = person("yang", Role.PORT_OFFICER, "X31010")
    for number in (numbers["B"], 10**9):
        with pytest.raises(Missing) as refusal:
            require_visible(actor, number)
        assert refusal.value.code == "consignment.missing"


def test_a_trader_sees_his_own_and_a_sender_what_he_sent(numbers: dict[str, int], person: Person) -> None:
    assert seen(person("trader", Role.TRADER, represents="OWN")) == {"C", "D"}
    assert seen(person("line1", Role.SENDER)) == {"A", "B"}
    assert seen(person("nobody", Role.TRADER)) == set()


def test_a_role_that_has_no_business_with_consignments_sees_none(numbers: dict[str, int], person: Person) -> None:
    assert seen(person("lab", Role.LABORATORY_ANALYST, "X31000")) == set()


def test_reading_by_number_and_version(numbers: dict[str, int]) -> None:
    assert consignment(numbers["A"]).reference == "A"
    assert set(consignments(list(numbers.values()))) == set(numbers.values())
    pairs = [(number, 1) for number in numbers.values()]
    assert {one.reference for one in declarations([*pairs, (pairs[0][0], 9)]).values()} == {"A", "B", "C", "D"}
    with pytest.raises(Missing):
        declaration(numbers["A"], 2)
    with pytest.raises(Missing):
        consignment(10**9)
