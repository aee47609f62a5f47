"""What an officer sees of what is to be drawn, and does about it, in both languages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.supervision.programmes import operations
from guomen.supervision.programmes.models import Pick, ProgrammeSample, Share
from guomen.supervision.programmes.terms import Frame
from tests.decisions.test_web import browser
from tests.supervision.programmes import port, premises
from tests.supervision.world import asked, planner, signed, someone

pytestmark = pytest.mark.usefixtures("place")
BAG = {"goods_code": "1905310000101", "description": "饼干 100 g", "units": 1, "seal": "S-1", "place": "车间",
       "temperature": "", "handed_to": "courier"}  # fmt: skip


@pytest.fixture
def days() -> dict[str, date]:
    """A programme that runs today."""
    today = timezone.localdate()
    return {"valid_from": today - timedelta(days=10), "valid_to": today + timedelta(days=80)}


@pytest.fixture
def officer() -> Client:
    return browser(port.officer())


def share(days: dict[str, date], **changes: Any) -> Share:
    return premises.share(**changes, **days)


def picks_of(row: Share) -> list[Pick]:
    premises.registered(20)
    return operations.draw_picks(actor=None, at=timezone.now(), share=row.pk)


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Samples to draw", "4 premises of the draw", "Biscuits", "behind")),
        ("zh-hans", ("待抽样品", "抽签抽中企业4家", "饼干", "落后")),
    ],
)
def test_the_page_says_what_is_to_be_drawn_now(days: dict[str, date], language: str, words: tuple[str, ...]) -> None:
    picks_of(share(days | {"valid_from": timezone.localdate() - timedelta(days=60)}))
    page = text(browser(port.officer(), language), "/supervision/drawing")
    assert all(word in page for word in words)


def test_an_office_without_shares_is_told_so(days: dict[str, date]) -> None:
    share(days)
    analyst = browser(someone(Role.PORT_OFFICER, "910000"))
    assert "Biscuits" in text(analyst, "/supervision/drawing")
    Share.objects.all().delete()
    assert "No programme asks for a sample of your office today." in text(analyst, "/supervision/drawing")


def test_lots_that_were_picked_lead_to_their_task(days: dict[str, date], officer: Client) -> None:
    signed(asked(number=80), **days)
    now = timezone.now()
    operations.pace_shares(at=now)
    lot = port.lot("R1", now)
    row = Share.objects.get(office__code="910100")
    page = text(officer, f"/supervision/drawing/{row.pk}")
    assert f"/inspection/tasks/{lot.task('sampling').pk}" in page  # type: ignore[arg-type]
    assert f"/targeting/orders/{row.order}/" in page
    assert "1 lots picked" in text(officer, "/supervision/drawing")


def test_a_pick_is_drawn_on_its_page(days: dict[str, date], officer: Client) -> None:
    row = share(days)
    pick = picks_of(row)[0]
    page = text(officer, f"/supervision/drawing/picks/{pick.pk}")
    assert "20% (rank 1 of 20)" in page
    assert pick.proof["commitment"] in page
    answer = officer.post(f"/supervision/drawing/picks/{pick.pk}", BAG | {"act": "sample"})
    assert (answer.status_code, answer["location"]) == (302, f"/supervision/drawing/{row.pk}")
    sample = ProgrammeSample.objects.get()
    assert (sample.pick, sample.chance) == (pick, 0.2)
    assert sample.label in text(officer, f"/supervision/drawing/{row.pk}")
    assert "It cannot be drawn" not in text(officer, f"/supervision/drawing/picks/{pick.pk}")


def test_a_pick_that_cannot_be_drawn_gives_its_place_to_the_next(days: dict[str, date], officer: Client) -> None:
    row = share(days)
    pick = picks_of(row)[0]
    path = f"/supervision/drawing/picks/{pick.pk}"
    assert "This field is required." in officer.post(path, {"act": "impossible", "ground": ""}).content.decode()
    officer.post(path, {"act": "impossible", "ground": "已停产"})
    page = text(officer, f"/supervision/drawing/{row.pk}")
    assert "已停产" in page
    assert row.picks.get(rank=5).name in page


def test_goods_of_another_line_are_refused_at_their_field(days: dict[str, date], officer: Client) -> None:
    row = share(days, frame=Frame.MARKET, origins=("IT",))
    path = f"/supervision/drawing/{row.pk}"
    assert "4 in the market" in text(officer, path)
    assert "<strong>4</strong>can be drawn now" in text(officer, "/supervision/drawing")
    answer = officer.post(path, BAG | {"act": "sample", "goods_code": "2204210000101", "origin": "IT"})
    assert "is not of this line" in answer.content.decode()
    assert not ProgrammeSample.objects.exists()
    officer.post(path, BAG | {"act": "sample", "origin": "IT", "producer": "IT-0001"})
    assert ProgrammeSample.objects.get().chance is None


@pytest.mark.parametrize("kind", ["drawing", "picks"])
def test_another_offices_share_is_not_found(days: dict[str, date], kind: str) -> None:
    row = share(days)
    pick = picks_of(row)[0]
    path = {"drawing": f"/supervision/drawing/{row.pk}", "picks": f"/supervision/drawing/picks/{pick.pk}"}[kind]
    assert browser(port.officer("910200")).get(path).status_code == 404


def test_who_only_plans_sees_no_form(days: dict[str, date]) -> None:
    pick = picks_of(share(days))[0]
    assert '<form method="post" class="bench">' not in text(browser(planner()), f"/supervision/drawing/picks/{pick.pk}")


def test_a_trader_is_not_let_in(days: dict[str, date]) -> None:
    trader = Actor.objects.create_actor(username="trader", name_zh="商", name_en="Trader", roles=[Role.TRADER])
    assert browser(trader).get("/supervision/drawing").status_code == 403
