"""The auditor finds any deed by subject, officer, kind and period, sees its seal, and takes the chain away."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from guomen.interfaces.web.audit.search import PAGE, leaf, matching
from guomen.kernel.ledger.models import Delivery, Entry
from guomen.kernel.ledger.operations import record, seal_entries
from guomen.kernel.ledger.queries import kinds_known, verify
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Reason, Role, SubjectRef, Text
from tests.interfaces.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

NOW = datetime(2018, 6, 1, 8, tzinfo=UTC)


def done(kind: str = "targeting.channel.overridden", actor: Actor | None = None, key: str = "1", at=NOW) -> Entry:
    with transaction.atomic():
        return record(
            kind,
            actor=actor,
            at=at,
            subjects=[SubjectRef("consignment", key)],
            payload={"from": "hold", "to": "release"},
            reasons=[Reason("x", Text("有证据", "there is evidence"))],
        )


@pytest.fixture
def auditor() -> Actor:
    return person(Role.AUDITOR, office="GM00")


@pytest.fixture
def desk(auditor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(auditor)
    return client


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"a", "b", "c"}),
        ({"subject": "consignment:1"}, {"a"}),
        ({"officer": "lin"}, {"a"}),
        ({"kind": "laboratory."}, {"c"}),
        ({"since": NOW.date() + timedelta(days=1)}, {"b"}),
        ({"until": NOW.date()}, {"a", "c"}),
        ({"officer": "lin", "kind": "laboratory."}, set()),
    ],
    ids=["everything", "subject", "officer", "kind", "since", "until", "nothing"],
)
def test_the_ledger_is_searched_by_subject_officer_kind_and_period(auditor: Actor, wanted: dict, found: set):
    entries = {
        "a": done(actor=person(Role.PORT_OFFICER, username="lin")),
        "b": done(key="2", at=NOW + timedelta(days=2)),
        "c": done("laboratory.result.reported", key="3"),
    }
    assert {entry.pk for entry in matching(auditor, wanted)} == {entries[name].pk for name in found}


def test_every_entry_is_on_exactly_one_page_walked_down_and_walked_up(auditor: Actor):
    numbers = [done(key=str(n)).pk for n in range(2 * PAGE + 7)]
    found = matching(auditor, {})
    page = leaf(found)
    seen, lowest = [[e.pk for e in page.entries]], page
    assert page.newer is None
    while lowest.older:
        lowest = leaf(found, older_than=lowest.older)
        seen.append([e.pk for e in lowest.entries])
    assert [number for one in seen for number in one] == numbers[::-1]
    upper = leaf(found, newer_than=lowest.newer)
    assert [e.pk for e in upper.entries] == seen[-2]
    assert leaf(found, newer_than=upper.newer).newer is None


def test_an_auditor_of_a_branch_reads_only_what_its_offices_did():
    done(actor=person(Role.PORT_OFFICER, office="GM1002", username="other"))
    mine = done(actor=person(Role.PORT_OFFICER, office="GM1001", username="own"))
    assert list(matching(person(Role.AUDITOR, office="GM1001"), {})) == [mine]


def test_an_entry_of_another_branch_is_missing_for_a_branch_auditor():
    other = done(actor=person(Role.PORT_OFFICER, office="GM1002", username="other"))
    client = Client()
    client.force_login(person(Role.AUDITOR, office="GM1001"))
    assert client.get(f"/audit/ledger/{other.pk}").status_code == 404


def test_the_list_names_the_deed_in_words_and_the_officer(desk: Client):
    done()
    said = desk.get("/audit/ledger?kind=targeting.").content.decode()
    assert "Channel overridden" in said


def test_a_subject_that_is_no_subject_is_told_in_place(desk: Client):
    assert "kind:key" in desk.get("/audit/ledger?subject=nonsense").content.decode()


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30])
def test_a_nonsense_page_key_shows_the_newest_page(desk: Client, value: str):
    assert desk.get(f"/audit/ledger?older_than={value}").status_code == 200


def test_an_entry_shows_its_reasons_its_seal_and_its_neighbours(desk: Client):
    before, entry = done(key="8"), done(key="9")
    seal_entries()
    said = desk.get(f"/audit/ledger/{entry.pk}").content.decode()
    assert "there is evidence" in said
    assert "holds" in said
    assert f"/audit/ledger/{before.pk}" in said


def test_a_correction_and_what_it_corrects_point_to_each_other(desk: Client):
    wrong = done()
    with transaction.atomic():
        right = record("x.y.corrected", actor=None, at=NOW, subjects=[], corrects=wrong.pk)
    assert f"/audit/ledger/{right.pk}" in desk.get(f"/audit/ledger/{wrong.pk}").content.decode()
    assert f"/audit/ledger/{wrong.pk}" in desk.get(f"/audit/ledger/{right.pk}").content.decode()


def test_the_exported_chain_verifies_offline(desk: Client):
    done()
    seal_entries()
    response = desk.get("/audit/ledger/export")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert verify(lines).sound
    assert json.loads(lines[-1])["entry"]["kind"] == "targeting.channel.overridden"


def test_only_headquarters_auditors_take_the_whole_chain():
    client = Client()
    client.force_login(person(Role.AUDITOR, office="GM10"))
    assert client.get("/audit/ledger/export").status_code == 403


@pytest.mark.parametrize("address", ["/audit/ledger", "/audit/ledger/1", "/audit/ledger/export"])
def test_who_is_no_auditor_reads_no_ledger(address: str):
    client = Client()
    client.force_login(person(Role.PORT_OFFICER))
    assert client.get(address).status_code == 403


def test_the_kinds_are_found_without_reading_the_whole_ledger():
    for kind in ("b.x.done", "a.x.done", "b.x.done"):
        done(kind)
    assert kinds_known() == ["a.x.done", "b.x.done"]


def test_a_failed_delivery_is_seen_and_tried_again():
    delivery = Delivery.objects.create(entry=done(), handler="x.y", state=Delivery.State.FAILED, error="Boom: gone")
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(Role.OPERATOR, office=""))
    assert "Boom: gone" in client.get("/operations/deliveries").content.decode()
    said = client.post(f"/operations/deliveries/{delivery.pk}/retry", follow=True).content.decode()
    assert "will be tried again" in said
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.PENDING


def test_a_delivery_that_has_not_failed_is_refused_with_the_reason():
    delivery = Delivery.objects.create(entry=done(), handler="x.y", state=Delivery.State.DONE)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(Role.OPERATOR, office=""))
    response = client.post(f"/operations/deliveries/{delivery.pk}/retry")
    assert response.status_code == 409
    assert "has not failed" in response.content.decode()
