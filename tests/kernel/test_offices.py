"""Offices and actors: roles × offices decide what is seen; a stranger sees nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import AccessToken, Actor, Office
from guomen.kernel.offices.operations import issue_token, register_actor, set_up_grants, set_up_offices
from guomen.kernel.offices.queries import actor_of_token, capabilities, may, require, sees_office, visible_offices
from guomen.kernel.terms import Capability, NotPermitted, Role

NOON = datetime(2018, 8, 1, 12, tzinfo=UTC)
ROWS = [
    {"code": "X00000", "name_zh": "总局", "name_en": "HQ", "level": "headquarters", "parent": ""},
    {"code": "X31000", "name_zh": "沪局", "name_en": "Shanghai", "level": "bureau", "parent": "X00000"},
    {"code": "X31010", "name_zh": "洋山", "name_en": "Yangshan", "level": "branch", "parent": "X31000"},
    {"code": "X32000", "name_zh": "苏局", "name_en": "Jiangsu", "level": "bureau", "parent": "X00000"},
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def offices() -> dict[str, Office]:
    set_up_offices(ROWS)
    set_up_grants([{"role": "port_officer", "capability": "inspect"}, {"role": "operator", "capability": "operate"}])
    return {office.code: office for office in Office.objects.filter(code__startswith="X")}


def officer(office: Office | None, name: str = "wang") -> Actor:
    return register_actor(
        actor=None,
        at=NOON,
        username=name,
        password=None,
        name_zh="王",
        name_en="Wang",
        office=office,
        roles=[Role.PORT_OFFICER],
    )


def test_a_bureau_sees_its_branches_and_not_its_neighbour(offices: dict[str, Office]) -> None:
    actor = officer(offices["X31000"])
    assert {office.code for office in visible_offices(actor)} == {"X31000", "X31010"}
    assert sees_office(actor, offices["X31010"])
    assert not sees_office(actor, offices["X32000"])


def test_one_without_an_office_sees_nobodys_business(offices: dict[str, Office]) -> None:
    assert not visible_offices(officer(None)).exists()


def test_a_role_may_only_what_the_reference_grants(offices: dict[str, Office]) -> None:
    actor = officer(offices["X31010"])
    assert capabilities(actor) == {Capability.INSPECT}
    require(actor, Capability.INSPECT, offices["X31010"])
    with pytest.raises(NotPermitted, match="capability"):
        require(actor, Capability.SIGN_DISPOSITION)
    with pytest.raises(NotPermitted, match="office"):
        require(actor, Capability.INSPECT, offices["X32000"])


def test_one_who_has_left_may_nothing(offices: dict[str, Office]) -> None:
    actor = officer(offices["X31010"])
    actor.is_active = False
    actor.save()
    assert not may(Actor.objects.get(pk=actor.pk), Capability.INSPECT)


def test_accounts_are_given_by_the_system_operator_and_recorded(offices: dict[str, Office]) -> None:
    actor = officer(offices["X31010"])
    with pytest.raises(NotPermitted):
        register_actor(actor=actor, at=NOON, username="friend", password=None, name_zh="友", name_en="F")
    assert Entry.objects.filter(kind="kernel.actor.registered", subjects=["actor:wang"]).exists()


def test_a_token_opens_until_it_expires_or_is_revoked_and_is_kept_only_as_its_hash(offices: dict[str, Office]) -> None:
    actor = officer(offices["X31010"])
    token = issue_token(actor=actor, at=NOON, holder=actor, label="lims", expires_at=NOON + timedelta(days=1))
    assert actor_of_token(token, NOON) == actor
    assert actor_of_token(token, NOON + timedelta(days=2)) is None
    assert actor_of_token(token + "x", NOON) is None
    assert token not in str(list(AccessToken.objects.values()))
    AccessToken.objects.update(revoked_at=NOON)
    assert actor_of_token(token, NOON) is None
