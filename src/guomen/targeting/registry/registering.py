"""Taking a trained model into the registry, and training one from the log."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Refusal, SubjectRef
from guomen.targeting import events
from guomen.targeting.model_v1.terms import LINE_ROLES
from guomen.targeting.models import ModelFile, Promotion, RiskModel
from guomen.targeting.registry import refusals
from guomen.targeting.registry.evidence import evidence_of
from guomen.targeting.registry.queries import CHECKED, champions, learning_log, read_files, scorer

# The last part of the log, by day, that a rehearsal keeps back; a way of measuring and not a policy.
KEPT_BACK = 0.25


def may_train(actor: Actor | None) -> None:
    """Who may study targeting and order what is looked at may train models and propose them."""
    if actor is not None:
        require(actor, Capability.STUDY_TARGETING)
        require(actor, Capability.IMPOSE_MEASURE)


@transaction.atomic
def register_model(
    *,
    actor: Actor | None,
    at: datetime,
    files: Mapping[str, bytes],
    digest: str,
    target: str,
    trained_until: date,
    rehearsal: Mapping[str, Any] | None = None,
) -> RiskModel:
    """Store a trained model, as a challenger: it is asked beside the model in charge, and not obeyed.

    digest: SHA-256 of its manifest. rehearsal: how a model trained the same way did on lines kept back from it. The
    same model registered twice is one. Raises ModelDamaged where a file is not the one of the manifest, Conflict where
    it is registered for another target.
    """
    may_train(actor)
    _known(target)
    model = read_files(files, digest)
    found = RiskModel.objects.filter(digest=digest).first()
    if found is not None:
        if found.target != target:
            raise refusals.other_target(digest)
        return found
    row = RiskModel.objects.create(
        digest=digest,
        family=str(model.card.get("family", "model_v1"))[:20],
        target=target,
        trained_at=at,
        trained_by=actor,
        trained_until=trained_until,
        card={**model.card, "rehearsal": dict(rehearsal) if rehearsal else None},
    )
    ModelFile.objects.bulk_create(ModelFile(model=row, name=name, content=data) for name, data in files.items())
    if actor is not None:
        Promotion.objects.create(
            model=row,
            to=Promotion.Standing.CHALLENGER,
            ground="Newly trained 新训练",
            proposed_by=actor,
            proposed_at=at,
            decided_at=at,
            state=Promotion.State.IN_FORCE,
        )
    record(
        events.MODEL_REGISTERED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("model", digest), SubjectRef("training", target)],
        payload={
            "target": target,
            "family": row.family,
            "trained_until": trained_until.isoformat(),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        },
    )
    return row


def _known(target: str) -> None:
    if target not in CHECKED:
        raise refusals.no_such_target(target)


def enough_to_learn_from(log: pl.DataFrame, on: date) -> None:
    """Raises Refusal, with the counts, where policy says that the log has too few labels to train on."""
    needed = policy("targeting.model.minimum_labels", on=on).whole
    needed_bad = policy("targeting.model.minimum_nonconforming", on=on).whole
    bad = int(log["nonconforming"].sum() or 0)
    if log.height < needed or bad < needed_bad:
        raise refusals.too_few_labels(log.height, bad, needed, needed_bad)


@transaction.atomic
def request_training(*, actor: Actor, at: datetime, target: str) -> None:
    """Ask for a challenger to be trained on all that is known by now; the worker does it.

    Raises NotPermitted, Refusal where there is too little to learn from, Conflict where one is being trained.
    """
    may_train(actor)
    _known(target)
    today = at.astimezone(CIVIL_ZONE).date()
    enough_to_learn_from(learning_log(target=target), today)
    job = app.configure_task("guomen.targeting.tasks.train_challenger", queueing_lock=f"targeting.train.{target}")
    try:
        job.defer(target=target, until=today.isoformat(), username=actor.username)
    except AlreadyEnqueued as error:
        raise refusals.training_waits() from error
    subject = SubjectRef("training", target)
    record(events.TRAINING_ASKED, actor=actor, at=at, subjects=[subject], payload={"until": today.isoformat()})


def train_on_log(*, actor: Actor | None, at: datetime, target: str, until: date, seed: int = 0) -> RiskModel:
    """Train a model on what is known on the day `until`, try its like on the last part of it, and register it.

    Nothing is stored before all is done: a run that is killed leaves nothing. Raises Refusal where there is too little
    to learn from.
    """
    may_train(actor)
    _known(target)

    def known_on(day: date) -> pl.DataFrame:
        return learning_log(until=day, target=target)

    return _trained(actor, at, target, until, seed, known_on)


def train_on_records(
    *, actor: Actor | None, at: datetime, target: str, until: date, records: pl.DataFrame, seed: int = 0
) -> RiskModel:
    """The same from records that were kept elsewhere: a frame in consignments.terms.LINE_SCHEMA with nonconforming (1,
    0 or null), known_on and harm. Every line is taken to have been looked at for a reason that nobody remembers.
    """
    may_train(actor)
    _known(target)
    whole = records.with_columns(pl.lit("").alias("arm"), pl.lit(1.0).alias("probability"))

    def known_on(day: date) -> pl.DataFrame:
        return whole.filter(pl.col("known_on") <= day, pl.col("nonconforming").is_not_null())

    return _trained(actor, at, target, until, seed, known_on)


def _trained(
    actor: Actor | None, at: datetime, target: str, until: date, seed: int, known_on: Callable[[date], pl.DataFrame]
) -> RiskModel:
    from guomen.targeting.model_v1.training import train

    log = known_on(until)
    enough_to_learn_from(log, at.astimezone(CIVIL_ZONE).date())
    rehearsal = _rehearsed(log, known_on, target, seed, policy("targeting.model.minimum_labels", on=until).whole)
    model = train(log, LINE_ROLES, until=until, seed=seed)
    return register_model(
        actor=actor,
        at=at,
        files=model.files(),
        digest=model.digest,
        target=target,
        trained_until=until,
        rehearsal=rehearsal,
    )


def _rehearsed(
    log: pl.DataFrame, known_on: Callable[[date], pl.DataFrame], target: str, seed: int, enough: int
) -> dict[str, Any] | None:
    """How a model trained up to a day did on the lines declared from then on, beside the model in charge.

    None where one of the parts is too small to train or to judge by.
    """
    from guomen.targeting.model_v1.training import train

    days = log["declared_on"]
    cut: date = days.sort()[int(len(days) * (1 - KEPT_BACK))]
    earlier = known_on(cut - timedelta(days=1)).filter(pl.col("declared_on") < cut)
    kept = log.filter(pl.col("declared_on") >= cut)
    if kept["nonconforming"].n_unique() < 2:
        return None
    try:
        model = train(earlier, LINE_ROLES, until=cut - timedelta(days=1), seed=seed)
    except Refusal:
        return None
    champion = champions().get(target)
    knew = champion is not None and RiskModel.objects.get(digest=champion).trained_until >= cut
    found = evidence_of(kept, model, scorer(champion) if champion else None, enough=enough, seed=seed)
    return {"from": cut.isoformat(), "champion": champion or "", "champion_knew": knew, **found}


def refuse_training(*, actor: Actor | None, at: datetime, target: str, refusal: Refusal) -> None:
    """Put on record that a training that was asked for was refused, and why."""
    with transaction.atomic():
        record(
            events.TRAINING_REFUSED,
            actor=actor,
            at=at,
            subjects=[SubjectRef("training", target)],
            payload={"code": refusal.code, "problem": refusal.problem.as_json(), "remedy": refusal.remedy.as_json()},
        )
