"""Registering, classing, granting and moving: by day of the law and by edition of our knowledge."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from guomen.kernel.editions.queries import current_edition
from guomen.kernel.models import Actor, Entry
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Text
from guomen.parties.models import Authorisation, EnterpriseClass, Operator
from guomen.parties.operations import (
    grant_authorisation,
    grant_authorisations,
    register_operator,
    register_operators,
    reinstate_authorisation,
    set_enterprise_class,
    set_enterprise_classes,
    suspend_authorisation,
    withdraw_authorisation,
)
from guomen.parties.queries import operator, operator_name, snapshot
from guomen.parties.terms import (
    AuthorisationKind,
    AuthorisationRow,
    AuthorisationState,
    ClassRow,
    OperatorRow,
    OperatorScheme,
)

pytestmark = pytest.mark.django_db

USCC = "91310000MA1FL0AB6D"
KIND = AuthorisationKind.ESTABLISHMENT_REGISTRATION
GROUND = Text("抽查不合格", "failed an audit")


def grant(at: datetime, **changes: Any) -> int:
    wanted = {"kind": KIND, "number": "AU0001", "holder": USCC, "valid_from": date(2018, 1, 1), **changes}
    return grant_authorisation(actor=None, at=at, **wanted)


def state_on(day: date, edition: int | None = None, number: str = "AU0001") -> AuthorisationState | None:
    fact = snapshot(edition or current_edition(), numbers=[number]).authorisation(KIND, number, day)
    return fact.state if fact else None


def test_a_suspension_holds_from_its_day_on_until_reinstated(noon: datetime) -> None:
    granted = grant(noon, valid_to=date(2022, 1, 1))
    suspend_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 6, 1), ground=GROUND)
    reinstate_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 9, 1), ground=GROUND)
    assert [
        state_on(day)
        for day in (
            date(2017, 12, 31),
            date(2018, 1, 1),
            date(2018, 5, 31),
            date(2018, 6, 1),
            date(2018, 8, 31),
            date(2018, 9, 1),
            date(2021, 12, 31),
            date(2022, 1, 1),
        )
    ] == [None, "valid", "valid", "suspended", "suspended", "valid", "valid", None]
    assert state_on(date(2018, 7, 1), granted) == "valid"


def test_a_suspension_on_the_first_day_takes_the_whole_stretch(noon: datetime) -> None:
    grant(noon)
    suspend_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 1, 1), ground=GROUND)
    assert state_on(date(2018, 1, 1)) == "suspended"
    assert Authorisation.objects.current().count() == 1


def test_withdrawal_is_for_good(noon: datetime) -> None:
    grant(noon)
    withdraw_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 6, 1), ground=GROUND)
    with pytest.raises(Conflict) as refused:
        reinstate_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 7, 1), ground=GROUND)
    assert refused.value.code == "authorisation.move"


def test_a_move_before_the_last_one_is_refused(noon: datetime) -> None:
    grant(noon)
    suspend_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 6, 1), ground=GROUND)
    with pytest.raises(Conflict) as refused:
        withdraw_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 3, 1), ground=GROUND)
    assert refused.value.code == "authorisation.later_change"


def test_a_move_of_an_expired_authorisation_is_refused(noon: datetime) -> None:
    grant(noon, valid_to=date(2018, 3, 1))
    with pytest.raises(Refusal) as refused:
        suspend_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 6, 1), ground=GROUND)
    assert refused.value.code == "authorisation.day"


def test_a_move_of_an_unknown_number_is_refused(noon: datetime) -> None:
    with pytest.raises(Missing):
        suspend_authorisation(actor=None, at=noon, kind=KIND, number="none", on=date(2018, 6, 1), ground=GROUND)


def test_what_was_applied_for_becomes_valid_on_the_day_of_the_grant(noon: datetime) -> None:
    grant(noon, state=AuthorisationState.APPLIED)
    grant(noon, valid_from=date(2018, 4, 1), valid_to=date(2022, 4, 1))
    assert [state_on(day) for day in (date(2018, 3, 31), date(2018, 4, 1))] == ["applied", "valid"]


def test_a_number_is_granted_once(noon: datetime) -> None:
    grant(noon)
    with pytest.raises(Conflict) as refused:
        grant(noon)
    assert refused.value.code == "authorisation.number_used"


def test_the_database_itself_refuses_two_states_on_one_day(noon: datetime) -> None:
    grant(noon)
    row = Authorisation.objects.get()
    row.pk, row.valid_from = None, date(2018, 2, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_change_of_class_ends_the_class_before_it(noon: datetime) -> None:
    register_operator(actor=None, at=noon, identifier=USCC, name_zh="某公司")
    set_enterprise_class(actor=None, at=noon, operator=USCC, grade=2, valid_from=date(2018, 1, 1))
    before = current_edition()
    set_enterprise_class(actor=None, at=noon, operator=USCC, grade=4, valid_from=date(2018, 6, 1))
    days = (date(2017, 12, 31), date(2018, 5, 31), date(2018, 6, 1))
    assert [snapshot(current_edition(), operators=[USCC]).enterprise_class(USCC, day) for day in days] == [None, 2, 4]
    assert snapshot(before, operators=[USCC]).enterprise_class(USCC, date(2018, 6, 1)) == 2


def test_a_class_from_the_same_day_replaces_the_one_before(noon: datetime) -> None:
    register_operator(actor=None, at=noon, identifier=USCC, name_zh="某公司")
    for grade in (2, 3):
        set_enterprise_class(actor=None, at=noon, operator=USCC, grade=grade, valid_from=date(2018, 1, 1))
    assert [row.grade for row in EnterpriseClass.objects.current()] == [3]
    with pytest.raises(Conflict):
        set_enterprise_class(actor=None, at=noon, operator=USCC, grade=1, valid_from=date(2017, 1, 1))


def test_registering_again_keeps_the_old_particulars_on_record(noon: datetime) -> None:
    register_operator(actor=None, at=noon, identifier=USCC, name_zh="旧名", name_en="Old")
    old = current_edition()
    register_operator(actor=None, at=noon, identifier=USCC, name_zh="新名", name_en="New")
    assert operator(USCC).name_zh == "新名"
    assert snapshot(old, operators=[USCC]).operators[USCC].name_zh == "旧名"
    assert Operator.objects.count() == 2


def test_registering_the_same_again_writes_no_row(noon: datetime) -> None:
    for _ in range(2):
        register_operator(actor=None, at=noon, identifier=USCC, name_zh="某公司")
    assert Operator.objects.count() == 1


def test_with_one_faulty_row_nobody_is_registered(noon: datetime) -> None:
    rows = [OperatorRow(identifier=USCC, name_zh="好"), OperatorRow(identifier="bad", name_zh="坏")]
    with pytest.raises(Refusal) as refused:
        register_operators(actor=None, at=noon, rows=rows)
    assert [fault.where.row for fault in refused.value.faults] == [2]
    assert not Operator.objects.exists()


def test_an_operator_that_nobody_registered_is_missing(noon: datetime) -> None:
    with pytest.raises(Missing):
        operator(USCC)
    assert operator_name(USCC).en == USCC


def test_a_stranger_changes_nothing(noon: datetime) -> None:
    stranger = Actor.objects.create_actor(username="s", name_zh="某", name_en="S", roles=["trader"])
    with pytest.raises(NotPermitted):
        register_operator(actor=stranger, at=noon, identifier=USCC, name_zh="某公司")
    with pytest.raises(NotPermitted):
        suspend_authorisation(actor=stranger, at=noon, kind=KIND, number="x", on=date(2018, 1, 1), ground=GROUND)


def test_every_change_writes_one_entry_with_its_reasons(noon: datetime) -> None:
    grant(noon)
    suspend_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 6, 1), ground=GROUND)
    entry = Entry.objects.get(kind="parties.authorisation.moved")
    assert entry.subjects == [f"authorisation:{KIND}/AU0001", f"operator:{USCC}"]
    assert entry.reasons[0]["en"] == "failed an audit"


def many(noon: datetime, count: int) -> None:
    names = [f"L{number:05d}" for number in range(count)]
    register_operators(
        actor=None,
        at=noon,
        rows=[OperatorRow(identifier=name, name_zh=name, scheme=OperatorScheme.LOCAL) for name in names],
    )
    set_enterprise_classes(
        actor=None, at=noon, rows=[ClassRow(operator=name, grade=2, valid_from=date(2018, 1, 1)) for name in names]
    )
    grant_authorisations(
        actor=None,
        at=noon,
        rows=[
            AuthorisationRow(
                kind=AuthorisationKind.IMPORTER_FILING, number=f"F{name}", holder=name, valid_from=date(2018, 1, 1),
                quantity=Decimal(5), unit="t",
            )
            for name in names
        ],
    )  # fmt: skip


def test_a_snapshot_of_a_few_takes_one_query(noon: datetime, django_assert_num_queries: Any) -> None:
    many(noon, 50)
    edition = current_edition()
    with django_assert_num_queries(1):
        found = snapshot(edition, operators=["L00001", "L00002", "nobody"], numbers=["FL00003"])
    assert sorted(found.operators) == ["L00001", "L00002"]
    assert sorted(found.authorisations) == ["FL00001", "FL00002", "FL00003"]
    assert found.operators["L00001"].authorisations[0].number == "FL00001"


def test_the_snapshot_of_all_says_the_same_as_that_of_one(noon: datetime) -> None:
    many(noon, 20)
    edition = current_edition()
    whole = snapshot(edition)
    for name in ("L00000", "L00019"):
        assert whole.operators[name] == snapshot(edition, operators=[name]).operators[name]
    assert len(whole.operators) == 20


def test_a_snapshot_never_changes_after_later_changes(noon: datetime) -> None:
    grant(noon)
    many(noon, 3)
    edition = current_edition()
    before = snapshot(edition)
    suspend_authorisation(actor=None, at=noon, kind=KIND, number="AU0001", on=date(2018, 6, 1), ground=GROUND)
    set_enterprise_class(
        actor=None, at=noon + timedelta(days=1), operator="L00001", grade=4, valid_from=date(2018, 1, 1)
    )
    register_operator(actor=None, at=noon, identifier=USCC, name_zh="新")
    assert snapshot(edition) == before
    assert snapshot(current_edition()) != before
