"""Options are ranked from the declarations of the past weeks; the choice is kept, and what came stands beside it."""

from datetime import timedelta

import pytest
from django.test import Client

from guomen.decisions.terms import DispositionKind
from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import NotPermitted, Refusal, Role
from guomen.surveillance.responses.operations import choose_response
from guomen.surveillance.responses.queries import choices_of, outcome_of, ranking_of
from guomen.targeting.models import Assignment
from tests.decisions.world import NOON, found, issued, person
from tests.surveillance.dossiers import opened, told

pytestmark = pytest.mark.usefixtures("agency", "centres")
LATER = NOON + timedelta(days=7)


def came(reference: str, *, bad: bool) -> None:
    """A consignment of biscuits from Italy that was looked at."""
    row = issued(*([found()] if bad else []), reference=reference, kind=DispositionKind.RETURN if bad else None)
    Assignment.objects.create(
        consignment_id=row.consignment_id, version=1, decided_at=NOON, channel="physical", probability=0.5,
        arm="lot", edition=1, drawn_on=NOON.date(), uniform=0.1, reasons=[], lines=[], sources=[], control_rate=0.0,
    )  # fmt: skip


@pytest.fixture
def number(agency: None, centres: None) -> str:
    came("R1", bad=True)
    came("R2", bad=False)
    return opened(signals=[told("S1").pk]).number


def chosen(number: str, option: str = "watch", ground: str = "先看一周") -> None:
    risk = person("risk", Role.RISK_ANALYST, "910000")
    choose_response(actor=risk, at=NOON + timedelta(hours=1), number=number, option=option, ground=ground)


def test_the_flow_of_the_past_weeks_makes_the_expectation(number: str) -> None:
    ranking = ranking_of(opened(), NOON + timedelta(hours=1))
    watch = next(one for one in ranking.options if one.candidate.code == "watch")
    assert watch.effect.arrivals == 1
    assert watch.effect.found is not None
    assert watch.effect.found[1] == pytest.approx(0.5 * 0.3)
    assert "过去8周申报此类货物2批" in ranking.reasons[0].text.zh


def test_a_choice_against_the_ranking_is_kept_with_the_whole_ranking(number: str) -> None:
    chosen(number)
    row = choices_of(number).get()
    assert row.place > 1
    assert len(row.ranking) == 8
    entry = Entry.objects.get(kind="surveillance.response.chosen")
    assert entry.payload["first"] == row.ranking[0]["code"]
    assert entry.payload["ground"] == "先看一周"


def test_what_came_stands_beside_what_was_expected(number: str) -> None:
    chosen(number)
    outcome = outcome_of(choices_of(number).get(), NOON + timedelta(days=6))
    assert (outcome.passed, outcome.days) == (7, 28)
    assert outcome.arrivals == pytest.approx(0.25)
    assert (outcome.flow.arrivals, outcome.flow.hits, outcome.flow.labels) == (2, 1, 2)


def test_a_choice_without_ground_or_right_is_refused(number: str) -> None:
    with pytest.raises(Refusal):
        chosen(number, ground="")
    with pytest.raises(NotPermitted):
        choose_response(
            actor=person("audit", Role.AUDITOR, "900000"), at=NOON, number=number, option="watch", ground="因为"
        )


@pytest.mark.parametrize(("language", "words"), [("en", "against the ranking"), ("zh-hans", "未按排序")])
def test_the_page_ranks_takes_the_choice_and_tells_the_outcome(
    client: Client, number: str, language: str, words: str
) -> None:
    client.force_login(person("duty"))
    client.cookies["django_language"] = language
    address = f"/surveillance/dossiers/{number}/options"
    empty = client.post(address, {"act": "choose", "option": "watch", "ground": ""})
    assert empty.status_code == 200
    assert not choices_of(number).exists()
    client.post(address, {"act": "choose", "option": "watch", "ground": "先看一周"})
    page = client.get(address).content.decode()
    assert words in page
    assert "先看一周" in page
    assert address in client.get(f"/surveillance/dossiers/{number}").content.decode()
