"""The analyst lets targeting learn; headquarters signs; what is decided next is decided with it; and all of it back.

The journeys run in this order, and each takes up what the one before has left in port.left.
"""

import re
from datetime import date, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.journey
LONG = 120_000


def trained(person: Any) -> str:
    """Ask for a challenger and wait until it is in the list; gives its address."""
    person.goes_to("/targeting/models/")
    before = set(re.findall(r"/targeting/models/[0-9a-f]{64}/", person.page.content()))
    person.page.select_option("[name=target]", "physical")
    person.page.click("form[action$='/train/'] button")
    for _ in range(LONG // 1000):
        person.goes_to("/targeting/models/")
        found = set(re.findall(r"/targeting/models/[0-9a-f]{64}/", person.page.content())) - before
        if found:
            return found.pop()
        person.page.wait_for_timeout(1000)
    raise AssertionError(person.reads())


def proposes(person: Any, model: str, ground: str, to: str = "champion") -> None:
    person.goes_to(model)
    person.page.select_option("[name=to]", to)
    person.page.fill("[name=ground]", ground)
    person.page.click("main form.sheet button")


def signs(person: Any, model: str) -> None:
    """Headquarters finds it on the first page, reads the evidence and signs."""
    person.goes_to("/")
    person.page.click(f"a[href*='/targeting/promotions/']:has-text('{model.split('/')[-2][:12]}')")
    person.page.click("button[value=sign]")
    person.page.wait_for_url(lambda url: "/targeting/models/" in url)


def test_the_analyst_trains_a_challenger_reads_its_card_and_proposes_it(port: Any, somebody: Any) -> None:
    analyst = somebody("risk", "zh")
    model = trained(analyst)
    port.left["model"] = model
    analyst.goes_to(model)
    analyst.shows("targeting-1-model")
    card = analyst.reads()
    for said in ("校准", "用留出的货物检验", "挑战者", "漂移"):
        assert said in card
    assert analyst.page.locator("figure.chart svg").count() >= 2
    proposes(analyst, model, "留出检验表现良好")
    assert "等待复核" in analyst.reads()


def test_headquarters_reads_the_evidence_and_signs(port: Any, somebody: Any) -> None:
    chief = somebody("hq", "en")
    chief.goes_to("/")
    assert "model" in chief.reads()
    chief.shows("targeting-2-first-page")
    chief.page.click("a[href*='/targeting/promotions/']")
    chief.shows("targeting-3-evidence")
    assert "Precision in the top 5 %" in chief.reads()
    chief.page.click("button[value=sign]")
    chief.page.wait_for_url(lambda url: "/targeting/models/" in url)
    assert "in charge" in chief.reads()


def test_the_analyst_proposes_a_pilot_and_headquarters_signs(port: Any, somebody: Any) -> None:
    analyst, chief = somebody("risk", "zh"), somebody("hq", "en")
    analyst.goes_to("/targeting/policy/")
    analyst.shows("targeting-4-policy")
    assert "随机抽查" in analyst.reads()
    for name, value in (("targeting.capacity.physical", "50"), ("targeting.selection", "capacity")):
        gives(analyst, name, value)
        decides(chief, name)
    chief.goes_to("/targeting/policy/?office=310100")
    chief.shows("targeting-5-pilot")
    assert "by learned value under capacity" in chief.reads()


def gives(analyst: Any, name: str, value: str) -> None:
    """The analyst proposes a policy of Yangshan's own for two weeks; an empty value rolls back."""
    analyst.goes_to("/targeting/policy/?office=310100")
    form = analyst.page.locator("#propose form")
    form.locator("[name=name]").select_option(name)
    form.locator("[name=office]").select_option("310100")
    form.locator("[name=value]").fill(value)
    form.locator("[name=valid_to]").fill((date.today() + timedelta(days=14)).isoformat() if value else "")
    form.locator("[name=ground]").fill("洋山试点")
    form.locator("button").click()
    analyst.page.wait_for_url("**/targeting/policy/proposals/*/")
    assert "洋山试点" in analyst.reads()


def decides(chief: Any, name: str) -> None:
    chief.goes_to("/")
    chief.page.click(f"a[href*='/targeting/policy/proposals/']:has-text('{name}')")
    chief.page.click("button[value=sign]")
    chief.page.wait_for_url("**/targeting/policy/")


def test_the_next_declaration_is_decided_with_the_model(port: Any, somebody: Any) -> None:
    declared = {**port.declarations[-1], "reference": "JOURNEYLEARNED1", "bill_number": "BLJL000001"}
    status, answer = port.post("/api/declarations", declared, port.token)
    assert status < 300, answer
    chief = somebody("hq", "en")
    chief.goes_to("/targeting/policy/?office=310100")
    chief.shows("targeting-6-budget")
    budget = chief.page.locator("section", has_text="Budget of today's shifts").inner_text()
    assert port.left["model"].split("/")[-2][:12] in budget


def test_the_pilot_is_rolled_back_by_two_persons(port: Any, somebody: Any) -> None:
    analyst, chief = somebody("risk", "zh"), somebody("hq", "en")
    for name in ("targeting.selection", "targeting.capacity.physical"):
        gives(analyst, name, "")
        decides(chief, name)
    chief.goes_to("/targeting/policy/?office=310100")
    assert "by lot rates" in chief.reads()


def test_the_model_is_taken_out_of_charge_by_two_persons(port: Any, somebody: Any) -> None:
    analyst, chief = somebody("risk", "zh"), somebody("hq", "en")
    proposes(analyst, port.left["model"], "试点结束", to="retired")
    signs(chief, port.left["model"])
    assert "retired" in chief.reads()
    chief.goes_to("/targeting/models/")
    chief.shows("targeting-7-models")
