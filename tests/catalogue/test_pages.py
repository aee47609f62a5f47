"""The reference browser: who may read it, and what it shows on a day."""

from datetime import date, datetime

import pytest
from django.test import Client

from guomen.catalogue.operations import enact_measure, end_measure, load_reference
from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.models import Actor
from guomen.kernel.terms import Text
from tests.catalogue.folders import SHIPPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, noon: datetime) -> Client:
    load_reference(actor=None, at=noon, folder=SHIPPED)
    client.force_login(Actor.objects.create_actor(username="o", name_zh="某", name_en="O", roles=["port_officer"]))
    client.cookies["django_language"] = "en"
    return client


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:2000]
    return answer.content.decode()


def test_goods_are_found_by_code_and_by_name(officer: Client) -> None:
    assert "0202300090101" in shown(officer, "/catalogue/goods?text=020230")
    assert "0202300090101" in shown(officer, "/catalogue/goods?text=boneless+beef")
    assert "0202300090101" not in shown(officer, "/catalogue/goods?text=toy")


def test_a_suspension_is_shown_with_its_history(officer: Client) -> None:
    page = shown(officer, "/catalogue/goods/0202300090101?origin=BR&on=2021-10-01")
    assert "atypical BSE" in page
    assert "2021-09-04 until before 2021-12-15" in page


def test_requirements_and_limits_are_those_of_the_day(officer: Client) -> None:
    page = shown(officer, "/catalogue/goods/0409000000101?on=2023-06-29")
    assert "≤ 1 mg/kg" in page
    assert "≤ 0.5 mg/kg" in shown(officer, "/catalogue/goods/0409000000101?on=2023-06-30")


def test_a_demand_of_staged_sampling_is_shown_and_no_limit_of_another_market(officer: Client) -> None:
    page = shown(officer, "/catalogue/goods/0810500000101?on=2026-03-02")
    assert "staged sampling" in page
    assert "EU 2023/915" not in shown(officer, "/catalogue/goods/1006302000101?on=2026-03-02")


def test_a_measure_shows_whom_it_means_and_that_it_ended(officer: Client, noon: datetime) -> None:
    enact_measure(
        actor=None,
        at=noon,
        number="M-2018-0001",
        condition=Condition(goods=("0202",), origins=frozenset({"BR"})),
        hazard="bse",
        orders=Channel.HOLD,
        valid_from=date(2018, 6, 1),
        text=Text("暂扣", "hold all of it"),
    )
    assert "hold all of it" in shown(officer, "/catalogue/goods/0202300090101?on=2018-06-02")
    end_measure(actor=None, at=noon, number="M-2018-0001", ends_on=date(2018, 7, 1), ground=Text("已消除", "gone now"))
    page = shown(officer, "/catalogue/measures/M-2018-0001")
    assert "gone now" in page
    assert "hold all of it" in page
    assert "M-2018-0001" in shown(officer, "/catalogue/measures?stands=ended")
    assert "M-2018-0001" not in shown(officer, "/catalogue/measures?stands=in_force")


def test_unverified_defaults_say_so(officer: Client) -> None:
    page = shown(officer, "/catalogue/policies?text=targeting.mode.1")
    assert "unverified default" in page
    assert "targeting.mode.1.high" not in shown(officer, "/catalogue/policies?text=targeting.mode.1&trust=yes")
    officer.cookies["django_language"] = "zh-hans"
    assert "未核实的默认值" in shown(officer, "/catalogue/policies?text=targeting.mode.1")


@pytest.mark.parametrize("address", ["/catalogue/goods/abc", "/catalogue/measures/nope"])
def test_what_is_not_there_is_said_so(officer: Client, address: str) -> None:
    shown(officer, address, 404)


def test_a_trader_does_not_read_measures(client: Client, officer: Client) -> None:
    trader = Client()
    trader.force_login(Actor.objects.create_actor(username="t", name_zh="商", name_en="T", roles=["trader"]))
    for address in ("/catalogue/measures", "/catalogue/policies", "/catalogue/goods"):
        assert trader.get(address).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/catalogue/goods").status_code == 302
