"""A challenger is trained on what is known; too little, or a run that is killed, leaves nothing behind."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from guomen.kernel.ledger.models import Entry
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, NotPermitted, Refusal
from guomen.targeting import tasks
from guomen.targeting.models import Promotion, RiskModel
from guomen.targeting.registry import registering
from guomen.targeting.registry.evidence import evidence_of
from guomen.targeting.registry.operations import request_training, train_on_log
from guomen.targeting.registry.queries import challengers, champions, standing
from tests.targeting.conftest import NOON
from tests.targeting.registry.learned import START, UNTIL, made_up, stored_log, trained
from tests.targeting.test_assigning import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(person: Callable[..., Actor], reference: None) -> Actor:
    return person("analyst", "risk_analyst", Office.objects.get(code="310000"))


def test_a_challenger_is_trained_on_the_log_and_tried_on_what_was_kept_back(analyst: Actor, branch: Office) -> None:
    stored_log(branch)
    row = train_on_log(actor=analyst, at=NOON, target="physical", until=UNTIL)
    assert challengers() == {"physical": (row.digest,)}
    assert (row.trained_by, row.trained_until) == (analyst, UNTIL)
    rehearsal = row.card["rehearsal"]
    assert (rehearsal["lines"], rehearsal["basis"], rehearsal["champion"]) == (100, "all", "")
    assert rehearsal["top"]["observed"] > 0.3
    assert date.fromisoformat(rehearsal["from"]) == START + timedelta(days=75)


def test_the_same_log_gives_the_same_model(analyst: Actor, branch: Office) -> None:
    stored_log(branch)
    once, again = (train_on_log(actor=analyst, at=NOON, target="physical", until=UNTIL) for _ in range(2))
    assert once.pk == again.pk


def test_a_model_learns_nothing_that_was_not_known_on_its_day(analyst: Actor, branch: Office) -> None:
    stored_log(branch)
    with pytest.raises(Refusal) as refusal:
        train_on_log(actor=analyst, at=NOON, target="physical", until=START)
    assert refusal.value.code == "model.too_few_labels"


def test_too_few_labels_are_refused_with_their_number(analyst: Actor, branch: Office) -> None:
    stored_log(branch, 50)
    with pytest.raises(Refusal) as refusal:
        request_training(actor=analyst, at=NOON, target="physical")
    assert refusal.value.code == "model.too_few_labels"
    assert "50 examined lines" in refusal.value.problem.en


def test_a_run_that_is_killed_leaves_nothing(analyst: Actor, branch: Office, monkeypatch: Any) -> None:
    stored_log(branch)

    def killed(*given: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(registering.ModelFile.objects, "bulk_create", killed)
    with pytest.raises(KeyboardInterrupt):
        train_on_log(actor=analyst, at=NOON, target="physical", until=UNTIL)
    assert not RiskModel.objects.exists()
    assert not Promotion.objects.exists()


def test_training_is_asked_for_at_once_and_only_once(analyst: Actor, branch: Office) -> None:
    stored_log(branch)
    request_training(actor=analyst, at=NOON, target="physical")
    job = ProcrastinateJob.objects.get(task_name="guomen.targeting.tasks.train_challenger")
    assert job.args == {"target": "physical", "until": TODAY.isoformat(), "username": "analyst"}
    with pytest.raises(Conflict) as refusal:
        request_training(actor=analyst, at=NOON, target="physical")
    assert refusal.value.code == "model.training_waits"


def test_who_may_only_read_asks_for_no_training(person: Callable[..., Actor]) -> None:
    with pytest.raises(NotPermitted):
        request_training(actor=person("auditor", "auditor"), at=NOON, target="physical")


def test_the_worker_trains_in_the_name_of_who_asked(analyst: Actor, branch: Office) -> None:
    stored_log(branch)
    tasks.train_challenger("physical", UNTIL.isoformat(), "analyst")
    assert RiskModel.objects.get().trained_by == analyst


def test_a_refusal_in_the_worker_is_put_on_record(analyst: Actor) -> None:
    tasks.train_challenger("physical", UNTIL.isoformat(), "analyst")
    entry = Entry.objects.get(kind="targeting.training.refused")
    assert entry.payload["code"] == "model.too_few_labels"
    assert entry.subjects == ["training:physical"]


def test_a_model_that_the_program_trained_by_itself_has_no_standing(branch: Office) -> None:
    stored_log(branch)
    row = train_on_log(actor=None, at=NOON, target="physical", until=UNTIL)
    assert (standing(row), champions(), challengers()) == ("", {}, {})


def test_lines_picked_by_chance_are_judged_and_those_that_a_rule_opened_are_not() -> None:
    log = made_up(seed=9)
    mandatory = log.with_row_index().select(log["arm"].scatter(list(range(100)), "mandatory"))["arm"]
    judged = evidence_of(log.with_columns(mandatory), trained(), None, enough=200)
    assert (judged["basis"], judged["lines"]) == ("drawn", 300)
    assert judged["effective"] == pytest.approx(300)


def test_where_chance_picked_too_few_all_lines_are_judged_and_it_says_so() -> None:
    judged = evidence_of(made_up(seed=9), trained(), None, enough=401)
    assert (judged["basis"], judged["lines"]) == ("all", 400)
