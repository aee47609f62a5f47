"""Standards for everybody, and what the public says of them: free search, comments that an editor answers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from guomen.catalogue.models import StandardComment
from guomen.catalogue.operations import (
    comment_on_standard,
    decline_comment,
    load_reference,
    publish_comment,
    see_contact,
)
from guomen.catalogue.queries import editions, equivalents, limits_for, limits_like
from guomen.catalogue.terms import CommentTopic, Standing
from guomen.kernel.models import Actor, Entry, Office
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from tests.catalogue.folders import SHIPPED

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 4, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> {{ 7|add:1 }} \u202e limits of honey"


@pytest.fixture(scope="module", autouse=True)
def reference(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped reference, loaded once and taken back after the last test of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference(actor=None, at=datetime(2018, 6, 1, 4, tzinfo=UTC), folder=SHIPPED)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def editor() -> Actor:
    office = Office.objects.get(code="000000")
    return Actor.objects.create(username="editor", name_zh="编", name_en="Ed", office=office, roles=[Role.HEADQUARTERS])


@pytest.fixture
def trader() -> Actor:
    return Actor.objects.create(username="trader", name_zh="商", name_en="Trader", roles=[Role.TRADER])


def said(text: str = "Why is the limit in honey so low?", **more: Any) -> StandardComment:
    return comment_on_standard(
        **{"at": AT, "number": "GB 2762", "topic": CommentTopic.QUESTION, "text": text, "address": "192.0.2.1", **more}
    )


def test_each_day_has_its_edition_and_a_superseded_one_says_so() -> None:
    told = {one.edition: [one.standing(day) for day in (date(2016, 1, 1), date(2018, 1, 1), date(2024, 1, 1))]
            for one in editions("GB 2762")}  # fmt: skip
    gone, now, come = Standing.SUPERSEDED, Standing.IN_FORCE, Standing.TO_COME
    assert told == {"2022": [come, come, now], "2017": [come, now, gone], "2012": [now, gone, gone]}
    with pytest.raises(Missing):
        editions("GB 0")


@pytest.mark.parametrize(
    ("goods", "analyte", "on", "edition"),
    [
        ("1006302000101", "cadmium (Cd)", date(2014, 1, 1), "2012"),
        ("1006302000101", "cadmium (Cd)", date(2018, 8, 1), "2017"),
        ("1006302000101", "cadmium (Cd)", date(2024, 1, 1), "2022"),
        ("0808100000101", "carbendazim", date(2018, 8, 1), "2016"),
        ("0808100000101", "carbendazim", date(2020, 6, 1), "2019"),
        ("0808100000101", "carbendazim", date(2022, 6, 1), "2021"),
        ("6111200000101", "formaldehyde", date(2018, 8, 1), "2010"),
    ],
)
def test_a_limit_that_holds_for_several_editions_names_the_one_of_the_day(
    goods: str, analyte: str, on: date, edition: str
) -> None:
    limit = limits_for(goods=goods, analyte=analyte, on=on)[0]
    assert (limit.edition, limit.standing) == (edition, "in_force")


def test_sums_name_their_members_and_fat_limits_their_basis() -> None:
    phthalates = limits_for(goods="9503006000101", analyte="phthalates DBP+BBP+DEHP", on=date(2018, 8, 1))[0]
    assert [one.name.en for one in phthalates.components] == ["DBP", "BBP", "DEHP"]
    assert limits_for(goods="1507900000101", analyte="TBHQ", on=date(2018, 8, 1))[0].basis == "fat"


def test_every_limit_and_every_equivalent_of_the_handbook_is_there() -> None:
    assert len({row.number for row in limits_like(product="", analyte="", standard="", on=date(2018, 8, 1))}) > 200
    assert len(equivalents()) == 37
    (rice,) = equivalents(product="1006302000101", analyte="cadmium")
    assert (rice.china, rice.codex, rice.elsewhere) == ("0.2", "0.4", "0.15")


def test_anybody_searches_without_signing_in_in_both_languages(client: Client) -> None:
    page = client.get(
        "/standards?product=1006302000101&analyte=cadmium&on=2018-08-01", headers={"accept-language": "en"}
    )
    assert page.status_code == 200
    told = page.content.decode()
    for words in ("≤ 0.2 mg/kg", "2017", "in force", "0.15", "from memory"):
        assert words in told
    client.cookies["django_language"] = "zh-hans"
    chinese = client.get("/standards?text=GB+2762").content.decode()
    assert "标准与限量" in chinese
    assert "已被代替" in chinese


@pytest.mark.parametrize(
    "query", ["on=nonsense", "text=%00", "limits=-1&text=GB", "standards=999", "text=" + "x" * 5000, "product='--"]
)
def test_odd_questions_get_a_page(client: Client, query: str) -> None:
    assert client.get(f"/standards?{query}").status_code == 200


@pytest.mark.parametrize(
    ("address", "publisher"),
    [
        ("/standards?text=JJG", "国家市场监督管理总局"),
        ("/standards/GB 2762", "国家标准化管理委员会"),
        ("/standards?product=100630", ""),
    ],
)
def test_the_public_reads_who_publishes_a_standard_and_no_file_names_of_the_house(
    client: Client, address: str, publisher: str
) -> None:
    page = client.get(address).content.decode()
    assert ".csv" not in page
    assert "handbook" not in page
    assert publisher in page


def test_a_standard_nobody_knows_is_not_found(client: Client) -> None:
    assert client.get("/standards/GB 0").status_code == 404


def test_a_comment_waits_until_an_editor_answers_it(client: Client, editor: Actor) -> None:
    address = "/standards/GB 2762"
    posted = client.post(address, {"topic": "question", "text": HOSTILE, "name": "<b>x</b>"})
    assert posted.status_code == 302
    row = StandardComment.objects.get()
    assert "\u202e" not in row.text
    assert "alert(1)" not in client.get(address).content.decode()
    publish_comment(actor=editor, at=AT, comment=row.pk, answer="See table 1.")
    page = client.get(address).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "See table 1." in page
    kinds = list(Entry.objects.filter(kind__startswith="catalogue.comment").values_list("kind", flat=True))
    assert sorted(kinds) == ["catalogue.comment.published", "catalogue.comment.taken"]


def test_a_contact_is_sealed_and_every_look_at_it_is_recorded(editor: Actor, client: Client) -> None:
    row = said(contact="somebody@example.org")
    assert b"somebody" not in bytes(StandardComment.objects.get(pk=row.pk).contact or b"")
    assert "somebody@" not in str(list(Entry.objects.values_list("payload", flat=True)))
    client.force_login(editor)
    assert "somebody@" not in client.get(f"/catalogue/comments/{row.pk}").content.decode()
    assert see_contact(actor=editor, at=AT, comment=row.pk, ground="to ask which honey") == "somebody@example.org"
    assert Entry.objects.get(kind="catalogue.contact.seen").actor == editor
    with pytest.raises(Refusal, match="ground_missing"):
        see_contact(actor=editor, at=AT, comment=row.pk, ground=" ")


def test_a_comment_without_a_contact_has_none_to_look_at(editor: Actor) -> None:
    with pytest.raises(Missing, match="no_contact"):
        see_contact(actor=editor, at=AT, comment=said().pk, ground="why not")


def test_an_editor_decides_once_and_says_why(editor: Actor) -> None:
    row = said()
    with pytest.raises(Refusal, match="reason_missing"):
        decline_comment(actor=editor, at=AT, comment=row.pk, reason="")
    with pytest.raises(Refusal, match="answer_missing"):
        publish_comment(actor=editor, at=AT, comment=row.pk, answer="")
    decline_comment(actor=editor, at=AT, comment=row.pk, reason="an advertisement")
    with pytest.raises(Conflict):
        publish_comment(actor=editor, at=AT, comment=row.pk, answer="yes")
    with pytest.raises(Missing):
        decline_comment(actor=editor, at=AT, comment=0, reason="none")


def test_only_editors_decide(trader: Actor, client: Client) -> None:
    row = said()
    with pytest.raises(NotPermitted):
        publish_comment(actor=trader, at=AT, comment=row.pk, answer="yes")
    with pytest.raises(NotPermitted):
        see_contact(actor=trader, at=AT, comment=row.pk, ground="curious")
    assert client.get("/catalogue/comments").status_code == 302
    client.force_login(trader)
    assert client.get("/catalogue/comments").status_code == 403


@pytest.mark.parametrize("text", ["", "    ", "abc", "x" * 2001])
def test_too_short_and_too_long_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="length"):
        said(text)


def test_one_place_says_only_so_much_in_an_hour() -> None:
    for _ in range(5):
        said()
    with pytest.raises(Refusal, match="too_many"):
        said()
    said(address="192.0.2.2")
    said(at=AT + timedelta(hours=2))


def test_the_editors_desk_shows_what_waits_and_publishes_it(editor: Actor, client: Client) -> None:
    row = said()
    client.force_login(editor)
    assert "honey" in client.get("/catalogue/comments").content.decode()
    assert client.post(f"/catalogue/comments/{row.pk}", {"deed": "publish", "answer": ""}).status_code == 200
    assert client.post(f"/catalogue/comments/{row.pk}", {"deed": "publish", "answer": "So it is."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answer) == ("published", "So it is.")
