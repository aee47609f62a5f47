"""A direct release goes inland under seal: the port seals, the destination looks at the seals before anything else."""

from typing import Any

import pytest

from tests.journeys.test_walk_back import posted

pytestmark = pytest.mark.journey
WAIGAOQIAO = "310200"


def sealed(port: Any, officer: Any, number: int, seal: str) -> tuple[int, str]:
    """A declaration released directly and sealed at the port; its consignment and its container."""
    consignment = posted(port, number, special_pass="1", destination_office=WAIGAOQIAO)
    container = port.declarations[number]["containers"][0]["number"]
    opens(officer, consignment, {"zh": "施加封识", "en": "sealing"}[officer.language])
    officer.page.fill("[name=seals-0]", seal)
    officer.shows("sealed-1-port")
    officer.page.click("button[value=seal]")
    officer.page.wait_for_load_state()
    officer.page.click("button[value=complete]")
    officer.page.wait_for_load_state()
    return consignment, container


def opens(person: Any, consignment: int, task: str) -> None:
    """Open and claim a task of a consignment from its page, as soon as the worker has opened it."""
    link = person.page.locator(f"section:has(#tasks) li a:has-text('{task}')")
    for _ in range(60):
        person.goes_to(f"/consignments/{consignment}")
        if link.count():
            break
        person.page.wait_for_timeout(500)
    link.click()
    person.page.wait_for_load_state()
    person.page.click("button[value=claim]")
    person.page.wait_for_load_state()


def test_the_port_seals_and_the_destination_finds_the_seal_whole(port: Any, somebody: Any) -> None:
    officer, neighbour = somebody("officer", "zh"), somebody("neighbour", "en")
    consignment, container = sealed(port, officer, 6, "CN660123")
    neighbour.goes_to("/inspection/tasks")
    neighbour.shows("sealed-2-work-list")
    opens(neighbour, consignment, "seal check")
    assert container in neighbour.reads()
    neighbour.page.check("input[type=radio][value=whole]")
    neighbour.page.fill("[name^=number-]", "cn660123")
    neighbour.shows("sealed-3-destination")
    neighbour.page.click("button[value=check_seals]")
    neighbour.page.wait_for_load_state()
    neighbour.page.click("button[value=complete]")
    neighbour.page.wait_for_load_state()
    neighbour.goes_to(f"/consignments/{consignment}")
    neighbour.shows("sealed-4-arrived")
    said = neighbour.reads()
    assert "arrived, seals whole" in said
    assert "Departed under seal" in said
    assert len(neighbour.page.query_selector_all("section:has(#tasks) li a")) >= 4, "the one inspection is there"


def test_a_broken_seal_stops_the_direct_release(port: Any, somebody: Any) -> None:
    officer, neighbour = somebody("officer", "en"), somebody("neighbour", "zh")
    consignment, _container = sealed(port, officer, 7, "CN770456")
    opens(neighbour, consignment, "封识核验")
    neighbour.page.check("input[type=radio][value=tampered]")
    neighbour.page.fill("[name^=number-]", "CN770456")
    neighbour.page.fill("[name^=note-]", "锁杆有锯痕")
    neighbour.page.click("button[value=check_seals]")
    neighbour.page.wait_for_load_state()
    neighbour.shows("sealed-5-broken")
    assert "锁杆有锯痕" in neighbour.page.inner_text("section:has(#record)"), "it is a finding"
    neighbour.page.click("button[value=complete]")
    neighbour.page.wait_for_load_state()
    neighbour.goes_to(f"/consignments/{consignment}")
    neighbour.shows("sealed-6-stopped")
    assert "直通放行中止" in neighbour.reads()
    officer.goes_to(f"/consignments/{consignment}")
    officer.shows("sealed-6-stopped")
    assert "direct release stopped" in officer.reads()


def test_the_trader_reads_where_the_goods_are(port: Any, somebody: Any) -> None:
    trader = somebody("trader", "zh")
    trader.goes_to("/portal")
    trader.page.click(f"text={port.declarations[7]['reference']}")
    trader.shows("sealed-7-trader")
    said = trader.reads()
    assert "CN770456" in said
    assert "直通放行中止" in said
    assert "锁杆有锯痕" not in said
    assert "检验检疫费" in said
