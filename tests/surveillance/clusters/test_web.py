"""What the analyst sees and does on the pages of dossiers, in both languages."""

from datetime import date

import pytest
from django.test import Client

from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.surveillance.clusters.models import Detection, DetectionRun
from guomen.surveillance.clusters.queries import dossier, members_of
from tests.decisions.world import NOON, person
from tests.surveillance.dossiers import opened, told

pytestmark = pytest.mark.usefixtures("agency", "centres")


@pytest.fixture
def analyst(client: Client) -> Actor:
    actor = person("analyst", Role.RISK_ANALYST, "910000")
    client.force_login(actor)
    return actor


def read(client: Client, address: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "Who contributed"), ("zh-hans", "各方贡献")])
def test_a_dossier_tells_what_bears_on_it_and_why(client: Client, analyst: Actor, language: str, words: str) -> None:
    row = opened(signals=[told("R1", title="Lead in panettone").pk])
    run = DetectionRun.objects.create(
        ran_at=NOON, week_on=date(2018, 7, 30), series=12, promised=0.5, alarms=1, methods={}
    )
    Detection.objects.create(
        run=run, dossier=row, key={"hazard": "lead"}, method="seasonal", week_on=date(2018, 7, 30), observed=9,
        expected=1.2, bound=4, score=3.1, probability=0.0001, detected_at=NOON,
        curve=[["2018-07-23", 1, 1.1, 4], ["2018-07-30", 9, 1.2, 4]],
    )  # fmt: skip
    page = read(client, f"/surveillance/dossiers/{row.number}", language)
    assert words in page
    assert "Lead in panettone" in page
    assert "<svg" in page
    assert row.number in read(client, "/surveillance/dossiers", language)
    assert "0.50" in read(client, "/surveillance/detection", language)


def test_opening_what_another_has_opened_shows_theirs(client: Client, analyst: Actor) -> None:
    row = opened()
    asked = {"title_zh": "饼干铅", "title_en": "Lead", "hazard": "lead", "goods": "190531", "origins": "it"}
    answer = client.post("/surveillance/dossiers/open", asked)
    assert answer["Location"] == f"/surveillance/dossiers/{row.number}"


def test_a_signal_is_taken_out_two_are_merged_and_one_is_closed(client: Client, analyst: Actor) -> None:
    one = told("R1")
    row, other = opened(signals=[one.pk]), opened(origins=["FR"])
    address = f"/surveillance/dossiers/{row.number}"
    client.post(address, {"act": "remove", "signal": one.pk, "ground": "另一产品"})
    assert not members_of(row.number)
    client.post(address, {"act": "merge", "into": other.number, "ground": "同一供应商"})
    assert dossier(row.number).merged_into_id == other.pk
    client.post(f"/surveillance/dossiers/{other.number}", {"act": "close", "closing": "refuted", "ground": "未检出"})
    assert dossier(other.number).closing == "refuted"
    assert 'name="act"' not in read(client, address)


def test_who_may_not_watch_sees_nothing(client: Client) -> None:
    row = opened()
    assert client.get(f"/surveillance/dossiers/{row.number}").status_code == 302
    client.force_login(person("trader", Role.TRADER, ""))
    for address in ("/surveillance/dossiers", f"/surveillance/dossiers/{row.number}", "/surveillance/detection"):
        assert client.get(address).status_code == 403


def test_words_of_a_stranger_are_shown_as_words(client: Client, analyst: Actor) -> None:
    row = opened(signals=[told("R1", title="<script>alert(1)</script>").pk])
    assert "<script>alert" not in read(client, f"/surveillance/dossiers/{row.number}")
