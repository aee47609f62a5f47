"""What each role sees first, and a consignment's whole story, over two days of the synthetic port."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from guomen.catalogue.operations import load_reference
from guomen.consignments.models import Consignment
from guomen.decisions.models import Disposition
from guomen.inspection.models import Conclusion
from guomen.interfaces.story.facts import facts_of
from guomen.interfaces.story.telling import PUBLIC, timeline_of
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Role, SubjectRef
from guomen.simulator.operations import play
from guomen.simulator.people import PEOPLE
from guomen.targeting.models import Assignment

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Played once for this file, in a transaction that is rolled back after its last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference(actor=None, at=NOW, folder=settings.REFERENCE)
        play(days=2, consignments=32, seed=3, at=NOW, progress=lambda done, total: None)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.usefixtures("played", "db")]


def actor(username: str) -> Actor:
    return Actor.objects.select_related("office").get(username=username)


def at_desk(username: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(actor(username))
    return client


def said(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.username)
def test_everybody_has_a_first_page_in_both_languages(person, language: str):
    if Role.SENDER in person.roles:
        pytest.skip("a machine has no first page")
    assert "<h1>" in said(at_desk(person.username, language), "/")


@pytest.mark.parametrize(
    ("username", "asked"),
    [
        ("officer", "to be claimed"),
        ("duty", "unassigned tasks"),
        ("duty", "proposals to sign"),
        ("duty", "overrides to approve"),
        ("analyst", "to receive"),
        ("labmanager", "to authorise"),
        ("risk", "findings in 30 days"),
        ("hq", "consignments looked at"),
        ("auditor", "entries sealed"),
        ("operator", "failed deliveries"),
        ("trader", "My declarations"),
    ],
)
def test_the_first_page_shows_what_is_asked_of_the_role(username: str, asked: str):
    assert asked in said(at_desk(username), "/")


def test_an_officer_is_not_shown_what_only_a_manager_signs_off():
    assert "overrides to approve" not in said(at_desk("officer"), "/")
    assert "Ledger" not in said(at_desk("officer"), "/")


def inspected() -> Consignment:
    done = Conclusion.objects.values("consignment")
    return Consignment.objects.filter(pk__in=done, office__code="310100").earliest("pk")


def test_the_officer_s_page_tells_every_deed_of_the_ledger_with_its_reasons():
    row = inspected()
    facts = facts_of(row, actor("officer"))
    told = {moment.what.en for moment in timeline_of(facts, "officer")}
    assert {"Declaration lodged", "Channel assigned", "Task completed", "Inspection finished"} <= told
    page = said(at_desk("officer"), f"/consignments/{row.pk}")
    assert facts.assignment is not None
    assert facts.assignment.commitment in page
    assert f"guomen replay {facts.assignment.pk}" in page
    for reason in facts.assignment.lines[0]["reasons"]:
        assert reason["code"]
    assert "Chance of being looked at" in page


def test_the_trader_s_story_is_only_what_a_trader_may_know():
    row = inspected()
    facts = facts_of(row, actor("officer"))
    moments = timeline_of(facts, "trader")
    kinds = {entry.kind for entry in entries_about(SubjectRef("consignment", str(row.pk)))}
    assert len(moments) <= len(kinds & PUBLIC) * 4
    assert all(not moment.href and moment.detail is None for moment in moments)
    assert not any("Wang Hai" in moment.by.en for moment in moments if moment.by)


def test_a_trader_reads_no_profile_on_his_own_page():
    row = inspected()
    Actor.objects.filter(username="trader").update(represents=row.importer)
    client = at_desk("trader")
    page = said(client, f"/consignments/{row.pk}")
    decided = Assignment.objects.get(consignment=row)
    hidden = [one for line in decided.lines for one in line["reasons"] if "public" not in one]
    assert hidden
    assert not any(f"<li>{one['en']}" in page for one in hidden)
    assert "Chance of being looked at" not in page
    assert decided.commitment not in page
    assert "guomen replay" not in page


@pytest.mark.parametrize("username", ["neighbour", "duty2", "trader", "analyst", "operator"])
def test_another_branch_another_trader_or_another_trade_sees_nothing_of_it(username: str):
    trader = actor("trader")
    row = Consignment.objects.filter(office__code="310100").exclude(importer=trader.represents).earliest("pk")
    client = at_desk(username)
    status = client.get(f"/consignments/{row.pk}").status_code
    assert status == (404 if may(actor(username), Capability.VIEW_CONSIGNMENTS) or username == "trader" else 403)
    assert client.get("/consignments/999999999").status_code == status


def test_a_stranger_is_led_to_the_door():
    assert Client().get(f"/consignments/{inspected().pk}")["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sort=importer",
        "?sort=-first_lodged_at",
        "?sort=office",
        "?reference=2",
        "?direction=import",
        "?importer=9",
        "?since=2018-01-01&until=2099-01-01",
        "?since=nonsense",
        "?page=99999",
        "?office=999999",
    ],
)
def test_the_list_of_declarations_is_filtered_and_sorted(query: str):
    assert "Where it stands" in said(at_desk("hq"), f"/declarations{query}")


def test_the_list_shows_an_officer_only_the_offices_that_he_sees():
    page = said(at_desk("neighbour"), "/declarations")
    assert "Waigaoqiao" in page
    assert "Yangshan" not in page


def test_the_list_tells_what_was_decided_in_the_end():
    row = Disposition.objects.filter(state="issued", office__code="310100").latest("pk").consignment
    assert "Release" in said(at_desk("officer"), f"/declarations?reference={row.reference}")


def test_the_list_reads_as_many_times_for_many_rows_as_for_few(django_assert_max_num_queries):
    client = at_desk("hq")
    with django_assert_max_num_queries(16):
        client.get("/declarations")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_place_of_the_navigation_opens(language: str):
    client = at_desk("hq", language)
    page = said(client, "/")
    nav = page[page.index('<nav class="rooms"') : page.index("</nav>")]
    places = [part.split('"')[0] for part in nav.split('href="')[1:]]
    assert len(places) > 5
    for place in places:
        assert client.get(place).status_code == 200, place
