"""The bench by keyboard alone: a spike out of its limits blocks the worksheet; corrected and measured again, it holds.

A laboratory of its own (tests.laboratory.benches) on a server of its own: a control has to fail on purpose.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from guomen.laboratory.models import Method, Nonconformity, Sample, Worksheet
from guomen.laboratory.quality.operations import agree_action, complete_action
from tests.journeys.conftest import SCREENS
from tests.laboratory import benches, people

pytestmark = pytest.mark.journey
PASSWORD = "a quiet port at dawn"


@pytest.fixture(scope="module", autouse=True)
def unminded() -> Iterator[None]:
    """The browser's driver keeps a loop of its own, which must not keep the test from the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A browser in Chinese on this server."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
    context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": live_server.url}])
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def laboratory(page: Page) -> tuple[Method, Actor, Sample]:
    benches.set_up(reference=True)
    method = benches.method()
    return method, benches.analyst(method), benches.sample()


def picture(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SCREENS / f"bench-{name}-zh.png"), full_page=True)


def typed(page: Page, *values: str) -> None:
    """Type down the column of readings: a number, Enter, the next."""
    page.locator("[data-grid] input").first.focus()
    for value in values:
        page.keyboard.press("Control+A")
        page.keyboard.type(value)
        with page.expect_response("**/read"):
            page.keyboard.press("Enter")


def test_a_failed_spike_blocks_the_worksheet_until_it_is_corrected_and_measured_again(
    page: Page, laboratory: tuple[Method, Actor, Sample]
) -> None:
    method, analyst, sample = laboratory
    page.goto("/sign-in")
    page.fill("[name=username]", analyst.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"/laboratory/worksheets/new/{method.pk}")
    for box in page.locator("[name=requests]").all():
        box.check()
    picture(page, "1-open")
    page.click("main form button")
    page.wait_for_url("**/worksheets/WS-*")
    page.select_option("[name=control-control]", "spike")
    page.select_option("[name=control-of]", str(benches.request_of(sample, benches.CADMIUM).pk))
    page.fill("[name=control-added]", "0.1")
    page.click("button[value=control]")
    page.wait_for_selector("tr.control >> nth=2")

    typed(page, "0.05", "ND", "ND", "ND", "0.11")
    page.wait_for_selector("text=加标回收率 60.0%")
    picture(page, "2-spike-out")
    page.click("button[value=accept]")
    page.wait_for_selector("text=质控失败：本检测批的结果均未录入。")
    picture(page, "3-blocked")
    assert not any(one.results.exists() for one in sample.requests.all())

    number = Nonconformity.objects.get().number
    assert page.goto(f"/laboratory/nonconformities/{number}").status == 200  # type: ignore[union-attr]
    manager = people.person(Role.LABORATORY_MANAGER, "GM10")
    action = agree_action(
        actor=manager, at=timezone.now(), number=number, what="重新配制加标液", responsible=analyst,
        due_on=timezone.localdate() + timedelta(days=7),
    )  # fmt: skip
    complete_action(actor=analyst, at=timezone.now(), action=action.pk, done="已重新配制")

    page.goto(f"/laboratory/worksheets/{Worksheet.objects.get().number}")
    page.click("button[value=reopen]")
    page.wait_for_selector("[data-grid] input")
    typed(page, "0.05", "ND", "ND", "ND", "0.148")
    page.wait_for_selector("text=加标回收率 98.0%")
    page.click("button[value=accept]")
    page.wait_for_selector(".badge.good:has-text('已接受')")
    picture(page, "4-accepted")
    assert [one.results.get().readings for one in sample.requests.order_by("position")] == [[Decimal("0.05")], [None]]
    page.goto(f"/laboratory/samples/{sample.label}")
    assert "0.05" in page.inner_text("main")
