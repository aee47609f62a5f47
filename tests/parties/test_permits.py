"""Quarantine permits with a quantity: drawn down by what is released, given back where it is kept after all."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import deliver_pending, record
from guomen.kernel.models import Entry
from guomen.kernel.terms import SubjectRef
from guomen.parties.models import WriteOff
from guomen.parties.operations import grant_authorisation, suspend_authorisation, write_off
from guomen.parties.queries import snapshot
from guomen.parties.rules import amount_taken
from guomen.parties.terms import AuthorisationFact, AuthorisationKind, Use
from tests.parties.test_operations import GROUND, USCC

pytestmark = pytest.mark.django_db
KIND = AuthorisationKind.QUARANTINE_PERMIT
DAY = date(2018, 6, 1)


def grant(at: datetime, number: str = "QP1", quantity: str | None = "1000", unit: str = "kg") -> int:
    return grant_authorisation(
        actor=None, at=at, kind=KIND, number=number, holder=USCC, valid_from=date(2018, 1, 1),
        quantity=Decimal(quantity) if quantity else None, unit=unit,
    )  # fmt: skip


def fact(edition: int | None = None, number: str = "QP1") -> AuthorisationFact:
    known = edition or current_edition()
    part = snapshot(known, numbers=[number]).authorisation(KIND, number, DAY)
    whole = snapshot(known).authorisation(KIND, number, DAY)
    assert part is not None
    assert part == whole, "read alone or with everything, it is the same"
    return part


def take(at: datetime, consignment: int, amount: str | None, number: str = "QP1", unit: str = "") -> int | None:
    uses = [Use(number=number, item_no=1, amounts={unit: Decimal(amount)})] if amount else []
    return write_off(actor=None, at=at, subject=SubjectRef("consignment", str(consignment)), on=DAY, uses=uses)


def test_what_is_released_is_taken_from_the_permit_and_what_was_known_before_stays_known(noon: datetime) -> None:
    granted = grant(noon)
    first = take(noon, 1, "400")
    second = take(noon, 2, "600")
    assert [fact(edition).remaining for edition in (granted, first, second)] == [1000, 600, 0]
    assert [fact(edition).used_up for edition in (granted, first, second)] == [False, False, True]


def test_told_twice_it_is_taken_once(noon: datetime) -> None:
    grant(noon)
    assert take(noon, 1, "400") is not None
    assert take(noon, 1, "400") is None
    assert fact().remaining == 600


def test_a_corrected_quantity_takes_the_place_of_the_former(noon: datetime) -> None:
    grant(noon)
    before = take(noon, 1, "400")
    take(noon, 1, "250")
    assert fact().remaining == 750
    assert fact(before).remaining == 600


def test_what_is_kept_after_all_is_given_back(noon: datetime) -> None:
    grant(noon)
    take(noon, 1, "400")
    take(noon, 1, None)
    assert fact().remaining == 1000
    assert take(noon, 1, None) is None


def test_more_than_is_left_is_written_off_all_the_same(noon: datetime) -> None:
    grant(noon)
    take(noon, 1, "1200")
    assert fact().remaining == -200
    assert fact().used_up
    told = Entry.objects.get(kind="parties.permits.written_off")
    assert told.payload == {"taken": [["QP1", 1, "1200", "kg"]], "left": {"QP1": "-200.0000"}}


def test_every_stretch_of_a_permit_has_the_same_left(noon: datetime) -> None:
    grant(noon)
    take(noon, 1, "400")
    suspend_authorisation(actor=None, at=noon, kind=KIND, number="QP1", on=date(2018, 9, 1), ground=GROUND)
    facts = snapshot(current_edition(), numbers=["QP1"]).authorisations["QP1"]
    assert [one.remaining for one in facts] == [600, 600]


@pytest.mark.parametrize(("number", "quantity"), [("QP9", "1000"), ("QP1", None)])
def test_a_permit_not_on_record_or_without_a_quantity_is_left_alone(
    noon: datetime, number: str, quantity: str | None
) -> None:
    grant(noon, quantity=quantity)
    assert take(noon, 1, "400", number=number) is None
    assert fact().remaining == (Decimal(quantity) if quantity else None)


@pytest.mark.parametrize(
    ("amounts", "unit", "taken"),
    [
        ({"": "5", "kg": "7"}, "t", "5"),
        ({"kg": "7"}, "kg", "7"),
        ({"035": "7"}, "千克", "7"),
        ({"007": "3", "kg": "7"}, "007", "3"),
        ({"007": "3"}, "kg", None),
        ({}, "kg", None),
    ],
)
def test_the_amount_in_the_permits_own_unit(amounts: dict[str, str], unit: str, taken: str | None) -> None:
    told = {name: Decimal(amount) for name, amount in amounts.items()}
    assert amount_taken(told, unit) == (Decimal(taken) if taken else None)


def told_issued(at: datetime, *, lets_go: bool) -> None:
    payload: dict[str, Any] = {
        "consignment": 7,
        "lets_go": lets_go,
        "lines": [{"item_no": 1, "permits": [{"kind": "325", "number": "QP1", "amounts": {"": "400"}}]}],
    }
    record(
        "decisions.disposition.issued", actor=None, at=at, subjects=[SubjectRef("consignment", "7")], payload=payload
    )


def test_a_release_draws_the_permit_down_and_a_later_detention_gives_it_back(noon: datetime) -> None:
    grant(noon)
    told_issued(noon, lets_go=True)
    deliver_pending()
    assert fact().remaining == 600
    told_issued(noon, lets_go=False)
    deliver_pending()
    assert fact().remaining == 1000


def test_a_release_heard_after_the_detention_that_followed_it_takes_nothing(noon: datetime) -> None:
    grant(noon)
    told_issued(noon, lets_go=True)
    told_issued(noon, lets_go=False)
    deliver_pending()
    assert not WriteOff.objects.current().exists()
