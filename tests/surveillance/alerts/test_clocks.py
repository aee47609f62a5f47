"""Clocks: what is due, what is late, and what no longer stands on its ground."""

from datetime import date

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending, record
from guomen.kernel.terms import SubjectRef, Text
from guomen.surveillance.alerts.operations import acknowledge_alert, promote_case, propose_lifting, sign_alert
from guomen.surveillance.alerts.operations.questioning import question_alerts
from guomen.surveillance.alerts.queries import alert, clocks, deadline, office_circulars, questions, waiting_clocks
from guomen.surveillance.alerts.terms import Audience
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.clusters.models import Dossier, Member
from guomen.surveillance.signals.models import Signal
from tests.decisions.world import NOON
from tests.surveillance.alerts.world import HOUR, analyst, assessed, chief, holiday, instant, issued, proposal, proposed

pytestmark = pytest.mark.usefixtures("warning")


def test_an_assessed_dossier_waits_48_hours_for_its_alert() -> None:
    [waiting] = waiting_clocks(NOON)
    assert (waiting.dossier, waiting.alert) == ("D-2018-0001", "")
    assert waiting.clock.due_at == NOON + 46 * HOUR
    assert waiting.clock.doubtful


def test_a_proposal_waits_24_hours_for_its_signature() -> None:
    proposed()
    [waiting] = waiting_clocks(NOON)
    assert waiting.clock.what.en == "Sign (24 h)"
    assert waiting.clock.due_at == NOON + 24 * HOUR
    assert not waiting.clock.overdue(NOON + 24 * HOUR)
    assert waiting.clock.overdue(NOON + 25 * HOUR)


def test_a_clock_that_was_met_stays_and_says_whether_in_time() -> None:
    row = issued()
    issue, sign = clocks(row)
    assert (issue.met_at, sign.met_at) == (NOON + HOUR, NOON + HOUR)
    assert not issue.overdue(NOON + 999 * HOUR)
    assert waiting_clocks(NOON) == []


def test_what_is_disproved_is_to_be_lifted_at_once_and_the_clock_stops_with_the_lifting() -> None:
    row = issued()
    Dossier.objects.update(state="closed", closing="refuted", closed_at=NOON + 2 * HOUR)
    [waiting] = waiting_clocks(NOON)
    assert waiting.clock.due_at == waiting.clock.since == NOON + 2 * HOUR
    assert "at once" in waiting.clock.what.en
    ground = Text("复检合格", "Tested again: conforms")
    lifted = propose_lifting(actor=analyst(), at=NOON + 3 * HOUR, number=row.number, ground=ground)
    sign_alert(actor=chief(), at=NOON + 4 * HOUR, number=row.number, version=lifted.version)
    assert waiting_clocks(NOON) == []
    [lift] = [one for one in clocks(alert(row.number)) if "lift" in one.basis]
    assert lift.met_at == NOON + 4 * HOUR
    assert lift.overdue(NOON)


def test_a_dossier_that_was_confirmed_does_not_ask_for_a_lifting() -> None:
    issued()
    Dossier.objects.update(state="closed", closing="confirmed", closed_at=NOON)
    assert waiting_clocks(NOON) == []


def test_circulars_wait_for_the_bureaus_that_have_not_acknowledged() -> None:
    row = promote_case(actor=analyst(), at=NOON, dossier="D-2018-0001", proposal=proposal(audience=Audience.PORTS))
    sign_alert(actor=chief(), at=NOON, number=row.number, version=1)
    [waiting] = waiting_clocks(NOON)
    assert waiting.clock.what.en == "Acknowledged by 0 of 2 offices"
    assert [one.alert for one in office_circulars(analyst())] == [row]
    acknowledge_alert(actor=analyst(), at=NOON, number=row.number)
    assert [one.clock.what.en for one in waiting_clocks(NOON)] == ["Acknowledged by 1 of 2 offices"]
    assert not office_circulars(analyst()).exists()


def told(signal: Signal, state: str) -> None:
    """What the radar announces when a signal falls."""
    Signal.objects.filter(pk=signal.pk).update(state=state)
    record(
        f"surveillance.signal.{state}", actor=None, at=NOON + 2 * HOUR,
        subjects=[SubjectRef("signal", str(signal.pk))], payload={"signal": signal.pk, "ground": "误报"},
    )  # fmt: skip
    deliver_pending()


@pytest.mark.parametrize(
    ("state", "words"), [("retracted", "was taken back by its source"), ("refuted", "was refuted")]
)
def test_an_alert_whose_signal_falls_says_so_and_asks_to_be_assessed_anew(state: str, words: str) -> None:
    row = issued()
    signal = Signal.objects.get()
    told(signal, state)
    [question] = questions(alert(row.number))
    assert question.signal == signal.pk
    assert words in question.reasons[0].text.en
    assert alert(row.number).state == "issued"
    [waiting] = waiting_clocks(NOON)
    assert waiting.alert == row.number
    assert question.due_at == instant("2018-08-08 00:00")


def test_it_is_asked_once_for_each_signal_however_often_the_news_comes() -> None:
    issued()
    signal = Signal.objects.get()
    for _ in range(2):
        question_alerts(at=NOON + 2 * HOUR, signal=signal.pk, state="retracted")
    assert Entry.objects.filter(kind="surveillance.alert.questioned").count() == 1


def test_a_new_assessment_answers_the_question() -> None:
    row = issued()
    question_alerts(at=NOON + 2 * HOUR, signal=Signal.objects.get().pk, state="retracted")
    assert questions(row)
    Assessment.objects.update(state="superseded")
    assessed(Dossier.objects.get(), version=2, signed_at=NOON + 3 * HOUR)
    assert questions(row) == []


def test_alerts_that_do_not_stand_on_the_signal_are_left_alone() -> None:
    issued()
    signal = Signal.objects.get()
    Member.objects.update(removed_at=NOON)
    assert question_alerts(at=NOON, signal=signal.pk, state="retracted") == []


def test_working_days_leave_out_the_holidays_on_file_and_say_where_there_are_none() -> None:
    what = Text("重新评估", "Assess anew")
    # 1 August 2018 is a Wednesday: the fourth working day after it is Tuesday the 7th.
    plain = deadline("reassess", what, NOON)
    assert plain.due_at == instant("2018-08-08 00:00")
    assert "weekends only" in plain.what.en
    holiday(date(2018, 8, 2))
    holiday(date(2018, 8, 4), "make_up_workday")
    holiday(date(2018, 8, 6))
    known = deadline("reassess", what, NOON)
    assert known.due_at == instant("2018-08-09 00:00")
    assert known.what.en == "Assess anew (4 working days)"
