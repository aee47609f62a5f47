"""The what-if page: sliders, an answer with its intervals, in both languages, with and without htmx."""

from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from guomen.catalogue.operations import load_reference
from guomen.kernel.offices.operations import register_actor
from guomen.kernel.offices.queries import office_of_code
from guomen.kernel.terms import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, tzinfo=UTC)
PAGE = "/targeting/what-if/"
Asking = Callable[..., HttpResponse]


@pytest.fixture
def ask() -> Asking:
    load_reference(actor=None, at=AT, folder=settings.REFERENCE)

    def asking(
        language: str = "en", role: Role = Role.RISK_ANALYST, part: bool = False, **sliders: object
    ) -> HttpResponse:
        actor = register_actor(
            actor=None, at=AT, username=f"somebody-{role}", password=None, name_zh="某人", name_en="Somebody",
            office=office_of_code("310000"), roles=[role],
        )  # fmt: skip
        browser = Client(HTTP_ACCEPT_LANGUAGE=language)
        browser.force_login(actor)
        headers = {"HX-Request": "true"} if part else {}
        return browser.get(f"{PAGE}?{urlencode(sliders)}" if sliders else PAGE, headers=headers)  # type: ignore[arg-type]

    return asking


class _Scripts(HTMLParser):
    """Inline scripts and styles of a page."""

    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if (tag in ("script", "style") and "src" not in names) or any(name.startswith("on") for name in names):
            self.found.append(tag)


def test_the_page_shows_its_sliders_and_plays_nothing_before_it_is_asked(ask: Asking) -> None:
    answer = ask()
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count('type="range"') == 3
    assert "<svg" not in text


def test_a_policy_is_tried_beside_the_one_in_force_and_leads_to_its_proposal(ask: Asking) -> None:
    text = ask(selection="rates", plan="csp-3", factor="0.5").content.decode()
    assert "<svg" in text
    assert "released unseen" in text
    assert "targeting.rate_plan.general" in text
    assert "/targeting/policy/?name=" in text
    scripts = _Scripts()
    scripts.found = []
    scripts.feed(text)
    assert scripts.found == []


def test_in_chinese_everything_is_said_in_chinese(ask: Asking) -> None:
    text = ask("zh-hans", selection="rates", factor="2").content.decode()
    for words in ("试行推演", "漏放批数", "标签与包装", "95%区间"):
        assert words in text


def test_with_htmx_only_the_answer_and_the_numbers_at_the_sliders_come(ask: Asking) -> None:
    text = ask(part=True, selection="rates", factor="2").content.decode()
    assert "<html" not in text
    assert 'id="shown-factor"' in text
    assert 'hx-swap-oob="true">2<' in text


@pytest.mark.parametrize("sliders", [{"factor": "9"}, {"capacity": "-1"}, {"selection": "dice"}, {"plan": "mine"}])
def test_a_slider_that_stands_where_it_cannot_is_told(ask: Asking, sliders: dict[str, str]) -> None:
    answer = ask(**sliders)
    assert answer.status_code == 200
    assert "A slider stands where it cannot" in answer.content.decode()


def test_who_does_not_study_targeting_does_not_see_it(ask: Asking) -> None:
    assert ask(role=Role.TRADER).status_code == 403
