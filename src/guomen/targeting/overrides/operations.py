"""Overriding a channel, and the second person's word on it."""

from datetime import datetime

from django.db import transaction

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import require_visible
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, NotPermitted, Refusal, SubjectRef, Text
from guomen.targeting import events
from guomen.targeting.assigning.queries import rulebook
from guomen.targeting.models import Assignment, Override
from guomen.targeting.queries import assignment as assignment_of
from guomen.targeting.queries import channel_now


@transaction.atomic
def override_channel(*, actor: Actor, at: datetime, consignment: int, to: Channel, ground: str) -> Override:
    """Take another channel for a consignment's current decision. It is in force at once, or waits for a second person
    where the policy "targeting.override.second_person" names the step.

    Raises NotPermitted, Missing, Refusal without a ground, Conflict where nothing changes or one is waiting.
    """
    require(actor, Capability.OVERRIDE_CHANNEL)
    named = require_visible(actor, consignment)
    decided = assignment_of(consignment)
    if decided is None:
        raise Missing(
            "override.no_channel",
            Text("该票货物尚未判定通道。", "This consignment has no channel yet."),
            Text("请等待判定。", "Wait for its decision."),
        )
    Assignment.objects.select_for_update().get(pk=decided.pk)
    now = channel_now(decided)
    _settle(decided, now, to, ground)
    waits = _needs_second_person(now, to, named.office.code, at)
    row = Override.objects.create(
        assignment=decided,
        from_channel=now,
        to_channel=to,
        ground=ground.strip(),
        proposed_by=actor,
        proposed_at=at,
        state=Override.State.WAITING if waits else Override.State.IN_FORCE,
    )
    _announce(events.OVERRIDE_PROPOSED if waits else events.CHANNEL_OVERRIDDEN, actor, at, row)
    return row


def _settle(decided: Assignment, now: Channel, to: Channel, ground: str) -> None:
    if not ground.strip():
        raise Refusal(
            "override.ground_missing",
            Text("变更通道须写明理由。", "An override needs a ground."),
            Text("请写明理由。", "State why."),
        )
    if to is now:
        raise Conflict(
            "override.same_channel",
            Text("与当前通道相同。", "That is the channel already."),
            Text("请选择其他通道。", "Choose another channel."),
        )
    if decided.overrides.filter(state=Override.State.WAITING).exists():
        raise Conflict(
            "override.waiting",
            Text("已有一项变更等待复核。", "An override of this decision already waits for a second person."),
            Text("请先复核该变更。", "Have that one decided first."),
        )


def _needs_second_person(now: Channel, to: Channel, office: str, at: datetime) -> bool:
    """Policy lists steps as "from>to" with "*" for any channel, e.g. "hold>release; refuse>*"."""
    book = rulebook(current_edition())
    steps = book.policy("targeting.override.second_person", at.astimezone(CIVIL_ZONE).date(), office).entries
    return any(step in steps for step in (f"{now}>{to}", f"{now}>*", f"*>{to}", "*>*"))


@transaction.atomic
def approve_override(*, actor: Actor, at: datetime, override: int) -> Override:
    """Put a waiting override into force. Raises NotPermitted for the person who proposed it."""
    return _decide(actor, at, override, Override.State.IN_FORCE, events.CHANNEL_OVERRIDDEN)


@transaction.atomic
def decline_override(*, actor: Actor, at: datetime, override: int) -> Override:
    """Turn a waiting override down. Raises NotPermitted for the person who proposed it."""
    return _decide(actor, at, override, Override.State.DECLINED, events.OVERRIDE_DECLINED)


def _decide(actor: Actor, at: datetime, override: int, state: Override.State, event: str) -> Override:
    require(actor, Capability.APPROVE_OVERRIDE)
    row = Override.objects.select_for_update().select_related("assignment").filter(pk=override).first()
    if row is None:
        raise Missing(
            "override.missing",
            Text("没有这项变更。", "There is no such override."),
            Text("请核对编号。", "Check its number."),
        )
    require_visible(actor, row.assignment.consignment_id)
    if row.state != Override.State.WAITING:
        raise Conflict(
            "override.decided",
            Text("该变更已有结论。", "This override is decided already."),
            Text("无需再次处理。", "There is nothing to decide."),
        )
    if row.proposed_by_id == actor.pk:
        raise NotPermitted(
            "override.same_person",
            Text("提出人不能复核自己的变更。", "Nobody approves an override of their own."),
            Text("请由另一人复核。", "Have somebody else decide."),
        )
    row.state, row.decided_by, row.decided_at = state, actor, at
    row.save()
    _announce(event, actor, at, row)
    return row


def _announce(event: str, actor: Actor, at: datetime, row: Override) -> None:
    decided = row.assignment
    record(
        event,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(decided.consignment_id)), SubjectRef("override", str(row.pk))],
        payload={
            "consignment": decided.consignment_id,
            "version": decided.version,
            "assignment": decided.pk,
            "from": row.from_channel,
            "to": row.to_channel,
            "override": row.pk,
            "proposed_by": row.proposed_by.username,
        },
        authority=row.ground,
        edition=decided.edition,
    )
