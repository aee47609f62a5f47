"""The what-if page: sliders, a trial that the worker plays, its answer with intervals, in both languages."""

from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from guomen.catalogue.operations import load_reference
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.operations import register_actor
from guomen.kernel.offices.queries import actors_named, office_of_code
from guomen.kernel.terms import Role, SubjectRef
from guomen.simulator import operations
from guomen.simulator.models import Trial

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, tzinfo=UTC)
PAGE = "/targeting/what-if/"
Asking = Callable[..., HttpResponse]


def somebody(role: Role = Role.RISK_ANALYST) -> Actor:
    return actors_named([f"somebody-{role}"]).get(f"somebody-{role}") or register_actor(
        actor=None, at=AT, username=f"somebody-{role}", password=None, name_zh="某人", name_en="Somebody",
        office=office_of_code("310000"), roles=[role],
    )  # fmt: skip


@pytest.fixture
def browser() -> Callable[..., Client]:
    load_reference(actor=None, at=AT, folder=settings.REFERENCE)

    def signed_in(language: str = "en", role: Role = Role.RISK_ANALYST) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE=language)
        client.force_login(somebody(role))
        return client

    return signed_in


@pytest.fixture
def ask(browser: Callable[..., Client]) -> Asking:
    """Ask for a trial, and let the worker play it."""

    def asking(language: str = "en", role: Role = Role.RISK_ANALYST, **sliders: object) -> HttpResponse:
        client = browser(language, role)
        answer = client.post(PAGE, sliders)  # type: ignore[arg-type]
        if answer.status_code != 302:
            return answer  # type: ignore[return-value]
        operations.play_trial(trial=Trial.objects.get().pk)
        return client.get(answer["Location"])  # type: ignore[return-value]

    return asking


class _Scripts(HTMLParser):
    """Inline scripts and styles of a page."""

    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if (tag in ("script", "style") and "src" not in names) or any(name.startswith("on") for name in names):
            self.found.append(tag)


def test_the_page_shows_its_sliders_and_plays_nothing_before_it_is_asked(browser: Callable[..., Client]) -> None:
    text = browser().get(PAGE, {"factor": "2"}).content.decode()
    assert text.count('type="range"') == 3
    assert "<svg" not in text
    assert not Trial.objects.exists()


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
    for words in ("试行推演", "漏放批数", "标签与包装", "95%区间", "近期推演"):
        assert words in text


def test_while_it_is_played_the_page_asks_again_and_says_how_far_it_is(browser: Callable[..., Client]) -> None:
    client = browser()
    page = client.post(PAGE, {"selection": "rates", "factor": "2"})["Location"]
    assert "Waiting for the worker" in client.get(page).content.decode()
    assert 'hx-trigger="every 1s"' in client.get(page).content.decode()
    Trial.objects.update(state=Trial.State.PLAYING, done=7, of=182)
    part = client.get(page, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "7 of 182 days" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_an_answer_stops_the_asking_and_is_kept(browser: Callable[..., Client], ask: Asking) -> None:
    ask(selection="rates", factor="2")
    row = Trial.objects.get()
    assert (row.state, row.done) == (Trial.State.PLAYED, row.of)
    part = browser().get(f"{PAGE}{row.pk}/", headers={"HX-Request": "true"})
    assert part.status_code == 286
    assert "<svg" in part.content.decode()
    assert "every 1s" not in browser().get(f"{PAGE}{row.pk}/").content.decode()


def test_who_clicks_again_waits_for_the_same_trial(browser: Callable[..., Client]) -> None:
    client = browser()
    pages = {client.post(PAGE, {"selection": "rates", "factor": "2"})["Location"] for _ in range(5)}
    pages.add(browser("zh-hans", Role.HEADQUARTERS).post(PAGE, {"selection": "rates", "factor": "2"})["Location"])
    assert len(pages) == 1
    assert entries_about(SubjectRef("trial", Trial.objects.get().key)).count() == 1


def test_nobody_fills_the_worker_with_trials(browser: Callable[..., Client]) -> None:
    client = browser()
    answers = [client.post(PAGE, {"selection": "rates", "factor": factor}) for factor in ("2", "0.5", "0.75", "3")]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "3 of your trials wait" in answers[-1].content.decode()


def test_a_trial_whose_rules_changed_before_it_began_says_so(browser: Callable[..., Client]) -> None:
    client = browser()
    page = client.post(PAGE, {"selection": "rates", "factor": "2"})["Location"]
    Trial.objects.update(edition=0)
    operations.play_trial(trial=Trial.objects.get().pk)
    assert "changed before the trial began" in client.get(page).content.decode()


def test_a_trial_that_broke_off_may_be_asked_for_again(browser: Callable[..., Client]) -> None:
    client = browser()
    page = client.post(PAGE, {"selection": "rates", "factor": "2"})["Location"]
    Trial.objects.update(state=Trial.State.FAILED)
    assert "broke off" in client.get(page).content.decode()
    assert client.post(PAGE, {"selection": "rates", "factor": "2"})["Location"] == page
    assert Trial.objects.get().state == Trial.State.WAITING


def test_what_is_no_trial_any_more_is_not_played_again(ask: Asking) -> None:
    ask(selection="rates", factor="2")
    before = Trial.objects.get().answer
    operations.play_trial(trial=Trial.objects.get().pk)
    operations.play_trial(trial=0)
    assert Trial.objects.get().answer == before


def test_a_moved_slider_shows_its_number_without_playing(browser: Callable[..., Client]) -> None:
    text = browser().get(PAGE, {"factor": "2"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert 'id="shown-factor"' in text
    assert 'hx-swap-oob="true">2<' in text


@pytest.mark.parametrize(
    "sliders",
    [{"factor": "9"}, {"capacity": "-1"}, {"selection": "dice"}, {"plan": "mine"}, {"factor": "nan"}, {"random": "\0"}],
)
def test_a_slider_that_stands_where_it_cannot_is_told(ask: Asking, sliders: dict[str, str]) -> None:
    answer = ask(**sliders)
    assert answer.status_code == 200
    assert "A slider stands where it cannot" in answer.content.decode()
    assert not Trial.objects.exists()


def test_a_trial_that_is_not_there_is_missing(browser: Callable[..., Client]) -> None:
    assert browser().get(f"{PAGE}4711/").status_code == 404


def test_who_does_not_study_targeting_does_not_see_it(ask: Asking) -> None:
    assert ask(role=Role.TRADER).status_code == 403
    assert not Trial.objects.exists()
