"""The orchard's four stages: the officer draws the last one in its days, the laboratory takes it in with a scanner and
no mouse, three people sign, and the orchard may export; the one that missed a stage may not.

The journeys run in this order, and each takes up what the one before has left in port.left.
"""

from typing import Any

import pytest

pytestmark = pytest.mark.journey
SEAL = "GY-JOURNEY-4"


def test_the_officer_draws_the_fourth_stage_in_its_days(port: Any, somebody: Any) -> None:
    officer = somebody("officer", "zh")
    page = officer.page
    officer.goes_to("/laboratory/schemes")
    officer.shows("orchard-1-schemes")
    assert "不符合出口条件" in officer.reads(), "the orchard that missed a stage is barred"
    page.click("a:has-text('十八洞村猕猴桃')")
    page.wait_for_url("**/laboratory/schemes/*")
    port.left["scheme"] = page.url
    officer.shows("orchard-2-three-stages")
    assert officer.reads().count("检测合格") == 3
    page.fill("[name=seal]", SEAL)
    page.fill("[name=place]", "三号地块")
    page.click("button[value=stage]")
    page.wait_for_load_state()
    assert "已取样，等待结果" in officer.reads()
    label = page.locator("td.bag a").last.inner_text()
    port.left["orchard"] = label
    page.locator("td.bag a").last.click()
    page.wait_for_url("**/laboratory/samples/*")
    page.fill("[name=hand_over-scanned]", label)
    page.fill("[name=hand_over-holder]", "送样员")
    officer.shows("orchard-3-hand-over")
    page.click("button[value=hand_over]")
    page.wait_for_load_state()
    assert "已移交" in officer.reads()


def test_the_orchard_that_missed_a_stage_is_barred_with_its_reason(port: Any, somebody: Any) -> None:
    officer = somebody("officer", "en")
    officer.goes_to("/laboratory/schemes")
    officer.page.click("a:has-text('The orchard that missed one')")
    officer.page.wait_for_url("**/laboratory/schemes/*")
    officer.shows("orchard-4-barred")
    told = officer.reads()
    assert "was missed" in told
    assert "No export" in told
    assert not officer.page.query_selector("button[value=stage]")


def test_reception_takes_it_in_with_a_scanner_and_no_mouse(port: Any, somebody: Any) -> None:
    analyst = somebody("analyst", "zh")
    page = analyst.page
    analyst.goes_to("/laboratory/reception")
    analyst.scans(port.left["orchard"])
    page.wait_for_selector("#expected")
    analyst.shows("orchard-5-expected")
    assert SEAL in analyst.reads()
    analyst.scans("GY-OTHER")
    page.wait_for_selector(".errorlist, .errors")
    assert "不符" in analyst.reads(), "another seal is not taken in silently"
    page.fill("[name=receive-seal]", SEAL)
    page.keyboard.press("Enter")
    page.wait_for_url("**/laboratory/reception")
    assert "样品已接收" in analyst.reads()
    analyst.scans(port.left["orchard"])
    page.wait_for_load_state()
    analyst.shows("orchard-6-twice")
    assert "已于" in analyst.reads(), "the second scan says when it was taken in"


def test_three_people_make_the_report_and_the_orchard_may_export(port: Any, somebody: Any) -> None:
    label = port.left["orchard"]
    analyst = somebody("analyst", "zh")
    page = analyst.page
    analyst.goes_to(f"/laboratory/samples/{label}")
    page.fill("[name=prepare-scanned]", label)
    page.click("button[value=prepare]")
    page.wait_for_load_state()
    for _ in range(2):
        form = page.locator("form:has([name$='-absent'])").locator("visible=true").first
        form.locator("[name$=-absent]").check()
        form.locator("[name$=-unit]").fill("mg/kg")
        form.locator("button[value^=result-]").click()
        page.wait_for_load_state()
    analyst.shows("orchard-7-tested")
    for username, act in (("analyst2", "review"), ("labmanager", "authorise")):
        signer = somebody(username, "zh")
        signer.goes_to(f"/laboratory/review/{label}")
        signer.page.click(f"button[value={act}]")
        signer.page.wait_for_load_state()
    officer = somebody("officer", "en")
    officer.page.goto(port.left["scheme"])
    officer.shows("orchard-8-eligible")
    assert "it may be exported" in officer.reads()
