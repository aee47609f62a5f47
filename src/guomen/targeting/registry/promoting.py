"""A model's standing: proposed by one person with evidence, signed by another where decisions change with it."""

from datetime import datetime

from django.db import transaction

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Missing, SubjectRef, Text
from guomen.targeting import events
from guomen.targeting.models import Promotion, RiskModel
from guomen.targeting.registry import refusals
from guomen.targeting.registry.evidence import evidence_for
from guomen.targeting.registry.queries import read_files, risk_model, standing, stored_files
from guomen.targeting.registry.registering import may_train

Standing = Promotion.Standing


@transaction.atomic
def propose_promotion(*, actor: Actor, at: datetime, digest: str, to: str, ground: str) -> Promotion:
    """Propose a model's standing: champion, challenger or retired. What changes decisions waits for a second person:
    putting a model in charge, taking it out of charge. The rest is in force at once.

    A former champion is put back in charge the same way. Evidence is computed here, from the log.
    Raises NotPermitted, Missing, Refusal without ground or evidence, ModelDamaged, Conflict where nothing changes or
    one is waiting.
    """
    may_train(actor)
    model = RiskModel.objects.select_for_update().get(pk=risk_model(digest).pk)
    now = standing(model)
    _settle(model, now, Standing(to), ground)
    waits = Standing.CHAMPION in (now, to)
    evidence = None
    if to == Standing.CHAMPION:
        read_files(stored_files(model.digest), model.digest)
        evidence = evidence_for(model, at=at)
        if evidence is None:
            raise refusals.no_evidence()
    row = Promotion.objects.create(
        model=model,
        to=to,
        ground=ground.strip(),
        evidence=evidence or {},
        proposed_by=actor,
        proposed_at=at,
        decided_at=None if waits else at,
        state=Promotion.State.WAITING if waits else Promotion.State.IN_FORCE,
    )
    _announce(events.PROMOTION_PROPOSED if waits else events.PROMOTION_SIGNED, actor, at, row)
    return row


def _settle(model: RiskModel, now: str, to: Standing, ground: str) -> None:
    if not ground.strip():
        raise refusals.no_ground()
    if now == to:
        raise refusals.same_standing()
    if model.promotions.filter(state=Promotion.State.WAITING).exists():
        raise refusals.one_waits()


@transaction.atomic
def sign_promotion(*, actor: Actor, at: datetime, promotion: int) -> Promotion:
    """Put a proposal into force; who was in charge before steps back and is asked from now on as a challenger.

    Raises NotPermitted for who proposed it, Missing, Conflict where it is decided, ModelDamaged where the model is no
    longer what was proposed.
    """
    row = _waiting(actor, promotion)
    before = ""
    if row.to == Standing.CHAMPION:
        read_files(stored_files(row.model.digest), row.model.digest)
        before = _step_back(row, actor, at)
    row.state, row.decided_by, row.decided_at = Promotion.State.IN_FORCE, actor, at
    row.save()
    _announce(events.PROMOTION_SIGNED, actor, at, row, before)
    return row


def _step_back(row: Promotion, actor: Actor, at: datetime) -> str:
    """The champion of the same target becomes a challenger, by the same two persons. Gives its digest."""
    # One at a time: of two proposals signed at once the later one sees the earlier one's champion.
    models = RiskModel.objects.select_for_update().filter(target=row.model.target).order_by("pk")
    before = next((one for one in models if one.pk != row.model_id and standing(one) == Standing.CHAMPION), None)
    if before is None:
        return ""
    Promotion.objects.create(
        model=before,
        to=Standing.CHALLENGER,
        ground=row.ground,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=actor,
        decided_at=at,
        state=Promotion.State.IN_FORCE,
    )
    return before.digest


@transaction.atomic
def decline_promotion(*, actor: Actor, at: datetime, promotion: int) -> Promotion:
    """Turn a proposal down. Raises NotPermitted for who proposed it, Missing, Conflict where it is decided."""
    row = _waiting(actor, promotion)
    row.state, row.decided_by, row.decided_at = Promotion.State.DECLINED, actor, at
    row.save()
    _announce(events.PROMOTION_DECLINED, actor, at, row)
    return row


def _waiting(actor: Actor, promotion: int) -> Promotion:
    require(actor, Capability.SIGN_MODEL)
    # Only the row itself: its model has a lock of its own.
    row = Promotion.objects.select_for_update(of=("self",)).select_related("model", "proposed_by")
    found = row.filter(pk=promotion).first()
    if found is None:
        raise Missing(
            "promotion.missing",
            Text("没有这项提议。", "There is no such proposal."),
            Text("请核对编号。", "Check its number."),
        )
    if found.state != Promotion.State.WAITING:
        raise refusals.decided()
    if found.proposed_by_id == actor.pk:
        raise refusals.same_person()
    return found


def _announce(event: str, actor: Actor, at: datetime, row: Promotion, before: str = "") -> None:
    record(
        event,
        actor=actor,
        at=at,
        subjects=[SubjectRef("model", row.model.digest), *([SubjectRef("model", before)] if before else [])],
        payload={
            "promotion": row.pk,
            "to": row.to,
            "target": row.model.target,
            "proposed_by": row.proposed_by.username,
            "before": before,
        },
        authority=row.ground,
    )
