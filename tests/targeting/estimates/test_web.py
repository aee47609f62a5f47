"""The pages of estimates: what they say, what they say without data, and whom they say it to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from guomen.catalogue.terms import Channel
from guomen.kernel.offices.models import Actor, Office
from guomen.targeting.models import Assignment, LineOutcome
from tests.targeting.conftest import NOON
from tests.targeting.test_assigning import TODAY, lodged, ordered

pytestmark = pytest.mark.django_db
PERIOD = f"since={TODAY}&until={TODAY + timedelta(days=1)}"


@pytest.fixture
def browser(person: Callable[..., Actor], branch: Office) -> Callable[..., Client]:
    """A browser in which somebody of a role at an office is signed in."""

    def sign_in(role: str = "risk_analyst", office: Office | None = None, language: str = "en") -> Client:
        one = Client(HTTP_ACCEPT_LANGUAGE=language)
        one.force_login(person(f"{role}-{language}", role, office or branch))
        return one

    return sign_in


def elsewhere(branch: Office) -> Office:
    found = Office.objects.filter(level="branch").exclude(parent_id=branch.parent_id).first()
    assert found is not None
    return found


def drawn_log(branch: Office, lines: int = 40, opened: int = 20, foul: int = 4) -> None:
    """Decided consignments of which the random arm opened some, at a chance of one half, and what was found."""
    for number in range(lines):
        decided = lodged(branch, f"R-{number}")
        picked = number < opened
        (line,) = decided.lines
        line |= {"probability": 0.5, "rate": 0.0, "arm": "control" if picked else "none",
                 "channel": "physical" if picked else "release", "value": number / 100}  # fmt: skip
        Assignment.objects.filter(pk=decided.pk).update(lines=[line], control_rate=0.5)
        if picked:
            LineOutcome.objects.create(
                assignment=decided, item_no=1, checked="physical", conforming=number >= foul, harm=float(number < foul),
                entry=number + 1, known_at=NOON + timedelta(days=2),
            )  # fmt: skip


PAGES = ["/targeting/leakage/"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("language", "said"), [("en", "Nothing was decided"), ("zh-hans", "没有已判定")])
def test_without_data_a_page_says_what_is_missing(
    browser: Callable[..., Client], address: str, language: str, said: str
) -> None:
    answer = browser(language=language).get(f"{address}?{PERIOD}")
    assert answer.status_code == 200
    assert said in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_sees_nothing(browser: Callable[..., Client], address: str) -> None:
    assert Client().get(address).status_code == 302
    assert browser("trader").get(address).status_code == 403
    assert browser("laboratory_analyst").get(address).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_a_neighbour_office_sees_nothing_of_it_and_may_not_ask_for_it(
    browser: Callable[..., Client], branch: Office, address: str
) -> None:
    drawn_log(branch, lines=2, opened=1, foul=0)
    neighbour = browser(office=elsewhere(branch))
    assert "Nothing was decided" in neighbour.get(f"{address}?{PERIOD}").content.decode()
    assert neighbour.get(f"{address}?{PERIOD}&office={branch.code}").status_code == 404


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("wrong", ["since=yesterday", "since=2018-09-03&until=2018-09-03", "group=shoe_size"])
def test_a_period_or_grouping_that_is_none_is_refused(browser: Callable[..., Client], address: str, wrong: str) -> None:
    assert browser().get(f"{address}?{wrong}").status_code == 422


@pytest.mark.parametrize("group", ["heading", "origin", "enterprise_class", "office", "band"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_leakage_page_tells_what_passed_unseen_in_sentences_tables_and_charts(
    browser: Callable[..., Client], branch: Office, group: str, language: str
) -> None:
    drawn_log(branch)
    shown = browser(language=language).get(f"/targeting/leakage/?{PERIOD}&group={group}").content.decode()
    assert "20.0 %" in shown
    assert "<svg" in shown
    assert ("about 4 (" if language == "en" else "估计有4 (") in shown
    assert "random arm" in shown or "随机对照" in shown


def test_what_was_picked_but_has_no_answer_keeps_the_page_honest(
    browser: Callable[..., Client], branch: Office
) -> None:
    ordered(branch, orders=Channel.PHYSICAL)
    lodged(branch)
    shown = browser().get(f"/targeting/leakage/?{PERIOD}").content.decode()
    assert "1 of these wait for an answer" in shown
    assert "cannot be told yet" in shown
    assert "was scored" in shown


def test_headquarters_sees_every_office(browser: Callable[..., Client], branch: Office) -> None:
    drawn_log(branch, lines=4, opened=2, foul=1)
    top = Office.objects.get(level="headquarters")
    shown: Any = browser("headquarters", top).get(f"/targeting/leakage/?{PERIOD}&group=office")
    assert branch.code in shown.content.decode()
