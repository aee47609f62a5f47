"""An office gets a policy of its own: proposed by one person, signed by another, for a time, and back."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from guomen.catalogue.models import Policy, PolicyProposal
from guomen.catalogue.operations import decline_policy, load_reference, propose_policy, sign_policy
from guomen.catalogue.queries import policy, snapshot
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.models import Actor, Entry, Office
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal

pytestmark = pytest.mark.django_db

NAME = "targeting.lot_rate.general"
JUNE, JULY, AUGUST, LATER = date(2018, 6, 1), date(2018, 7, 1), date(2018, 8, 1), date(2018, 12, 1)


@pytest.fixture(autouse=True)
def reference(settings: Any, noon: datetime) -> None:
    load_reference(actor=None, at=noon, folder=settings.REFERENCE)


@pytest.fixture
def bureau() -> Office:
    return Office.objects.get(code="310000")


@pytest.fixture
def person() -> Callable[..., Actor]:
    def make(username: str, role: str, office: str = "000000") -> Actor:
        return Actor.objects.create_actor(
            username=username, name_zh=username, name_en=username, roles=[role],
            office=Office.objects.get(code=office),
        )  # fmt: skip

    return make


@pytest.fixture
def analyst(person: Callable[..., Actor]) -> Actor:
    return person("analyst", "risk_analyst", "310000")


@pytest.fixture
def signer(person: Callable[..., Actor]) -> Actor:
    return person("signer", "headquarters")


def proposed(analyst: Actor, at: datetime, office: Office, **changes: Any) -> PolicyProposal:
    wanted: dict[str, Any] = {"name": NAME, "value": "0.5", "valid_from": JULY, "valid_to": AUGUST, "ground": "a trial"}
    return propose_policy(actor=analyst, at=at, office=office, **{**wanted, **changes})


def rates(office: str = "310100") -> list[float]:
    """The policy at a branch in June, July, August and December, as it is known now."""
    return [policy(NAME, on=day, office=office).number for day in (JUNE, JULY, AUGUST, LATER)]


def test_a_proposal_changes_nothing_until_somebody_signs(analyst: Actor, noon: datetime, bureau: Office) -> None:
    edition = current_edition()
    row = proposed(analyst, noon, bureau)
    assert row.state == PolicyProposal.State.WAITING
    assert rates() == [0.2] * 4
    assert current_edition() == edition


def test_a_signed_policy_holds_for_the_office_and_below_for_its_time(
    analyst: Actor, signer: Actor, noon: datetime, bureau: Office
) -> None:
    sign_policy(actor=signer, at=noon, proposal=proposed(analyst, noon, bureau).pk)
    assert rates() == [0.2, 0.5, 0.2, 0.2]
    assert rates("120100") == [0.2] * 4
    entry = Entry.objects.get(kind="catalogue.policy.enacted")
    assert (entry.edition, entry.payload["value"], entry.authority) == (current_edition(), "0.5", "a trial")


def test_what_an_earlier_edition_knew_stays_as_it_was(
    analyst: Actor, signer: Actor, noon: datetime, bureau: Office
) -> None:
    before = current_edition()
    sign_policy(actor=signer, at=noon, proposal=proposed(analyst, noon, bureau).pk)
    assert snapshot(before).policy(NAME, JULY, "000000/310000/").number == 0.2


def test_a_later_policy_gives_way_to_a_new_one_and_comes_back_after_it(
    analyst: Actor, signer: Actor, noon: datetime, bureau: Office
) -> None:
    for changes in ({"valid_from": JUNE, "valid_to": None, "value": "0.3"}, {}):
        sign_policy(actor=signer, at=noon, proposal=proposed(analyst, noon, bureau, **changes).pk)
    assert rates() == [0.3, 0.5, 0.3, 0.3]


def test_a_rollback_ends_it_from_a_day_on(analyst: Actor, signer: Actor, noon: datetime, bureau: Office) -> None:
    sign_policy(actor=signer, at=noon, proposal=proposed(analyst, noon, bureau, valid_to=None).pk)
    back = proposed(analyst, noon, bureau, value="", valid_from=AUGUST, valid_to=None)
    sign_policy(actor=signer, at=noon, proposal=back.pk)
    assert rates() == [0.2, 0.5, 0.2, 0.2]


def test_a_rollback_before_it_began_leaves_no_trace_in_force(
    analyst: Actor, signer: Actor, noon: datetime, bureau: Office
) -> None:
    sign_policy(actor=signer, at=noon, proposal=proposed(analyst, noon, bureau, valid_to=None).pk)
    back = proposed(analyst, noon, bureau, value="", valid_from=JUNE, valid_to=None)
    sign_policy(actor=signer, at=noon, proposal=back.pk)
    assert rates() == [0.2] * 4
    assert Policy.objects.filter(enacted_by="signer").exists()


def test_loading_the_files_leaves_alone_what_was_enacted(
    analyst: Actor, signer: Actor, noon: datetime, bureau: Office, settings: Any
) -> None:
    sign_policy(actor=signer, at=noon, proposal=proposed(analyst, noon, bureau).pk)
    assert load_reference(actor=None, at=noon, folder=settings.REFERENCE).edition is None
    assert rates() == [0.2, 0.5, 0.2, 0.2]


def test_a_declined_proposal_changes_nothing(analyst: Actor, signer: Actor, noon: datetime, bureau: Office) -> None:
    decline_policy(actor=signer, at=noon, proposal=proposed(analyst, noon, bureau).pk)
    assert rates() == [0.2] * 4
    proposed(analyst, noon, bureau)


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("policy.value", {"value": "1.5"}),
    ("policy.value", {"value": "a lot"}),
    ("policy.past", {"valid_from": date(2018, 5, 31)}),
    ("policy.period_empty", {"valid_to": JULY}),
    ("policy.ground_missing", {"ground": " "}),
    ("policy.unknown", {"name": "targeting.no_such_thing"}),
    ("policy.nothing_to_end", {"value": ""}),
]


@pytest.mark.parametrize(("code", "changes"), REFUSED)
def test_what_is_wrong_is_not_proposed(
    analyst: Actor, noon: datetime, bureau: Office, code: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refusal:
        proposed(analyst, noon, bureau, **changes)
    assert refusal.value.code == code


def test_a_policy_that_the_files_set_for_the_office_is_changed_there(
    analyst: Actor, noon: datetime, bureau: Office
) -> None:
    row = Policy.objects.current().get(name=NAME)
    Policy.objects.filter(pk=row.pk).update(office=bureau.code, key=f"{NAME}/{bureau.code}")
    with pytest.raises(Refusal) as refusal:
        proposed(analyst, noon, bureau)
    assert refusal.value.code == "policy.in_files"


def test_two_proposals_of_one_policy_do_not_wait_side_by_side(analyst: Actor, noon: datetime, bureau: Office) -> None:
    proposed(analyst, noon, bureau)
    with pytest.raises(Conflict) as refusal:
        proposed(analyst, noon, bureau)
    assert refusal.value.code == "policy.waiting"


def test_nobody_signs_a_proposal_of_their_own(person: Callable[..., Actor], noon: datetime, bureau: Office) -> None:
    both = person("both", "headquarters")
    row = proposed(both, noon, bureau)
    with pytest.raises(NotPermitted) as refusal:
        sign_policy(actor=both, at=noon, proposal=row.pk)
    assert refusal.value.code == "policy.same_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyProposal.objects.filter(pk=row.pk).update(decided_by=both)


def test_a_risk_analyst_cannot_sign(
    analyst: Actor, person: Callable[..., Actor], noon: datetime, bureau: Office
) -> None:
    row = proposed(analyst, noon, bureau)
    with pytest.raises(NotPermitted):
        sign_policy(actor=person("other", "risk_analyst", "310000"), at=noon, proposal=row.pk)


def test_a_policy_of_an_office_elsewhere_is_not_ones_to_propose(analyst: Actor, noon: datetime) -> None:
    with pytest.raises(NotPermitted):
        proposed(analyst, noon, Office.objects.get(code="120100"))


def test_what_is_decided_is_decided_and_what_is_not_there_is_missing(
    analyst: Actor, signer: Actor, noon: datetime, bureau: Office
) -> None:
    row = proposed(analyst, noon, bureau)
    decline_policy(actor=signer, at=noon, proposal=row.pk)
    with pytest.raises(Conflict):
        sign_policy(actor=signer, at=noon, proposal=row.pk)
    with pytest.raises(Missing):
        sign_policy(actor=signer, at=noon, proposal=row.pk + 1)


def test_a_proposal_whose_first_day_is_over_is_not_signed_any_more(
    analyst: Actor, signer: Actor, noon: datetime, bureau: Office
) -> None:
    row = proposed(analyst, noon, bureau)
    edition = current_edition()
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        sign_policy(actor=signer, at=noon.replace(month=7, day=2), proposal=row.pk)
    assert refusal.value.code == "policy.past"
    assert current_edition() == edition


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("targeting.rate_plan.general", "csp-9", "rate_plans.csv, code"),
        ("targeting.frequency_schemes", "eu-2022-2389; eu-1", "check_frequencies.csv, scheme"),
    ],
)
def test_a_policy_that_names_what_the_reference_does_not_hold_is_refused(
    analyst: Actor, noon: datetime, bureau: Office, name: str, value: str, named: str
) -> None:
    with pytest.raises(Refusal, match=r"policy.names_nothing") as refused:
        proposed(analyst, noon, bureau, name=name, value=value)
    assert named in refused.value.problem.en


@pytest.mark.parametrize(
    ("name", "value"),
    [("targeting.rate_plan.general", "csp-3-10"), ("targeting.frequency_schemes", "none; eu-2022-2389")],
)
def test_an_office_may_be_given_a_rate_plan_or_a_scheme_that_is_there(
    analyst: Actor, signer: Actor, noon: datetime, bureau: Office, name: str, value: str
) -> None:
    row = proposed(analyst, noon, bureau, name=name, value=value)
    sign_policy(actor=signer, at=noon, proposal=row.pk)
    assert policy(name, on=JULY, office="310100").value == value
    assert policy(name, on=JULY, office="320100").value != value
