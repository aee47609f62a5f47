"""From a cluster that statistics found to a signed alert, a measure that stops the next consignment, and its end.

The journeys run in this order, and each takes up what the one before has left in port.left.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

pytestmark = pytest.mark.journey


def number_in(address: str) -> str:
    """The last part of an address."""
    return address.rstrip("/").split("?")[0].rpartition("/")[2]


def test_the_analyst_finds_a_cluster_on_the_first_page_and_assesses_it(port: Any, somebody: Any) -> None:
    analyst = somebody("risk", "zh")
    page = analyst.page
    analyst.goes_to("/surveillance/radar")
    analyst.shows("warning-1-radar")
    assert "奶粉" in analyst.reads()
    analyst.goes_to("/")
    page.click("a[href*='/surveillance/dossiers/D-']")
    page.wait_for_url("**/surveillance/dossiers/D-*")
    port.left["dossier"] = number_in(page.url)
    analyst.shows("warning-2-dossier")
    told = analyst.reads()
    assert "统计检出聚集" in told or "新出现的危害组合" in told
    assert "沙门氏菌" in told
    assert "统计检出" in told
    page.click("a.button:has-text('评估')")
    page.wait_for_url("**/assess*")
    page.check("[name=likelihood][value=likely]")
    page.check("[name=consequence][value=major]")
    page.wait_for_selector("#level .badge.high")
    page.select_option("[name=urgency]", "immediate")
    page.select_option("[name=scope]", "national")
    page.check("[name=groups][value=infants]")
    page.select_option("[name=uncertainty]", "moderate")
    page.fill("[name=summary]", "多来源通报奶粉检出沙门氏菌，婴幼儿暴露")
    analyst.shows("warning-3-assess")
    page.click("button[value=sign]")
    page.wait_for_url(lambda url: url.endswith(port.left["dossier"]))
    assert "已签署" in analyst.reads()


def test_an_alert_is_composed_with_everything_filled_in_and_another_person_signs(port: Any, somebody: Any) -> None:
    analyst = somebody("risk", "zh")
    page = analyst.page
    analyst.goes_to(f"/surveillance/dossiers/{port.left['dossier']}")
    page.click("a.button:has-text('拟写预警')")
    page.wait_for_url("**/compose/**")
    page.click("a.button:has-text('消费者和公众')")
    page.wait_for_selector("#preview *")
    analyst.shows("warning-4-compose")
    page.click("main form section button")
    page.wait_for_url("**/surveillance/alerts/A-*")
    port.left["alert"] = number_in(page.url)
    assert not page.query_selector("button[value=sign]"), "who proposes does not sign"
    chief = somebody("hq", "en")
    chief.page.click(f"a:has-text('{port.left['alert']}')")
    chief.shows("warning-5-sign")
    chief.page.click("button[value=sign]")
    chief.page.wait_for_load_state()
    assert "Issued" in chief.reads()
    stranger = somebody("", "zh")
    stranger.goes_to("/surveillance/public")
    stranger.shows("warning-6-public")
    assert port.left["alert"] in stranger.page.content()
    stranger.goes_to(f"/surveillance/public/{port.left['alert']}")
    stranger.shows("warning-7-public-alert")
    assert "橙色" in stranger.reads()


def test_the_measure_follows_what_contains_it_and_meets_the_next_declaration(port: Any, somebody: Any) -> None:
    chief = somebody("hq", "en")
    page = chief.page
    chief.goes_to(f"/surveillance/measures/impose?dossier={port.left['dossier']}&alert={port.left['alert']}")
    page.select_option("[name=kind]", "intensify")
    page.select_option("[name=orders]", "sample")
    page.check("[name=follow]")
    page.fill("[name=tests]", "salmonella; 沙门氏菌; ; ")
    page.fill("[name=text_zh]", "奶粉及含奶粉食品逐批检测沙门氏菌")
    page.fill("[name=text_en]", "Test every lot of milk powder and of food that contains it for salmonella")
    page.fill("[name=ground]", port.left["alert"])
    chief.shows("warning-8-impose")
    page.click("main form button.danger")
    page.wait_for_url(re.compile(r"/surveillance/measures/M-"))
    port.left["warned"] = number_in(page.url)
    assert "1901" in chief.reads(), "infant formula contains milk powder"
    declared = port.declarations[5] | {"sender": "single-window", "reference": "JOURNEYWARNED1"}
    status, answer = port.post("/api/declarations", declared, port.token)
    assert status == 201, answer
    officer = somebody("officer", "zh")
    officer.goes_to(f"/consignments/{answer['results'][0]['consignment']}")
    officer.shows("warning-9-consignment")
    assert port.left["warned"] in officer.reads()
    assert "0402" in officer.reads(), "the path of the composition is told"


def test_after_the_remedy_measure_and_alert_are_lifted_and_the_story_is_told(port: Any, somebody: Any) -> None:
    chief = somebody("hq", "en")
    page = chief.page
    chief.goes_to(f"/surveillance/measures/{port.left['warned']}")
    page.click("summary:has-text('Lift'), h2:has-text('Lift')")
    page.fill("[name=ground_zh]", "工厂已整改")
    page.fill("[name=ground_en]", "The plant has put it right")
    page.click("button[value=lift]")
    page.wait_for_load_state()
    assert "Lifted" in chief.reads()
    analyst = somebody("risk", "zh")
    analyst.goes_to(f"/surveillance/alerts/{port.left['alert']}")
    analyst.page.click("summary:has-text('解除')")
    analyst.page.fill("[name=ground_zh]", "风险已消除")
    analyst.page.fill("[name=ground_en]", "The risk is over")
    analyst.page.click("button[value=lift]")
    analyst.page.wait_for_load_state()
    chief.goes_to(f"/surveillance/alerts/{port.left['alert']}")
    page.click("button[value=sign]")
    page.wait_for_load_state()
    stranger = somebody("", "en")
    stranger.goes_to(f"/surveillance/public/{port.left['alert']}")
    stranger.shows("warning-10-lifted")
    assert "Lifted" in stranger.reads()
    chief.goes_to(f"/surveillance/review/{port.left['dossier']}")
    chief.shows("warning-11-review")
    told = chief.reads()
    assert port.left["warned"] in told
    assert re.search(r"\b1\s+declarations met the measures", told), told


def test_a_rumour_is_refuted_and_the_statement_is_public(port: Any, somebody: Any) -> None:
    analyst = somebody("risk", "zh")
    page = analyst.page
    analyst.goes_to("/surveillance/signals/report")
    page.select_option("[name=source]", "demo-hotline")
    page.fill("[name=reported_on]", (timezone.localdate() - timedelta(days=1)).isoformat())
    page.fill("[name=title]", "网传大闸蟹检出激素")
    page.select_option("[name=hazard]", "nitrofurans")
    page.fill("[name=goods]", "0306")
    page.click("main form button")
    page.wait_for_url(re.compile(r"/surveillance/signals/\d+"))
    page.click("a[href*='/surveillance/dossiers/open']")
    page.fill("[name=title_zh]", "网传大闸蟹激素")
    page.fill("[name=title_en]", "Rumour of hormones in crab")
    page.click("main form button")
    page.wait_for_url("**/surveillance/dossiers/D-*")
    dossier = number_in(page.url)
    analyst.goes_to(f"/surveillance/alerts/compose/{dossier}?audience=public")
    page.select_option("[name=level]", "blue")
    page.fill("[name=ground]", "核查期间提示")
    for part in ("title", "scope", "warning", "action"):
        for language in ("zh", "en"):
            if not page.input_value(f"[name={part}_{language}]"):
                page.fill(f"[name={part}_{language}]", "核查中 being checked")
    page.click("main form section button")
    page.wait_for_url("**/surveillance/alerts/A-*")
    alert = number_in(page.url)
    chief = somebody("hq", "en")
    chief.goes_to(f"/surveillance/alerts/{alert}")
    chief.page.click("button[value=sign]")
    chief.page.wait_for_load_state()
    analyst.goes_to(f"/surveillance/alerts/{alert}")
    page.click("summary:has-text('查否'), summary:has-text('澄清')")
    page.fill("[name=statement_zh]", "抽检未检出激素，系谣言")
    page.fill("[name=statement_en]", "Tests found no hormones: the rumour is not so")
    page.click("button[value=refute]")
    page.wait_for_load_state()
    chief.goes_to(f"/surveillance/alerts/{alert}")
    chief.page.click("button[value=sign]")
    chief.page.wait_for_load_state()
    stranger = somebody("", "en")
    stranger.goes_to(f"/surveillance/public/{alert}")
    stranger.shows("warning-12-refuted")
    assert "the rumour is not so" in stranger.reads()
