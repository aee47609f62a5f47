"""Corrective actions: agreed with a day, done by who is responsible, verified effective by someone else (8.7)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Capability, Conflict, Missing, NotPermitted, Text
from guomen.laboratory.quality import events
from guomen.laboratory.quality.models import CorrectiveAction, Nonconformity
from guomen.laboratory.quality.operations.nonconformities import REPORTERS, standing, tell, unsaid
from guomen.laboratory.quality.terms import NcState

VERIFIERS = (Capability.MANAGE_LABORATORY, Capability.AUTHORISE_RESULT)


@transaction.atomic
def agree_action(
    *, actor: Actor, at: datetime, number: str, what: str, responsible: Actor, due_on: date, preventive: bool = False
) -> CorrectiveAction:
    """Agree what is done, by whom, until when. preventive: a rule that keeps it from happening again elsewhere.

    Raises Missing, NotPermitted, Conflict (closed), Refusal (nothing said, a day that is past).
    """
    row = standing(actor, number, Capability.MANAGE_LABORATORY)
    if not what.strip():
        raise unsaid("what", Text("须写明整改措施。", "State what will be done."))
    if due_on < timezone.localdate(at):
        raise unsaid("due_on", Text("完成期限已过。", "The day by which it is done is past."))
    action = CorrectiveAction.objects.create(
        nonconformity=row, what=what.strip(), preventive=preventive, responsible=responsible, due_on=due_on
    )
    row.state = NcState.ACTING
    row.due_on = max(day for day in (row.due_on, due_on) if day is not None)
    row.save(update_fields=["state", "due_on"])
    told = {"action": action.pk, "what": action.what, "responsible": responsible.username, "due_on": str(due_on)}
    tell(events.ACTION_AGREED, row, actor=actor, at=at, **told)
    return action


@transaction.atomic
def complete_action(*, actor: Actor, at: datetime, action: int, done: str) -> CorrectiveAction:
    """Say what was done. Raises Missing, NotPermitted (not the one responsible), Conflict (done already), Refusal."""
    row, found = _locked(actor, action, *REPORTERS)
    if found.responsible_id != actor.pk:
        raise NotPermitted(
            "action.responsible",
            Text("该措施由他人负责。", "Somebody else is responsible for this action."),
            Text("请由责任人填报。", "Ask the one responsible."),
        )
    if found.done_at is not None:
        raise Conflict(
            "action.done",
            Text("该措施已完成。", "The action is done already."),
            Text("等待他人验证。", "It waits for somebody else to verify it."),
        )
    if not done.strip():
        raise unsaid("done", Text("须写明做了什么。", "State what was done."))
    found.done_at, found.done = at, done.strip()
    found.save(update_fields=["done_at", "done"])
    tell(events.ACTION_DONE, row, actor=actor, at=at, action=found.pk, done=found.done)
    return found


@transaction.atomic
def verify_action(*, actor: Actor, at: datetime, action: int, effective: bool) -> CorrectiveAction:
    """Say whether what was done works. Raises Missing, NotPermitted (one's own), Conflict (not done, verified)."""
    row, found = _locked(actor, action, *VERIFIERS)
    if found.responsible_id == actor.pk:
        raise NotPermitted(
            "action.own",
            Text("不能验证自己负责的措施。", "Nobody verifies an action that they were responsible for."),
            Text("请由他人验证。", "Ask another person."),
        )
    if found.done_at is None or found.verified_at is not None:
        raise Conflict(
            "action.not_to_verify",
            Text("该措施尚未完成，或已经验证。", "The action is not done yet, or was verified already."),
            Text("请刷新页面查看现状。", "Look at the page again."),
        )
    found.verified_by, found.verified_at, found.effective = actor, at, effective
    found.save(update_fields=["verified_by", "verified_at", "effective"])
    tell(events.ACTION_VERIFIED, row, actor=actor, at=at, action=found.pk, effective=effective)
    return found


def _locked(actor: Actor, action: int, *any_of: Capability) -> tuple[Nonconformity, CorrectiveAction]:
    found = CorrectiveAction.objects.select_related("nonconformity").filter(pk=action).first()
    if found is None:
        raise Missing(
            "action.missing",
            Text("没有这项措施。", "There is no such action."),
            Text("请从不符合项页面重新进入。", "Go there again from the nonconformity's page."),
        )
    row = standing(actor, found.nonconformity.number, *any_of)
    return row, CorrectiveAction.objects.select_for_update(of=("self",)).get(pk=action)
