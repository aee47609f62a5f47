"""A trader may ask for re-inspection within the legal period, and another officer answers."""

from datetime import timedelta

import pytest

from guomen.decisions.models import Appeal, Disposition
from guomen.decisions.operations import answer_appeal, issue_disposition, lodge_appeal
from guomen.decisions.queries import appeals_for, open_counts, state_of
from guomen.decisions.terms import DispositionKind
from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from tests.decisions import world
from tests.decisions.world import NOON, found, issued, person, proposed

pytestmark = pytest.mark.usefixtures("agency")
LABEL = found("label", "major", 1, "")


@pytest.fixture
def trader() -> Actor:
    return person("trader", Role.TRADER, office="", represents=world.IMPORTER)


def asked(trader: Actor, row: Disposition, days: int = 1, grounds: str = "标签已符合要求") -> Appeal:
    return lodge_appeal(actor=trader, at=NOON + timedelta(days=days), disposition=row.pk, grounds=grounds)


def test_an_appeal_is_recorded_with_the_day_by_which_it_is_answered(trader: Actor) -> None:
    row = issued(LABEL)
    appeal = asked(trader, row)
    assert appeal.answer_due_on.isoformat() == "2018-10-01"
    assert Entry.objects.get(kind="decisions.appeal.lodged").payload["disposition"] == row.pk
    assert open_counts(person("judge"))["appeals"] == 1


@pytest.mark.parametrize("days", [0, 15])
def test_it_may_be_lodged_to_the_last_day(trader: Actor, days: int) -> None:
    assert asked(trader, issued(LABEL), days).state == "lodged"


def test_after_the_legal_period_it_is_too_late(trader: Actor) -> None:
    with pytest.raises(Refusal, match=r"appeal\.too_late"):
        asked(trader, issued(LABEL), 16)


def test_another_trader_does_not_learn_of_the_disposition() -> None:
    stranger = person("stranger", Role.TRADER, office="", represents="91110000000000000X")
    with pytest.raises(Missing):
        asked(stranger, issued(LABEL))


def test_an_officer_does_not_appeal() -> None:
    with pytest.raises(NotPermitted, match=r"actor\.capability"):
        asked(person("officer"), issued(LABEL))


def test_nobody_appeals_against_a_release(trader: Actor) -> None:
    row = issue_disposition(actor=person("wang"), at=NOON, disposition=proposed().pk)
    with pytest.raises(Refusal, match=r"appeal\.not_needed"):
        asked(trader, row)


def test_an_appeal_states_its_grounds(trader: Actor) -> None:
    with pytest.raises(Refusal, match="needs_ground"):
        asked(trader, issued(LABEL), grounds="")


def test_one_appeal_for_one_disposition(trader: Actor) -> None:
    row = issued(LABEL)
    asked(trader, row)
    with pytest.raises(Conflict, match=r"appeal\.exists"):
        asked(trader, row)


def test_a_trader_cannot_appeal_against_a_mere_proposal(trader: Actor) -> None:
    with pytest.raises(Missing):
        asked(trader, proposed(LABEL))


def test_upheld_leaves_the_disposition_as_it_is(trader: Actor) -> None:
    row = issued(LABEL)
    appeal = asked(trader, row)
    appeal = answer_appeal(actor=person("judge"), at=NOON, appeal=appeal.pk, answer="复验结果不变")
    row.refresh_from_db()
    assert (appeal.state, row.state) == ("upheld", "issued")
    assert Entry.objects.get(kind="decisions.appeal.answered").payload["outcome"] == "upheld"


def test_changed_puts_another_disposition_and_paper_in_its_place(trader: Actor) -> None:
    row = issued(LABEL)
    old = row.certificates.get()
    appeal = asked(trader, row)
    answer_appeal(actor=person("judge"), at=NOON, appeal=appeal.pk, answer="复验合格", kind=DispositionKind.RELEASE)
    new = Disposition.objects.get(state="issued")
    assert (new.kind, new.conforming, new.replaces) == ("release", True, row)
    old.refresh_from_db()
    assert state_of(old) == "replaced"
    assert old.end.successor == new.certificates.get()


def test_a_change_that_needs_two_people_waits_for_the_second(trader: Actor) -> None:
    row = issued(LABEL)
    appeal = asked(trader, row)
    answer_appeal(actor=person("judge"), at=NOON, appeal=appeal.pk, answer="更重", kind=DispositionKind.DESTROY)
    waiting = Disposition.objects.get(state="signed")
    issue_disposition(actor=person("other"), at=NOON, disposition=waiting.pk)
    row.refresh_from_db()
    assert row.state == "replaced"


def test_who_signed_does_not_answer(trader: Actor) -> None:
    row = issued(LABEL)
    appeal = asked(trader, row)
    with pytest.raises(NotPermitted, match="own_decision"):
        answer_appeal(actor=row.signed_by, at=NOON, appeal=appeal.pk, answer="x")


def test_another_office_does_not_answer(trader: Actor) -> None:
    appeal = asked(trader, issued(LABEL))
    with pytest.raises(NotPermitted, match=r"actor\.office"):
        answer_appeal(actor=person("judge", office="910200"), at=NOON, appeal=appeal.pk, answer="x")


def test_an_answer_says_why(trader: Actor) -> None:
    appeal = asked(trader, issued(LABEL))
    with pytest.raises(Refusal, match="needs_ground"):
        answer_appeal(actor=person("judge"), at=NOON, appeal=appeal.pk, answer=" ")


def test_an_appeal_is_answered_once(trader: Actor) -> None:
    appeal = asked(trader, issued(LABEL))
    judge = person("judge")
    answer_appeal(actor=judge, at=NOON, appeal=appeal.pk, answer="不变")
    with pytest.raises(Conflict, match=r"appeal\.exists"):
        answer_appeal(actor=judge, at=NOON, appeal=appeal.pk, answer="不变")


def test_an_appeal_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        answer_appeal(actor=person("judge"), at=NOON, appeal=999_999, answer="x")


def test_each_sees_only_appeals_that_are_his_business(trader: Actor) -> None:
    asked(trader, issued(LABEL))
    assert appeals_for(trader).count() == 1
    assert appeals_for(person("near")).count() == 1
    assert appeals_for(person("far", office="910200")).count() == 0
