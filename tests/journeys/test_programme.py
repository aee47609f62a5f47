"""A programme of sampling: the risk analyst plans it from a file, headquarters signs, the officer buys in the market,
the laboratory finds a limit exceeded, and the programme says so.

The journeys run in this order, and each takes up what the one before has left in port.left.
"""

from datetime import date, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.journey
LINES = """name_zh,name_en,goods,hazard,tests,frame,number
玩具,toys,9503,cadmium,"cadmium, migratable",market,6
婴幼儿配方奶粉,infant formula,1901101000101,lead,lead,imports,12
不知何物,something,1901101000101,lead,lead,imports,many
"""


def test_the_risk_analyst_plans_it_from_a_file_whose_bad_row_is_named(port: Any, somebody: Any, tmp_path: Any) -> None:
    planner = somebody("risk", "zh")
    page = planner.page
    planner.goes_to("/supervision/programmes")
    planner.shows("programme-1-all")
    planner.goes_to("/supervision/programmes/new")
    page.fill("[name$=title_zh]", "玩具和乳品监控计划")
    page.fill("[name$=title_en]", "Toys and dairy monitoring")
    page.fill("[name$=basis]", "年度风险监控")
    page.select_option("[name$=office]", "310000")
    page.fill("[name$=valid_from]", date.today().isoformat())
    page.fill("[name$=valid_to]", (date.today() + timedelta(days=365)).isoformat())
    planner.shows("programme-2-new")
    page.click("button[value=draft]")
    page.wait_for_url("**/draft")
    port.left["programme"] = page.url.rsplit("/", 2)[1]
    lines = tmp_path / "lines.csv"
    lines.write_text(LINES, encoding="utf-8")
    page.set_input_files("[name$=file]", str(lines))
    page.click("button[value=file]")
    page.wait_for_selector("#refused")
    planner.shows("programme-3-read")
    told = planner.reads()
    assert "many" in told, "the bad row is named with what it says"
    planner.goes_to(f"/supervision/programmes/{port.left['programme']}/draft")
    planner.shows("programme-4-draft")
    page.click("button[value=propose]")
    page.wait_for_load_state()
    assert "待签批" in planner.reads()


def test_headquarters_signs_and_who_proposed_cannot(port: Any, somebody: Any) -> None:
    number = port.left["programme"]
    planner = somebody("risk", "en")
    planner.goes_to(f"/supervision/programmes/{number}/draft")
    assert not planner.page.query_selector("button[value=sign]")
    chief = somebody("hq", "en")
    chief.goes_to("/")
    chief.shows("programme-5-desk")
    assert number in chief.reads(), "it waits on the desk"
    chief.goes_to(f"/supervision/programmes/{number}/draft")
    chief.page.click("button[value=sign]")
    chief.page.wait_for_load_state()
    chief.shows("programme-6-signed")
    assert "signed" in chief.reads()


def test_the_officer_buys_a_toy_in_the_market(port: Any, somebody: Any) -> None:
    officer = somebody("officer", "zh")
    page = officer.page
    officer.goes_to("/supervision/drawing")
    officer.shows("programme-7-drawing")
    page.click("a:has-text('玩具')")
    page.wait_for_url("**/supervision/drawing/*")
    page.fill("[name$=description]", "积木 building blocks")
    page.fill("[name$=seal]", "GY-TOY-1")
    page.fill("[name$=place]", "陆家嘴商场 a shop")
    page.fill("[name$=handed_to]", "送样员")
    page.select_option("[name$=origin]", "VN")
    officer.shows("programme-8-buys")
    page.click("button[value=sample]")
    page.wait_for_load_state()
    port.left["toy"] = page.locator("section:has(#drawn) a").first.inner_text()


def test_the_laboratory_finds_too_much_cadmium(port: Any, somebody: Any) -> None:
    label = port.left["toy"]
    analyst = somebody("analyst", "zh")
    page = analyst.page
    analyst.goes_to("/laboratory/reception")
    analyst.scans(label)
    page.wait_for_selector("#expected")
    analyst.scans("GY-TOY-1")
    page.wait_for_url("**/laboratory/reception")
    analyst.goes_to(f"/laboratory/samples/{label}")
    page.fill("[name=prepare-scanned]", label)
    page.click("button[value=prepare]")
    page.wait_for_load_state()
    form = page.locator("form:has([name$='-readings'])").locator("visible=true").first
    form.locator("[name$=-readings]").fill("120")
    form.locator("[name$=-unit]").fill("mg/kg")
    form.locator("button[value^=result-]").click()
    page.wait_for_load_state()
    for username, act in (("analyst2", "review"), ("labmanager", "authorise")):
        signer = somebody(username, "zh")
        signer.goes_to(f"/laboratory/review/{label}")
        signer.page.click(f"button[value={act}]")
        signer.page.wait_for_load_state()


def test_the_programme_says_what_was_found_and_keeps_it_out_of_the_rate(port: Any, somebody: Any) -> None:
    planner = somebody("risk", "en")
    page = planner.page
    for _ in range(20):
        planner.goes_to(f"/supervision/programmes/{port.left['programme']}/lines/1")
        if "120" in planner.reads():
            break
        page.wait_for_timeout(500)
    planner.shows("programme-9-line")
    assert port.left["toy"] in planner.reads()
    planner.goes_to(f"/supervision/programmes/{port.left['programme']}")
    planner.shows("programme-10-overview")
    told = planner.reads()
    assert "drawn by hand, in no rate" in told
    planner.goes_to("/")
    planner.shows("programme-11-desk")
    assert "limit exceeded" in planner.reads()
