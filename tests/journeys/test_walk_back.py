"""Second thoughts, after the walk: an override with a second person, an appeal, a certificate that is revoked.

Taken up where tests/journeys/test_walk.py has left port.left.
"""

import re
from typing import Any

import pytest

pytestmark = pytest.mark.journey


def posted(port: Any, number: int, **changes: Any) -> int:
    """The consignment of a declaration that a machine posts; a control order sends it to the laboratory."""
    status, answer = port.post(
        "/api/declarations", port.declarations[number] | {"sender": "single-window"} | changes, port.token
    )
    assert status == 201, answer
    assert answer["results"][0]["channel"] == "sample"
    return int(answer["results"][0]["consignment"])


def overrides(person: Any, consignment: int, to: str, ground: str) -> None:
    person.goes_to(f"/consignments/{consignment}")
    person.page.click("a[href$='/override/']")
    person.page.select_option("[name=to]", to)
    person.page.fill("[name=ground]", ground)
    person.page.click("main form button")
    person.page.wait_for_url(f"**/consignments/{consignment}")


def test_what_an_officer_overrides_waits_for_the_duty_manager(port: Any, somebody: Any) -> None:
    consignment = posted(port, 4)
    officer = somebody("officer", "zh")
    overrides(officer, consignment, "release", "同批次上周已检测合格")
    officer.shows("override-1-proposed")
    assert "等待第二人" in officer.page.inner_text("body") or "复核" in officer.page.inner_text("body")
    assert officer.goes_to("/targeting/overrides/") == 200
    assert officer.page.query_selector("td a[href^='/targeting/overrides/']") is None or (
        officer.goes_to(officer.page.get_attribute("td a[href^='/targeting/overrides/']", "href")) == 403
    ), "an officer without that office approves nothing"
    manager = somebody("duty", "en")
    manager.goes_to("/targeting/overrides/")
    manager.shows("override-2-waiting")
    manager.page.click("td a[href^='/targeting/overrides/']")
    manager.shows("override-3-decide")
    assert "同批次上周已检测合格" in manager.reads()
    manager.page.click("button[value=approve]")
    manager.page.wait_for_url("**/targeting/overrides/")
    manager.goes_to(f"/consignments/{consignment}")
    manager.shows("override-4-in-force")
    assert manager.page.query_selector("header .badge.release")
    assert "Channel overridden" in manager.reads()


def test_nobody_approves_an_override_of_their_own(port: Any, somebody: Any) -> None:
    consignment = posted(port, 5)
    manager = somebody("duty", "zh")
    overrides(manager, consignment, "release", "我认为可以放行")
    manager.goes_to("/targeting/overrides/")
    manager.page.click("td a[href^='/targeting/overrides/']")
    manager.shows("override-5-own")
    assert manager.page.query_selector("button[value=approve]") is None
    token = manager.page.input_value("[name=csrfmiddlewaretoken] >> nth=0")
    sent = {"csrfmiddlewaretoken": token, "word": "approve"}
    answer = manager.page.request.post(manager.page.url, form=sent, headers={"Referer": manager.page.url})
    assert answer.status == 403, "asked for all the same, it is refused"
    manager.goes_to(f"/consignments/{consignment}")
    assert manager.page.query_selector("header .badge.sample")


def test_a_trader_appeals_and_headquarters_answers(port: Any, somebody: Any) -> None:
    trader = somebody("trader", "zh")
    trader.goes_to("/portal")
    trader.page.click("text=JOURNEY-MELAMINE")
    trader.page.click("section:has(#dispositions) > ul a")
    trader.page.fill("[name=grounds]", "请对留样复验：我司自检结果为0.4 mg/kg")
    trader.shows("appeal-1-asked")
    trader.page.click("button[value=appeal]")
    trader.page.wait_for_load_state()
    signatory = somebody("duty", "zh")
    signatory.goes_to("/decisions/appeals")
    signatory.page.click("td a[href^='/decisions/appeals/']")
    appeal = signatory.page.url
    signatory.page.select_option("[name=outcome]", "upheld")
    signatory.page.fill("[name=answer]", "维持原决定")
    signatory.page.click("button[value=answer]")
    signatory.page.wait_for_load_state()
    signatory.shows("appeal-2-own-decision")
    assert signatory.page.query_selector(".errorlist"), "who signed a decision does not answer the appeal against it"
    chief = somebody("hq", "en")
    chief.goes_to(appeal)
    chief.page.select_option("[name=outcome]", "upheld")
    chief.page.fill("[name=answer]", "留样复验：三聚氰胺1.8 mg/kg，维持原决定。")
    chief.page.click("button[value=answer]")
    chief.page.wait_for_load_state()
    chief.shows("appeal-3-answered")
    assert chief.page.query_selector("header .badge.upheld")
    trader.goes_to(appeal)
    trader.shows("appeal-4-read")
    assert "留样复验：三聚氰胺1.8 mg/kg" in trader.reads()


def test_a_revoked_certificate_says_so_to_whoever_scans_it(port: Any, somebody: Any) -> None:
    manager = somebody("duty", "en")
    manager.goes_to(port.left["disposition"])
    manager.page.click("section:has(#papers) a")
    manager.page.fill("form:has(button[value=revoke]) [name=ground]", "The importer's name was printed wrongly")
    manager.page.click("button[value=revoke]")
    manager.page.wait_for_load_state()
    manager.shows("certificate-1-revoked")
    chinese, english = somebody("", "zh"), somebody("", "en")
    assert chinese.goes_to(port.left["check"]) == 200
    chinese.shows("certificate-2-scanned")
    assert re.search("已撤销", chinese.reads())
    english.goes_to(port.left["check"])
    english.shows("certificate-2-scanned")
    assert "revoked" in english.reads()
    answer = english.page.request.get(english.page.url + ".json")
    assert answer.json()["answer"] == "revoked"
