"""A model is in charge only when two persons put it there, with evidence; and out of charge the same way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from guomen.kernel.ledger.models import Entry
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal
from guomen.targeting.model_v1.terms import ModelDamaged
from guomen.targeting.models import ModelFile, Promotion, RiskModel
from guomen.targeting.registry.operations import (
    decline_promotion,
    propose_promotion,
    register_model,
    sign_promotion,
)
from guomen.targeting.registry.queries import challengers, champions, learning_log, read_files, scorer, stored_files
from tests.targeting.conftest import NOON
from tests.targeting.registry.learned import UNTIL, made_up, registered, stored_log, trained

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
CHAMPION, CHALLENGER, RETIRED = Promotion.Standing.CHAMPION, Promotion.Standing.CHALLENGER, Promotion.Standing.RETIRED


@pytest.fixture
def analyst(person: Callable[..., Actor], reference: None) -> Actor:
    return person("analyst", "risk_analyst", Office.objects.get(code="310000"))


@pytest.fixture
def signer(person: Callable[..., Actor], reference: None) -> Actor:
    return person("signer", "headquarters", Office.objects.get(code="000000"))


@pytest.fixture
def model(analyst: Actor) -> RiskModel:
    return registered(analyst)


def proposed(actor: Actor, model: RiskModel, to: Promotion.Standing = CHAMPION, ground: str = "better") -> Promotion:
    return propose_promotion(actor=actor, at=NOON, digest=model.digest, to=to, ground=ground)


def promoted(analyst: Actor, signer: Actor, model: RiskModel, hours: int = 0) -> Promotion:
    at = LATER + timedelta(hours=hours)
    return sign_promotion(actor=signer, at=at, promotion=proposed(analyst, model).pk)


def test_a_trained_model_is_a_challenger_that_is_asked_and_not_obeyed(model: RiskModel) -> None:
    assert champions() == {}
    assert challengers() == {"physical": (model.digest,)}
    assert Entry.objects.get(kind="targeting.model.registered").payload["files"].keys() == trained().files().keys()


def test_what_is_stored_scores_as_what_was_trained(model: RiskModel) -> None:
    lines = made_up().drop("nonconforming", "known_on", "harm")
    assert scorer(model.digest).score(lines).tolist() == trained().score(lines).tolist()


def test_the_same_model_registered_twice_is_one(model: RiskModel, analyst: Actor) -> None:
    assert registered(analyst).pk == model.pk
    assert RiskModel.objects.count() == 1


def test_a_model_is_not_registered_for_two_kinds_of_check(model: RiskModel, analyst: Actor) -> None:
    with pytest.raises(Conflict) as refusal:
        registered(analyst, target="sample")
    assert refusal.value.code == "model.other_target"


def test_a_model_of_nothing_that_is_checked_is_refused(analyst: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        registered(analyst, target="document")
    assert refusal.value.code == "model.target"


def test_a_damaged_model_is_not_registered(analyst: Actor) -> None:
    files = trained().files()
    name = next(name for name in files if name != "manifest.json")
    with pytest.raises(ModelDamaged):
        register_model(
            actor=analyst, at=NOON, files={**files, name: files[name] + b" "}, digest=trained().digest,
            target="physical", trained_until=UNTIL,
        )  # fmt: skip
    assert not RiskModel.objects.exists()


def test_who_may_not_order_checks_does_not_register_models(person: Callable[..., Actor]) -> None:
    with pytest.raises(NotPermitted):
        registered(person("auditor", "auditor"))


def test_a_proposal_waits_and_the_second_person_puts_the_model_in_charge(
    model: RiskModel, analyst: Actor, signer: Actor
) -> None:
    row = proposed(analyst, model)
    assert (row.state, champions()) == (Promotion.State.WAITING, {})
    sign_promotion(actor=signer, at=LATER, promotion=row.pk)
    assert champions() == {"physical": model.digest}
    assert challengers() == {}


def test_the_champion_before_steps_back_and_there_is_one_champion(
    model: RiskModel, analyst: Actor, signer: Actor
) -> None:
    promoted(analyst, signer, model)
    second = registered(analyst, seed=2)
    promoted(analyst, signer, second, 1)
    assert champions() == {"physical": second.digest}
    assert challengers() == {"physical": (model.digest,)}
    assert Entry.objects.filter(kind="targeting.promotion.signed").last().payload["before"] == model.digest  # type: ignore[union-attr]


def test_the_former_champion_is_put_back_by_two_persons(model: RiskModel, analyst: Actor, signer: Actor) -> None:
    second = registered(analyst, seed=2)
    for hours, one in enumerate((model, second, model)):
        promoted(analyst, signer, one, hours)
    assert champions() == {"physical": model.digest}
    assert challengers() == {"physical": (second.digest,)}


def test_a_champion_is_retired_by_two_persons_and_nobody_takes_its_place(
    model: RiskModel, analyst: Actor, signer: Actor
) -> None:
    promoted(analyst, signer, model)
    row = proposed(analyst, model, RETIRED)
    assert champions() == {"physical": model.digest}
    sign_promotion(actor=signer, at=LATER + timedelta(hours=1), promotion=row.pk)
    assert (champions(), challengers()) == ({}, {})


def test_a_challenger_is_retired_and_asked_again_without_a_second_person(model: RiskModel, analyst: Actor) -> None:
    assert proposed(analyst, model, RETIRED).state == Promotion.State.IN_FORCE
    assert challengers() == {}
    propose_promotion(actor=analyst, at=LATER, digest=model.digest, to=CHALLENGER, ground="once more")
    assert challengers() == {"physical": (model.digest,)}


def test_a_declined_proposal_changes_nothing_and_may_be_made_again(
    model: RiskModel, analyst: Actor, signer: Actor
) -> None:
    decline_promotion(actor=signer, at=LATER, promotion=proposed(analyst, model).pk)
    assert champions() == {}
    assert proposed(analyst, model).state == Promotion.State.WAITING


def test_nobody_signs_a_proposal_of_their_own(model: RiskModel, signer: Actor) -> None:
    row = proposed(signer, model)
    with pytest.raises(NotPermitted) as refusal:
        sign_promotion(actor=signer, at=LATER, promotion=row.pk)
    assert refusal.value.code == "promotion.same_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Promotion.objects.filter(pk=row.pk).update(decided_by=signer)


def test_a_risk_analyst_does_not_sign(model: RiskModel, analyst: Actor, person: Callable[..., Actor]) -> None:
    with pytest.raises(NotPermitted):
        sign_promotion(actor=person("other", "risk_analyst"), at=LATER, promotion=proposed(analyst, model).pk)


def test_a_proposal_without_a_ground_is_refused(model: RiskModel, analyst: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        proposed(analyst, model, ground=" ")
    assert refusal.value.code == "promotion.ground_missing"


def test_a_standing_that_it_has_already_is_refused(model: RiskModel, analyst: Actor) -> None:
    with pytest.raises(Conflict) as refusal:
        proposed(analyst, model, CHALLENGER)
    assert refusal.value.code == "promotion.same_standing"


def test_one_proposal_of_a_model_waits_at_a_time(model: RiskModel, analyst: Actor) -> None:
    proposed(analyst, model)
    with pytest.raises(Conflict) as refusal:
        proposed(analyst, model)
    assert refusal.value.code == "promotion.waiting"


def test_a_model_without_evidence_is_not_proposed(analyst: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        proposed(analyst, registered(analyst, rehearsal=None))
    assert refusal.value.code == "promotion.no_evidence"


def test_what_is_decided_is_not_decided_again(model: RiskModel, analyst: Actor, signer: Actor) -> None:
    row = promoted(analyst, signer, model)
    with pytest.raises(Conflict):
        decline_promotion(actor=signer, at=LATER, promotion=row.pk)
    with pytest.raises(Missing):
        sign_promotion(actor=signer, at=LATER, promotion=row.pk + 1)


def test_a_model_that_is_not_there_is_not_proposed(model: RiskModel, analyst: Actor) -> None:
    with pytest.raises(Missing):
        propose_promotion(actor=analyst, at=NOON, digest="0" * 64, to=CHAMPION, ground="better")


def test_a_file_altered_by_one_byte_is_neither_proposed_nor_signed(
    model: RiskModel, analyst: Actor, signer: Actor
) -> None:
    row = proposed(analyst, model)
    file = ModelFile.objects.filter(model=model, name="card.json").get()
    ModelFile.objects.filter(pk=file.pk).update(content=bytes(file.content)[:-1] + b"]")
    with pytest.raises(ModelDamaged):
        sign_promotion(actor=signer, at=LATER, promotion=row.pk)
    with pytest.raises(ModelDamaged):
        read_files(stored_files(model.digest), model.digest)
    assert champions() == {}


def test_a_file_that_is_missing_is_damage_too(model: RiskModel, analyst: Actor) -> None:
    ModelFile.objects.filter(model=model, name="card.json").delete()
    with pytest.raises(ModelDamaged):
        proposed(analyst, model)


def test_evidence_is_computed_from_lines_looked_at_since_and_compared_with_the_champion(
    model: RiskModel, analyst: Actor, signer: Actor, branch: Office
) -> None:
    promoted(analyst, signer, model)
    second = registered(analyst, seed=2)
    stored_log(branch, 300, seed=5, start=UNTIL + timedelta(days=1), days=9)
    since = proposed(analyst, second).evidence["since"]
    assert (since["lines"], since["champion"]) == (300, model.digest)
    assert since["nonconforming"] == learning_log()["nonconforming"].sum()
    assert [one["share"] for one in since["more"]] == [0.02, 0.05, 0.1]
    assert since["top"]["low"] <= since["top"]["observed"] <= since["top"]["high"]
