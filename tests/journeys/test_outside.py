"""Reports of other laboratories: one that is refused, one that stands in for our own test."""

from typing import Any

import pytest

from tests.journeys.test_walk import answers

pytestmark = pytest.mark.journey

# The chance that a report of a well-known laboratory is tested again is one in twenty, each time.
TRIES = 5


def sampling_task(port: Any, officer: Any, number: int) -> str:
    """A consignment like any other of the trader's, its sampling task taken on; the task's address."""
    named = {"sender": "single-window", "reference": f"JOURNEYOUTSIDE{number}", "bill_number": f"BLJO{number:05d}"}
    status, answer = port.post("/api/declarations", port.declarations[4] | named, port.token)
    assert status == 201, answer
    consignment = answer["results"][0]["consignment"]
    officer.goes_to(f"/consignments/{consignment}")
    for _ in range(20):
        tasks = [one.get_attribute("href") for one in officer.page.query_selector_all("section:has(#tasks) li a")]
        if tasks:
            break
        officer.page.wait_for_timeout(500)
        officer.page.reload()
    for task in tasks:
        officer.goes_to(task)
        officer.page.click("button[value=claim]")
        officer.page.wait_for_load_state()
        if officer.page.query_selector("button[value=draw]"):
            return str(task)
    raise AssertionError("no sampling task")


def presents(officer: Any, task: str, code: str, number: str) -> str:
    officer.goes_to(task)
    officer.page.click("a[href*='/outside/']")
    officer.page.select_option("[name=code]", code)
    officer.page.fill("[name=number]", number)
    officer.page.fill("[name=issued_on]", officer.page.evaluate("new Date().toISOString().slice(0, 10)"))
    officer.page.fill("[name=lot]", officer.port.declarations[4]["items"][0].get("batch_number", ""))
    for reading in officer.page.query_selector_all("[name^=reading-]"):
        reading.fill("ND")
        key = (reading.get_attribute("name") or "").removeprefix("reading-")
        if not officer.page.input_value(f"[name=unit-{key}]"):
            officer.page.fill(f"[name=unit-{key}]", "mg/kg")
        officer.page.fill(f"[name=lod-{key}]", "0.001")
    officer.shows(f"outside-1-form-{code}")
    officer.page.click("button[value=present]")
    officer.page.wait_for_url("**/laboratory/outside/*")
    officer.shows(f"outside-2-report-{code}")
    return str(officer.reads())


def test_a_report_of_a_laboratory_that_is_not_accredited_is_refused_and_says_why(port: Any, somebody: Any) -> None:
    officer = somebody("officer", "en")
    port.left["outside-task"] = sampling_task(port, officer, 0)
    said = presents(officer, port.left["outside-task"], "NT-PRIV", "NT-1")
    assert "not accepted" in said
    assert "not accredited" in said
    officer.goes_to(port.left["outside-task"])
    assert officer.page.query_selector("button[value=draw]"), "the sample is still to be drawn"


def test_a_report_of_an_accredited_laboratory_stands_in_for_our_own_test(port: Any, somebody: Any) -> None:
    officer = somebody("officer", "zh")
    for number in range(1, TRIES + 1):
        task = sampling_task(port, officer, number)
        said = presents(officer, task, "HZ-PRIV", f"HZ-{number}")
        if "采信并抽检验证" not in said:
            break
        assert "抽中" in said
    assert "已采信" in said
    officer.goes_to(task)
    assert "不再重复抽样" in officer.reads()
    answers(officer)
    officer.page.click("button[value=complete]")
    officer.page.wait_for_load_state()
    officer.shows("outside-3-task-done")
    assert not officer.page.query_selector("button[value=draw]")


def test_the_laboratory_manager_reads_the_record_of_a_laboratory_and_what_was_saved(port: Any, somebody: Any) -> None:
    manager = somebody("labmanager", "en")
    manager.goes_to("/laboratory/pool")
    manager.shows("outside-4-directory")
    assert "Qiantang testing" in manager.reads()
    manager.page.click("a[href$='/laboratory/pool/HZ-PRIV']")
    manager.shows("outside-5-laboratory")
    assert "50 reports agreed" in manager.reads()


def test_a_stranger_finds_who_tests_what(port: Any, somebody: Any) -> None:
    stranger = somebody("", "zh")
    stranger.goes_to("/laboratory/tests?text=铅")
    stranger.shows("outside-6-tests")
    assert "钱塘检测" in stranger.reads()
