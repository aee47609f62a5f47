"""The pages of estimates: what they say, what they say without data, and whom they say it to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from guomen.catalogue.models import Policy
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


PAGES = ["/targeting/leakage/", "/targeting/performance/"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("language", "said"), [("en", "Nothing was decided"), ("zh-hans", "没有已判定")])
def test_without_data_a_page_says_what_is_missing(
    browser: Callable[..., Client], address: str, language: str, said: str
) -> None:
    answer = browser(language=language).get(f"{address}?{PERIOD}")
    assert answer.status_code == 200
    assert said in answer.content.decode()


@pytest.mark.parametrize("address", [*PAGES, "/targeting/pilots/"])
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
    assert '<td class="number">40</td>' in shown.partition("By group" if language == "en" else "按分组")[2]


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


def test_an_order_that_never_hits_is_proposed_for_withdrawal_to_who_may_and_for_review_to_others(
    browser: Callable[..., Client], branch: Office
) -> None:
    ordered(branch, orders=Channel.PHYSICAL)
    for number in range(60):
        decided = lodged(branch, f"R-{number}")
        LineOutcome.objects.create(
            assignment=decided, item_no=1, checked="physical", conforming=True, entry=number + 1, known_at=NOON
        )
    address = f"/targeting/performance/?{PERIOD}"
    top = Office.objects.get(level="headquarters")
    shown = browser("headquarters", top).get(address).content.decode()
    assert "BK-1" in shown
    assert "60 checks without a hit" in shown
    assert "Consider withdrawing it" in shown
    shown = browser("auditor").get(address).content.decode()
    assert "Ask who gave it" in shown
    assert "Consider withdrawing" not in shown


def test_an_order_that_hits_is_shown_with_its_last_hit_and_not_proposed(
    browser: Callable[..., Client], branch: Office
) -> None:
    ordered(branch, orders=Channel.PHYSICAL)
    decided = lodged(branch)
    LineOutcome.objects.create(
        assignment=decided, item_no=1, checked="physical", conforming=False, entry=1, known_at=NOON
    )
    shown = browser().get(f"/targeting/performance/?{PERIOD}").content.decode()
    assert "BK-1" in shown
    assert f"<time>{TODAY}</time>" in shown
    assert "without a hit" not in shown


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_further_checks_are_proposed_where_least_is_known(
    browser: Callable[..., Client], branch: Office, language: str
) -> None:
    drawn_log(branch, opened=10, foul=2)
    shown = browser(language=language).get(f"/targeting/performance/?{PERIOD}&group=origin").content.decode()
    assert ("Hits to expect" if language == "en" else "预期命中") in shown
    assert "DE" in shown


def pilot(branch: Office, start: date, end: date | None = None) -> Policy:
    return Policy.objects.create(
        name="targeting.selection", office=branch.code, type="word", value="capacity", valid_from=start, valid_to=end,
        since_edition=1, confidence="low", source="test",
    )  # fmt: skip


def test_a_pilot_is_compared_with_the_rest_and_with_its_own_past(
    browser: Callable[..., Client], branch: Office
) -> None:
    drawn_log(branch, lines=20, opened=10, foul=2)
    row = pilot(branch, TODAY, TODAY + timedelta(days=1))
    top = Office.objects.get(level="headquarters")
    reader = browser("headquarters", top)
    assert "targeting.selection" in reader.get("/targeting/pilots/").content.decode()
    shown = reader.get(f"/targeting/pilots/?pilot={row.pk}").content.decode()
    assert "50.0 %" in shown
    assert "has no answer yet" in shown
    assert "试点" in browser("headquarters", top, "zh-hans").get(f"/targeting/pilots/?pilot={row.pk}").content.decode()


def test_who_sees_the_pilots_office_only_is_told_that_there_is_no_rest(
    browser: Callable[..., Client], branch: Office
) -> None:
    row = pilot(branch, TODAY, TODAY + timedelta(days=1))
    assert "ask headquarters" in browser().get(f"/targeting/pilots/?pilot={row.pk}").content.decode()


def test_a_pilot_that_has_not_begun_has_nothing_to_compare(browser: Callable[..., Client], branch: Office) -> None:
    row = pilot(branch, date(2999, 1, 1))
    assert "has not begun" in browser().get(f"/targeting/pilots/?pilot={row.pk}").content.decode()


def test_without_a_pilot_the_page_says_how_one_begins(browser: Callable[..., Client], branch: Office) -> None:
    assert "A pilot begins with" in browser().get("/targeting/pilots/").content.decode()


def test_a_neighbours_pilot_is_not_there(browser: Callable[..., Client], branch: Office) -> None:
    row = pilot(branch, TODAY)
    neighbour = browser(office=elsewhere(branch))
    assert "targeting.selection" not in neighbour.get("/targeting/pilots/").content.decode()
    assert neighbour.get(f"/targeting/pilots/?pilot={row.pk}").status_code == 404
